"""The pages of tasks: giving one, working on it, lists, exports, files, and figures that open to their rows."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tinhso.foundation.measures.queries import figures, rows
from tinhso.foundation.measures.rules import Period, Scope
from tinhso.foundation.tasks import actions
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.tasks.rules import State
from tinhso.foundation.tasks.tests.factories import (
    DAY,
    FRIDAY,
    MONDAY,
    account,
    client_of,
    fresh,
    given,
    led_by,
    make_places,
    now,
)
from tinhso.kernel.actors import ANONYMOUS

pytestmark = pytest.mark.django_db
HOME = "/can-bo/nhiem-vu/"


@pytest.fixture(autouse=True)
def _monday() -> object:
    with time_machine.travel(MONDAY, tick=False):
        yield


def test_from_giving_to_accepting_by_pages() -> None:
    commune, centre, _ = make_places()
    leader, head, officer = (client_of(one) for one in (commune.leader, centre.head, centre.officer))
    typed = {"agency": commune.id, "title": "Báo cáo chuyển đổi số", "detail": "Theo mẫu", "lead": centre.id}
    assert leader.get(f"{HOME}giao/").status_code == 200
    off = leader.post(f"{HOME}giao/", typed | {"due": "21/11/2026"})
    assert off.status_code == 422
    assert "23/11/2026" in off.content.decode(), "a day off is refused, the next working day is named"
    assert leader.post(f"{HOME}giao/", typed | {"due": "20/11/2026"}).status_code == 303
    task = Task.objects.get()
    assert task.due_at == FRIDAY
    page = f"{HOME}{task.id}/"
    part = task.hands.get().pk
    held = {"version": fresh(task).version, "holder": account(centre.officer)}
    assert head.post(f"{page}phan-viec/{part}/", held).status_code == 303
    assert officer.get(HOME).content.decode().count(task.title) == 1
    for client, act, said in (
        (officer, "bao-cao", {"progress": "50", "note": "Được nửa"}),
        (officer, "xin-gia-han", {"due": "24/11/2026", "note": "Chờ số liệu"}),
        (leader, "tra-loi-gia-han", {"granted": "yes"}),
        (leader, "don-doc", {"note": "Nhanh lên"}),
        (officer, "hoan-thanh", {"note": "Đã gửi báo cáo"}),
        (leader, "lam-tiep", {"note": "Thiếu biểu 2"}),
        (officer, "hoan-thanh", {"note": "Đã đủ"}),
        (leader, "xac-nhan", {"note": "Tốt"}),
    ):
        address = f"{page}viec/{act}/"
        assert client.get(address).status_code == 200
        assert client.post(address, {"version": "x"}).status_code == 422
        assert client.post(address, {"version": fresh(task).version, **said}).status_code == 303, act
    assert fresh(task).state == State.DONE
    shown = officer.get(page).content.decode()
    assert "Thiếu biểu 2" in shown
    assert officer.get(f"{page}viec/bao-cao/").status_code == 409
    assert officer.get(f"{page}viec/xyz/").status_code == 404
    late = leader.post(f"{page}viec/thu-hoi/", {"version": fresh(task).version, "note": "Muộn"})
    assert late.status_code == 409


def test_a_list_is_searched_narrowed_counted_and_taken_along() -> None:
    commune, centre, stranger = make_places()
    for number in range(23):
        given(commune, led_by(centre, centre.officer), title=f"=Việc thứ {number}")
    urgent = given(commune, led_by(centre, centre.officer), title="Đê bao Long Hòa", due_at=MONDAY + DAY)
    officer = client_of(centre.officer)
    first = officer.get(HOME).content.decode()
    assert first.index("Đê bao") < first.index("Việc thứ"), "what is due first comes first"
    assert "Việc thứ 22" in officer.get(f"{HOME}?page=2").content.decode()
    assert "Việc thứ" not in officer.get(f"{HOME}?q=de+bao").content.decode()
    actions.finish(actor=centre.officer, **now(urgent), note="Xong")
    assert "Đê bao" in officer.get(f"{HOME}?tt=cho-xac-nhan").content.decode()
    assert "Đê bao" not in officer.get(f"{HOME}?tt=tuan-nay").content.decode()
    exported = officer.get(f"{HOME}danh-sach.csv").content.decode()
    assert exported.count("\n") == 25
    assert "'=Việc thứ 1," in exported
    assert "Chưa có nhiệm vụ nào ở đây" in client_of(stranger.officer).get(HOME).content.decode()
    assert "Không tìm thấy nhiệm vụ nào" in officer.get(f"{HOME}?q=kh%C3%B4ng+c%C3%B3").content.decode()


def test_files_stand_beside_a_task_for_those_concerned() -> None:
    commune, centre, stranger = make_places()
    task = given(commune, led_by(centre, centre.officer))
    page, held = f"{HOME}{task.id}/", BytesIO()
    Image.new("RGB", (4, 3), "white").save(held, "PNG")
    upload = SimpleUploadedFile("anh.png", held.getvalue(), content_type="image/png")
    assert client_of(centre.officer).post(f"{page}tep/", {"file": upload}).status_code == 303
    shown = client_of(commune.leader).get(page).content.decode()
    address = f"{page}tep/" + shown.split(f"{page}tep/")[1].split('"')[0]
    assert client_of(commune.leader).get(address).status_code == 200
    assert client_of(stranger.leader).get(address).status_code == 404
    assert client_of(centre.records).post(f"{page}tep/", {"file": upload}).status_code == 403


def test_figures_count_what_was_done_in_time_and_what_is_late() -> None:
    commune, centre, _ = make_places()
    in_time, late, open_late = (given(commune, led_by(centre, centre.officer)) for _ in range(3))
    given(commune, led_by(commune, commune.officer), due_at=FRIDAY + 30 * DAY)
    for task, moment in ((in_time, FRIDAY), (late, FRIDAY + timedelta(minutes=1))):
        actions.finish(actor=centre.officer, **now(task, moment), note="Xong")
        actions.accept(actor=commune.leader, **now(task, FRIDAY + DAY), note="")
    at, keys = FRIDAY + 2 * DAY, ["tasks.on_time", "tasks.late_now"]
    period = Period.containing(at)
    for scope, share in ((Scope(), 0.5), (Scope(centre.id), 0.5), (Scope(commune.id), None)):
        on_time, late_now = figures(period=period, scope=scope, at=at, keys=keys)
        assert on_time.value == share
        assert late_now.value == (0 if share is None else 1)
    for actor, title in ((commune.leader, open_late.title), (ANONYMOUS, "")):
        found = rows(key="tasks.late_now", part="numerator", period=period, scope=Scope(), actor=actor, at=at)
        assert [row.cells[0] for row in found.rows] == [title]

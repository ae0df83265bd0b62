"""What each side sees: the machine, the ticket, the screen, the window, the hand-over."""

from __future__ import annotations

import pytest
from django.test import Client

from tinhso.contracts.dossiers import results
from tinhso.foundation.notices.models import Notice
from tinhso.government.counter import actions
from tinhso.government.counter.models import HandOver, Ticket
from tinhso.government.counter.tests.factories import also_at, call, client_of, draw, issued
from tinhso.government.dossiers.actions.originals import kept_for
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.tests.factories import (
    COMMUNE,
    MONDAY,
    OTHER_COMMUNE,
    Office,
    make_citizen,
    make_office,
)

pytestmark = pytest.mark.django_db
KIOSK, SCREEN = f"/quay/pvhcc-{COMMUNE}/lay-so/", f"/quay/pvhcc-{COMMUNE}/man-hinh/"


def read(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined,no-any-return]


def test_a_number_from_the_machine_and_how_many_before(office: Office) -> None:
    draw(office)
    person = Client()
    assert "Hộ tịch, chứng thực" in read(person.get(KIOSK))
    answer = person.post(KIOSK, {"group": "A"})
    assert answer.status_code == 303
    page = read(person.get(answer.headers["Location"]))
    assert "A002" in page
    assert "Còn 1 người trước ông/bà." in page
    assert f'content="30;url={KIOSK}"' in page
    call(office)
    part = read(person.get(answer.headers["Location"], headers={"HX-Request": "true"}))
    assert "Ông/bà là người kế tiếp." in part
    assert "<html" not in part


def test_only_one_stop_counters_have_numbers(office: Office) -> None:
    for address in (f"/quay/xa-{COMMUNE}/lay-so/", "/quay/khong-co/lay-so/", "/quay/khong-co/man-hinh/"):
        assert Client().get(address).status_code == 404


def test_the_screen_shows_the_one_called_last_first(office: Office) -> None:
    draw(office)
    assert "Chưa gọi số nào" in read(Client().get(SCREEN))
    call(office)
    page = read(Client().get(SCREEN))
    assert "A001" in page
    assert "mời đến quầy 3" in page
    assert 'aria-live="polite"' in page


def test_a_morning_at_the_window(office: Office) -> None:
    draw(office)
    clerk = client_of(office.clerk)
    assert "Gọi số tiếp theo" in read(clerk.get("/can-bo/quay/"))
    assert clerk.post("/can-bo/quay/goi/", {"window": "7", "group": ["A"]}).status_code == 303
    ticket = Ticket.objects.get()
    assert ticket.window == "7"
    assert "Bắt đầu phục vụ" in read(clerk.get("/can-bo/quay/"))
    for act, state in (("goi-lai", "called"), ("vang", "absent"), ("goi-nguoi-vang", "called"),
                       ("bat-dau", "serving"), ("xong", "done")):  # fmt: skip
        assert clerk.post(f"/can-bo/quay/so/{ticket.id}/{act}/", {"window": "7"}).status_code == 303, act
        assert Ticket.objects.get().state == state
    assert 'value="7"' in read(clerk.get("/can-bo/quay/"))


def test_a_refusal_leaves_the_page_with_what_was_typed(office: Office) -> None:
    clerk = client_of(office.clerk)
    answer = clerk.post("/can-bo/quay/goi/", {"window": "7", "group": ["B"]})
    assert answer.status_code == 409
    assert "Không còn ai chờ" in read(answer)
    assert 'value="7"' in read(answer)


def test_who_serves_at_two_counters_chooses(office: Office) -> None:
    other = make_office(OTHER_COMMUNE, "Tân An", 102)
    also_at(office.clerk, other.centre.id)
    page = read(client_of(office.clerk).get(f"/can-bo/quay/?quay=pvhcc-{OTHER_COMMUNE}"))
    assert "Trung tâm Phục vụ hành chính công xã Tân An</h1>" in page
    alone = client_of(other.clerk)
    assert alone.get(f"/can-bo/quay/?quay=pvhcc-{COMMUNE}").status_code == 404


def test_the_result_comes_with_the_originals_that_are_kept(office: Office) -> None:
    found = issued(office, make_citizen())
    address = f"/can-bo/quay/tra-ket-qua/?ma={found.code}"
    clerk = client_of(office.clerk)
    assert "Trả lại bản chính" not in read(clerk.get(address))
    kept_for(found, place=office.centre.id, paper="birth_notice", count=2, actor=office.clerk, at=MONDAY)
    page = read(clerk.get(address))
    assert "Trả lại bản chính đang giữ" in page
    assert f"/can-bo/ho-so/{found.id}/" in page


def test_a_result_over_the_counter(office: Office) -> None:
    found = issued(office, make_citizen())
    result = results["dossiers"].collectable(found.id)
    assert result is not None
    actions.send_code(result=result, at=MONDAY)
    clerk = client_of(office.clerk)
    address = f"/can-bo/quay/tra-ket-qua/?ma={found.code}"
    sent = clerk.get(f"/can-bo/ho-so/{found.id}/tra-ket-qua/")
    assert (sent.status_code, sent.headers["Location"]) == (302, address)
    assert "Nguyễn Thị Hạnh" in read(clerk.get(address))
    assert clerk.post(address, {"proof": "code", "code": "x"}).status_code == 422
    data = Notice.objects.get(kind="counter.hand_over").data()
    assert data is not None
    assert clerk.post(address, {"proof": "code", "code": data["code"]}).status_code == 303
    assert Dossier.objects.get(id=found.id).phase == "delivered"
    assert clerk.get(address).status_code == 404
    assert HandOver.objects.count() == 1
    assert clerk.get("/can-bo/quay/tra-ket-qua/").status_code == 200
    assert Client().get("/quay/nhan-ket-qua/").status_code == 200

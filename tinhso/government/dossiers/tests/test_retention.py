"""A closed dossier is erased when its retention has ended, unless somebody holds it; what was done stays recorded."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from io import BytesIO
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import actor_of, sign_in
from tinhso.foundation.access.tests.factories import citizen as citizen_account
from tinhso.foundation.files.models import ERASED_NAME, StoredFile
from tinhso.foundation.files.queries import open_file
from tinhso.foundation.procedures.models import Procedure
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier, Note, Original
from tinhso.government.dossiers.rules import CLOSED, Phase, years_before
from tinhso.government.dossiers.tests.factories import (
    BIRTH,
    MONDAY,
    Office,
    birth_filing,
    make_office,
)
from tinhso.government.dossiers.tests.test_straight_path import fresh
from tinhso.kernel import sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tinhso.kernel.ledger import queries as ledger
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.ledger.sealer import seal_visible, sign_checkpoint
from tinhso.kernel.ledger.verifier import verify

pytestmark = pytest.mark.django_db

LATER = MONDAY + timedelta(minutes=20)
LAST_MOMENT = datetime(2028, 11, 16, 23, 59, tzinfo=VIETNAM)
AFTER = datetime(2028, 11, 17, 0, 0, tzinfo=VIETNAM)


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def citizen() -> Actor:
    return actor_of(citizen_account(name="Nguyễn Thị Hạnh", phone="+84912345678"))


def keep_for(years: int | None) -> None:
    """The rule of the procedure: how many years after it was closed; None for good."""
    found = Procedure.objects.get(code=BIRTH)
    found.body.pop("retention", None)
    if years is not None:
        found.body["retention"] = {"years": years, "assumed": True}
    found.save()


def closed(office: Office, citizen: Actor) -> Dossier:
    """A refused dossier with answers, a paper and a reason, kept for two years."""
    keep_for(2)
    draft = actions.start_draft(actor=citizen, filing=birth_filing(), at=MONDAY)
    picture = BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "PNG")
    upload = SimpleUploadedFile("giay-chung-sinh.png", picture.getvalue(), content_type="image/png")
    actions.attach(actor=citizen, dossier=draft.id, paper="birth_notice", upload=upload, at=MONDAY)
    actions.submit(actor=citizen, dossier=draft.id, at=MONDAY)
    return actions.refuse(
        actor=office.clerk, dossier=draft.id, version=fresh(draft).version, reason="Nơi cư trú ở xã khác",
        basis="Điều 13 Luật Hộ tịch", at=LATER,
    )  # fmt: skip


def run(at: datetime) -> None:
    """The daily job and what it leads to, at that moment and with no delivery of before."""
    with time_machine.travel(at, tick=False):
        Delivery.objects.all().delete()
        actions.erase_expired(at=at)
        while work_off():
            pass


def account_of(actor: Actor) -> Account:
    assert actor.account is not None
    return Account.objects.get(id=actor.account)


def page_of(actor: Actor, address: str) -> str:
    with time_machine.travel(AFTER, tick=False):
        client = sign_in(Client(), account_of(actor), at=AFTER)
        answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_nothing_can_be_opened_and_the_ledger_still_stands(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    seal_visible()
    before = sign_checkpoint(at=LATER)
    run(AFTER)
    gone = fresh(dossier)
    assert gone.erased_at == AFTER
    assert (gone.envelope(), gone.facts) == ({"precheck": {}, "answers": {}}, {})
    with pytest.raises(sealing.Destroyed):
        sealing.unseal_json(gone.key, gone.answers_sealed, row=gone.row)
    assert {note.text(key=gone.key) for note in Note.objects.filter(dossier=gone)} == {""}
    files = StoredFile.objects.filter(owner=gone.ref)
    assert {file.name for file in files} == {ERASED_NAME}
    for file in files:
        with pytest.raises(NotFound, match="thời hạn lưu trữ"):
            open_file(owner=gone.ref, file=file.id)
    act = Act.objects.get(verb="dossiers.erase", about=gone.ref)
    assert (act.data["years"], act.data["assumed"]) == (2, True)
    assert datetime.fromisoformat(act.data["closed_at"]) == LATER
    seal_visible()
    after = sign_checkpoint(at=AFTER)
    assert before and after
    for checkpoint in (before, after):
        assert verify(list(ledger.export()), checkpoint.note) == []


def test_the_schedule_finds_it_by_itself(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    with time_machine.travel(AFTER, tick=False):
        while work_off():
            pass
    assert fresh(dossier).erased_at == AFTER


def test_the_last_day_is_kept_whole(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    run(LAST_MOMENT)
    assert fresh(dossier).erased_at is None
    assert fresh(dossier).envelope()["answers"]


def test_it_stays_until_every_original_was_given_back(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    paper = Original.objects.create(
        dossier=dossier, paper="birth_notice", title="Giấy chứng sinh", count=1, place_id=dossier.counter_id,
        moved_at=LATER,
    )  # fmt: skip
    run(AFTER)
    assert fresh(dossier).erased_at is None
    Original.objects.filter(id=paper.id).update(given_back_at=AFTER)
    run(AFTER)
    assert fresh(dossier).erased_at == AFTER


def test_without_a_rule_it_is_kept_for_good(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    keep_for(None)
    run(AFTER + timedelta(days=36_500))
    assert fresh(dossier).erased_at is None


@pytest.mark.parametrize("phase", sorted(set(Phase) - CLOSED))
def test_what_is_not_closed_is_never_erased(office: Office, citizen: Actor, phase: Phase) -> None:
    dossier = closed(office, citizen)
    Dossier.objects.filter(id=dossier.id).update(phase=phase)
    run(AFTER)
    assert fresh(dossier).erased_at is None


def test_a_held_dossier_waits_until_the_last_hold_is_over(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    for reason in ("Đơn khiếu nại số 12", "Vụ kiện hành chính"):
        actions.hold(
            actor=office.records, dossier=dossier.id, version=fresh(dossier).version, reason=reason, at=LATER
        )
    for hold in dossier.holds.all():
        run(AFTER)
        assert fresh(dossier).erased_at is None
        actions.release(
            actor=office.records, dossier=dossier.id, version=fresh(dossier).version, hold=hold.act,
            reason="Đã xong", at=AFTER,
        )  # fmt: skip
    run(AFTER)
    assert fresh(dossier).erased_at == AFTER


def test_a_hold_placed_after_it_was_found_still_counts(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    assert actions.erase_expired(at=AFTER) == 1
    actions.hold(
        actor=office.records, dossier=dossier.id, version=fresh(dossier).version, reason="Khiếu nại", at=AFTER
    )
    actions.erase(dossier=dossier.id, at=AFTER)
    assert fresh(dossier).envelope()["answers"]


def test_who_may_hold_and_release(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    stamped: dict[str, Any] = {"dossier": dossier.id, "version": fresh(dossier).version, "at": LATER}
    for actor in (office.clerk, office.officer, office.leader, citizen):
        with pytest.raises(NotAllowed):
            actions.hold(actor=actor, reason="Khiếu nại", **stamped)
    with pytest.raises(Invalid):
        actions.hold(actor=office.records, reason=" ", **stamped)
    actions.hold(actor=office.records, reason="Khiếu nại", **stamped)
    (hold,) = dossier.holds.all()
    for _ in range(2):
        stamped["version"] = fresh(dossier).version
        try:
            actions.release(actor=office.records, hold=hold.act, reason="Xong", **stamped)
        except Conflict:
            break
    else:
        pytest.fail("one hold was released twice")


def test_erasing_twice_changes_nothing(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    run(AFTER)
    run(AFTER + timedelta(days=1))
    actions.erase(dossier=dossier.id, at=AFTER + timedelta(days=2))
    assert fresh(dossier).erased_at == AFTER
    assert Act.objects.filter(verb="dossiers.erase").count() == 1


def test_pages_say_in_words_that_it_was_erased(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    run(AFTER)
    for actor, address in (
        (citizen, f"/ho-so/{dossier.id}/"),
        (office.records, f"/can-bo/ho-so/{dossier.id}/"),
    ):
        page = page_of(actor, address)
        assert "Hết thời hạn lưu trữ" in page
        assert "Xóa nội dung" in page or "Diễn biến hồ sơ vẫn còn" in page
        assert "Nội dung đã khai" not in page and "Nội dung khai</h2>" not in page


def test_no_act_is_done_on_what_was_erased(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    run(AFTER)
    with pytest.raises(Conflict, match="đã được xóa"):
        actions.rate(actor=citizen, dossier=dossier.id, stars=5, words="Tốt", at=AFTER)


def test_the_desk_holds_and_releases(office: Office, citizen: Actor) -> None:
    dossier = closed(office, citizen)
    records = sign_in(Client(), account_of(office.records), at=LATER)
    address = f"/can-bo/ho-so/{dossier.id}/"
    with time_machine.travel(LATER, tick=False):
        assert f"{address}giu-lai/" in records.get(address).content.decode()
        given = {"version": fresh(dossier).version, "note": "Đơn khiếu nại số 12"}
        assert records.post(f"{address}giu-lai/", given).status_code == 303
        (hold,) = dossier.holds.all()
        page = records.get(address).content.decode()
        assert "Đang giữ lại" in page and "Đơn khiếu nại số 12" in page
        end = f"{address}giu-lai/{hold.act}/thoi/"
        assert end in page
        assert "Thôi giữ lại" in records.get(end).content.decode()
        assert records.post(end, {"version": fresh(dossier).version, "note": "Rút đơn"}).status_code == 303
        assert "Đang giữ lại" not in records.get(address).content.decode()


def test_years_are_counted_back_over_a_leap_day() -> None:
    assert years_before(date(2028, 2, 29), 1) == date(2027, 2, 28)
    assert years_before(date(2028, 2, 29), 4) == date(2024, 2, 29)

"""What a person says at the portal of a filing of before: it is taken back or completed, once, or waits with words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection

from tinhso.foundation.access.tests.factories import official_actor
from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier, DossierPaper, Supplement
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.rules import Phase
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_office
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.formats import moments
from tinhso.government.portalsync.models import Message
from tinhso.government.portalsync.queries import inbox, twins
from tinhso.government.portalsync.tests.factories import (
    answer,
    filing,
    machine,
    make_portal,
    paper,
    pdf,
    sent,
    withdrawal,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.tests.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def office() -> Iterator[Office]:
    with time_machine.travel(MONDAY, tick=False):
        made = make_office()
        make_portal()
        yield made


@pytest.fixture
def portal() -> Actor:
    return machine()[0]


def file(portal: Actor, code: str = "QG-0001") -> Dossier:
    raised = actions.accept(actor=portal, raw=sent(filing(code)), at=MONDAY)
    return Dossier.objects.get(request_id=raised["SoBienNhan"])


def incomplete(portal: Actor, office: Office) -> Dossier:
    """Its birth notice is blurred, and a date in its form is wrong."""
    lacks = [
        Lack("birth_notice", "Giấy chứng sinh", "Ảnh mờ", "Chụp lại"),
        Lack("question:child.birth_date", "Ngày sinh", "Sai ngày", "Ghi lại"),
    ]
    return dossiers.request_supplement(
        actor=office.clerk, dossier=file(portal).id, version=1, lacks=lacks, basis="Điều 16", at=MONDAY
    )


def again(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(id=dossier.id)


def test_a_filing_is_taken_back_once_however_often_it_is_said(portal: Actor) -> None:
    dossier = file(portal)
    first = actions.withdraw(actor=portal, raw=withdrawal(), at=MONDAY)
    assert first == {"error_code": 0, "SoBienNhan": dossier.request_id, "TrangThaiHoSo": "7"}
    assert actions.withdraw(actor=portal, raw=withdrawal(MaPhien="khac"), at=MONDAY) == first
    assert again(dossier).phase == Phase.WITHDRAWN
    act = Act.objects.get(verb="dossiers.withdraw")
    assert (act.actor, act.data["source"]) == (portal.account, "national")
    assert Message.objects.get(kind="withdrawal").times == 2
    # Whichever of the two the database finds first.
    kept = Message.objects.get(kind="filing")
    kept.delete()
    kept.save(force_insert=True)
    refiled = actions.accept(actor=portal, raw=sent(filing()), at=MONDAY)
    assert refiled["SoBienNhan"] == dossier.request_id, "what came afterwards is not the filing"


def test_a_code_that_ends_as_anothers_change_was_called_is_its_own(portal: Actor) -> None:
    other = file(portal, "QG-0001/rut")
    with pytest.raises(NotFound):
        actions.withdraw(actor=portal, raw=withdrawal(), at=MONDAY)
    dossier = file(portal)
    while work_off(limit=100):
        pass
    assert (again(dossier).phase, again(other).phase) == (Phase.WITHDRAWN, Phase.SUBMITTED)
    assert file(portal, "QG-0001/rut") == other
    found = inbox.listed(actor=official_actor("admin"), state="accepted", text="QG-0001")
    assert {one.kind for one in found} == {"withdrawal", "filing"}


def test_another_content_waits_for_a_person(portal: Actor) -> None:
    file(portal)
    actions.withdraw(actor=portal, raw=withdrawal(), at=MONDAY)
    with pytest.raises(Conflict) as refused:
        actions.withdraw(actor=portal, raw=withdrawal(NoiDung="Đổi ý"), at=MONDAY)
    assert [fault.field for fault in refused.value.faults] == ["NoiDung"]
    parked = Message.objects.get(state="parked")
    with pytest.raises(Conflict, match="không áp dụng"):
        actions.replay(actor=official_actor("admin"), message=parked.id, at=MONDAY)


def test_a_request_is_answered_by_papers_and_by_words(portal: Actor, office: Office) -> None:
    dossier = incomplete(portal, office)
    raw = answer(NoiDung="Cháu sinh ngày 10/11", TaiLieuNop=[paper(pdf("ro"))])
    first = actions.complete(actor=portal, raw=raw, at=MONDAY)
    assert first["TrangThaiHoSo"] == "1"
    assert actions.complete(actor=portal, raw=raw, at=MONDAY) == first
    assert again(dossier).phase == Phase.SUBMITTED
    assert DossierPaper.objects.filter(dossier=dossier, paper="birth_notice").count() == 2
    (asked,) = open_dossier(actor=office.clerk, dossier=dossier.id, at=MONDAY).supplements
    assert [item.answer for item in asked.items] == ["", "Cháu sinh ngày 10/11"]


def test_what_leaves_an_item_open_changes_nothing(portal: Actor, office: Office) -> None:
    dossier = incomplete(portal, office)
    with pytest.raises(Invalid, match="chưa được bổ sung"):
        actions.complete(actor=portal, raw=answer(TaiLieuNop=[paper(pdf("ro"))]), at=MONDAY)
    assert again(dossier).phase == Phase.SUPPLEMENT
    assert DossierPaper.objects.filter(dossier=dossier).count() == 1
    put_aside = Message.objects.get(kind="answer")
    found = twins.listed(
        actor=official_actor("admin"), filters=twins.Filters(MONDAY.date(), MONDAY.date(), "waits")
    )
    assert [row.waits for row in twins.rows(list(found), on=MONDAY.date())] == ["rejected"]
    assert (put_aside.state, put_aside.problem, put_aside.dossier) == ("rejected", "refused", dossier.id)
    actions.complete(actor=portal, raw=answer(NoiDung="Đủ cả"), at=MONDAY)
    assert set(Message.objects.filter(kind="answer").values_list("state", flat=True)) == {
        "settled",
        "accepted",
    }


def test_what_comes_before_its_filing_is_done_after_it(portal: Actor) -> None:
    for _ in range(2):
        with pytest.raises(NotFound):
            actions.withdraw(actor=portal, raw=withdrawal(), at=MONDAY)
    early = Message.objects.get()
    assert (early.state, early.problem, early.times) == ("parked", "early", 2)
    assert inbox.told(early).replayable
    other, dossier = file(portal, "QG-00010"), file(portal)
    while work_off():
        pass
    assert (again(dossier).phase, again(other).phase) == (Phase.WITHDRAWN, Phase.SUBMITTED)
    early.refresh_from_db()
    assert early.state == "settled"


def test_what_comes_in_the_moment_of_its_filing_is_done(portal: Actor) -> None:
    filed: list[Dossier] = []

    def meanwhile(execute: Any, sql: str, *rest: Any) -> Any:
        """The filing comes, and looks for what waits, right after we looked for the filing."""
        found = execute(sql, *rest)
        if "portalsync_twin" in sql and not filed:
            filed.append(Dossier())
            filed[0] = file(portal)
            actions.catch_up(dossier=filed[0].id, at=MONDAY)
        return found

    with connection.execute_wrapper(meanwhile):
        assert actions.withdraw(actor=portal, raw=withdrawal(), at=MONDAY)["TrangThaiHoSo"] == "7"
    assert again(filed[0]).phase == Phase.WITHDRAWN
    assert set(Message.objects.filter(kind="withdrawal").values_list("state", flat=True)) == {
        "accepted",
        "settled",
    }


def test_what_came_too_early_to_be_kept_waits_anew(portal: Actor) -> None:
    later = MONDAY + timedelta(days=91)
    for at in (MONDAY, later):
        with pytest.raises(NotFound):
            actions.withdraw(actor=portal, raw=withdrawal(), at=at)
        actions.expire(at=at + timedelta(days=89))
        actions.expire(at=MONDAY + timedelta(days=90))
    dossier = file(portal)
    while work_off():
        pass
    assert again(dossier).phase == Phase.WITHDRAWN


def test_what_comes_after_the_dossier_moved_on_waits_with_words(portal: Actor, office: Office) -> None:
    dossier = file(portal)
    dossiers.receive(actor=office.clerk, dossier=dossier.id, version=1, at=MONDAY)
    for tell, raw in ((actions.withdraw, withdrawal()), (actions.complete, answer(NoiDung="Đủ cả"))):
        with pytest.raises(Conflict):
            tell(actor=portal, raw=raw, at=MONDAY)
    assert again(dossier).phase == Phase.IN_PROGRESS
    parked = Message.objects.filter(state="parked", problem="moved_on")
    assert {one.kind: len(one.faults()) for one in parked} == {"withdrawal": 1, "answer": 1}
    admin = official_actor("admin")
    rows = twins.listed(actor=admin, filters=twins.Filters(MONDAY.date(), MONDAY.date(), "waits"))
    assert [row.waits for row in twins.rows(list(rows), on=MONDAY.date())] == ["parked"]
    assert inbox.listed(actor=admin, state="parked", text="QG-0001").count() == 2


def test_an_answer_to_another_request_is_not_taken_for_this_one(portal: Actor, office: Office) -> None:
    incomplete(portal, office)
    with pytest.raises(Conflict, match="lần 2"):
        actions.complete(actor=portal, raw=answer(HoSoBoSungId="2", NoiDung="Đủ cả"), at=MONDAY)
    assert Supplement.objects.get().answered_at is None


def test_a_late_one_keeps_when_the_person_asked(portal: Actor, office: Office) -> None:
    dossier = incomplete(portal, office)
    asked = MONDAY - timedelta(days=2)
    raw = answer(NoiDung="Đủ cả", NgayYeuCau=moments.written(asked))
    actions.complete(actor=portal, raw=raw, at=MONDAY)
    assert Act.objects.get(verb="dossiers.answer_supplement").data["asked_at"].startswith("2026-11-14")
    answer_by = again(dossier).answer_due_at
    assert answer_by is not None
    assert answer_by > MONDAY, "our clock starts when it came"


DAMAGED = {
    "no JSON": (withdrawal()[:-9], "unreadable", ""),
    "no code": (withdrawal(MaHoSo=""), "incomplete", ""),
    "no time": (withdrawal(NgayYeuCau=""), "incomplete", "QG-0001"),
    "of tomorrow": (withdrawal(NgayYeuCau="20990101000000"), "incomplete", "QG-0001"),
    "no number": (answer(HoSoBoSungId="một"), "incomplete", "QG-0001"),
    "a long number": (answer(HoSoBoSungId="0000000010"), "incomplete", "QG-0001"),
    "a wrong hash": (
        answer(TaiLieuNop=[paper(pdf()) | {"MaBamSHA256": "0" * 64}]), "hash", "QG-0001",
    ),
    "a paper nobody asked for": (answer(TaiLieuNop=[paper(pdf(), code="khac")]), "refused", "QG-0001"),
}  # fmt: skip


@pytest.mark.parametrize("name", DAMAGED)
def test_what_is_damaged_is_listed_and_not_half_applied(name: str, portal: Actor, office: Office) -> None:
    dossier = incomplete(portal, office)
    raw, problem, code = DAMAGED[name]
    tell = actions.complete if b"HoSoBoSungId" in raw else actions.withdraw
    for _ in range(2):
        with pytest.raises(Invalid):
            tell(actor=portal, raw=raw, at=MONDAY)
    assert again(dossier).version == dossier.version
    put_aside = Message.objects.exclude(kind="filing").get()
    assert (put_aside.state, put_aside.problem, put_aside.code, put_aside.times) == (
        "rejected",
        problem,
        code,
        2,
    )
    assert inbox.content(put_aside) == raw


def test_only_the_portals_machine_may_say_so(portal: Actor) -> None:
    file(portal)
    for stranger in (machine(scopes=["dossiers.report"])[0], official_actor("clerk")):
        for tell, raw in ((actions.withdraw, withdrawal()), (actions.complete, answer())):
            with pytest.raises(NotAllowed):
                tell(actor=stranger, raw=raw, at=MONDAY)
    assert Message.objects.count() == 1


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory gives threads no connections of their own"
)
@pytest.mark.django_db(transaction=True)
def test_the_same_withdrawal_at_the_same_moment_has_one_answer() -> None:
    actor = machine()[0]
    file(actor)
    answers = at_once(*[partial(actions.withdraw, actor=actor, raw=withdrawal(), at=MONDAY)] * 4)
    assert len(answers) == 4
    assert all(one == answers[0] for one in answers)
    assert Message.objects.filter(kind="withdrawal").count() == 1

"""Queues: exactly what was shown is signed, what changed meanwhile is not, and a batch says what failed and why."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine

from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier, Result
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_office
from tinhso.government.dossiers.tests.test_desk_pages import at_desk, drafted, press
from tinhso.government.dossiers.tests.test_straight_path import certify, fresh
from tinhso.kernel.deliveries.working import work_off

pytestmark = pytest.mark.django_db
AT = MONDAY + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        yield


def redrafted(office: Office, dossier: Dossier) -> None:
    """The leader sends it back, the officer writes something else and puts it forward again."""
    step = open_dossier(actor=office.leader, dossier=dossier.id, at=AT).open_steps[0]
    actions.move_on(
        actor=office.leader, dossier=dossier.id, version=fresh(dossier).version, assignment=step.id, move="send_back",
        note="Sai quê quán", at=AT,
    )  # fmt: skip
    page = open_dossier(actor=office.officer, dossier=dossier.id, at=AT)
    content = {**(page.result_content or {}), "hometown": "Xã Bình Phú"}
    found = actions.draft_result(
        actor=office.officer, dossier=dossier.id, version=page.dossier.version, content=content, at=AT
    )
    for _ in ("verify", "draft"):
        step = open_dossier(actor=office.officer, dossier=dossier.id, at=AT).open_steps[0]
        found = actions.move_on(
            actor=office.officer, dossier=dossier.id, version=found.version, assignment=step.id, move="forward",
            note="", at=AT,
        )  # fmt: skip


def test_a_batch_signs_what_was_shown_and_leaves_what_changed() -> None:
    office = make_office()
    same, changed = drafted(office), drafted(office)
    leader = at_desk(office.leader)
    tickets = [one.ticket for one in leader.get("/can-bo/ky/").context["waiting"]]
    assert len(tickets) == 2
    redrafted(office, changed)
    answer = leader.post("/can-bo/ky/", {"tickets": tickets})
    assert answer.status_code == 303
    outcome = leader.get(answer["Location"]).context["outcome"]
    assert [one.id for one in outcome["done"]] == [same.id]
    assert [(one.id, "thay đổi" in reason) for one, reason in outcome["failed"]] == [(changed.id, True)]
    assert Result.objects.get(dossier=changed).approved_at is None


def test_a_changed_draft_is_not_signed_one_by_one_either() -> None:
    office = make_office()
    dossier = drafted(office)
    leader = at_desk(office.leader)
    page = leader.get(f"/can-bo/ky/{dossier.id}/")
    redrafted(office, dossier)
    sent = {"version": fresh(dossier).version, "digest": page.context["digest"]}
    answer = leader.post(f"/can-bo/ky/{dossier.id}/", sent)
    assert answer.status_code == 409
    assert "Xã Bình Phú" in answer.content.decode()
    assert "khác tờ khai" in answer.content.decode()
    assert Result.objects.get(dossier=dossier).approved_at is None


def test_signing_leads_to_the_next() -> None:
    office = make_office()
    first, second = drafted(office), drafted(office)
    leader = at_desk(office.leader)
    page = leader.get(f"/can-bo/ky/{first.id}/")
    assert page.context["following"] == second.id
    sent = {"version": fresh(first).version, "digest": page.context["digest"]}
    assert leader.post(f"/can-bo/ky/{first.id}/", sent)["Location"] == f"/can-bo/ky/{second.id}/"


def test_sending_back_needs_words_and_keeps_the_page() -> None:
    office = make_office()
    dossier = drafted(office)
    leader = at_desk(office.leader)
    task = leader.get(f"/can-bo/ky/{dossier.id}/").context["task"]
    assert [move.key for move in task.moves] == ["send_back"]
    act = f"chuyen/{task.step.id}/send_back"
    assert press(leader, dossier, act, note="", onward="sign") == 422
    assert press(leader, dossier, act, note="Xem lại quê quán của cháu.", onward="sign") == 303
    assert open_dossier(actor=office.leader, dossier=dossier.id, at=AT).open_steps[0].step == "verify"


def test_numbers_are_given_in_a_batch_and_progress_is_shown() -> None:
    office = make_office()
    certify(office)
    leader, records = at_desk(office.leader), at_desk(office.records)
    dossiers = [drafted(office), drafted(office)]
    tickets = [one.ticket for one in leader.get("/can-bo/ky/").context["waiting"]]
    leader.post("/can-bo/ky/", {"tickets": tickets})
    tickets = [one.ticket for one in records.get("/can-bo/cap-so/").context["waiting"]]
    answer = records.post("/can-bo/cap-so/", {"tickets": [*tickets, "không phải vé"]})
    page = records.get(answer["Location"])
    assert (page.context["issued"], len(page.context["rows"])) == (0, 2)
    assert "hx-get" in page.content.decode()
    work_off()
    part = records.get(answer["Location"], headers={"HX-Request": "true"})
    assert part.context["issued"] == 2
    assert "hx-get" not in part.content.decode()
    assert set(Result.objects.values_list("number", flat=True)) == {1, 2}
    assert not records.get("/can-bo/cap-so/").context["waiting"]
    assert all(fresh(one).issued_at for one in dossiers)


def test_nobody_else_numbers() -> None:
    office = make_office()
    dossier = drafted(office)
    assert press(at_desk(office.officer), dossier, "cap-so") == 403

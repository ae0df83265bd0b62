"""Originals on paper: where each is, who may move it, and what should be back with its person."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import signed_in
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier, Original
from tinhso.government.dossiers.queries.originals import (
    COMING,
    GONE,
    HERE,
    OVERDUE,
    lines_of,
    originals_kept,
    to_give_back,
)
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_filing,
    link,
    linked_filing,
    make_citizen,
    make_office,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def dossier(office: Office) -> Dossier:
    return actions.file(
        actor=make_citizen(), filing=birth_filing(office.unit), channel=Channel.COUNTER, at=MONDAY
    )


@pytest.fixture
def kept(office: Office, dossier: Dossier) -> Original:
    return actions.keep_original(
        actor=office.clerk, dossier=dossier.id, paper="birth_notice", count=2, at=MONDAY
    )


def client_of(actor: Actor) -> Any:
    assert actor.account is not None
    return signed_in(Account.objects.get(id=actor.account), at=MONDAY)


def _groups(actor: Actor) -> dict[str, int]:
    at = MONDAY + timedelta(hours=1)
    return {
        group: originals_kept(actor=actor, group=group, at=at).count() for group in (HERE, GONE, OVERDUE, "")
    }


def test_there_and_back_each_end_signs(office: Office, dossier: Dossier, kept: Original) -> None:
    one: dict[str, Any] = {"dossier": dossier.id, "original": kept.id, "at": MONDAY}
    assert kept.place_id == office.centre.id
    actions.send_original(actor=office.clerk, **one)
    with pytest.raises(NotAllowed):
        actions.take_original(actor=office.clerk, **one)
    assert actions.take_original(actor=office.officer, **one).place_id == office.committee.id
    actions.send_original(actor=office.officer, **one)
    actions.take_original(actor=office.clerk, **one)
    assert actions.give_back_original(actor=office.clerk, **one).given_back_at == MONDAY
    acts = Act.objects.filter(verb__endswith="_original").order_by("id")
    assert [(act.verb.split(".")[1], act.actor) for act in acts] == [
        ("keep_original", office.clerk.account),
        ("send_original", office.clerk.account),
        ("take_original", office.officer.account),
        ("send_original", office.officer.account),
        ("take_original", office.clerk.account),
        ("give_back_original", office.clerk.account),
    ]


def test_who_does_not_have_them_moves_nothing(office: Office, dossier: Dossier, kept: Original) -> None:
    one: dict[str, Any] = {"dossier": dossier.id, "original": kept.id, "at": MONDAY}
    for act in (actions.send_original, actions.give_back_original):
        with pytest.raises(NotAllowed):
            act(actor=office.officer, **one)
    with pytest.raises(Conflict):
        actions.take_original(actor=office.clerk, **one)
    actions.send_original(actor=office.clerk, **one)
    for act in (actions.send_original, actions.give_back_original):
        with pytest.raises(Conflict):
            act(actor=office.clerk, **one)


def test_given_back_is_given_back(office: Office, dossier: Dossier, kept: Original) -> None:
    one: dict[str, Any] = {"dossier": dossier.id, "original": kept.id, "at": MONDAY}
    actions.give_back_original(actor=office.clerk, **one)
    for act in (actions.send_original, actions.give_back_original, actions.take_original):
        with pytest.raises(Conflict):
            act(actor=office.clerk, **one)


def test_strangers_learn_nothing(office: Office, dossier: Dossier, kept: Original) -> None:
    foreign = make_office(OTHER_COMMUNE, "Tân An", 102)
    with pytest.raises(NotFound):
        actions.send_original(actor=foreign.clerk, dossier=dossier.id, original=kept.id, at=MONDAY)
    assert _groups(foreign.clerk) == {HERE: 0, GONE: 0, OVERDUE: 0, "": 0}
    other = actions.file(
        actor=make_citizen("Trần Văn Nam", phone="0912345679"), filing=birth_filing(foreign.unit),
        channel=Channel.COUNTER, at=MONDAY,
    )  # fmt: skip
    with pytest.raises(NotFound):
        actions.give_back_original(actor=foreign.clerk, dossier=other.id, original=kept.id, at=MONDAY)


@pytest.mark.parametrize(("paper", "count"), [("khac", 1), ("birth_notice", 0), ("birth_notice", 100)])
def test_only_components_and_only_so_many(office: Office, dossier: Dossier, paper: str, count: int) -> None:
    with pytest.raises(Invalid):
        actions.keep_original(actor=office.clerk, dossier=dossier.id, paper=paper, count=count, at=MONDAY)


def test_the_dossier_open_elsewhere_does_not_go_stale(
    office: Office, dossier: Dossier, kept: Original
) -> None:
    actions.receive(actor=office.clerk, dossier=dossier.id, version=dossier.version, at=MONDAY)


def test_each_agency_sees_its_own(office: Office, dossier: Dossier, kept: Original) -> None:
    assert _groups(office.clerk) == {HERE: 1, GONE: 0, OVERDUE: 0, "": 1}
    actions.send_original(actor=office.clerk, dossier=dossier.id, original=kept.id, at=MONDAY)
    assert _groups(office.clerk) == {HERE: 0, GONE: 1, OVERDUE: 0, "": 1}
    assert _groups(office.officer) == {HERE: 0, GONE: 0, OVERDUE: 0, "": 1}


def test_kept_after_the_end_is_overdue(office: Office, dossier: Dossier, kept: Original) -> None:
    assert to_give_back(dossier.id, at_agency=office.centre.id) == [str(kept)]
    actions.refuse(
        actor=office.clerk,
        dossier=dossier.id,
        version=dossier.version,
        reason="Sai",
        basis="Điều 9",
        at=MONDAY,
    )
    assert _groups(office.clerk)[OVERDUE] == 1
    with pytest.raises(Conflict):
        actions.keep_original(
            actor=office.clerk, dossier=dossier.id, paper="birth_notice", count=1, at=MONDAY
        )
    actions.give_back_original(actor=office.clerk, dossier=dossier.id, original=kept.id, at=MONDAY)
    assert _groups(office.clerk) == {HERE: 0, GONE: 0, OVERDUE: 0, "": 0}
    assert not to_give_back(dossier.id, at_agency=office.centre.id)


def test_on_pages(office: Office, dossier: Dossier) -> None:
    with time_machine.travel(MONDAY, tick=False):
        clerk, page = client_of(office.clerk), f"/can-bo/ho-so/{dossier.id}/"
        wrong = clerk.post(f"{page}ban-chinh/", {"paper": "birth_notice", "count": "0"})
        assert wrong.status_code == 422
        assert clerk.post(f"{page}ban-chinh/", {"paper": "birth_notice", "count": "2"}).status_code == 303
        one = Original.objects.get()
        assert "Chuyển đi" in clerk.get(page).content.decode()
        listed = clerk.get("/can-bo/ban-chinh/?nhom=dang-giu").content.decode()
        assert str(dossier) in listed
        sent = clerk.post(f"{page}ban-chinh/{one.id}/chuyen/", {"next": "/can-bo/ban-chinh/"})
        assert (sent.status_code, sent.headers["Location"]) == (303, "/can-bo/ban-chinh/")
        assert clerk.post(f"{page}ban-chinh/{one.id}/tra/").status_code == 303
        assert Original.objects.get().given_back_at is None
        assert "Đã nhận ở đây" in client_of(office.officer).get("/can-bo/ban-chinh/").content.decode()


def test_originals_of_a_linked_filing_go_to_whoever_decides_a_part_and_back(office: Office) -> None:
    link(office)
    with time_machine.travel(MONDAY, tick=False):
        whole = actions.file(actor=make_citizen(), filing=linked_filing(), channel=Channel.COUNTER, at=MONDAY)
        paper = whole.procedure.shape.papers[0].code
        one = actions.keep_original(actor=office.clerk, dossier=whole.id, paper=paper, count=1, at=MONDAY)
        while work_off():
            pass
        part = Dossier.objects.get(part_of=whole, agency=office.committee)
        moved: dict[str, Any] = {"original": one.id, "at": MONDAY}
        for by in (whole, part):
            with pytest.raises(NotFound):
                actions.take_original(actor=office.officer, dossier=by.id, **moved)
        police = office.police_officer.seats[0].agency
        with pytest.raises(Conflict):
            actions.send_original(actor=office.clerk, dossier=whole.id, to=police, **moved)
        actions.send_original(actor=office.clerk, dossier=whole.id, to=office.committee.id, **moved)
        (line,) = lines_of(
            list(originals_kept(actor=office.officer, group=COMING, at=MONDAY)),
            actor=office.officer,
            at=MONDAY,
        )
        assert (line.dossier, line.acts) == (part, frozenset({"take"}))
        assert not originals_kept(actor=office.police_officer, group="", at=MONDAY)
        officer = client_of(office.officer)
        listed = officer.get("/can-bo/ban-chinh/").content.decode()
        assert f"/can-bo/ho-so/{part.id}/" in listed and str(whole.id) not in listed
        assert officer.post(f"/can-bo/ho-so/{part.id}/ban-chinh/{one.id}/nhan/").status_code == 303
        assert Original.objects.get().place_id == office.committee.id
        assert officer.post(f"/can-bo/ho-so/{part.id}/ban-chinh/{one.id}/chuyen/").status_code == 303
        actions.take_original(actor=office.clerk, dossier=whole.id, **moved)
        assert Original.objects.get().place_id == office.centre.id


def test_found_by_code_and_name_and_taken_along(office: Office, dossier: Dossier, kept: Original) -> None:
    with time_machine.travel(MONDAY, tick=False):
        clerk = client_of(office.clerk)
        for text, found in (("nguyen thi hanh", True), (dossier.request_id, True), ("Trần Văn Không", False)):
            for address in ("/can-bo/ban-chinh/", "/can-bo/ban-chinh/danh-sach.csv"):
                told = clerk.get(address, {"q": text}).content.decode()
                assert (kept.title in told) == found, (text, address)

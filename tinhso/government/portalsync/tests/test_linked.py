"""A linked filing from the portal: one message in, a dossier for each part, and the portal follows them all."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine

from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Phase
from tinhso.government.dossiers.tests.factories import (
    LINKED,
    MONDAY,
    Office,
    link,
    linked_filing,
    make_office,
)
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.engine.samples import Mishap, sendings
from tinhso.government.portalsync.models import Message, SimulatedDossier, Twin
from tinhso.government.portalsync.queries.simulated import waiting_requests
from tinhso.government.portalsync.queries.terms import portal
from tinhso.government.portalsync.queries.twins import outside_code_of, standing_of
from tinhso.government.portalsync.tests.factories import (
    answer,
    filing,
    machine,
    make_portal,
    paper,
    pdf,
    sent,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment() -> Iterator[Any]:
    with time_machine.travel(MONDAY, tick=False) as moment:
        yield moment


@pytest.fixture
def office() -> Office:
    make_portal()
    return link(make_office())


def came(sender: Actor, moment: Any) -> tuple[Dossier, Dossier]:
    """The whole, and the part that begins once the files have been examined."""
    asked = linked_filing()
    papers = [paper(pdf(), code="birth_notice"), paper(pdf("ho"), code="kinship")]
    message = filing(
        MaTTHC=LINKED, TruongHop=dict(asked.precheck), DuLieuToKhai=dict(asked.answers), TaiLieuNop=papers
    )
    actions.accept(actor=sender, raw=sent(message), at=MONDAY)
    worked_off()
    assert not Dossier.objects.filter(part="birth").exists()
    moment.shift(60)
    worked_off()
    return Dossier.objects.get(part_of=None), Dossier.objects.get(part="birth")


def worked_off() -> None:
    while work_off():
        pass
    assert list(Delivery.objects.exclude(error="").values_list("handler", "error")) == []


def status_of(dossier: Dossier) -> int:
    return SimulatedDossier.objects.get(request_id=dossier.request_id).status


def test_the_portal_is_told_of_the_whole_and_of_each_part_under_its_own_code(
    office: Office, moment: Any
) -> None:
    sender, _ = machine()
    whole, birth = came(sender, moment)
    assert [one.paper for one in birth.papers.all()] == ["birth_notice"]
    assert (status_of(whole), status_of(birth)) == (4, 1)
    standing = standing_of(birth.id)
    assert standing is not None
    assert outside_code_of(standing) == "QG-0001"
    assert Twin.objects.get(dossier=birth.id).outside_code == ""
    dossiers.refuse(
        actor=office.clerk,
        dossier=birth.id,
        version=birth.version,
        reason="Trùng",
        basis="Điều 20",
        at=MONDAY,
    )
    worked_off()
    assert (status_of(birth), status_of(whole)) == (3, 8)


def test_the_simulator_files_one_and_its_person_completes_a_part(office: Office, moment: Any) -> None:
    terms = portal(at=MONDAY)
    (sending,) = sendings(Mishap.LINKED, terms=terms, at=MONDAY)
    actions.accept(actor=machine()[0], raw=sending.raw, at=MONDAY)
    for _ in range(2):
        worked_off()
        moment.shift(60)
    birth = Dossier.objects.get(part="birth")
    lack = Lack(subject="question:child.name", title="Tên", fault="Sai", remedy="Sửa")
    dossiers.request_supplement(
        actor=office.clerk, dossier=birth.id, version=birth.version, lacks=[lack], basis="", at=MONDAY
    )
    worked_off()
    assert list(waiting_requests(at=MONDAY)) == [(birth.request_id, 1)]


def test_its_person_answers_for_a_part_by_what_the_portal_was_told_it_is_called(
    office: Office, moment: Any
) -> None:
    sender, _ = machine()
    _, birth = came(sender, moment)
    lack = Lack(subject="question:child.name", title="Tên", fault="Sai", remedy="Sửa")
    dossiers.request_supplement(
        actor=office.clerk, dossier=birth.id, version=birth.version, lacks=[lack], basis="", at=MONDAY
    )
    worked_off()
    assert status_of(birth) == 5
    raw = answer(birth.request_id, NoiDung="Tên là Bảo")
    actions.complete(actor=sender, raw=raw, at=MONDAY)
    actions.complete(actor=sender, raw=raw, at=MONDAY)
    worked_off()
    birth.refresh_from_db()
    assert (birth.phase, status_of(birth)) == (Phase.SUBMITTED, 1)
    assert Message.objects.get(kind="answer").times == 2

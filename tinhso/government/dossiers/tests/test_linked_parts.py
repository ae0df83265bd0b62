"""A part of a linked filing goes where it belongs, by the rules of the day the whole was filed, and is held with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine

from tinhso.foundation.procedures.models import Procedure
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.drafts import lacking, open_draft
from tinhso.government.dossiers.queries.page import needs_of, open_dossier
from tinhso.government.dossiers.tests.factories import (
    LINKED,
    MONDAY,
    OTHER_COMMUNE,
    PROVINCE,
    RESIDENCE,
    Office,
    link,
    linked_filing,
    make_citizen,
    make_office,
    make_police,
)
from tinhso.government.dossiers.tests.test_linked import filed, given, part_of, worked_off
from tinhso.kernel.errors import Invalid
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db
ELSEWHERE = {"province": PROVINCE, "commune": OTHER_COMMUNE, "detail": "Ấp 5"}
LATER = MONDAY + timedelta(days=70)


@pytest.fixture(autouse=True)
def moment() -> Iterator[Any]:
    with time_machine.travel(MONDAY, tick=False) as moment:
        yield moment


@pytest.fixture
def office() -> Office:
    return link(make_office())


def test_a_part_goes_to_the_commune_its_text_names_and_stays_with_the_counter_of_the_whole(
    office: Office,
) -> None:
    other = make_office(OTHER_COMMUNE, "Song Lộc", 102)
    police = make_police(other)
    citizen = make_citizen()
    whole = filed(citizen, linked_filing(**{"residence.address": ELSEWHERE}))
    given(office, citizen, part_of(whole, "birth"))
    residence = part_of(whole, "residence")
    assert (residence.agency_id, residence.commune) == (police.id, OTHER_COMMUNE)
    assert (residence.counter_id, residence.away) == (office.centre.id, True)
    assert part_of(whole, "birth").agency_id == office.committee.id


def test_where_no_agency_of_the_province_decides_it_is_said_before_anything_is_sent(office: Office) -> None:
    make_office(OTHER_COMMUNE, "Song Lộc", 102)
    with pytest.raises(Invalid) as refusal:
        filed(make_citizen(), linked_filing(**{"residence.address": ELSEWHERE}))
    (fault,) = refusal.value.faults
    assert fault.field == "residence.address"
    assert fault.reason.startswith("Đăng ký thường trú: ")


def test_a_part_takes_the_rules_of_the_day_the_whole_was_filed(office: Office, moment: Any) -> None:
    citizen = make_citizen()
    whole = filed(citizen)
    then = Procedure.objects.get(code=RESIDENCE)
    Procedure.objects.filter(code=RESIDENCE).update(effective_until=date(2026, 12, 1))
    changed = Procedure.objects.get(code=RESIDENCE)
    changed.pk, changed.effective_from, changed.effective_until = None, date(2026, 12, 1), None
    changed.body |= {"papers": [], "fees": []}
    changed.save()
    moment.move_to(LATER)
    given(office, citizen, part_of(whole, "birth"))
    residence = part_of(whole, "residence")
    assert (residence.procedure_id, residence.submitted_at) == (then.pk, LATER)
    assert [one["fee"] for one in residence.charges] == ["residence_permanent_online"]
    assert residence.ruled_on == MONDAY.date()
    assert needs_of(residence, residence.envelope()["precheck"])


def test_a_draft_says_what_its_parts_lack(office: Office) -> None:
    whole = Procedure.objects.get(code=LINKED)
    del whole.body["parts"][1]["answers"]["person.name"]
    whole.save()
    citizen = make_citizen()
    draft = actions.start_draft(actor=citizen, filing=linked_filing(), at=MONDAY)
    found = open_draft(actor=citizen, dossier=draft.id, at=MONDAY)
    assert found is not None
    lacks = {one.field: one.reason for one in lacking(found)}
    assert lacks["person.name"].startswith("Đăng ký thường trú: ")
    assert [one.startswith("paper:") for one in lacks] == sorted(one.startswith("paper:") for one in lacks)


def test_the_whole_is_let_go_before_its_parts_unless_one_of_them_is_held(office: Office, moment: Any) -> None:
    citizen = make_citizen()
    whole = filed(citizen)
    birth = part_of(whole, "birth")
    actions.refuse(
        actor=office.clerk,
        dossier=birth.id,
        version=birth.version,
        reason="Trùng",
        basis="Điều 20",
        at=MONDAY,
    )
    worked_off()
    moment.move_to(LATER.replace(year=2032))
    now = LATER.replace(year=2032)
    call: dict[str, Any] = {"actor": office.records, "dossier": birth.id, "at": now}
    birth = actions.hold(**call, version=part_of(whole, "birth").version, reason="Khiếu nại")
    actions.erase(dossier=whole.id, at=now)
    assert Dossier.objects.get(id=whole.id).erased_at is None
    held = Act.objects.get(verb="dossiers.hold").id
    actions.release(**call, version=birth.version, hold=held, reason="Đã xong")
    actions.erase(dossier=whole.id, at=now)
    assert Dossier.objects.get(id=whole.id).envelope() == {"precheck": {}, "answers": {}}
    assert open_dossier(actor=office.clerk, dossier=birth.id, at=now).answers["child.name"] == "Trần Gia Bảo"

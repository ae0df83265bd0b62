"""A small commune with its people, posts and two real procedures, made by the rules of the packs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from tinhso.foundation.access.models import Account, Appointment
from tinhso.foundation.calendar.models import OfficeHours
from tinhso.foundation.packs.formats.marked_yaml import load
from tinhso.foundation.packs.registry import pack_kinds
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.foundation.procedures.models import Procedure
from tinhso.foundation.units.models import AdministrativeUnit, Agency, AgencyVersion
from tinhso.government.dossiers.actions.filing import Filing
from tinhso.kernel.actors import SYSTEM, Actor, ActorKind, Seat
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.ids import new_id

SINCE = date(2025, 7, 1)
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=VIETNAM)
BIRTH, BUSINESS = "1.001193", "1.001612"
LINKED, RESIDENCE, INSURANCE = "2.000986", "1.004222", "2.000986-BHYT"
COMMUNE, OTHER_COMMUNE = "29266", "29275"
PROVINCE = "86"
VERIFYING = {
    "code": "verify", "title": "chờ xác minh giấy tờ", "clause": "Điều 9 văn bản thử nghiệm",
    "at_most": {"amount": 3, "unit": "working_day"},
}  # fmt: skip
_LISTS = (
    "ethnicities",
    "nationalities",
    "sexes",
    "relations",
    "id_paper_kinds",
    "industries",
    "form_sets",
    "lateness",
)


@dataclass
class Office:
    """The committee and the one-stop centre of one commune, with an official in each role."""

    unit: str
    name: str
    committee: Agency
    centre: Agency
    officials: dict[str, Actor] = field(default_factory=dict)

    def __getattr__(self, role: str) -> Actor:
        try:
            return self.officials[role]
        except KeyError:
            raise AttributeError(role) from None


def make_office(unit: str = COMMUNE, name: str = "Càng Long", number: int = 101) -> Office:
    """A commune with its agencies and officials; what the whole province shares is made when missing."""
    make_rules()
    AdministrativeUnit.objects.get_or_create(
        code=unit, effective_from=SINCE,
        defaults={"level": "commune", "name": f"Xã {name}", "type": "Xã", "parent_code": PROVINCE, "folded": name,
                  "origin": "test"},
    )  # fmt: skip
    committee = _agency(f"xa-{unit}", f"Ủy ban nhân dân xã {name}", "commune", f"H61.{number}", unit)
    centre = _agency(
        f"pvhcc-{unit}", f"Trung tâm Phục vụ hành chính công xã {name}", "commune_centre", f"H61.{number}.01", unit,
        parent=f"xa-{unit}",
    )  # fmt: skip
    office = Office(unit, name, committee, centre)
    for role, title in (("clerk", "Công chức"), ("officer", "Công chức hộ tịch"), ("head", "Chánh Văn phòng"),
                        ("leader", "Phó Chủ tịch"), ("records", "Văn thư")):  # fmt: skip
        place = centre if role == "clerk" else committee
        office.officials[role] = make_official(role, place, title=title, name=f"{title} {name}")
    return office


def make_official(role: str, agency: Agency, *, title: str = "", name: str = "Cán bộ thử nghiệm") -> Actor:
    """An official in a post."""
    account = Account.objects.create(
        kind=Account.Kind.OFFICIAL, username=f"{role}.{new_id()}", name=name, created_at=MONDAY, password="!"
    )
    Appointment.objects.create(account=account, agency=agency, role=role, title=title, valid_from=SINCE)
    return Actor(
        ActorKind.OFFICIAL, account=account.id, name=name, seats=(Seat(role=role, agency=agency.id),)
    )


def make_citizen(name: str = "Nguyễn Thị Hạnh", *, phone: str = "0912345678", national_id: str = "") -> Actor:
    """A citizen with an account."""
    person = create_person(actor=SYSTEM, at=MONDAY, name=name, phone=phone, national_id=national_id)
    return citizen_of(person)


def citizen_of(person: Person) -> Actor:
    account = Account.objects.create(
        kind=Account.Kind.CITIZEN, username=f"citizen-{new_id()}", name="", created_at=MONDAY, password="!"
    )
    return Actor(ActorKind.CITIZEN, account=account.id, person=person.id, name=person.name)


def birth_answers(commune: str = COMMUNE, /, **changes: Any) -> dict[str, Any]:
    """The answers of an ordinary birth registration."""
    address = {"province": PROVINCE, "commune": commune, "detail": "Ấp 3"}
    return {
        "requester.relation": "mother",
        "requester.name": "Nguyễn Thị Hạnh",
        "requester.birth_date": "1998-03-12",
        "requester.personal_number": "084198001234",
        "requester.phone": "0912345678",
        "requester.address": address,
        "registration.kind": "new",
        "birth.kind": "both_parents",
        "child.name": "Trần Gia Bảo",
        "child.birth_date": "2026-11-02",
        "child.sex": "male",
        "child.ethnicity": "01",
        "child.nationality": "VN",
        "birth.at_facility": True,
        "child.birth_facility": "Trung tâm Y tế Càng Long",
        "child.birth_place": address,
        "child.hometown": address,
        "mother.name": "Nguyễn Thị Hạnh",
        "mother.birth_date": "1998-03-12",
        "mother.ethnicity": "01",
        "mother.nationality": "VN",
        "mother.personal_number": "084198001234",
        "mother.deceased": False,
        "mother.address": address,
        "father.name": "Trần Văn Nam",
        "father.birth_date": "1995",
        "father.ethnicity": "01",
        "father.nationality": "VN",
        "father.deceased": False,
        "father.address": address,
        "marriage.registered": False,
        "copies.wanted": False,
        "delivery.method": "electronic",
        "pledge.truthful": True,
        **changes,
    }


def birth_filing(commune: str = COMMUNE, owner: UUID | None = None, /, **changes: Any) -> Filing:
    """An ordinary birth registration, ready to be sent."""
    precheck = {"birth.situation": "ordinary", "birth.evidence": "electronic"}
    return Filing(BIRTH, commune, precheck, birth_answers(commune, **changes), owner)


def link(office: Office) -> Office:
    """Give a commune its police, the province its social insurance, and both the rules of a linked birth registration.
    Their officials are `police_officer`, `insurance_leader` and so on."""
    _write(_rows(
        ("procedures", LINKED), ("procedures", RESIDENCE), ("forms", "birth_linked"), ("forms", "residence_permanent"),
        ("forms", "child_health_insurance"), ("processes", "residence_7_days"), ("processes", "ten_calendar_days"),
    ))  # fmt: skip
    insurance = _agency("insurance", "Bảo hiểm xã hội tỉnh", "social_insurance", "", PROVINCE)
    for name, agency in (("police", make_police(office)), ("insurance", insurance)):
        for role in ("officer", "head", "leader", "records"):
            office.officials[f"{name}_{role}"] = make_official(
                role, agency, title="Phó Trưởng", name=f"{role} {name}"
            )
    return office


def make_police(office: Office) -> Agency:
    """The police of a commune."""
    return _agency(f"police-{office.unit}", f"Công an xã {office.name}", "commune_police", "", office.unit)


def linked_filing(**changes: Any) -> Filing:
    """A birth, the child's residence and its insurance card, asked for as one."""
    address = {"province": PROVINCE, "commune": COMMUNE, "detail": "Ấp 3"}
    answers = birth_answers(**{
        "residence.address": address, "household.head_name": "Trần Văn Chủ",
        "household.head_personal_number": "084060000077", "household.relation_to_head": "grandchild",
        "consents.head": "vneid", "consents.owner_needed": False, "consents.guardian_name": "Nguyễn Thị Hạnh",
        "consents.guardian_personal_number": "084198001234", "insurance.clinic": "Trạm Y tế xã Càng Long",
        **changes,
    })  # fmt: skip
    del answers["registration.kind"]
    precheck = {"birth.evidence": "notice", "child.birth_date": "2026-11-02", "requester.mandated": False}
    return Filing(LINKED, COMMUNE, precheck, answers)


def let_pause(*pauses: dict[str, Any], days: int | None = 5) -> None:
    """Give the birth registration reasons to pause it, and a term in working days unless None."""
    found = Procedure.objects.get(code=BIRTH)
    found.body["pauses"] = list(pauses or [VERIFYING])
    if days is not None:
        found.body["time_limits"] = [{"amount": days, "unit": "working_day"}]
    found.save()


def make_rules() -> None:
    """Office hours, code lists, and the two procedures with their forms and processes."""
    if OfficeHours.objects.exists():
        return
    AdministrativeUnit.objects.create(
        code=PROVINCE, effective_from=SINCE, level="province", name="Tỉnh Vĩnh Long", type="Tỉnh", folded="vinh long",
        origin="test",
    )  # fmt: skip
    local = settings.PACKS_ROOT / "vinh-long"
    _write(_read(local / "calendar" / "office-hours.yaml"))
    _write(_rows(
        *(("codes", name) for name in _LISTS), *(("procedures", code) for code in (BIRTH, BUSINESS)),
        *(("forms", name) for name in ("birth_registration", "household_business_registration")),
        *(("processes", name) for name in ("civil_status_same_day", "household_business")),
    ))  # fmt: skip


def _write(rows: Iterable[dict[str, Any]]) -> None:
    for row in rows:
        kind = pack_kinds[row["kind"]]
        body = kind.shape.model_validate(row["body"])
        rule = kind.model(
            code=row["code"],
            effective_from=row["effective_from"],
            effective_until=row["effective_until"],
            legal_basis=row["legal_basis"],
            origin="test",
            **kind.columns(body),
        )
        if kind.prepare:
            kind.prepare([rule])
        rule.save()


@cache
def _rows(*named: tuple[str, str]) -> list[dict[str, Any]]:
    """The rules of the national pack in these folders whose files begin so."""
    national = settings.PACKS_ROOT / "vietnam"
    paths = [
        path
        for folder, name in named
        for path in sorted(
            (national / folder).glob(f"{name}-*.yaml" if folder == "procedures" else f"{name}.yaml")
        )
    ]
    return [row for path in paths for row in _read(path)]


def _read(path: Path) -> Iterator[dict[str, Any]]:
    head = load(path.read_text(encoding="utf-8")).value
    for rule in head.get("rules", [head]):
        yield {
            "kind": head["kind"],
            "code": str(rule["code"]),
            "body": rule["body"],
            "legal_basis": rule.get("legal_basis", head.get("legal_basis", [])),
            "effective_from": _day(rule.get("effective_from")) or date(2020, 1, 1),
            "effective_until": _day(rule.get("effective_until")),
        }


def _day(written: object) -> date | None:
    return date.fromisoformat(str(written)) if written else None


def _agency(key: str, name: str, kind: str, identifier: str, unit: str, parent: str = "") -> Agency:
    agency, _ = Agency.objects.get_or_create(key=key)
    AgencyVersion.objects.get_or_create(
        code=key, effective_from=SINCE,
        defaults={"agency": agency, "name": name, "short_name": name[:60], "kind": kind, "identifier": identifier,
                  "unit_code": unit, "parent_key": parent, "folded": name, "origin": "test"},
    )  # fmt: skip
    return agency

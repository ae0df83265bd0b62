"""What a new filing may start from: where it can be filed, for whom, and what is known already."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from tinhso.foundation.forms.queries import context
from tinhso.foundation.forms.queries import form as form_on
from tinhso.foundation.forms.rules import first_answers
from tinhso.foundation.people.models import Mandate
from tinhso.foundation.people.queries import mandates_held, resolve_organisations, resolve_people
from tinhso.foundation.procedures.models import Procedure
from tinhso.foundation.procedures.rules import case_for
from tinhso.foundation.units.models import AgencyKind
from tinhso.foundation.units.queries import agencies, agency_names, search, unit_names
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.competence import ASKS_COMMUNE, competent_agencies
from tinhso.government.dossiers.queries.prefilling import known_of
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Refusal
from tinhso.kernel.text import fold


@dataclass(frozen=True)
class Place:
    """A commune where one can file."""

    code: str
    name: str
    formerly: Sequence[str] = ()


@dataclass(frozen=True)
class Principal:
    """Somebody the citizen may act for."""

    id: UUID
    name: str
    relation: str


@dataclass(frozen=True)
class Offices:
    """Who decides and who receives, by name."""

    decides: str
    receives: str


def asks_commune(procedure: Procedure) -> bool:
    """Whether the place decides which agency is competent."""
    return procedure.shape.competent in ASKS_COMMUNE


def places(*, text: str, on: date) -> list[Place]:
    """The communes of the province that have a one-stop centre: those a name leads to, or all of them by name.

    Names of former units lead to the communes that took them over.
    """
    open_at = {office.unit_code for office in agencies(on=on, kind=AgencyKind.COMMUNE_CENTRE)}
    if text.strip():
        hits = search(text, on=on, level="commune", limit=200)
        return [
            Place(hit.unit.code, hit.unit.name, hit.formerly[:3]) for hit in hits if hit.unit.code in open_at
        ][:20]
    names = unit_names(open_at, on=on)
    return [Place(code, names[code]) for code in sorted(names, key=lambda code: _by_name(names[code]))]


def place(*, code: str, on: date) -> Place | None:
    """A commune where one can file; None for any other code."""
    if not any(office.unit_code == code for office in agencies(on=on, kind=AgencyKind.COMMUNE_CENTRE)):
        return None
    name = unit_names([code], on=on).get(code)
    return Place(code, name) if name else None


def last_place(*, actor: Actor, on: date) -> Place | None:
    """Where the citizen filed the last time."""
    code = (
        Dossier.objects.filter(submitter=actor.person)
        .exclude(commune="")
        .order_by("-created_at")
        .values_list("commune", flat=True)
        .first()
    )
    return place(code=code, on=on) if code else None


def offices_for(*, procedure: Procedure, commune: str, on: date) -> Offices | None:
    """The agencies of a filing by name; None while the place does not tell them."""
    try:
        decides, receives = competent_agencies(procedure.shape, commune=commune, on=on)
    except Refusal:
        return None
    names = agency_names([decides.id, receives.id], on=on)
    return Offices(names.get(decides.id, ""), names.get(receives.id, ""))


def principals(*, actor: Actor, on: date) -> list[Principal]:
    """The people and organisations the citizen holds a mandate for, each once."""
    assert actor.person is not None
    held = {mandate.principal.id: mandate for mandate in mandates_held(agent=actor.person, on=on)}
    names = {
        **resolve_people(list(held), actor),
        **resolve_organisations(list(held), actor),
    }
    return [
        Principal(key, names[key].title, str(Mandate.Kind(mandate.kind).label))
        for key, mandate in held.items()
        if key in names
    ]


def known_answers(
    *, actor: Actor, procedure: Procedure, commune: str, precheck: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    """What need not be asked again: from the account, and from the pre-check where the form asks the same."""
    if not procedure.shape.form or actor.person is None:
        return {}
    on = clock.local(at).date()
    form = form_on(procedure.shape.form, on=on).shape
    case = case_for(procedure.shape, answers=precheck, on=on)
    given = {**precheck, "case": case.code if case else "", "channel": "online", "commune": commune}
    known = known_of(actor=actor, at=at)
    asked = {question.key for question in form.questions()}
    carried = {key: value for key, value in precheck.items() if key in asked}
    return first_answers(form, known, context(on=on, given=given)) | carried


def _by_name(name: str) -> str:
    """Without the type before it, as people look for it."""
    for word in ("Xã ", "Phường ", "Đặc khu ", "Thị trấn "):
        name = name.removeprefix(word)
    return fold(name)

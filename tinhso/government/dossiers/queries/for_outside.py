"""What may be told outside of dossiers: where they stand, one of them whole, one step of its work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from tinhso.contracts.dossiers import (
    AskedFor,
    Collectable,
    Elsewhere,
    Snapshot,
    Standing,
    Step,
    hand_over_doors,
    online_doors,
)
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.queries import title_of
from tinhso.foundation.people.queries import contacts_of
from tinhso.foundation.procedures.queries import procedure as procedure_on
from tinhso.foundation.units.queries import agency_names
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.competence import competent_agencies
from tinhso.government.dossiers.queries.history import words_for
from tinhso.government.dossiers.queries.lists import visible
from tinhso.government.dossiers.queries.originals import to_give_back
from tinhso.government.dossiers.rules import AWAITS_FEE, NATIONAL_STATUS, Phase, read_code
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import Invalid
from tinhso.kernel.ledger.models import Act

_TOLD = ("owner", "phone", "email", "supplements")


def standings(dossiers: Sequence[UUID]) -> Mapping[UUID, Standing]:
    """Where these stand; drafts and those that are not there are left out."""
    found = Dossier.objects.filter(id__in=dossiers).exclude(phase=Phase.DRAFT).select_related("procedure")
    return {one.id: standing(one) for one in found}


def standing(dossier: Dossier) -> Standing:
    assert dossier.submitted_at is not None
    return Standing(
        dossier=dossier.id,
        version=_told_as(dossier.version) + (not dossier.awaits_fee),
        request_id=dossier.request_id,
        code=dossier.code or "",
        procedure=dossier.procedure.code,
        agency=dossier.agency_id,
        national_status=AWAITS_FEE if dossier.awaits_fee else NATIONAL_STATUS[Phase(dossier.phase)],
        submitted_at=dossier.submitted_at,
        whole=dossier.part_of_id,
    )


def snapshot(*, actor: Actor, dossier: UUID, at: datetime, purpose: str, basis: str) -> Snapshot | None:
    """One dossier whole; the look is in the ledger when this returns. None when it was erased."""
    found = (
        Dossier.objects.select_related("procedure", "owner", "organisation", "result")
        .filter(id=dossier, erased_at=None)
        .exclude(phase=Phase.DRAFT)
        .first()
    )
    if found is None:
        return None
    ledger.record_read(
        actor=actor, about=found.ref, subjects=found.subjects, at=at, purpose=purpose, basis=basis, fields=_TOLD,
        agency=found.agency_id,
    )  # fmt: skip
    contacts = contacts_of(
        actor=actor, person=found.submitter_id, at=at, purpose=purpose, basis=basis, fields=("phone", "email")
    )
    result = getattr(found, "result", None)
    return Snapshot(
        standing=standing(found),
        procedure_name=found.procedure.name,
        field=found.procedure.field,
        owner=found.organisation.name if found.organisation else found.owner.name,
        phone=contacts.phone,
        email=contacts.email,
        agency_name=_name(found.agency_id, at),
        received_at=found.received_at,
        due_at=found.due_at,
        issued_at=found.issued_at,
        delivered_at=found.delivered_at,
        closed_at=found.closed_at,
        supplements=_asked_for(found),
        result=f"{result.title} {result.notation}".strip() if result and result.issued_at else "",
    )


def online_elsewhere(procedure: str, *, at: datetime) -> Elsewhere | None:
    """Where citizens file a procedure online when it is not here."""
    return next((found for door in online_doors if (found := door.leads(procedure, at))), None)


def start_address(procedure: str, commune: str) -> str:
    """Where a citizen begins with a procedure, in a commune where one is named."""
    address = reverse("dossiers:prepare", args=[procedure])
    return f"{address}?{urlencode({'xa': commune})}" if commune else address


def receives(procedure: str, commune: str, on: date) -> UUID | None:
    """The one-stop unit that receives a procedure in a commune; None where it cannot be filed."""
    found = procedure_on(code=procedure, on=on)
    if not found.fileable:
        return None
    try:
        return competent_agencies(found.shape, commune=commune, on=on)[1].id
    except Invalid:
        return None


def collectable(dossier: UUID) -> Collectable | None:
    """The result of a dossier while it waits to be taken."""
    return _collectable(Dossier.objects.filter(id=dossier).first())


def find_collectable(actor: Actor, text: str, at: datetime) -> Collectable | None:
    """The same by code or request id, for an official who may see the dossier; the look is in the ledger."""
    code = read_code(text)
    rows = visible(actor=actor).filter(Q(code=code) | Q(request_id=code)) if code else Dossier.objects.none()
    dossier = rows.first()
    found = _collectable(dossier)
    if dossier is not None and found is not None:
        ledger.record_read(
            actor=actor, about=dossier.ref, subjects=dossier.subjects, at=at, purpose="trả kết quả tại quầy",
            basis="Nghị định 118/2025/NĐ-CP", fields=("owner",), agency=dossier.counter_id,
        )  # fmt: skip
    return found


def hand_over_page(dossier: UUID) -> str:
    """Where the proof is asked for before a result is handed over; empty while nobody asks for one."""
    return next((found for door in hand_over_doors if (found := door.leads(dossier))), "")


def _collectable(dossier: Dossier | None) -> Collectable | None:
    if dossier is None or dossier.phase != Phase.ISSUED or dossier.erased_at is not None:
        return None
    assert dossier.issued_at is not None
    return Collectable(
        dossier=dossier.id,
        version=dossier.version,
        code=str(dossier),
        procedure_name=dossier.procedure.name,
        owner=dossier.organisation.name if dossier.organisation else dossier.owner.name,
        counter=dossier.counter_id,
        recipients=sorted({dossier.owner_id, dossier.submitter_id}),
        issued_at=dossier.issued_at,
        originals=to_give_back(dossier.id, at_agency=dossier.counter_id),
    )


def step(act: UUID) -> Step | None:
    """One act of an official on a dossier; None for acts of others."""
    done = Act.objects.filter(id=act, actor_kind=ActorKind.OFFICIAL).first()
    dossier = Dossier.objects.filter(id=done.about.id).first() if done else None
    if done is None or dossier is None:
        return None
    official = Account.objects.filter(id=done.actor).first() if done.actor else None
    agency = done.agency or dossier.agency_id
    phase = Phase(done.data.get("to", dossier.phase))
    return Step(
        request_id=dossier.request_id,
        code=dossier.code or "",
        version=_told_as(done.data["version"]),
        title=str(words_for(done).title),
        official=official.name if official else "",
        post=title_of(account=done.actor, agency=agency, at=done.at),
        agency_name=_name(agency, done.at),
        at=done.at,
        due_at=dossier.due_at,
        national_status=NATIONAL_STATUS[phase],
    )


def _told_as(version: int) -> int:
    """A dossier's version as those outside count it: money that comes in makes no version, so each leaves room for
    where the dossier stood before."""
    return 2 * version


def _asked_for(dossier: Dossier) -> list[AskedFor]:
    found = []
    for one in dossier.supplements.prefetch_related("items").order_by("number"):
        items = [item.words(key=dossier.key) for item in sorted(one.items.all(), key=lambda item: item.order)]
        words = "\n".join(f"{item['title']}: {item['fault']} {item['remedy']}" for item in items)
        found.append(
            AskedFor(number=one.number, words=words, at=one.requested_at, answered_at=one.answered_at)
        )
    return found


def _name(agency: UUID, at: datetime) -> str:
    return agency_names([agency], on=clock.local(at).date()).get(agency, "")

"""Filing for a person who came to the counter: who they are, what they agreed to, and the filing itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import Filed, OutsideFiling, OutsidePaper, intakes
from tinhso.foundation.access.policy import require
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.foundation.people.queries import person as known_person
from tinhso.foundation.units.models import AgencyVersion
from tinhso.government.counter.actions.slips import open_for_filing
from tinhso.government.counter.models import Assistance, Slip, Ticket
from tinhso.government.counter.queries.helping import ASSIST, PURPOSE, can_be_filed, helped, is_proven
from tinhso.government.counter.rules import Consent, NewPerson
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, Unavailable

SOURCE, CHANNEL = "counter", "counter"
SEEN = ("original", "copy")


def begin_helping(
    *,
    actor: Actor,
    counter: AgencyVersion,
    person: UUID | NewPerson,
    procedure: str,
    commune: str,
    receives: bool,
    consent: Consent,
    ticket: Ticket | None,
    slip: UUID | None = None,
    at: datetime,
) -> Assistance:
    """Write down who is helped with which procedure, and how they agreed to it; Invalid for one no counter receives.

    `commune` is where the matter belongs, anywhere in the province; `receives` whether this counter receives it, or
    only helps. `slip` is what was written down while the network was down; Conflict when that led to a dossier.
    """
    actor = require(actor, ASSIST, agencies=(counter.agency_id,), at=at)
    assert actor.account is not None
    if procedure not in {one.code for one in can_be_filed(at=at)}:
        raise Invalid(faults=[Fault("procedure", _("Chọn thủ tục nhận tại quầy."))])
    if intakes["dossiers"].receives(procedure, commune, clock.local(at).date()) is None:
        raise Invalid(faults=[Fault("commune", _("Chọn xã, phường có thẩm quyền giải quyết thủ tục này."))])
    with transaction.atomic():
        held = _of_counter(slip, counter.agency_id) if slip else None
        assistance = Assistance(
            counter_id=counter.agency_id, official_id=actor.account, person=_person(actor, person, at),
            ticket=ticket, slip=held, consent=consent, procedure=procedure, commune=commune, receives=receives,
            agreed_at=held.asked_at if held else at,
        )  # fmt: skip
        assistance.save(force_insert=True)
        ledger.record(
            actor=actor, verb="counter.consent_given", about=assistance.ref, at=at, agency=counter.agency_id,
            subjects=(assistance.person.ref,), purpose=PURPOSE,
            data={"consent": consent, "procedure": procedure, "ticket": str(ticket or ""), "slip": str(held or "")},
        )  # fmt: skip
    return assistance


def file_for_person(
    *,
    actor: Actor,
    assistance: UUID,
    precheck: Mapping[str, Any],
    answers: Mapping[str, Any],
    papers: Sequence[OutsidePaper],
    seen: Mapping[str, str],
    kept: Mapping[str, int] | None = None,
    sign: bool = False,
    at: datetime,
) -> UUID:
    """File what was agreed, once: a second press finds the same dossier. Invalid names what is missing or wrong.

    `kept` counts the originals of each component that stay here; `sign` is the clerk's word that the papers, scanned
    here, are to have the clerk's digital signature.
    """
    one = helped(actor=actor, assistance=assistance, at=at)
    intake = intakes.get("dossiers")
    if intake is None:
        raise Unavailable(_("Hệ thống hồ sơ đang tắt nên chưa nộp được."))
    with transaction.atomic():
        held = Assistance.objects.select_for_update().get(id=assistance)
        actor = require(actor, ASSIST, agencies=(held.counter_id,), at=at)
        if held.dossier is not None:
            return held.dossier
        slip = open_for_filing(held.slip_id) if held.slip_id else None
        filed: Filed = intake.file(
            actor=actor,
            filing=OutsideFiling(
                source=SOURCE, code=str(slip or held.id), channel=CHANNEL, procedure=held.procedure,
                commune=one.commune, applicant=held.person_id, precheck=precheck, answers=answers,
                papers=papers, filed_at=slip.asked_at if slip else at,
                seen={code: how for code, how in seen.items() if how in SEEN}, kept=kept or {},
                helper=held.counter_id, receiver=held.counter_id if held.receives else None,
            ),
            at=at,
        )  # fmt: skip
        held.dossier = filed.standing.dossier
        held.save(update_fields=["dossier"])
        if papers:
            intake.scanned(actor=actor, dossier=held.dossier, sign=sign, at=at)
        ledger.record(
            actor=actor, verb="counter.filed", about=held.ref, at=at, agency=held.counter_id,
            subjects=(held.person.ref,), purpose=PURPOSE,
            data={"dossier": str(held.dossier), "slip": str(slip or "")},
        )  # fmt: skip
        if slip:
            _settle(slip, held.dossier)
    return held.dossier


def _settle(slip: Slip, dossier: UUID) -> None:
    """The dossier has everything now: what was written down before it is erased."""
    slip.dossier = dossier
    slip.save(update_fields=["dossier"])
    transaction.on_commit(lambda: sealing.destroy(slip.key))


def _of_counter(slip: UUID, counter: UUID) -> Slip:
    held = open_for_filing(slip)
    if held.block.counter_id != counter:
        raise Conflict(_("Phiếu này do quầy khác nhận."), next_step=_("Để công chức của quầy ấy nộp tiếp."))
    return held


def _person(actor: Actor, given: UUID | NewPerson, at: datetime) -> Person:
    """Whoever was chosen, or a new person whose identity paper was seen."""
    if isinstance(given, UUID):
        found = known_person(actor=actor, person=given, on=clock.local(at).date())
        if not is_proven(found):
            raise Invalid(
                faults=[Fault("person", _("Người này chưa được xác minh; ghi lại theo giấy tờ tùy thân."))]
            )
        return found
    return create_person(
        actor=actor, at=at, name=given.name, birth_date=given.birth_date, national_id=given.national_id,
        phone=given.phone, address=given.address, assurance=Person.Assurance.CHECKED,
    )  # fmt: skip

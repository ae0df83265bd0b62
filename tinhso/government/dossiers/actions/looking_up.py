"""Look-ups before anybody is asked for a paper (Decree 118/2025, Resolution 66.7/2025): by themselves once a dossier is
sent, again when somebody says so, and the decision of a person where a register says something else."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.partners import actions as partners
from tinhso.foundation.partners.models import Lookup
from tinhso.government.dossiers.actions.changing import BASIS, PURPOSE, locked, record
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.corrections import corrected
from tinhso.government.dossiers.queries.looked_up import (
    PROCESS,
    Asked,
    last_told,
    still_to_ask,
    to_look_up,
    who_looks_up,
    whose,
)
from tinhso.government.dossiers.queries.page import needs_of, sections_of
from tinhso.government.dossiers.queries.pinned import bind_rules
from tinhso.government.dossiers.rules import CLOSED
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound, Stale
from tinhso.kernel.refs import Ref

LOOK_UP_JOB = "dossiers.look_up"
OF_ANOTHER = "giải quyết hồ sơ của người khác có khai số định danh này"
"""The purpose, as somebody reads it whom a stranger's dossier names."""
_ANSWERED = (Lookup.Outcome.FOUND, Lookup.Outcome.DIFFERS)


def have_looked_up(*, dossier: UUID, at: datetime, changed: bool = False) -> None:
    """Have a job look up what the procedure of a dossier names, if it names anything: a step of sending it and, only
    what its person has `changed`, of completing it."""
    found = Dossier.objects.get(id=dossier)
    bind_rules(found)
    if any(paper.look_up for paper in found.procedure.shape.papers):
        enqueue(LOOK_UP_JOB, {"dossier": str(dossier), "changed": changed}, due_at=at)


def look_up(*, dossier: UUID, at: datetime, changed: bool = False) -> None:
    """Ask the registers that stand in for the papers of a dossier, each component in the order its procedure says,
    until one knows; not again what is settled, and where only what `changed` is wanted, nothing that would be asked as
    before. Outside of any transaction; what is down is written down, and nobody waits for it."""
    found = Dossier.objects.get(id=dossier)
    if found.phase in CLOSED or found.erased_at is not None:
        return
    bind_rules(found)
    envelope = found.envelope()
    precheck, answers = envelope["precheck"], corrected(found, **envelope, at=at)
    lines = [
        line for one in sections_of(found, precheck=precheck, answers=answers, at=at) for line in one.lines
    ]
    known = {**precheck, **answers}
    wanted = to_look_up(
        needs_of(found, precheck), answers=known, texts={line.key: line.text for line in lines},
        on=clock.local(at).date(),
    )  # fmt: skip
    for one in still_to_ask(found, wanted, changed=changed):
        _ask(found, one, whose(found, one, answers=answers), at)


def look_up_again(*, actor: Actor, dossier: UUID, at: datetime) -> None:
    """Have the registers asked once more, because one was down or has been put right meanwhile."""
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier)
        actor = require(actor, PROCESS, agencies=who_looks_up(found), at=at)
        _must_be_open(found)
        # No new version: asking again changes nothing that somebody else's open page rests on.
        ledger.record(
            actor=actor, verb="dossiers.look_up_again", about=found.ref, at=at, agency=found.agency_id,
            subjects=found.subjects, purpose=PURPOSE, basis=BASIS,
        )  # fmt: skip
        enqueue(LOOK_UP_JOB, {"dossier": str(found.id)}, due_at=at)


def accept_declared(
    *, actor: Actor, dossier: UUID, version: int, lookup: UUID, reason: str, at: datetime
) -> Dossier:
    """Accept what the person declared though a register says something else, or knows nothing; with the reason.

    Conflict where nothing is to be decided; Stale where a register has answered anew since.
    """
    if not reason.strip():
        raise Invalid(faults=[Fault("note", _("Xin ghi lý do chấp nhận nội dung đã khai."))])
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, PROCESS, agencies=who_looks_up(found), at=at)
        _must_be_open(found)
        told = Lookup.objects.filter(id=lookup, about=found.ref).first()
        if told is None:
            raise NotFound(_("Không có lần tra cứu này."))
        now = last_told(found)[told.item]
        if now.lookup != told.id:
            raise Stale(
                next_step=_(
                    "Xem lại hồ sơ rồi thực hiện lại nếu vẫn cần. Nội dung ông/bà vừa nhập chưa được lưu."
                )
            )
        if not now.undecided:
            raise Conflict(_("Lần tra cứu này không có gì phải quyết định."))
        record(
            found, verb="accept_declared", actor=actor, at=at, note=reason,
            data={"lookup": str(told.id), "item": told.item},
        )  # fmt: skip
    return found


def _ask(dossier: Dossier, one: Asked, subjects: tuple[Ref, ...], at: datetime) -> None:
    rule = one.need.paper.look_up
    own = set(subjects) & set(dossier.subjects)
    assert rule is not None
    for source in one.registers:
        told = partners.look_up(
            actor=SYSTEM, about=dossier.ref, item=one.need.code, source=source, number=one.number,
            declared=one.declared, subjects=subjects, key=dossier.key, purpose=PURPOSE if own else OF_ANOTHER,
            basis=rule.basis, agency=dossier.agency_id, at=at,
        )  # fmt: skip
        if told.outcome in _ANSWERED:
            return


def _must_be_open(dossier: Dossier) -> None:
    if dossier.phase in CLOSED:
        raise Conflict(_("Hồ sơ đã đóng, không còn gì để tra cứu."))

"""What a dossier costs its person: asked in time, waited for, given up when nothing comes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import FeeCleared
from tinhso.foundation.access.policy import require
from tinhso.foundation.payments.actions import cancel_intent, end_intent, open_intent
from tinhso.foundation.payments.queries.intents import cancelled_at, intents_about
from tinhso.foundation.payments.rules import WAITING, Charge, IntentState
from tinhso.foundation.procedures.models import FeeTable
from tinhso.foundation.procedures.rules import fees_for
from tinhso.government.dossiers.actions.changing import BASIS, PURPOSE, event_facts, locked, record
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.clocks import answer_clock
from tinhso.government.dossiers.rules import CLOSED
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound
from tinhso.kernel.money import format_dong
from tinhso.kernel.refs import Ref

Collect = Literal["before_acceptance", "before_return"]
_MOMENTS: Sequence[Collect] = ("before_acceptance", "before_return")
RECEIVE = "dossiers.receive"


def reckoned(
    dossier: Dossier, *, answers: Mapping[str, Any], rates: Sequence[FeeTable], on: date
) -> list[dict[str, Any]]:
    """The fees of a case as the dossier keeps them: fee, title, amount, what waits for it, why less than the whole."""
    fees = fees_for(
        dossier.procedure.shape,
        channel=dossier.via,
        answers=answers,
        territory="",
        rates=[one.row for one in rates],
        on=on,
    )
    return [
        {
            "fee": one.fee.code,
            "title": one.fee.title,
            "amount": one.amount,
            "collect": one.fee.collect,
            "exemption": one.exemption.title if one.exemption else "",
        }
        for one in fees
    ]


def ask(dossier: Dossier, *, due: Collect, actor: Actor, at: datetime) -> bool:
    """Ask for the fees that this moment waits for, and whether any are asked: a step of the caller's act.

    Nothing to pay asks nothing; so does an amount nobody has published, and an agency that has no account: then
    the fee is collected outside of the platform, as it was before.
    """
    charges = [
        Charge(one["fee"], one["title"], one["amount"])
        for one in dossier.charges
        if one["collect"] == due and one["amount"]
    ]
    if not charges:
        return False
    try:
        open_intent(
            actor=actor,
            about=dossier.ref,
            due=due,
            payer=Ref("people.person", dossier.owner_id),
            agency=dossier.agency_id,
            counter=dossier.counter_id,
            charges=charges,
            at=at,
        )
    except NotFound:
        return False
    return True


def owed(dossier: Dossier, *, due: Collect) -> int:
    """What the person still owes of what this moment waits for."""
    if not dossier.charges:
        return 0
    return sum(
        one.remaining for one in intents_about(about=dossier.ref) if one.due == due and one.state in WAITING
    )


def must_be_paid(dossier: Dossier, *, due: Collect) -> None:
    """Conflict while the person still owes what this moment waits for."""
    if amount := owed(dossier, due=due):
        raise Conflict(
            _("Hồ sơ còn %(amount)s chưa nộp.") % {"amount": format_dong(amount)},
            next_step=_(
                "Nộp trên trang của hồ sơ, hoặc nộp tiền mặt tại quầy; tiền đến thì việc này làm được ngay."
            ),
        )


def give_up(dossier: Dossier, *, reason: str, actor: Actor, at: datetime) -> None:
    """Ask no more for a dossier that ends without a result, and tell the money desk what was paid for it. Whether that
    is given back is for two persons to say, as ever."""
    if not dossier.charges:
        return
    for one in intents_about(about=dossier.ref):
        end_intent(actor=actor, intent=one.id, reason=reason, at=at)


def waive(*, actor: Actor, dossier: UUID, version: int, intent: UUID, reason: str, at: datetime) -> Dossier:
    """Ask no more for one due, because the law exempts the person: the counter says why."""
    if not reason.strip():
        raise Invalid(faults=[Fault("reason", _("Xin ghi căn cứ miễn khoản này."))])
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, RECEIVE, agencies=(found.counter_id,), at=at)
        if intent not in {one.id for one in intents_about(about=found.ref)}:
            raise Conflict(_("Hồ sơ này không có khoản đó."))
        cancelled = cancel_intent(actor=actor, intent=intent, reason="waived", at=at)
        event = _cleared(found, at=at)
        told = {"amount": cancelled.amount}
        record(found, verb="waive_fee", actor=actor, at=at, event=event, note=reason, data=told)
    return found


def ask_anew(*, dossier: UUID, intent: UUID, at: datetime) -> None:
    """Ask again where only a part was paid and that part was given back: the due is at an end, what it was for is owed
    as before. Nothing happens where all was paid once, or it was asked for no more before anything was given back."""
    with transaction.atomic():
        found = Dossier.objects.select_for_update().get(id=dossier)
        dues = intents_about(about=found.ref)
        ended = next(one for one in dues if one.id == intent)
        if ended.state != IntentState.REFUNDED or ended.settled_at or cancelled_at(intent=ended):
            return
        if found.phase in CLOSED or any(one.due == ended.due and one.state in WAITING for one in dues):
            return
        due = next(one for one in _MOMENTS if one == ended.due)
        ask(found, due=due, actor=SYSTEM, at=at)


def note_payment(*, dossier: UUID, amount: int, at: datetime) -> None:
    """Tell the dossier's history that a due of it is settled; one that waited for it is to be answered from now on.

    Its version stays: money that comes in is no reason to refuse what an official is just doing with it.
    """
    with transaction.atomic():
        found = Dossier.objects.select_for_update().get(id=dossier)
        event = _cleared(found, at=at)
        if event is not None:
            found.urgent_at = found.next_owed()
            found.save(update_fields=["answer_due_at", "urgent_at"])
        ledger.record(
            actor=SYSTEM, verb="dossiers.paid", about=found.ref, at=at, agency=found.agency_id,
            subjects=found.subjects, purpose=PURPOSE, basis=BASIS, data={"amount": amount}, event=event,
        )  # fmt: skip


def _cleared(dossier: Dossier, *, at: datetime) -> FeeCleared | None:
    """Let the time to answer count again, now that what was to be paid first is; None where it did not stand still."""
    if not dossier.awaits_fee:
        return None
    dossier.answer_due_at = answer_clock(dossier, on=clock.local(at).date()).due_at
    return FeeCleared(**event_facts(dossier, at=at))

"""What the portal sends about a dossier that was filed there: its person takes it back, or completes it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import Intake, OutsideAnswer, OutsideWithdrawal, Standing, intakes
from tinhso.foundation.access.policy import require
from tinhso.government.portalsync.actions.putting_aside import digest_of, fingerprints, put_aside
from tinhso.government.portalsync.formats.change import Change, Kind, read
from tinhso.government.portalsync.formats.filing import LONGEST, Damaged, Problem
from tinhso.government.portalsync.models import Message, Twin
from tinhso.government.portalsync.queries.inbox import content, early_of
from tinhso.government.portalsync.queries.terms import portal
from tinhso.government.portalsync.rules import SOURCE, Portal
from tinhso.kernel import ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, Refusal, TooMany, Unavailable
from tinhso.kernel.statements import insert

CATCH_UP = "portalsync.hear_early"
SEND = "portalsync.send"
State = Message.State
_PASSING = (NotAllowed, Unavailable, TooMany)
"""Refusals that say nothing about the message."""


def withdraw(*, actor: Actor, raw: bytes, at: datetime) -> dict[str, Any]:
    """Take a filing back, once, and answer the same however often it is sent.

    Invalid, Conflict or NotFound where that cannot be: then nothing changes and the message waits for a person.
    """
    return hear(actor=require(actor, SEND, at=at), kind=Kind.WITHDRAWAL, raw=raw, at=at)


def complete(*, actor: Actor, raw: bytes, at: datetime) -> dict[str, Any]:
    """Answer a request to complete a filing, once, and answer the same however often it is sent; as `withdraw`."""
    return hear(actor=require(actor, SEND, at=at), kind=Kind.ANSWER, raw=raw, at=at)


def catch_up(*, dossier: UUID, at: datetime) -> None:
    """Do what came before its filing did. What cannot be done waits on, with what is wrong now."""
    twin = Twin.objects.filter(dossier=dossier).exclude(outside_code="").first()
    for message in early_of(twin.outside_code) if twin else ():
        try:
            hear(actor=SYSTEM, kind=Kind(message.kind), raw=content(message), at=at)
        except _PASSING:
            raise
        except Refusal:
            continue


def hear(*, actor: Actor, kind: Kind, raw: bytes, at: datetime) -> dict[str, Any]:
    """The same for whoever may, by another right, let a message in."""
    terms = portal(at=at)
    try:
        change = _read(raw, kind, terms, at)
    except Damaged as damaged:
        put_aside(
            raw, kind=kind, state=State.REJECTED, problem=damaged.problem, faults=damaged.faults, code=damaged.code,
            number=damaged.number, actor=actor, at=at,
        )  # fmt: skip
        raise Invalid(
            _("Không đọc được yêu cầu gửi đến."),
            faults=damaged.faults,
            next_step=_("Sửa các mục được nêu rồi gửi lại; chưa có gì được ghi nhận."),
        ) from damaged
    parts = fingerprints(change.label, change.parts(terms))
    aside = _Aside(raw, change, digest_of(parts), actor, at)
    # A part of a linked filing has no code of the portal's own: it is named by the request id the portal was told.
    named = Q(outside_code=change.code) | Q(request_id=change.code)
    twins, reason = Twin.objects.filter(named), _("Chưa có hồ sơ nào mang mã này.")
    twin = twins.first()
    if twin is None:
        aside.put(State.PARKED, Problem.EARLY, [Fault(terms.change.code, reason)])
        # The filing may have come meanwhile, and have looked for what waits for it before this did.
        twin = twins.all().first()
    if twin is None:
        raise NotFound(
            reason, next_step=_("Gửi hồ sơ ấy đến; yêu cầu này được giữ và tự thực hiện sau khi có hồ sơ.")
        )
    try:
        return _do(change, twin, parts, terms, actor=actor, at=at)
    except _PASSING:
        raise
    except (IntegrityError, Refusal) as refusal:
        # What is done cannot be done again: it was this message, of before or of the same moment.
        known = Message.objects.filter(**change.identity, state=State.ACCEPTED).first()
        if known is not None:
            return _again(known, parts, aside)
        if isinstance(refusal, Invalid):
            aside.put(State.REJECTED, Problem.REFUSED, _said(refusal), dossier=twin.dossier)
        elif isinstance(refusal, Refusal):
            aside.put(State.PARKED, Problem.MOVED_ON, _said(refusal), dossier=twin.dossier)
        raise


class _Aside:
    """What there is to put aside of one change."""

    def __init__(self, raw: bytes, change: Change, digest: str, actor: Actor, at: datetime) -> None:
        self.raw, self.change, self.digest, self.actor, self.at = raw, change, digest, actor, at

    def put(
        self,
        state: Message.State,
        problem: Problem,
        faults: Sequence[Fault],
        *,
        dossier: UUID | None = None,
        differs: Sequence[str] = (),
    ) -> None:
        put_aside(
            self.raw, **self.change.identity, state=state, problem=problem, faults=faults, actor=self.actor,
            at=self.at, digest=self.digest, dossier=dossier, differs=differs,
        )  # fmt: skip


def _read(raw: bytes, kind: Kind, terms: Portal, at: datetime) -> Change:
    if len(raw) > LONGEST:
        raise Damaged(
            Problem.TOO_LONG, Fault("", _("Nội dung dài quá %(most)d MiB.") % {"most": LONGEST >> 20})
        )
    return read(raw, kind=kind, terms=terms, at=at)


def _do(
    change: Change, twin: Twin, parts: dict[str, str], terms: Portal, *, actor: Actor, at: datetime
) -> dict[str, Any]:
    intake = intakes.get("dossiers")
    if intake is None:
        raise Unavailable(_("Hệ thống hồ sơ đang tắt nên chưa nhận được."), retry_after=600)
    with transaction.atomic():
        standing = _said_of(twin.dossier, change, intake, actor=actor, at=at)
        answer = {
            terms.envelope.error: 0,
            terms.filing.request_id: standing.request_id,
            terms.change.status: str(standing.national_status),
        }
        message = Message(
            **change.identity, digest=digest_of(parts), state=State.ACCEPTED, parts=parts,
            filed_at=change.asked_at, received_at=at, dossier=twin.dossier,
            answer=answer,
        )  # fmt: skip
        insert(message)
        Message.objects.filter(**change.identity, state__in=[State.REJECTED, State.PARKED]).update(
            state=State.SETTLED, settled_at=at, expires_at=at
        )
        ledger.record(
            actor=actor, verb="portalsync.accepted", about=message.ref, at=at,
            data={"outside_code": change.code, "dossier": str(twin.dossier)},
        )  # fmt: skip
    return answer


def _said_of(dossier: UUID, change: Change, intake: Intake, *, actor: Actor, at: datetime) -> Standing:
    if change.kind == Kind.WITHDRAWAL:
        withdrawal = OutsideWithdrawal(
            source=SOURCE, dossier=dossier, reason=change.words, asked_at=change.asked_at
        )
        return intake.take_back(actor=actor, withdrawal=withdrawal, at=at)
    answer = OutsideAnswer(
        source=SOURCE, dossier=dossier, number=change.number, words=change.words, papers=change.papers,
        asked_at=change.asked_at,
    )  # fmt: skip
    return intake.complete(actor=actor, answer=answer, at=at)


def _again(known: Message, parts: dict[str, str], aside: _Aside) -> dict[str, Any]:
    """The first answer, if it says the same; what says something else is nobody's to apply but a person's."""
    if known.digest == digest_of(parts):
        Message.objects.filter(id=known.id).update(times=F("times") + 1)
        answer: dict[str, Any] = known.answer
        return answer
    differs = sorted(
        place for place in known.parts.keys() | parts.keys() if known.parts.get(place) != parts.get(place)
    )
    faults = [Fault(place, _("Khác với lần gửi đã nhận.")) for place in differs]
    aside.put(State.PARKED, Problem.DIFFERS, faults, dossier=known.dossier, differs=differs)
    raise Conflict(
        _("Yêu cầu này đã được thực hiện với nội dung khác."),
        next_step=_("Nội dung mới không được áp dụng; cán bộ của tỉnh sẽ xem."),
        faults=faults,
    )


def _said(refusal: Refusal) -> Sequence[Fault]:
    return refusal.faults or (Fault("", f"{refusal.detail} {refusal.next_step}".strip()),)

"""Taking in what the portal sends: a dossier, once; or the message put aside with what is wrong with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import Filed, OutsideFiling, intakes
from tinhso.foundation.access.policy import require
from tinhso.government.portalsync.actions.putting_aside import digest_of, fingerprints, put_aside
from tinhso.government.portalsync.actions.telling import begin_twin
from tinhso.government.portalsync.formats import moments
from tinhso.government.portalsync.formats.change import Kind
from tinhso.government.portalsync.formats.filing import LONGEST, Arrived, Damaged, Problem, read
from tinhso.government.portalsync.models import Message
from tinhso.government.portalsync.queries.coming import commune_of
from tinhso.government.portalsync.queries.terms import portal
from tinhso.government.portalsync.rules import SOURCE, Portal
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, Refusal, TooMany, Unavailable
from tinhso.kernel.statements import insert, new_row, prepared

SEND = "portalsync.send"
State = Message.State
_PASSING = (NotAllowed, Unavailable, TooMany)
"""Refusals that say nothing about the message."""


def accept(*, actor: Actor, raw: bytes, at: datetime) -> dict[str, Any]:
    """Make a dossier of a filing, once for each code of the portal, and answer the same however often it is sent.

    Invalid, Conflict or NotFound where it cannot be: then no dossier is made and the message waits for a person.
    """
    actor = require(actor, SEND, at=at)
    return take_in(actor=actor, raw=raw, at=at)


def take_in(*, actor: Actor, raw: bytes, at: datetime) -> dict[str, Any]:
    """The same for whoever may, by another right, let a message in."""
    terms = portal(at=at)
    try:
        arrived = _read(raw, terms, at)
    except Damaged as damaged:
        put_aside(
            raw, kind=Kind.FILING, state=State.REJECTED, problem=damaged.problem, faults=damaged.faults,
            code=damaged.code, actor=actor, at=at,
        )  # fmt: skip
        raise Invalid(
            _("Không đọc được hồ sơ gửi đến."),
            faults=damaged.faults,
            next_step=_("Sửa các mục được nêu rồi gửi lại cùng mã hồ sơ; chưa có gì được ghi nhận."),
        ) from damaged
    parts = fingerprints(arrived.code, arrived.parts(terms.filing))
    before = _under(arrived.code)
    known = next((one for one in before if one.state == State.ACCEPTED), None)
    if known is not None:
        return _again(known, raw, parts, actor=actor, at=at)
    try:
        return _file(arrived, parts, terms, actor=actor, at=at, corrects=bool(before))
    except IntegrityError:
        known = next((one for one in _under(arrived.code) if one.state == State.ACCEPTED), None)
        if known is None:
            raise
        return _again(known, raw, parts, actor=actor, at=at)
    except _PASSING:
        raise
    except _NotHere as refusal:
        put_aside(
            raw, kind=Kind.FILING, state=State.REJECTED, problem=refusal.why, faults=refusal.faults,
            code=arrived.code, actor=actor, at=at,
        )  # fmt: skip
        raise
    except Refusal as refusal:
        faults = refusal.faults or (Fault("", f"{refusal.detail} {refusal.next_step}".strip()),)
        put_aside(
            raw, kind=Kind.FILING, state=State.REJECTED, problem=Problem.REFUSED, faults=faults, code=arrived.code,
            actor=actor, at=at,
        )  # fmt: skip
        raise


class _NotHere(NotFound):
    """A procedure or an agency that the province does not have."""

    why: Problem


def _read(raw: bytes, terms: Portal, at: datetime) -> Arrived:
    if len(raw) > LONGEST:
        raise Damaged(
            Problem.TOO_LONG, Fault("", _("Nội dung dài quá %(most)d MiB.") % {"most": LONGEST >> 20})
        )
    return read(raw, names=terms.filing, proven=terms.proven, at=at)


def _file(
    arrived: Arrived, parts: dict[str, str], terms: Portal, *, actor: Actor, at: datetime, corrects: bool
) -> dict[str, Any]:
    intake = intakes.get("dossiers")
    if intake is None:
        raise Unavailable(_("Hệ thống hồ sơ đang tắt nên chưa nhận được."), retry_after=600)
    filing = OutsideFiling(
        source=SOURCE,
        code=arrived.code,
        channel="online",
        procedure=arrived.procedure,
        commune=_commune(arrived.agency, terms, at),
        applicant=arrived.applicant,
        precheck=arrived.precheck,
        answers=arrived.answers,
        papers=arrived.papers,
        filed_at=arrived.filed_at,
    )
    with transaction.atomic(), ledger.together():
        try:
            filed = intake.file(actor=actor, filing=filing, at=at)
        except NotFound as unknown:
            raise _not_here(Problem.PROCEDURE, terms.filing.procedure, unknown.detail) from unknown
        answer = _answer(filed, terms)
        message = new_row(
            Message, code=arrived.code, digest=digest_of(parts), state=State.ACCEPTED, parts=parts,
            filed_at=arrived.filed_at, received_at=at, dossier=filed.standing.dossier, answer=answer,
        )  # fmt: skip
        insert(message)
        begin_twin(filed.standing, outside_code=arrived.code)
        if corrects:
            Message.objects.filter(kind=Kind.FILING, code=arrived.code, state=State.REJECTED).update(
                state=State.SETTLED, settled_at=at, expires_at=at
            )
        ledger.record(
            actor=actor, verb="portalsync.accepted", about=message.ref, at=at,
            data={"outside_code": arrived.code, "dossier": str(filed.standing.dossier)},
        )  # fmt: skip
    return answer


def _commune(identifier: str, terms: Portal, at: datetime) -> str:
    """The commune of the agency that is to deal with it; empty for one of the province."""
    if not identifier:
        return ""
    try:
        return commune_of(identifier, on=clock.local(at).date())
    except NotFound as unknown:
        raise _not_here(Problem.AGENCY, terms.filing.agency, unknown.detail) from unknown


def _not_here(problem: Problem, field: str, detail: str) -> _NotHere:
    found = _NotHere(detail, faults=[Fault(field, detail)])
    found.why = problem
    return found


def _answer(filed: Filed, terms: Portal) -> dict[str, Any]:
    return {
        terms.envelope.error: 0,
        terms.filing.request_id: filed.standing.request_id,
        terms.filing.answer_due_at: moments.written(filed.answer_due_at),
    }


@prepared
def _under(code: str) -> QuerySet[Message]:
    """The filings that came under this code and count still."""
    return Message.objects.filter(kind=Kind.FILING, code=code).exclude(state=State.SETTLED)


def _again(
    known: Message, raw: bytes, parts: dict[str, str], *, actor: Actor, at: datetime
) -> dict[str, Any]:
    """The first answer, if it says the same; what says something else is nobody's to apply but a person's."""
    if known.digest == digest_of(parts):
        Message.objects.filter(id=known.id).update(times=F("times") + 1)
        answer: dict[str, Any] = known.answer
        return answer
    differs = sorted(
        place for place in known.parts.keys() | parts.keys() if known.parts.get(place) != parts.get(place)
    )
    put_aside(
        raw, kind=Kind.FILING, state=State.PARKED, problem=Problem.DIFFERS,
        faults=[Fault(place, _("Khác với lần gửi đã nhận.")) for place in differs],
        code=known.code, digest=digest_of(parts), dossier=known.dossier, differs=differs, actor=actor, at=at,
    )  # fmt: skip
    raise Conflict(
        _("Mã hồ sơ này đã được nhận với nội dung khác."),
        next_step=_(
            "Nội dung mới không được áp dụng; cán bộ của tỉnh sẽ xem. Muốn thay đổi, gửi hồ sơ với mã khác."
        ),
        faults=[Fault(place, _("Khác với lần gửi đã nhận.")) for place in differs],
    )

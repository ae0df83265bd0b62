"""How a dossier ends: delivered and rated, withdrawn, stopped, archived."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import DossierRated, DossierStopped, DossierWithdrawn, ResultDelivered
from tinhso.foundation.access.policy import require
from tinhso.foundation.workflow import actions as workflow
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers.actions.changing import enact, event_facts, locked, record
from tinhso.government.dossiers.actions.charging import give_up, must_be_paid
from tinhso.government.dossiers.models import Dossier, Rating
from tinhso.government.dossiers.queries.for_outside import hand_over_page
from tinhso.government.dossiers.rules import Phase
from tinhso.kernel import sealing
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import Conflict, Fault, Invalid

FILE, DELIVER, STOP, ARCHIVE = "dossiers.file", "dossiers.deliver", "dossiers.stop", "dossiers.archive"


def deliver(*, actor: Actor, dossier: UUID, version: int | None, at: datetime, proof: str = "") -> Dossier:
    """Hand the result over: the counter does, or the person who opens it online.

    `proof` is what showed the counter that the result is theirs to take; Conflict without one where one is asked for.
    """
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        if actor.kind == ActorKind.CITIZEN:
            require(actor, FILE, persons=(found.owner_id, found.submitter_id), at=at)
        else:
            actor = require(actor, DELIVER, agencies=(found.counter_id,), at=at)
            if not proof and hand_over_page(found.id):
                raise Conflict(
                    _("Kết quả này được trả theo mã đã gửi cho người nhận."),
                    next_step=_("Mở trang “Trả kết quả theo mã” của Quầy một cửa."),
                )
        if found.phase == Phase.DELIVERED and version is None:
            return found
        must_be_paid(found, due="before_return")
        found.delivered_at = found.closed_at = at
        event = ResultDelivered(**event_facts(found, at=at))
        enact(found, act="deliver", actor=actor, at=at, event=event, data={"proof": proof} if proof else None)
        workflow.close_all(about=found.ref, at=at, note="đã trả kết quả")
    return found


def withdraw(*, actor: Actor, dossier: UUID, reason: str, at: datetime) -> Dossier:
    """Take the request back before it is received."""
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier)
        require(actor, FILE, persons=(found.owner_id, found.submitter_id), at=at)
        taken_back(found, actor=actor, reason=reason, at=at)
    return found


def taken_back(
    dossier: Dossier, *, actor: Actor, reason: str, at: datetime, data: Mapping[str, Any] | None = None
) -> None:
    """End a locked dossier at its person's wish; whoever calls has made sure whose wish it is."""
    if not dossier.procedure.shape.withdrawable:
        raise Conflict(_("Thủ tục này không cho rút hồ sơ trực tuyến."))
    dossier.closed_at = at
    event = DossierWithdrawn(**event_facts(dossier, at=at))
    enact(dossier, act="withdraw", actor=actor, at=at, event=event, note=reason, data=data)
    give_up(dossier, reason="withdrawn", actor=actor, at=at)


def stop(*, actor: Actor, dossier: UUID, version: int, reason: str, at: datetime) -> Dossier:
    """Stop at the person's request before a decision."""
    if not reason.strip():
        raise Invalid(faults=[Fault("reason", _("Xin ghi nội dung đề nghị dừng của người nộp."))])
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, STOP, agencies=(found.agency_id, found.counter_id), at=at)
        if any(step.shape.kind == "number" for step in open_of(about=found.ref)):
            raise Conflict(_("Kết quả đã được duyệt ký nên không dừng được nữa."))
        found.closed_at = at
        found.pauses.filter(ended_at=None).update(ended_at=at)
        event = DossierStopped(**event_facts(found, at=at))
        enact(found, act="stop", actor=actor, at=at, event=event, note=reason)
        give_up(found, reason="stopped", actor=actor, at=at)
        workflow.close_all(about=found.ref, at=at, note="dừng giải quyết")
    return found


def archive(*, actor: Actor, dossier: UUID, version: int, at: datetime) -> Dossier:
    """Hand the closed dossier to the archive."""
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, ARCHIVE, agencies=(found.agency_id,), at=at)
        enact(found, act="archive", actor=actor, at=at)
    return found


def rate(*, actor: Actor, dossier: UUID, stars: int, words: str, at: datetime) -> Dossier:
    """Say how it went, once, after the result."""
    if not 1 <= stars <= 5:
        raise Invalid(faults=[Fault("stars", _("Chọn từ 1 đến 5."))])
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier)
        require(actor, FILE, persons=(found.owner_id, found.submitter_id), at=at)
        if found.is_linked:
            raise Conflict(_("Hồ sơ liên thông được đánh giá ở từng phần."))
        if found.phase not in (Phase.ISSUED, Phase.DELIVERED, Phase.REFUSED, Phase.ARCHIVED):
            raise Conflict(_("Có thể đánh giá sau khi hồ sơ có kết quả."))
        if Rating.objects.filter(dossier=found).exists():
            raise Conflict(_("Ông/bà đã đánh giá hồ sơ này. Xin cảm ơn."))
        sealed = None
        if words.strip():
            sealed = sealing.seal_text(found.key, words.strip(), row=f"dossiers.rating:{found.id}")
        Rating.objects.create(dossier=found, stars=stars, words_sealed=sealed, rated_at=at)
        record(
            found,
            verb="rate",
            actor=actor,
            at=at,
            event=DossierRated(**event_facts(found, at=at), stars=stars),
            data={"stars": stars},
        )
    return found

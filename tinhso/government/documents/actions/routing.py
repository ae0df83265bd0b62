"""The route: forward to the next hands, back with a reason, and the leader's word."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.access.queries import title_of
from tinhso.foundation.signing.queries import own_certificate
from tinhso.foundation.workflow import actions as workflow
from tinhso.foundation.workflow.models import Assignment
from tinhso.government.documents.actions.changing import locked, pass_on, record, step_in_hand
from tinhso.government.documents.actions.codrafting import must_be_free, release
from tinhso.government.documents.models import Document
from tinhso.government.documents.queries.page import digest_of, form_of
from tinhso.government.documents.rules import Phase
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid

PROCESS, SIGN = "documents.process", "documents.sign"
_PHASES = {
    "draft": Phase.DRAFT, "review": Phase.ROUTED, "verify": Phase.ROUTED, "sign": Phase.ROUTED,
    "number": Phase.APPROVED,
}  # fmt: skip


def send(*, actor: Actor, document: UUID, version: int, key: str, note: str, at: datetime) -> Document:
    """Pass a document on, or back with a reason, by one of the moves its step allows.

    Invalid for a draft whose form is not yet right, with every fault; signing and numbering are acts of their own.
    """
    with transaction.atomic():
        found = locked(actor=actor, document=document, version=version)
        actor = require(actor, PROCESS, agencies=(found.agency_id,), at=at)
        step = step_in_hand(found, *_PHASES, actor=actor)
        if step.shape.kind in ("sign", "number") and key == step.shape.moves[0].key:
            raise Conflict(
                _("Bước này hoàn thành bằng việc ký hoặc cấp số, không chuyển tiếp trực tiếp được.")
            )
        if found.phase == Phase.NUMBERED:
            raise Conflict(_("Văn bản đã được cấp số nên không trả lại được."))
        if step.shape.kind == "draft":
            must_be_free(found, actor=actor, at=at)
            release(found)
        _check_form(found, step, at=at)
        back = next((one.needs_reason for one in step.shape.moves if one.key == key), False)
        following = pass_on(found, step, actor=actor, key=key, note=note, at=at)
        _stand_at(found, following)
        if back:
            found.approved_at, found.approved_as, found.approved_digest = None, "", ""
        to_step = following.step if following else "end"
        verb = "send_back" if back else "send"
        record(found, verb=verb, actor=actor, at=at, note=note, data={"step": step.step, "to_step": to_step})
    return found


def approve(*, actor: Actor, document: UUID, version: int, digest: str, at: datetime) -> Document:
    """The leader's word: exactly this, as shown, goes out under the leader's signature."""
    with transaction.atomic():
        found = locked(actor=actor, document=document, version=version)
        actor = require(actor, SIGN, agencies=(found.agency_id,), at=at)
        step = step_in_hand(found, "sign", actor=actor)
        if digest != digest_of(found):
            raise Conflict(_("Văn bản đã được sửa sau khi mở xem."), next_step=_("Xem lại văn bản rồi ký."))
        if own_certificate(actor=actor, at=at) is None:
            raise Conflict(
                _("Ông/bà chưa có chứng thư số còn hiệu lực nên chưa ký được."),
                next_step=_("Đề nghị quản trị tỉnh đăng ký chứng thư số."),
            )
        assert actor.account is not None
        found.signer_id = actor.account
        found.approved_at, found.approved_digest = at, digest_of(found)
        found.approved_as = title_of(account=actor.account, agency=found.agency_id, at=at)
        _stand_at(found, pass_on(found, step, actor=actor, key=step.shape.moves[0].key, note="", at=at))
        record(found, verb="approve", actor=actor, at=at, data={"content": found.approved_digest})
    return found


def _check_form(document: Document, step: Assignment, *, at: datetime) -> None:
    if step.shape.kind != "draft":
        return
    if faults := [Fault(one.field, one.words) for one in form_of(document, at=at) if one.is_fault]:
        raise Invalid(_("Dự thảo chưa đúng thể thức nên chưa trình được."), faults=faults)


def _stand_at(document: Document, step: Assignment | None) -> None:
    """What the document is at its next step; a signature is asked of the leader it is laid before."""
    assert step is not None
    document.phase = _PHASES[step.shape.kind]
    if step.shape.kind == "sign":
        workflow.assign(assignment=step, holder=document.signer_id)

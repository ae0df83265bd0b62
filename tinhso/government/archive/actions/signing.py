"""Signing minutes: each side with its own key, in the order of the paper; the file is made by a worker."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.files.actions import discard, keep
from tinhso.foundation.signing.queries import certified
from tinhso.government.archive.actions.changing import note
from tinhso.government.archive.models import MinutesSignature
from tinhso.government.archive.queries.minutes import Minutes
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, NotAllowed

SIGN_JOB = "archive.sign_minutes"


def sign_minutes(*, actor: Actor, minutes: Minutes | None, at: datetime) -> None:
    """Have the actor's side signed; refused out of turn, and without a certificate for each who signs for the side."""
    if minutes is None:
        raise Conflict(_("Biên bản chỉ có khi việc đã xong."), next_step=_("Tải lại trang để xem."))
    side = minutes.next
    if side is None:
        raise Conflict(_("Biên bản đã có đủ chữ ký."))
    if side.account != actor.account:
        raise NotAllowed(
            _("Lượt ký này của %(name)s.") % {"name": side.name},
            next_step=_("Hai bên ký lần lượt, mỗi bên bằng chứng thư số của mình."),
        )
    with transaction.atomic():
        actor = require(actor, side.permission, agencies=(side.agency,), at=at)
        if not certified(holders=side.holders, at=at):
            raise Conflict(
                no_certificate(),
                next_step=_("Đề nghị quản trị tỉnh khai báo chứng thư số; biên bản vẫn in ra ký tay được."),
            )
        row, fresh = MinutesSignature.objects.select_for_update().get_or_create(
            about=minutes.about, side=minutes.sides.index(side),
            defaults={"signer_id": side.account, "asked_at": at},
        )  # fmt: skip
        if not fresh and not row.failure:
            raise Conflict(_("Biên bản đang được ký."), next_step=_("Tải lại trang để xem."))
        row.failure, row.asked_at = "", at
        row.save()
        enqueue(SIGN_JOB, {"signature": row.pk}, due_at=at)
        note(minutes.about, verb="minutes_asked", actor=actor, agency=side.agency, at=at)


def no_certificate() -> str:
    """What to tell where a key is missing."""
    return _("Người ký hoặc cơ quan chưa có chứng thư số còn hiệu lực nên chưa ký số được biên bản.")


def settle_signature(*, signature: int, minutes: Minutes, pdf: bytes, failure: str, at: datetime) -> None:
    """Keep the minutes with one more signature, in place of those without it, or say why there is none; called by the
    job that tried, doing it again changes nothing."""
    with transaction.atomic():
        row = MinutesSignature.objects.select_for_update().get(pk=signature)
        if row.signed_at is not None:
            return
        row.failure = failure[:300]
        if not failure:
            side = minutes.sides[row.side]
            row.file = keep(at=at, owner=minutes.about, key=minutes.key, name="bien-ban.pdf", content=pdf)
            row.signed_at, row.digest = at, hashlib.sha256(pdf).hexdigest()
            if before := minutes.file:
                discard(actor=SYSTEM, at=at, owner=minutes.about, file=before, agency=minutes.agency)
            note(minutes.about, verb="minutes_signed", actor=SYSTEM, agency=side.agency, at=at,
                 data={"sha256": row.digest, "side": row.side, "signer": str(row.signer_id)})  # fmt: skip
        row.save()

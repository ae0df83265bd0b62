"""Subscribing and ending a subscription."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.partners.models import Webhook
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Fault, Invalid, NotFound
from tinhso.kernel.events import event_types
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

SUBSCRIBE = "partners.subscribe"
WEBHOOK = "partners.webhook"


def subscribe(*, actor: Actor, url: str, events: Sequence[str], at: datetime) -> tuple[Webhook, str]:
    """Tell a machine what happens from now on; the signing secret is in the answer and nowhere else."""
    require(actor, SUBSCRIBE, at=at)
    assert actor.account is not None
    known = {"*", *event_types()}
    faults = [
        Fault("events", _("Không có sự kiện %(name)s.") % {"name": name})
        for name in events
        if name not in known
    ]
    if not events:
        faults.append(Fault("events", _("Chọn ít nhất một sự kiện.")))
    if not url.startswith("https://") and settings.PRODUCTION:
        faults.append(Fault("url", _("Địa chỉ nhận phải dùng https.")))
    if not url.startswith(("https://", "http://")) or len(url) > 500:
        faults.append(Fault("url", _("Địa chỉ nhận không hợp lệ.")))
    if faults:
        raise Invalid(faults=faults)
    key, secret = new_id(), secrets.token_bytes(32)
    hook = Webhook(
        id=key, client_id=actor.account, url=url, events=sorted(set(events)), created_at=at,
        key=sealing.new_key(f"{WEBHOOK}:{key}"),
    )  # fmt: skip
    hook.secret_sealed = sealing.seal(hook.key, secret, row=hook.row)
    with transaction.atomic():
        hook.save(force_insert=True)
        ledger.record(
            actor=actor,
            verb="partners.subscribed",
            about=Ref(WEBHOOK, hook.id),
            at=at,
            data={"events": hook.events},
        )
    return hook, f"whsec_{base64.b64encode(secret).decode()}"


def unsubscribe(*, actor: Actor, webhook: UUID, at: datetime) -> None:
    """Stop telling; only the machine that asked for it may."""
    require(actor, SUBSCRIBE, at=at)
    with transaction.atomic():
        stopped = Webhook.objects.filter(id=webhook, client=actor.account, stopped_at=None).update(
            stopped_at=at
        )
        if not stopped:
            raise NotFound(_("Không có đăng ký này."))
        ledger.record(actor=actor, verb="partners.unsubscribed", about=Ref(WEBHOOK, webhook), at=at)

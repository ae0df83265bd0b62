"""Sending: one delivery per address and event, tried again by itself until it is taken or parked."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.conf import settings

from tinhso.foundation.partners.models import Webhook
from tinhso.foundation.partners.rules import CONTENT_TYPE, cloud_event, signature
from tinhso.kernel import clock, http, sealing
from tinhso.kernel.deliveries import enqueue, job
from tinhso.kernel.deliveries.handlers import Handler, handlers
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.ledger.models import Act

SEND = "partners.send"


def _fan_out(delivery: Delivery) -> None:
    for hook in Webhook.objects.running():
        if hook.wants(delivery.event):
            enqueue(SEND, {"webhook": str(hook.id), "act": str(delivery.act)})


handlers.register(Handler(key="partners.fan_out", run=_fan_out, event="*"))


@job(SEND, outside=True)
def send(payload: dict[str, Any], delivery: Delivery) -> None:
    """Send one event to one address; any answer but 2xx is a failure. The receiver knows doubles by `webhook-id`.

    What is still owed to a machine that was shut out meanwhile is not sent.
    """
    hook = Webhook.objects.running().filter(id=UUID(payload["webhook"])).first()
    if hook is None:
        return
    act = Act.objects.get(id=UUID(payload["act"]))
    event = cloud_event(
        act=act.id, event=act.event, about=str(act.about), at=act.at, source=settings.PUBLIC_URL,
        data=act.data["event"], position=act.position,
    )  # fmt: skip
    body = json.dumps(event, ensure_ascii=False, separators=(",", ":")).encode()
    now, message = clock.now(), str(delivery.id)
    secret = sealing.unseal(hook.key, hook.secret_sealed, row=hook.row)
    answer = http.send(
        "POST",
        hook.url,
        body=body,
        headers={
            "Content-Type": CONTENT_TYPE,
            "webhook-id": message,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": signature(secret=secret, message=message, at=now, body=body),
        },
    )
    if not 200 <= answer.status < 300:
        raise http.Failed(f"{hook.url} answered {answer.status}")

"""Sending what is owed. The delivery holds an id; address and words are opened here and go out at once.

What the other side does not take is tried again by the queue, later and later; nothing is lost meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from tinhso.foundation.notices import ports, words
from tinhso.foundation.notices.models import Notice
from tinhso.foundation.notices.reaching import address_of
from tinhso.foundation.notices.registry import Channel
from tinhso.kernel import clock
from tinhso.kernel.deliveries import job
from tinhso.kernel.deliveries.models import Delivery

_LEASE = "3m"
"""A mail server may take its time, ten seconds at the most, over each of a dozen commands."""


@job("notices.email", outside=True, lease=_LEASE)
def email(payload: dict[str, Any], delivery: Delivery) -> None:
    _send(payload, delivery, Channel.EMAIL, ports.send_email)


@job("notices.sms", outside=True, lease=_LEASE)
def text_message(payload: dict[str, Any], delivery: Delivery) -> None:
    _send(payload, delivery, Channel.SMS, ports.send_sms)


@job("notices.zalo", outside=True, lease=_LEASE)
def zalo(payload: dict[str, Any], delivery: Delivery) -> None:
    _send(payload, delivery, Channel.ZALO, ports.send_zalo)


def _send(
    payload: dict[str, Any],
    delivery: Delivery,
    channel: Channel,
    send: Callable[[ports.Message], None],
) -> None:
    notice = Notice.objects.select_related("person").filter(id=UUID(payload["notice"])).first()
    to = address_of(notice.person, channel) if notice else ""
    text = words.message_words(notice, channel) if notice else None
    # A person or dossier erased since then: there is nobody to tell, or nothing left to say.
    if notice is None or not to or text is None:
        return
    send(ports.Message(id=delivery.id, to=to, subject=notice.title, text=text, at=clock.now()))

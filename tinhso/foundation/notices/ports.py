"""The ways out. Text messages go through the port that sign-in codes use; Zalo has its own here.

An adapter is told the id of the delivery: a second attempt carries the same one, so nobody is told twice
by a receiver that remembers.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import formatdate
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMessage

from tinhso.foundation.access import sms
from tinhso.kernel.registry import Registry


@dataclass(frozen=True)
class Message:
    """What leaves the house, once per `id`."""

    id: UUID
    to: str
    subject: str
    text: str
    at: datetime


@dataclass(frozen=True)
class ZaloSender:
    """A way to the Zalo account behind a phone number; raises when the message cannot be handed over."""

    name: str
    send: Callable[[Message], None]


zalo_senders: Registry[ZaloSender] = Registry("senders of Zalo messages", key=lambda entry: entry.name)


def zalo_sender() -> str:
    """The adapter `TINHSO_ZALO` names; empty while the province has no official account there."""
    return str(getattr(settings, "ZALO_SENDER", ""))


def send_email(message: Message) -> None:
    """By Django's mail backend: a folder, or SMTP in production. Raises when the server does not take it."""
    host = urlsplit(settings.PUBLIC_URL).hostname or "localhost"
    EmailMessage(
        subject=message.subject,
        body=message.text,
        to=[message.to],
        headers={"Message-ID": f"<{message.id}@{host}>", "Date": formatdate(message.at.timestamp())},
    ).send()


def send_sms(message: Message) -> None:
    """By the sender of text messages that the installation chose."""
    sms.send(to=message.to, text=message.text, at=message.at, id=str(message.id))


def send_zalo(message: Message) -> None:
    """By the chosen Zalo adapter."""
    zalo_senders[zalo_sender()].send(message)


def _to_folder(message: Message) -> None:
    folder = settings.OUTBOX_ROOT / "zalo"
    folder.mkdir(parents=True, exist_ok=True)
    kept = {"id": str(message.id), "to": message.to, "text": message.text, "at": message.at.isoformat()}
    (folder / f"{message.id}.json").write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


zalo_senders.register(ZaloSender(name="folder", send=_to_folder))

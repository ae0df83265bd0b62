"""The port for text messages: an adapter is registered under the name that `TINHSO_SMS` chooses."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from tinhso.kernel.ids import new_id
from tinhso.kernel.registry import Registry


@dataclass(frozen=True)
class SmsSender:
    """A way to send a text to a number (`+84…`); raises `Unavailable` when it cannot be handed over.

    `id` is the same when a message is sent again after a crash: an adapter passes it on, so that nobody is told twice.
    """

    name: str
    send: Callable[[str, str, datetime, str], None]


sms_senders: Registry[SmsSender] = Registry("senders of text messages", key=lambda entry: entry.name)


def send(*, to: str, text: str, at: datetime, id: str = "") -> None:
    """Hand a message to the chosen sender; `id` names it for good where it may be sent again."""
    sms_senders[settings.SMS_SENDER].send(to, text, at, id or str(new_id()))


def _to_folder(to: str, text: str, at: datetime, id: str) -> None:
    folder = settings.OUTBOX_ROOT / "sms"
    folder.mkdir(parents=True, exist_ok=True)
    message = {"to": to, "text": text, "at": at.isoformat()}
    (folder / f"{id}.json").write_text(json.dumps(message, ensure_ascii=False), encoding="utf-8")


sms_senders.register(SmsSender(name="folder", send=_to_folder))

"""Kinds of notices, each declared by the system that has something to tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from tinhso.kernel.refs import Ref
from tinhso.kernel.registry import Registry


class Channel(StrEnum):
    """A way out of the house. The person's own page is not one of them: it is always told there."""

    EMAIL = "email"
    SMS = "sms"
    ZALO = "zalo"


EMAIL_ONLY = frozenset({Channel.EMAIL})
IMPORTANT = frozenset(Channel)
"""For the few things a person must not miss."""


@dataclass(frozen=True)
class NoticeKind:
    """One thing people are told.

    `title` may name facts in braces, none of them personal. The words are templates, `<words>.app.txt` for the
    person's page and `<words>.<channel>.txt` for each channel; those that leave the house name the code, what
    to do and where, and nothing else. Zalo says what the text message says.
    """

    key: str
    title: str
    words: str
    url: Callable[[Ref], str]
    """The path of the page where the person goes on."""
    channels: frozenset[Channel] = EMAIL_ONLY


notice_kinds: Registry[NoticeKind] = Registry("kinds of notices", key=lambda entry: entry.key)

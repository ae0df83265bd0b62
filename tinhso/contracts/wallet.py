"""What the house holds for people, and may be used again in place of asking for it once more."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref
from tinhso.kernel.registry import Registry


@dataclass(frozen=True, kw_only=True)
class Used:
    """Another request in which the same paper stands."""

    code: str
    page: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Held:
    """A paper the house holds for somebody: one it issued, or one it accepted with a request."""

    thing: Ref
    holder: Ref
    """The person or organisation it is about."""
    kind: str
    """A result code (`KQ…`) or a value of the list `paper_kinds`; empty for what belongs to one request alone."""
    title: str
    issued: bool
    """Whether the house issued it; else it was handed in, and accepted."""
    at: datetime
    """When it was issued, or the request it came with was accepted."""
    taken: bool
    """Whether its holder has it; a result that waits to be handed over is not used before."""
    code: str
    """Of the request it belongs to."""
    agency: UUID
    page: str
    """Where its holder opens it."""
    owner: Ref
    file: UUID
    """The file, and what it is kept under."""
    used: Sequence[Used]


@dataclass(frozen=True)
class Shelf:
    """Who holds papers for people."""

    key: str
    held: Callable[[Collection[Ref]], Sequence[Held]]
    """Everything held for these people and organisations. Whoever asks has checked that they may be shown it."""


@dataclass(frozen=True)
class Wallet:
    """Who says what somebody may use again."""

    key: str
    offered: Callable[[Actor, Ref, Collection[str], datetime], Sequence[Held]]
    """Of a holder and of these kinds, newest first; nothing where the actor may not act for the holder."""


shelves: Registry[Shelf] = Registry("shelves", key=lambda entry: entry.key)
wallets: Registry[Wallet] = Registry("wallets", key=lambda entry: entry.key)

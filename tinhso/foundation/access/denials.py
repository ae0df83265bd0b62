"""Denials outlive the transaction they end: within a request they are noted, and written after it."""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from uuid import NAMESPACE_URL, UUID, uuid5

import structlog
from django.db import DatabaseError, transaction

from tinhso.kernel import ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref

logger = structlog.get_logger()


@dataclass(frozen=True)
class Denial:
    """Somebody asked for what they may not do."""

    actor: Actor
    permission: str
    agencies: tuple[UUID, ...]
    at: datetime


_noted: ContextVar[list[Denial] | None] = ContextVar("denials", default=None)


def permission_ref(key: str) -> Ref:
    """A permission as a thing of the ledger; its id follows from its key."""
    return Ref("access.permission", uuid5(NAMESPACE_URL, f"urn:tinhso:permission:{key}"))


def note(*, actor: Actor, permission: str, agencies: Collection[UUID], at: datetime) -> None:
    """Keep a denial: after the request when one is under way, at once otherwise."""
    denial = Denial(actor, permission, tuple(agencies), at)
    noted = _noted.get()
    if noted is None:
        _write(denial)
    else:
        noted.append(denial)


@contextmanager
def written_after() -> Iterator[None]:
    """Collect the denials of a request and write them once its own transactions are over."""
    noted: list[Denial] = []
    token = _noted.set(noted)
    try:
        yield
    finally:
        _noted.reset(token)
        for denial in noted:
            try:
                _write(denial)
            except DatabaseError as error:
                # The refusal itself stands; a second failure must not turn it into a malfunction.
                logger.warning("denial.not_kept", permission=denial.permission, error=type(error).__name__)


def _write(denial: Denial) -> None:
    with transaction.atomic():
        ledger.record(
            actor=denial.actor,
            verb="access.denied",
            about=permission_ref(denial.permission),
            at=denial.at,
            agency=denial.agencies[0] if len(denial.agencies) == 1 else None,
            data={"permission": denial.permission},
        )

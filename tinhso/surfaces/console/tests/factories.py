"""Operators at their console, and deliveries in every state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from django.test import Client

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.tests.factories import appointed, signed_in
from tinhso.kernel import clock
from tinhso.kernel.deliveries import handlers
from tinhso.kernel.deliveries.models import Delivery

HANDLER = "tests.console"
TRACE = "Traceback (most recent call last):\n  …\nValueError: máy chủ thư không trả lời"
LONG_AGO = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)


def operator(role: str = Role.ADMIN) -> tuple[Client, Account]:
    """A browser in which a fresh official of this role is signed in, and the official."""
    account = appointed(role).account
    return signed_in(account), account


def at_console(role: str = Role.ADMIN) -> Client:
    """Only the browser."""
    return operator(role)[0]


def delivery(state: str = Delivery.State.PARKED, handler: str = HANDLER, **more: object) -> Delivery:
    """A delivery; a parked one says why."""
    given: dict[str, object] = {"created_at": LONG_AGO, "due_at": clock.now()}
    if state == Delivery.State.PARKED:
        given |= {"attempts": 12, "error": TRACE}
    return Delivery.objects.create(handler=handler, state=state, **{**given, **more})


def handled(run: Callable[[Delivery], None]) -> handlers.Handler:
    """Something to deliver to, for `handlers.handlers.temporarily`."""
    return handlers.Handler(key=HANDLER, run=run)

"""Where sessions are kept: with their account, so that one read of a request brings both."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime
from typing import Any

from django.contrib import auth
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.db import OperationalError
from django.db.models import QuerySet

from tinhso.foundation.access.models import Account, Session
from tinhso.kernel import clock
from tinhso.kernel.statements import prepared

_came: ContextVar[Account | None] = ContextVar("account_of_session", default=None)


@prepared
def _with_account(key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.select_related("account__citizen").filter(session_key=key, expire_date__gt=now)


class SessionStore(DatabaseSessions):
    """Sessions of the database that bring their account along."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        found = _with_account(self.session_key, clock.now())
        if not found:
            self._session_key = None
            return {}
        (kept,) = found
        _came.set(kept.account)
        data: dict[str, Any] = self.decode(kept.session_data)
        return data

    def save(self, must_create: bool = False) -> None:
        try:
            super().save(must_create)
        except UpdateError as failed:
            # To Django whatever fails here is a session that ended meanwhile; a database that is away is none.
            if isinstance(failed.__context__, OperationalError):
                raise failed.__context__ from None
            raise

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        made = super().create_model_instance(data)
        assert isinstance(made, Session)
        made.account_id = data.get(auth.SESSION_KEY)
        return made


def came_along(account: object) -> Account | None:
    """The account of this key, if the session of this request brought it."""
    found = _came.get()
    return found if found is not None and str(found.pk) == str(account) else None


def forget_account() -> None:
    """What the session brought no longer counts: somebody came, left or was changed."""
    _came.set(None)


@contextmanager
def one_request() -> Iterator[None]:
    """What a session brings along lives no longer than its request."""
    token = _came.set(None)
    try:
        yield
    finally:
        _came.reset(token)

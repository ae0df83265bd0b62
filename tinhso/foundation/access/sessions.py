"""Sessions: begun by one function, bound to one door, ended by idleness, age or leave."""

from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import get_user
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.queries import actor_of_account
from tinhso.foundation.access.requests import ASSURANCE, forget_actor
from tinhso.foundation.access.rules import HALFWAY_LIFE, Door
from tinhso.kernel import ledger
from tinhso.kernel.errors import NotAllowed

_DOOR, _BEGAN, _SEEN, _DEMO, _HALFWAY = "door", "began_at", "seen_at", "demo", "halfway"
_BACKEND = "tinhso.foundation.access.backends.Accounts"
_TOUCH = timedelta(minutes=1)
"""A session is written at most once a minute to remember that it is in use."""


def begin(
    request: HttpRequest, *, account: Account, door: Door, factor: str, at: datetime, assurance: int = 0
) -> None:
    """Sign an account in at its own door, under a fresh session id. `factor` names what was proven, `assurance`
    the level of an electronic identity.

    Every way in ends here, so here stands what no way may pass: the kind, the lock, the demo guard.
    """
    if account.kind != door.kind:
        raise NotAllowed(_("Tài khoản này đăng nhập ở cửa khác."))
    if not account.is_active:
        raise NotAllowed(_("Tài khoản đang bị khóa."))
    if account.is_demo and settings.PRODUCTION:
        raise NotAllowed(_("Tài khoản trình diễn không dùng được ở đây."))
    request.session.pop(_HALFWAY, None)
    request.session.cycle_key()
    auth.login(request, account, backend=_BACKEND)
    forget_actor(request)
    request.session[_DOOR], request.session[_DEMO] = door.name, account.is_demo
    request.session[ASSURANCE] = assurance
    request.session[_BEGAN] = request.session[_SEEN] = at.timestamp()
    request.session.set_expiry(int(door.absolute.total_seconds()))
    with transaction.atomic():
        ledger.record(
            actor=actor_of_account(account, at=at),
            verb="access.signed_in",
            about=account.ref,
            at=at,
            data={"door": door.name, "factor": factor, "assurance": assurance},
        )


def end(request: HttpRequest, *, at: datetime) -> None:
    """Sign out: the session and all it held are gone."""
    account = get_user(request)
    if isinstance(account, Account):
        with transaction.atomic():
            ledger.record(
                actor=actor_of_account(account, at=at),
                verb="access.signed_out",
                about=account.ref,
                at=at,
            )
    auth.logout(request)
    forget_actor(request)


def admit(session: SessionBase, door: Door, *, at: datetime) -> None:
    """Keep a signed-in session alive, or empty it when it is idle too long, too old, of another
    door, or brought from a demonstration into production.

    A session that no `begin` made is of no door.
    """
    if auth.SESSION_KEY not in session:
        return
    moment = at.timestamp()
    if (
        session.get(_DOOR) != door.name
        or (session.get(_DEMO) and settings.PRODUCTION)
        or moment - session.get(_SEEN, 0) >= door.idle.total_seconds()
        or moment - session.get(_BEGAN, 0) >= door.absolute.total_seconds()
    ):
        session.flush()
    elif moment - session[_SEEN] >= _TOUCH.total_seconds():
        session[_SEEN] = moment


def halt(request: HttpRequest, *, account: Account, at: datetime) -> None:
    """Remember that the first factor was right, while the second is asked for. Signs nobody in."""
    request.session.cycle_key()
    request.session[_HALFWAY] = {"account": str(account.id), "at": at.timestamp()}


def halfway(request: HttpRequest, *, at: datetime) -> Account | None:
    """The account that still owes its second factor, or None when nobody does any more."""
    kept = request.session.get(_HALFWAY)
    if kept is None or at.timestamp() - kept["at"] >= HALFWAY_LIFE.total_seconds():
        return None
    return Account.objects.filter(
        id=UUID(kept["account"]), kind=Account.Kind.OFFICIAL, is_active=True
    ).first()

"""Who asks: the actor of a request, and the door a view stands behind."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponseBase
from django.utils.translation import gettext

from tinhso.foundation.access import clients, policy, queries
from tinhso.foundation.access.keeping import forget_account
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.rules import DOORS, Door, door_of
from tinhso.kernel import clock
from tinhso.kernel.actors import ANONYMOUS, Actor
from tinhso.kernel.errors import NotAllowed, NotFound

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
_ACTOR = "_tinhso_actor"
ASSURANCE = "assurance"
"""Where a session keeps the level of the electronic identity it was begun with."""


def actor_of(request: HttpRequest) -> Actor:
    """The actor behind a request, found once: a machine by its Bearer token, a person by the session of the
    door, else the anonymous public. A token that is wrong or expired raises NotSignedIn."""
    kept: Actor | None = vars(request).get(_ACTOR)
    if kept is None:
        kept = vars(request)[_ACTOR] = _find(request, at=clock.now())
    return kept


def account_of(request: HttpRequest) -> Account | None:
    """The account signed in at this door, as itself and not as a lazy stand-in."""
    user = get_user(request)
    if isinstance(user, Account) and user.kind == door_at(request).kind:
        return user
    return None


def forget_actor(request: HttpRequest) -> None:
    """Find account and actor anew: somebody just came or left."""
    forget_account()
    for kept in (_ACTOR, "_cached_user"):
        vars(request).pop(kept, None)


def may(request: HttpRequest, key: str) -> bool:
    """Whether the asker can do this anywhere: for menus and buttons."""
    return policy.may_somewhere(actor_of(request), key)


def door(name: str) -> Callable[[View], View]:
    """A view behind one door: signed-in accounts of that kind only; others are sent to sign in there.

    At any other path it does not exist, so a link that strays cannot show a desk page to a citizen.
    """
    wanted = DOORS[name]

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if door_of(request.path) != wanted or actor_of(request).kind != wanted.kind:
                raise NotFound(gettext("Không tìm thấy trang này."))
            return view(request, *args, **kwargs)

        vars(guarded)["login_url"] = wanted.sign_in_url
        return guarded  # type: ignore[return-value]

    return guard


def holding(key: str) -> Callable[[View], View]:
    """A page of the officials' door for who holds this right somewhere; what is shown is asked for by what shows it.
    It stays out of every cache."""

    def check(request: HttpRequest) -> None:
        if not may(request, key):
            raise NotAllowed(
                gettext("Ông/bà không có quyền: %(title)s.")
                % {"title": gettext(policy.permissions[key].title)},
                next_step=gettext(
                    "Nếu việc này thuộc nhiệm vụ của ông/bà, đề nghị quản trị tỉnh phân công lại."
                ),
            )

    return _behind_the_desk(check)


def permitted(key: str) -> Callable[[View], View]:
    """A page of the officials' door for who has this right over the province; a denial is kept in the ledger, the page
    in no cache."""
    return _behind_the_desk(lambda request: policy.require(actor_of(request), key, at=clock.now()))


def _behind_the_desk(check: Callable[[HttpRequest], object]) -> Callable[[View], View]:
    def guard(view: View) -> View:
        @door("official")
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            check(request)
            answer = view(request, *args, **kwargs)
            answer.headers.setdefault("Cache-Control", "private, no-store")
            return answer

        return guarded  # type: ignore[return-value]

    return guard


def door_at(request: HttpRequest) -> Door:
    """The door the request came through."""
    return door_of(request.path)


def address_of(request: HttpRequest) -> str:
    """The network address of the asker: as the outermost trusted proxy saw it."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    trusted: int = getattr(settings, "TRUSTED_PROXIES", 0)
    if trusted and len(hops) >= trusted:
        return hops[-trusted]
    return str(request.META.get("REMOTE_ADDR", ""))


def _find(request: HttpRequest, *, at: datetime) -> Actor:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return clients.actor_of_token(token=token.strip(), at=at)
    account = account_of(request)
    if account is None:
        return ANONYMOUS
    return queries.actor_of_account(account, at=at, assurance=request.session.get(ASSURANCE, 0))

"""How the ledger stands, the checks of it, one act of it."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tinhso.foundation.access.requests import actor_of, may, permitted
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict
from tinhso.surfaces.console import actions
from tinhso.surfaces.console.actions.verifying import VERIFY
from tinhso.surfaces.console.queries import ledger
from tinhso.surfaces.console.views import carry_out, show, to


@permitted(ledger.SEE)
@require_safe
def standing(request: HttpRequest) -> HttpResponse:
    """Size, seals, the latest checkpoint, and what the last checks found."""
    return _drawn(request)


@permitted(VERIFY)
@require_POST
def check(request: HttpRequest) -> HttpResponse:
    """Have the worker check every sealed row."""
    actor, at = actor_of(request), clock.now()
    return carry_out(
        request,
        act=lambda: actions.ask_for_check(actor=actor, at=at),
        done=_("Đã giao kiểm tra toàn bộ sổ. Kết quả hiện ở trang này khi xong."),
        onwards=lambda: to("ledger"),
        redraw=lambda status, refusal: _drawn(request, status=status, refusal=refusal),
    )


@permitted(ledger.SEE)
@require_safe
def act(request: HttpRequest, act: UUID) -> HttpResponse:
    """One act, and its place in the tree."""
    return show(request, "act.html", one=ledger.act(actor=actor_of(request), id=act))


def _drawn(request: HttpRequest, *, status: int = 200, refusal: Conflict | None = None) -> HttpResponse:
    actor = actor_of(request)
    checks = ledger.verifications(actor=actor)
    return show(
        request,
        "ledger.html",
        status=status,
        refusal=refusal,
        at=clock.now(),
        standing=ledger.standing(actor=actor),
        checks=checks,
        waiting=any(one.waiting for one in checks),
        may_check=may(request, VERIFY),
    )

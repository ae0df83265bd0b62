"""The officials' accounts: who holds which post, giving and ending posts, locking, a lost phone."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access import actions
from tinhso.foundation.access.requests import actor_of, permitted
from tinhso.foundation.access.roles import Role
from tinhso.foundation.ui import words
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict
from tinhso.surfaces.console.forms import AppointForm, EndForm, NewAccountForm, ReasonForm
from tinhso.surfaces.console.queries import accounts
from tinhso.surfaces.console.views import carry_out, given, show, to

_ASKING = ["GET", "HEAD", "POST"]


@permitted(accounts.SEE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Officials by name, narrowed by words, role, or by holding no post."""
    text, role = request.GET.get("q", "").strip(), given(request, "role", dict(Role.choices))
    without_post = request.GET.get("idle") == "on"
    page, holders = accounts.listed(
        actor=actor_of(request), text=text, role=role, without_post=without_post, at=clock.now(),
        page=request.GET.get("page"),
    )  # fmt: skip
    return show(
        request,
        "accounts.html",
        page=page,
        holders=holders,
        text=text,
        role=role,
        without_post=without_post,
        active=bool(role) + without_post,
        roles=[("", _("Mọi vai trò")), *Role.choices],
    )


@permitted(accounts.SEE)
@require_http_methods(_ASKING)
def create(request: HttpRequest) -> HttpResponse:
    """Open a work account."""
    actor, at = actor_of(request), clock.now()
    form = NewAccountForm(request.POST or None)

    def page(status: int = 200, refusal: Conflict | None = None) -> HttpResponse:
        return show(request, "create.html", status=status, form=form, refusal=refusal)

    if request.method != "POST":
        return page()
    made: list[UUID] = []

    def act() -> None:
        made.append(actions.create_official(actor=actor, at=at, **form.cleaned_data).id)

    return carry_out(
        request,
        form=form,
        act=act,
        done=_("Đã mở tài khoản. Phân công vị trí để cán bộ làm việc được."),
        onwards=lambda: to("account", made[0]),
        redraw=page,
    )


@permitted(accounts.SEE)
@require_safe
def account(request: HttpRequest, account: UUID) -> HttpResponse:
    """One official: every post, and what can be done about the account."""
    return show(request, "account.html", one=_holder(request, account, clock.now()))


@permitted(accounts.APPOINT)
@require_http_methods(_ASKING)
def appoint(request: HttpRequest, account: UUID) -> HttpResponse:
    """Give a post."""
    actor, at = actor_of(request), clock.now()
    one = _holder(request, account, at)
    first = {"valid_from": words.day(at)}
    form = AppointForm(request.POST or None, agencies=accounts.agency_choices(at=at), initial=first)

    def page(status: int = 200, refusal: Conflict | None = None) -> HttpResponse:
        return show(request, "appoint.html", status=status, one=one, form=form, refusal=refusal)

    if request.method != "POST":
        return page()
    return carry_out(
        request,
        form=form,
        act=lambda: actions.appoint(
            actor=actor,
            at=at,
            account=account,
            agency=UUID(form.cleaned_data["agency"]),
            role=Role(form.cleaned_data["role"]),
            title=form.cleaned_data["title"],
            valid_from=form.cleaned_data["valid_from"],
            valid_until=form.cleaned_data["valid_until"],
        ),
        done=_("Đã phân công vị trí."),
        onwards=lambda: to("account", account),
        redraw=page,
    )


@permitted(accounts.APPOINT)
@require_http_methods(_ASKING)
def end(request: HttpRequest, appointment: UUID) -> HttpResponse:
    """Let a post end."""
    actor, at = actor_of(request), clock.now()
    holder, post = accounts.post(actor=actor, appointment=appointment, at=at)
    form = EndForm(request.POST or None, initial={"valid_until": words.day(at)})

    def page(status: int = 200, refusal: Conflict | None = None) -> HttpResponse:
        return show(request, "end.html", status=status, holder=holder, post=post, form=form, refusal=refusal)

    if request.method != "POST":
        return page()
    return carry_out(
        request,
        form=form,
        act=lambda: actions.end_appointment(
            actor=actor, at=at, appointment=appointment, valid_until=form.cleaned_data["valid_until"]
        ),
        done=_("Đã ghi ngày thôi giữ vị trí."),
        onwards=lambda: to("account", holder.id),
        redraw=page,
    )


@permitted(accounts.SEE)
@require_http_methods(_ASKING)
def lock(request: HttpRequest, account: UUID) -> HttpResponse:
    """Lock an account, or unlock one that is locked."""
    actor, at = actor_of(request), clock.now()
    one = _holder(request, account, at)
    form = ReasonForm(request.POST or None)
    locking = one.account.is_active

    def page(status: int = 200, refusal: Conflict | None = None) -> HttpResponse:
        return show(
            request, "lock.html", status=status, one=one, form=form, locking=locking, refusal=refusal,
            oneself=account == actor.account,
        )  # fmt: skip

    if request.method != "POST":
        return page()
    # The page that was pressed said what would happen; a colleague may have done it meanwhile.
    if request.POST.get("act") != ("lock" if locking else "unlock"):
        return page(
            409,
            Conflict(
                _("Đồng nghiệp vừa khóa hoặc mở tài khoản này."), next_step=_("Xem lại rồi quyết định.")
            ),
        )
    if account == actor.account:
        return page(409, Conflict(_("Ông/bà không khóa được tài khoản của chính mình.")))
    return carry_out(
        request,
        form=form,
        act=lambda: actions.set_active(
            actor=actor, at=at, account=account, active=not locking, reason=form.cleaned_data["reason"]
        ),
        done=_("Đã khóa tài khoản.") if locking else _("Đã mở khóa tài khoản."),
        onwards=lambda: to("account", account),
        redraw=page,
    )


@permitted(accounts.SEE)
@require_http_methods(_ASKING)
def reset_factors(request: HttpRequest, account: UUID) -> HttpResponse:
    """Take the second factors away after a lost phone."""
    actor, at = actor_of(request), clock.now()
    one = _holder(request, account, at)
    form = ReasonForm(request.POST or None)

    def page(status: int = 200, refusal: Conflict | None = None) -> HttpResponse:
        return show(request, "reset_factors.html", status=status, one=one, form=form, refusal=refusal)

    if request.method != "POST":
        return page()
    return carry_out(
        request,
        form=form,
        act=lambda: actions.reset_factors(
            actor=actor, at=at, account=account, reason=form.cleaned_data["reason"]
        ),
        done=_("Đã xóa lớp xác thực thứ hai. Cán bộ đặt lại ở lần đăng nhập tới."),
        onwards=lambda: to("account", account),
        redraw=page,
    )


def _holder(request: HttpRequest, account: UUID, at: datetime) -> accounts.Holder:
    return accounts.holder(actor=actor_of(request), account=account, at=at)

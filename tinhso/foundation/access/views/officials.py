"""The officials' door: name and password, then always a second factor."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access import factors, passwords, queries, rules, sessions, signing_in
from tinhso.foundation.access.forms import CodeForm, NewPasswordForm, PasswordForm
from tinhso.foundation.access.requests import account_of, actor_of, address_of, door
from tinhso.foundation.access.views.answers import next_of, show
from tinhso.kernel import clock
from tinhso.kernel.actors import ActorKind
from tinhso.kernel.errors import Refusal

_SEALED = "totp_being_set_up"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Take name and password; nobody is signed in yet."""
    if actor_of(request).kind == ActorKind.OFFICIAL:
        return redirect(next_of(request, default=rules.OFFICIAL.home_url))
    form = PasswordForm(request.POST or None)
    if not form.is_valid():
        return show(request, "official_sign_in.html", form=form)
    now = clock.now()
    try:
        account = signing_in.check_official_password(
            username=form.cleaned_data["username"],
            password=form.cleaned_data["password"],
            address=address_of(request),
            at=now,
        )
    except Refusal as refusal:
        return show(request, "official_sign_in.html", form=form, refusal=refusal)
    sessions.halt(request, account=account, at=now)
    step = "official_factor" if factors.has_factor(account) else "official_set_up"
    wanted = next_of(request, default="")
    return redirect(f"{reverse(step)}?{urlencode({'next': wanted})}" if wanted else reverse(step))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def first_password(request: HttpRequest, account: UUID, token: str) -> HttpResponse:
    """Choose the first password by a link that works once, then go on to the second factor."""
    now = clock.now()
    holder = passwords.holder_of(account=account, token=token)
    form = NewPasswordForm(request.POST or None)
    if not form.is_valid():
        return show(request, "official_first_password.html", form=form, holder=holder)
    try:
        holder = passwords.choose(
            account=account, token=token, password=form.cleaned_data["password"], at=now
        )
    except Refusal as refusal:
        return show(request, "official_first_password.html", form=form, refusal=refusal, holder=holder)
    sessions.halt(request, account=holder, at=now)
    return redirect("official_set_up")


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def second_factor(request: HttpRequest) -> HttpResponse:
    """Take a code of the authenticator app, or a recovery code, from who has proven the password."""
    now = clock.now()
    account = sessions.halfway(request, at=now)
    if account is None:
        return redirect("official_sign_in")
    form = CodeForm(request.POST or None)
    if not form.is_valid():
        return show(request, "official_factor.html", form=form)
    try:
        factor = factors.check_code(account=account, code=form.cleaned_data["code"], at=now)
    except Refusal as refusal:
        return show(request, "official_factor.html", form=form, refusal=refusal)
    sessions.begin(request, account=account, door=rules.OFFICIAL, factor=factor, at=now)
    return redirect(next_of(request, default=rules.OFFICIAL.home_url))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def set_up_factor(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator app on the first sign-in: without one nobody comes in."""
    now = clock.now()
    account = sessions.halfway(request, at=now)
    if account is None or factors.has_factor(account):
        return redirect("official_sign_in")
    if _SEALED not in request.session:
        request.session[_SEALED] = factors.new_secret()
    sealed = request.session[_SEALED]
    secret = factors.open_secret(sealed)
    words: dict[str, Any] = {"secret": secret, "otpauth": factors.otpauth_url(account, secret)}
    form = CodeForm(request.POST or None)
    if not form.is_valid():
        return show(request, "official_set_up.html", form=form, **words)
    try:
        codes = factors.set_up_totp(account=account, sealed=sealed, code=form.cleaned_data["code"], at=now)
    except Refusal as refusal:
        return show(request, "official_set_up.html", form=form, refusal=refusal, **words)
    request.session.pop(_SEALED)
    sessions.begin(request, account=account, door=rules.OFFICIAL, factor="totp", at=now)
    wanted = next_of(request, default=rules.OFFICIAL.home_url)
    return show(request, "official_recovery.html", codes=codes, onwards=wanted)


@door("official")
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """The account, its posts, and its passkeys."""
    user = account_of(request)
    assert user is not None
    posts = queries.posts_of(actor=actor_of(request), account=user.id, at=clock.now())
    return show(request, "official_account.html", posts=posts, passkeys=factors.passkeys(account=user))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave by the officials' door."""
    sessions.end(request, at=clock.now())
    return redirect(rules.OFFICIAL.sign_in_url)

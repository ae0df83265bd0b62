"""Passkeys at either door: signing in with one, adding one, removing one."""

import json

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from tinhso.foundation.access import factors, sessions
from tinhso.foundation.access.forms import CredentialForm, PasskeyForm
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.requests import account_of, address_of, door_at
from tinhso.foundation.access.views.answers import next_of, show
from tinhso.kernel import clock
from tinhso.kernel.actors import ActorKind
from tinhso.kernel.errors import NotFound, Refusal


@login_not_required
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """GET hands the browser a challenge as JSON; POST takes what a passkey made of it."""
    if request.method == "GET":
        answer = JsonResponse(json.loads(json.dumps(factors.begin_passkey_sign_in(), default=_plain)))
        answer["Cache-Control"] = "no-store"
        return answer
    door, now = door_at(request), clock.now()
    form = CredentialForm(request.POST)
    if not form.is_valid():
        return show(request, "passkey_refused.html", form=form)
    try:
        account = factors.check_passkey(
            credential=form.cleaned_data["credential"], kind=door.kind, address=address_of(request), at=now
        )
        sessions.begin(request, account=account, door=door, factor="webauthn", at=now)
    except Refusal as refusal:
        return show(request, "passkey_refused.html", form=form, refusal=refusal)
    return redirect(next_of(request, default=door.home_url))


@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Let the browser make a passkey for the account that is signed in."""
    account = _own_account(request)
    form = PasskeyForm(request.POST or None)
    refusal = None
    if form.is_valid():
        try:
            factors.add_passkey(account=account, at=clock.now(), **form.cleaned_data)
            return redirect(_account_page(request))
        except Refusal as refused:
            refusal = refused
    options = json.loads(json.dumps(factors.begin_passkey(account), default=_plain))
    return show(request, "passkey_add.html", form=form, refusal=refusal, options=options)


@require_POST
def remove(request: HttpRequest, passkey: int) -> HttpResponse:
    """Forget one passkey."""
    factors.remove_passkey(account=_own_account(request), passkey=passkey, at=clock.now())
    return redirect(_account_page(request))


def _own_account(request: HttpRequest) -> Account:
    """The signed-in account; these pages stand behind both doors, so the door is not fixed."""
    account = account_of(request)
    if account is None:
        raise NotFound(_("Không tìm thấy trang này."))
    return account


def _account_page(request: HttpRequest) -> str:
    return reverse("official_account" if door_at(request).kind == ActorKind.OFFICIAL else "account")


def _plain(value: object) -> object:
    """What the passkey library leaves as mappings of its own."""
    if isinstance(value, bytes):
        import base64

        return base64.urlsafe_b64encode(value).decode().rstrip("=")
    return dict(value)  # type: ignore[call-overload]

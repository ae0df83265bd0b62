"""The citizens' door: a phone number, a code, and once, who one is."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access import actions, factors, rules, sessions, signing_in
from tinhso.foundation.access.forms import CodeForm, OneselfForm, PhoneForm
from tinhso.foundation.access.requests import account_of, actor_of, address_of, door
from tinhso.foundation.access.views.answers import next_of, show
from tinhso.foundation.people.rules import show_mobile
from tinhso.kernel import clock
from tinhso.kernel.errors import Refusal

_SENT, _SHOWN = "code_sent", "code_shown"


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the number and send a code."""
    if actor_of(request).person is not None:
        return redirect(next_of(request, default=rules.CITIZEN.home_url))
    form = PhoneForm(request.POST or None)
    if not form.is_valid():
        return show(request, "sign_in.html", form=form)
    try:
        sent = signing_in.send_code(
            phone=form.cleaned_data["phone"], address=address_of(request), at=clock.now()
        )
    except Refusal as refusal:
        return show(request, "sign_in.html", form=form, refusal=refusal)
    request.session[_SENT], request.session[_SHOWN] = str(sent.id), sent.shown
    return _onwards(request, reverse("sign_in_code"))


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: HttpRequest) -> HttpResponse:
    """Take the code; the number's account is signed in, or opened when the number is new."""
    sent = request.session.get(_SENT)
    if sent is None:
        return redirect("sign_in")
    shown = request.session.get(_SHOWN, "")
    form = CodeForm(request.POST or None)
    if not form.is_valid():
        return show(request, "code.html", form=form, shown=shown)
    now = clock.now()
    try:
        account = signing_in.use_code(
            sent=UUID(sent), code=form.cleaned_data["code"], address=address_of(request), at=now
        )
    except Refusal as refusal:
        return show(request, "code.html", form=form, refusal=refusal, shown=shown)
    request.session.pop(_SENT, None)
    request.session.pop(_SHOWN, None)
    sessions.begin(request, account=account, door=rules.CITIZEN, factor="phone", at=now)
    if actor_of(request).person is None:
        return _onwards(request, reverse("account_declare"))
    return redirect(next_of(request, default=rules.CITIZEN.home_url))


@door("citizen")
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: HttpRequest) -> HttpResponse:
    """Ask once who is behind the account."""
    if actor_of(request).person is not None:
        return redirect(next_of(request, default=reverse("account")))
    form = OneselfForm(request.POST or None)
    if not form.is_valid():
        return show(request, "declare.html", form=form)
    try:
        actions.declare_oneself(actor=actor_of(request), at=clock.now(), **form.cleaned_data)
    except Refusal as refusal:
        return show(request, "declare.html", form=form, refusal=refusal)
    return redirect(next_of(request, default=rules.CITIZEN.home_url))


@door("citizen")
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What is known of the account, and its passkeys."""
    user = account_of(request)
    assert user is not None
    phone = show_mobile(user.phone) if user.phone else ""
    return show(request, "account.html", phone=phone, passkeys=factors.passkeys(account=user))


@login_not_required
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave by the citizens' door."""
    identified = actor_of(request).assurance > 0
    sessions.end(request, at=clock.now())
    return redirect("eid_signed_out" if identified else rules.CITIZEN.home_url)


def _onwards(request: HttpRequest, url: str) -> HttpResponseRedirect:
    """To the next step, taking the page asked for along."""
    from urllib.parse import urlencode

    wanted = next_of(request, default="")
    return HttpResponseRedirect(f"{url}?{urlencode({'next': wanted})}" if wanted else url)

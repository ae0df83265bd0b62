"""The pages of the archive: what they share."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from tinhso.foundation.access.requests import actor_of, holding
from tinhso.foundation.ui.answers import SeeOther, onward
from tinhso.government.archive.queries.files import own
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, Stale

official = holding("archive.view")
"""A page for officials who may see something of it somewhere."""
Refused = Invalid | Conflict | Stale
LONGEST = 150
"""Letters of a search."""


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of the archive."""
    return render(request, f"archive/{template}", words, status=status)


to = onward("archive")


def pdf(content: bytes, name: str) -> HttpResponse:
    """A typeset paper to look at."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def posted(request: HttpRequest) -> Mapping[str, Any] | None:
    """What was sent, of a form that was."""
    return request.POST if request.method == "POST" else None


def asked(request: HttpRequest, name: str = "q") -> str:
    """What was typed into a search."""
    return request.GET.get(name, "").replace("\0", "").strip()[:LONGEST]


def where(request: HttpRequest, *, permission: str) -> tuple[UUID, list[tuple[str, str]]]:
    """The agency a page is about, and those that can be chosen: the one asked for, at first the actor's own."""
    choices = list(own(actor_of(request), permission=permission, at=clock.now()))
    if not choices:
        raise NotAllowed(next_step=_("Việc này do văn thư của cơ quan thực hiện."))
    wanted = request.GET.get("co-quan", "")
    return UUID(wanted if wanted in dict(choices) else choices[0][0]), choices


def must(request: HttpRequest, allowed: bool, *, sent: bool = False) -> None:
    """A page that only asks is not shown to who may not; what is sent is refused, and the denial kept, by the act,
    unless its form offers nothing to who may not (`sent`)."""
    if not allowed and (sent or request.method != "POST"):
        raise NotAllowed(
            _("Việc này do người phụ trách hồ sơ, văn thư hoặc lãnh đạo của cơ quan thực hiện."),
            next_step=_("Mở lại hồ sơ để xem trạng thái và những việc làm được."),
        )


def put_faults(form: forms.Form, refusal: Invalid) -> None:
    """Each fault beside its field; without faults the refusal's own words above the form."""
    for fault in refusal.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
    if not refusal.faults:
        form.add_error(None, f"{refusal.detail} {refusal.next_step}".strip())


def worked(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    done: str,
    onwards: Callable[[Any], HttpResponse],
    drawn: Callable[[int, Refused | None], HttpResponse],
) -> HttpResponse:
    """Carry a form out: on to `onwards` with what was made, or the page again with what is wrong."""
    if not form.is_valid():
        return drawn(422 if form.is_bound else 200, None)
    try:
        made = act(form.cleaned_data)
    except Invalid as refusal:
        put_faults(form, refusal)
        return drawn(refusal.status, None)
    except (Conflict, Stale) as refusal:
        return drawn(refusal.status, refusal)
    messages.success(request, done)
    return onwards(made)


def asking(
    request: HttpRequest,
    form: forms.Form,
    act: Callable[[dict[str, Any]], object],
    *,
    title: str,
    submit: str,
    done: str,
    back: tuple[str, object],
    lead: str = "",
    danger: bool = False,
    multipart: bool = False,
    onwards: Callable[[Any], HttpResponse] | None = None,
) -> HttpResponse:
    """A page of its own that asks for an act; `back` names the page it came from, and returns to unless `onwards`."""
    name, argument = back

    def onward_to() -> SeeOther:
        return to(name) if argument is None else to(name, argument)

    def drawn(status: int, refusal: Refused | None) -> HttpResponse:
        return show(
            request, "act.html", status=status, form=form, refusal=refusal, title=title, submit=submit, lead=lead,
            danger=danger, multipart=multipart, back=onward_to().url,
        )  # fmt: skip

    return worked(request, form, act, done=done, onwards=onwards or (lambda _: onward_to()), drawn=drawn)

"""What the officials' pages share: who may come in, how a page is drawn, how an act is carried out or taken back."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from tinhso.foundation.access.requests import actor_of, holding
from tinhso.foundation.ui.answers import onward
from tinhso.government.dossiers.actions.working import Failure
from tinhso.government.dossiers.queries.desk import by_ids
from tinhso.government.dossiers.queries.desk_page import DeskDossier, changes_since, desk_dossier
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Invalid, Stale

OUTCOME = "dossiers.outcome"


official = holding("dossiers.view")
"""A page for officials who may see something of it somewhere."""


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of the desk, or a part of one."""
    answer = render(request, f"dossiers/desk/{template}", words, status=status)
    patch_vary_headers(answer, ["HX-Request"])
    return answer


to = onward("dossiers")


def opened(request: HttpRequest, dossier: UUID) -> DeskDossier:
    """The dossier, open for the one who asks; the look is recorded."""
    return desk_dossier(actor=actor_of(request), dossier=dossier, at=clock.now())


def offered(desk: DeskDossier, act: str) -> None:
    """Conflict unless the act is one that this official may do to the dossier now."""
    if act not in desk.acts:
        raise Conflict(
            _("Việc này không làm được: hồ sơ đã sang bước khác, hoặc không thuộc nhiệm vụ của ông/bà."),
            next_step=_("Mở lại hồ sơ để xem những việc ông/bà có thể làm lúc này."),
        )


def carry_out(
    request: HttpRequest,
    *,
    form: forms.Form,
    act: Callable[[Mapping[str, Any]], object],
    done: str,
    onwards: Callable[[], HttpResponse],
    redraw: Callable[[int, Conflict | Stale | None], HttpResponse],
) -> HttpResponse:
    """Do what was sent and go on; otherwise the page again with the reason and everything that was typed."""
    if not form.is_valid():
        return redraw(422, None)
    try:
        act(form.cleaned_data)
    except Invalid as refusal:
        put_faults(form, refusal)
        return redraw(refusal.status, None)
    except (Conflict, Stale) as refusal:
        return redraw(refusal.status, refusal)
    messages.success(request, done)
    return onwards()


def put_faults(form: forms.Form, refusal: Invalid) -> None:
    """Each fault beside its field; without faults the refusal's own words above the form."""
    for fault in refusal.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
    if not refusal.faults:
        form.add_error(None, f"{refusal.detail} {refusal.next_step}".strip())


def redrawn(
    request: HttpRequest,
    template: str,
    desk: DeskDossier,
    *,
    form: forms.Form,
    status: int = 200,
    refusal: Conflict | Stale | None = None,
    **words: Any,
) -> HttpResponse:
    """An act's page. After a refusal it says what was done meanwhile, and the form stands on the new version."""
    seen = str(form.data.get("version", "")) if form.is_bound else ""
    changes = []
    if refusal is not None and seen.isdigit():
        changes = changes_since(dossier=desk.dossier, version=int(seen))
        data = QueryDict(mutable=True)
        data.update(form.data)
        data["version"] = str(desk.dossier.version)
        form.data = data
    return show(
        request, template, status=status, desk=desk, form=form, refusal=refusal, changes=changes, **words
    )


def keep_outcome(
    request: HttpRequest, *, title: str, done: Sequence[UUID], failed: Sequence[Failure]
) -> None:
    """Remember what became of a batch until the next one: the page after the redirect shows it."""
    request.session[OUTCOME] = {
        "title": title,
        "done": [str(key) for key in done],
        "failed": [[str(failure.dossier), failure.reason] for failure in failed],
    }


def outcome_of(request: HttpRequest) -> dict[str, Any] | None:
    """What became of the last batch, with the names of its dossiers as far as the asker may see them."""
    kept = request.session.get(OUTCOME)
    if kept is None:
        return None
    failed = {UUID(key): reason for key, reason in kept["failed"]}
    done = [UUID(key) for key in kept["done"]]
    names = {one.id: one for one in by_ids(actor=actor_of(request), ids=[*done, *failed])}
    return {
        "title": kept["title"],
        "done": [names[key] for key in done if key in names],
        "failed": [(names.get(key), reason) for key, reason in failed.items()],
        "total": len(done) + len(failed),
        "keys": done,
    }

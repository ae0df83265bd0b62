"""Beginning a filing: where, for whom, and from there a draft."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.procedures.queries import procedure as procedure_on
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.filing import Filing
from tinhso.government.dossiers.actions.representing import DeclaredOrganisation, DeclaredPerson, represent
from tinhso.government.dossiers.forms import ORGANISATION, OrganisationForm, PrincipalForm
from tinhso.government.dossiers.queries import guidance as guides
from tinhso.government.dossiers.queries import starting
from tinhso.government.dossiers.queries.drafts import open_draft
from tinhso.government.dossiers.queries.for_outside import online_elsewhere
from tinhso.government.dossiers.views.citizens import oneself, show, to
from tinhso.government.dossiers.views.guidance import PLACE, answers_in
from tinhso.kernel import clock
from tinhso.kernel.errors import Invalid

FOR, SEARCH, KIND = "cho", "tim", "loai"
ONESELF = "ban-than"


@oneself
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the commune, then for whom; then the draft is there and every page is saved."""
    at = clock.now()
    on, actor = clock.local(at).date(), actor_of(request)
    procedure = procedure_on(code=code, on=on)
    if not procedure.fileable or "online" not in procedure.shape.channels:
        return show(request, "not_online.html", procedure=procedure)
    if actor.assurance < procedure.shape.eid_level:
        return show(request, "stronger.html", status=403, procedure=procedure)
    answers, place_code = answers_in(request.GET), request.GET.get(PLACE, "")[:10].replace("\0", "")
    answers.pop(PLACE, None)
    checked = guides.precheck(code=code, data=answers, on=on, loud=False)
    if (checked.questions and checked.faults) or online_elsewhere(code, at=at):
        return to("prepare", code, query=urlencode({PLACE: place_code}) if place_code else "")
    query = answers.urlencode()
    commune = ""
    if starting.asks_commune(procedure):
        place = starting.place(code=place_code, on=on)
        if place is None:
            return _ask_place(request, procedure, query)
        commune = place.code
    principals = starting.principals(actor=actor, on=on)
    chosen = request.POST.get(FOR, request.GET.get(FOR, ""))
    owners = {ONESELF: None, **{str(one.id): one.id for one in principals}}
    if request.method == "POST" and chosen in owners:
        known = starting.known_answers(
            actor=actor, procedure=procedure, commune=commune, precheck=checked.answers, at=at
        )
        filing = Filing(code, commune, checked.answers, known, owners[chosen])
        draft = actions.start_draft(actor=actor, filing=filing, at=at)
        begun = open_draft(actor=actor, dossier=draft.id, at=at)
        # From the first page even where everything on it was filled in: what is sent has been seen.
        return to("page", draft.id, begun.pages[0].key) if begun and begun.pages else to("resume", draft.id)
    wrong = _("Chọn người ông/bà làm hồ sơ cho.") if request.method == "POST" else ""
    return show(
        request,
        "for_whom.html",
        status=422 if wrong else 200,
        procedure=procedure,
        offices=starting.offices_for(procedure=procedure, commune=commune, on=on),
        options=[{"value": ONESELF, "label": _("Cho tôi: %(name)s") % {"name": actor.name}}]
        + [{"value": str(one.id), "label": one.name, "hint": one.relation} for one in principals],
        chosen=chosen or ("" if principals else ONESELF),
        wrong=wrong,
        commune=commune,
        query=query,
        back=f"?{query}",
    )


@oneself
@require_http_methods(["GET", "HEAD", "POST"])
def add_principal(request: HttpRequest, code: str) -> HttpResponse:
    """Say whom one acts for: a child, a neighbour, a company."""
    at = clock.now()
    procedure = procedure_on(code=code, on=clock.local(at).date())
    organisation = request.GET.get(KIND) == ORGANISATION
    form_class: type[forms.Form] = OrganisationForm if organisation else PrincipalForm
    form = form_class(request.POST or None)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                kept = represent(
                    actor=actor_of(request), principal=_declared(form.cleaned_data, organisation), at=at
                )
            except Invalid as refusal:
                for fault in refusal.faults:
                    form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
            else:
                return _back_with(request, code, kept)
        status = 422
    return show(
        request,
        "add_principal.html",
        status=status,
        procedure=procedure,
        form=form,
        organisation=organisation,
        back=_carried(request),
    )


def _ask_place(request: HttpRequest, procedure: Any, query: str) -> HttpResponse:
    on, text = clock.today(), request.GET.get(SEARCH, "").replace("\0", "")
    words = {
        "procedure": procedure,
        "text": text,
        "places": starting.places(text=text, on=on),
        "last": None if text else starting.last_place(actor=actor_of(request), on=on),
        "query": query,
        "hidden": [(name, value) for name, values in answers_in(request.GET).lists() for value in values],
    }
    return show(request, "places.html" if request.headers.get("HX-Request") else "where.html", **words)


def _declared(given: dict[str, str], organisation: bool) -> DeclaredPerson | DeclaredOrganisation:
    return DeclaredOrganisation(**given) if organisation else DeclaredPerson(**given)


def _carried(request: HttpRequest) -> str:
    """The answers and the place chosen before, as they stood in the address."""
    kept = answers_in(request.GET)
    if place := request.GET.get(PLACE, ""):
        kept[PLACE] = place
    return kept.urlencode()


def _back_with(request: HttpRequest, code: str, principal: UUID) -> HttpResponse:
    carried = _carried(request)
    return to("start", code, query=f"{carried}&{FOR}={principal}" if carried else f"{FOR}={principal}")

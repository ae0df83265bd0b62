"""Filing for somebody at the counter: find the person, write down the consent, ask, file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.contracts.dossiers import OutsidePaper
from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.files.limits import limits
from tinhso.foundation.forms.pages import NEXT
from tinhso.foundation.procedures.rules import PaperNeed
from tinhso.foundation.signing.queries import own_certificate
from tinhso.government.counter import actions
from tinhso.government.counter.forms import HERE, BeginForm, NumberForm
from tinhso.government.counter.queries import helping as helped
from tinhso.government.counter.queries import slips
from tinhso.government.counter.queries.places import communes
from tinhso.government.counter.rules import Consent
from tinhso.government.counter.views import chosen_counter, clerk, show, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.refs import Ref, describe

ASSIST = helped.ASSIST
TICKET, SLIP, FIND = "so", "phieu", "find"
_TYPED = {"name", "national_id", "phone", "procedure", "consent"}
"""What a slip says that the form asks again."""
_DIGITS = 4
"""Of a count; more is too many in any case."""
FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@clerk(ASSIST)
@FORM_PAGE
def begin(request: HttpRequest) -> HttpResponse:
    """Find the person by a number they give, or write them down; then what they agree to."""
    actor, at, counter = actor_of(request), clock.now(), chosen_counter(request)
    ticket = helped.ticket_at(actor=actor, ticket=request.POST.get(TICKET) or request.GET.get(TICKET) or "")
    slip = _slip(request, request.POST.get(SLIP) or request.GET.get(SLIP) or "")
    taken = slip.taken if slip else None
    words: dict[str, Any] = {"counter": counter, "ticket": ticket, "slip": slip}
    number = NumberForm(
        request.POST if request.method == "POST" else None, initial={"number": taken.number if taken else ""}
    )
    if request.method != "POST" or not number.is_valid():
        status = 422 if number.is_bound else 200
        return show(request, "find_person.html", status=status, form=number, **words)
    given = number.cleaned_data["number"]
    people = helped.known_people(actor=actor, counter=counter.agency_id, number=given, at=at)
    procedures = [(one.code, one.name) for one in helped.can_be_filed(at=at)]
    choices = [(str(one.person.id), one.told) for one in people]
    finding = request.POST.get("press") == FIND
    form = BeginForm(
        None if finding else request.POST, people=choices, procedures=procedures,
        communes=communes(at=at),
        initial={
            "commune": counter.unit_code, "receives": HERE,
            "person": choices[0][0] if choices else BeginForm.NEW,
            "national_id" if len(given) > 10 else "phone": given,
            **(taken.model_dump(include=_TYPED) if taken else {}),
        },
    )  # fmt: skip
    words |= {"form": form, "number": given, "found": bool(people)}
    if finding or not form.is_valid():
        return show(request, "begin.html", status=200 if finding else 422, **words)
    who = form.cleaned_data["person"]
    try:
        assistance = actions.begin_helping(
            actor=actor, counter=counter, person=form.new_person() if who == BeginForm.NEW else UUID(who),
            procedure=form.cleaned_data["procedure"], commune=form.cleaned_data["commune"],
            receives=form.cleaned_data["receives"] == HERE, consent=Consent(form.cleaned_data["consent"]),
            ticket=ticket, slip=slip.slip.id if slip else None, at=at,
        )  # fmt: skip
    except (Invalid, Conflict) as refusal:
        for fault in refusal.faults or [Fault("", refusal.detail)]:
            form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
        return show(request, "begin.html", status=refusal.status, **words)
    return to("precheck", assistance.id)


@clerk(ASSIST)
@FORM_PAGE
def precheck(request: HttpRequest, assistance: UUID) -> HttpResponse:
    """The questions that tell the case; a procedure without any goes on at once."""
    at = clock.now()
    one = helped.helped(actor=actor_of(request), assistance=assistance, at=at)
    if one.procedure.shape.precheck is None:
        return to("fill", assistance)
    loud = request.method == "POST" and request.POST.get("press", NEXT) == NEXT
    answers, drawn, clean = helped.precheck(one, request.POST, loud=loud, at=at)
    if loud and clean:
        return to("fill", assistance, query=_carried(request.POST, answers))
    return show(request, "precheck.html", status=422 if loud else 200, one=one, drawn=drawn)


@clerk(ASSIST)
@FORM_PAGE
def fill(request: HttpRequest, assistance: UUID) -> HttpResponse:
    """The whole form and the papers on one page, as the person says them; then filing."""
    actor, at = actor_of(request), clock.now()
    one = helped.helped(actor=actor, assistance=assistance, at=at)
    if one.assistance.dossier is not None:
        return to("filed", assistance)
    given, _, clean = helped.precheck(one, request.GET, loud=False, at=at)
    if not clean:
        return to("precheck", assistance)
    if request.method != "POST":
        return _form(request, one, given, helped.drawn_form(one, given, actor=actor, at=at))
    filled = helped.filled_form(one, given, request.POST, at=at)
    if not filled.done:
        return _form(request, one, given, filled, faults=filled.faults)
    needs = helped.papers(one, given, at=at)
    try:
        actions.file_for_person(
            actor=actor, assistance=assistance, precheck=given, answers=filled.answers, at=at,
            papers=[
                OutsidePaper(paper=need.paper.code, name=upload.name or "", content=upload.read())
                for need in needs
                for upload in request.FILES.getlist(f"paper:{need.paper.code}")
            ],
            seen={need.paper.code: request.POST.get(f"seen:{need.paper.code}", "") for need in needs},
            kept=_kept(request.POST, needs), sign="sign" in request.POST,
        )  # fmt: skip
    except Invalid as refusal:
        return _form(request, one, given, filled, faults=refusal.faults or [Fault("", refusal.detail)])
    return to("filed", assistance)


@clerk(ASSIST)
@require_safe
def filed(request: HttpRequest, assistance: UUID) -> HttpResponse:
    """What was filed, and where it is accepted."""
    actor = actor_of(request)
    one = helped.helped(actor=actor, assistance=assistance, at=clock.now())
    if one.assistance.dossier is None:
        return to("precheck", assistance)
    ref = Ref("dossiers.dossier", one.assistance.dossier)
    dossier = describe([ref], actor=actor).get(ref)
    return show(request, "filed.html", one=one, dossier=dossier, standing=helped.filed_as(one))


def _form(
    request: HttpRequest,
    one: helped.Helped,
    given: dict[str, Any],
    filled: helped.Filled,
    *,
    faults: Any = (),
) -> HttpResponse:
    bounds = limits()
    needs = helped.papers(one, given, at=clock.now())
    slip = _slip(request, str(one.assistance.slip_id or "")) if request.method != "POST" else None
    told = slip.taken if slip else None
    seen, kept = (told.seen, told.kept) if told else ({}, {})
    return show(
        request, "fill.html", status=422 if faults else 200, one=one, filled=filled, faults=faults,
        needs=[
            (
                need,
                request.POST.get(f"seen:{need.paper.code}", seen.get(need.paper.code, "")),
                request.POST.get(f"kept:{need.paper.code}", kept.get(need.paper.code, "")),
            )
            for need in needs
        ],
        accept=",".join(f".{ending}" for ending in bounds.extensions),
        again=bool(request.FILES),
        certified=own_certificate(actor=actor_of(request), at=clock.now()) is not None,
        signs=request.method != "POST" or "sign" in request.POST,
    )  # fmt: skip


def _slip(request: HttpRequest, key: str) -> slips.OpenSlip | None:
    """The slip of this id, taken when the network was down; None without an id."""
    try:
        wanted = UUID(key)
    except ValueError:
        return None
    return slips.open_slip(actor=actor_of(request), slip=wanted, at=clock.now())


def _kept(data: QueryDict, needs: Sequence[PaperNeed]) -> dict[str, int]:
    """How many originals of each component stay here, where a number was typed."""
    typed = {need.paper.code: data.get(f"kept:{need.paper.code}", "").strip() for need in needs}
    counted = {code: int(number[:_DIGITS]) for code, number in typed.items() if number.isdecimal()}
    return {code: count for code, count in counted.items() if count}


def _carried(data: QueryDict, answers: dict[str, Any]) -> str:
    """The answers of the pre-check as the next page reads them from its address."""
    kept = QueryDict(mutable=True)
    for name, values in data.lists():
        if any(name == key or name.startswith(f"{key}.") for key in answers):
            kept.setlist(name, values)
    return kept.urlencode()

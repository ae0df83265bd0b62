"""A procedure, readable in a minute, and the pre-check that narrows it to one case. Open to everyone."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.government.dossiers.queries import guidance as guides
from tinhso.government.dossiers.queries.for_outside import online_elsewhere
from tinhso.government.dossiers.views.citizens import show, to
from tinhso.kernel import clock

PLACE = "xa"
"""In the query: the commune, where it was chosen before."""
AMEND = "sua"
"""In the query: ask again, with these answers filled in."""
_NOT_ANSWERS = {"csrfmiddlewaretoken", "press", "asked", AMEND}


@login_not_required
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Who decides, how long, how much, where; exemptions, papers, conditions; the law last."""
    on = clock.today()
    query = answers_in(request.GET)
    checked = guides.precheck(code=code, data=query, on=on, loud=False)
    complete = bool(checked.questions) and not checked.faults
    guide = guides.guidance(code=code, answers=checked.answers if complete else None, on=on)
    return show(
        request, "procedure.html", guide=guide, query=query.urlencode() if complete else "",
        elsewhere=online_elsewhere(code, at=clock.now()),
    )  # fmt: skip


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, code: str) -> HttpResponse:
    """A few questions, then the papers, fees and time of this case. The answers stand in the address."""
    on = clock.today()
    if request.method == "POST":
        return _asked(request, code)
    query = answers_in(request.GET)
    checked = guides.precheck(code=code, data=query, on=on, loud=bool(query.keys() - {PLACE}))
    guide = guides.guidance(code=code, answers=None, on=on)
    if checked.questions and (checked.faults or AMEND in request.GET):
        return show(request, "precheck.html", guide=guide, drawn=checked.drawn, place=query.get(PLACE, ""))
    guide = guides.guidance(code=code, answers=checked.answers, on=on)
    return show(
        request, "prepared.html", guide=guide, query=query.urlencode(), questions=bool(checked.questions),
        elsewhere=online_elsewhere(code, at=clock.now()),
    )  # fmt: skip


def answers_in(data: QueryDict) -> QueryDict:
    """The answers of a pre-check, and the place, among other things that were sent."""
    kept = QueryDict(mutable=True)
    for name, values in data.lists():
        if name == PLACE or (name not in _NOT_ANSWERS and "." in name):
            kept.setlist(name, values)
    return kept


def _asked(request: HttpRequest, code: str) -> HttpResponse:
    on = clock.today()
    going_on = request.POST.get("press", "next") == "next"
    shown = set(request.POST.getlist("asked"))
    quiet = guides.precheck(code=code, data=request.POST, on=on, loud=False)
    fresh = any(control.name not in shown for control in quiet.drawn.controls)
    if going_on and not quiet.faults:
        return to("prepare", code, query=answers_in(request.POST).urlencode())
    loud = going_on and not fresh
    checked = guides.precheck(code=code, data=request.POST, on=on, loud=True) if loud else quiet
    guide = guides.guidance(code=code, answers=None, on=on)
    return show(
        request, "precheck.html", guide=guide, drawn=checked.drawn, place=request.POST.get(PLACE, ""),
        status=422 if loud else 200,
    )  # fmt: skip

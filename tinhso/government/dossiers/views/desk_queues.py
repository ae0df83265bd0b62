"""The leader's queue of results to sign and the records clerk's of results to number: one by one, or many at once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tinhso.foundation.access.requests import actor_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.batches import Ticket, approve_results, number_results
from tinhso.government.dossiers.actions.issuing import digest_of
from tinhso.government.dossiers.engine.contents import compose
from tinhso.government.dossiers.engine.wording import lines_of
from tinhso.government.dossiers.forms import ApproveForm, Versioned
from tinhso.government.dossiers.queries.desk_page import DeskDossier
from tinhso.government.dossiers.queries.queues import issuing, queue
from tinhso.government.dossiers.views.desk import (
    carry_out,
    keep_outcome,
    offered,
    official,
    opened,
    outcome_of,
    redrawn,
    show,
    to,
)
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Stale

MARKED = "tickets"


@official
@require_http_methods(["GET", "HEAD", "POST"])
def sign_queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits for this leader's signature; marked ones are approved together."""
    if request.method == "POST":
        tickets = _tickets(request)
        if tickets:
            done, failed = approve_results(actor=actor_of(request), tickets=tickets, at=clock.now())
            keep_outcome(request, title=_("Ký kết quả"), done=[one.id for one in done], failed=failed)
            return to("desk_sign_outcome")
    return _queue(request, "sign")


@official
@require_http_methods(["GET", "HEAD", "POST"])
def number_queue(request: HttpRequest) -> HttpResponse:
    """Everything that waits for a number; marked ones are numbered, then signed and sealed by the platform."""
    if request.method == "POST":
        tickets = _tickets(request)
        if tickets:
            done, failed = number_results(actor=actor_of(request), tickets=tickets, at=clock.now())
            keep_outcome(request, title=_("Cấp số và ban hành"), done=[one.id for one in done], failed=failed)
            return to("desk_number_outcome")
    return _queue(request, "number")


@official
@require_safe
def sign_outcome(request: HttpRequest) -> HttpResponse:
    """What became of the last batch of signatures."""
    found = outcome_of(request)
    if found is None:
        return to("desk_sign_queue")
    return show(request, "outcome.html", outcome=found, back=reverse("dossiers:desk_sign_queue"))


@official
@require_safe
def number_outcome(request: HttpRequest) -> HttpResponse:
    """What became of the last batch of numbers, and how far the signing is; asked for again until all are out."""
    found = outcome_of(request)
    if found is None:
        return to("desk_number_queue")
    rows = issuing(actor=actor_of(request), ids=found["keys"], at=clock.now())
    issued = sum(row.state == "issued" for row in rows)
    words: dict[str, Any] = {"rows": rows, "issued": issued, "signing": issued < len(rows)}
    if request.headers.get("HX-Request"):
        return show(request, "outcome_progress.html", **words)
    return show(request, "outcome.html", outcome=found, back=reverse("dossiers:desk_number_queue"), **words)


@official
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """One result to sign: exactly what it says, what it changes, then the next."""
    if request.method != "POST":
        desk = opened(request, dossier)
        offered(desk, "approve_result")
        return _to_sign(request, desk, ApproveForm(initial={"version": desk.dossier.version}))
    form = ApproveForm(request.POST)

    def act(given: Mapping[str, Any]) -> object:
        return actions.approve_result(
            actor=actor_of(request), dossier=dossier, version=given["version"], digest=given["digest"],
            at=clock.now(),
        )  # fmt: skip

    def redraw(status: int, refusal: Conflict | Stale | None) -> HttpResponse:
        return _to_sign(request, opened(request, dossier), form, status=status, refusal=refusal)

    return carry_out(
        request, form=form, act=act, redraw=redraw, onwards=lambda: next_to_sign(request),
        done=_("Đã ký. Văn thư sẽ cấp số và đóng dấu."),
    )  # fmt: skip


@official
@require_POST
def number(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """Give one result its number; its page shows the signing."""
    form = Versioned(request.POST)

    def act(given: Mapping[str, Any]) -> object:
        return actions.number_result(
            actor=actor_of(request), dossier=dossier, version=given["version"], at=clock.now()
        )

    def redraw(status: int, refusal: Conflict | Stale | None) -> HttpResponse:
        desk = opened(request, dossier)
        return redrawn(request, "number.html", desk, form=form, status=status, refusal=refusal)

    return carry_out(
        request, form=form, act=act, redraw=redraw, onwards=lambda: to("desk_dossier", dossier),
        done=_("Đã cấp số. Kết quả đang được ký số và đóng dấu."),
    )  # fmt: skip


def next_to_sign(request: HttpRequest) -> HttpResponse:
    """On to the most urgent result that still waits, or to the empty queue."""
    waiting = [one for one in queue(actor=actor_of(request), kind="sign", at=clock.now()) if one.result]
    return to("desk_sign", waiting[0].dossier.id) if waiting else to("desk_sign_queue")


def _queue(request: HttpRequest, kind: Literal["sign", "number"]) -> HttpResponse:
    unmarked = request.method == "POST"
    waiting = queue(actor=actor_of(request), kind=kind, at=clock.now())
    return show(
        request, f"{kind}_queue.html", status=422 if unmarked else 200, waiting=waiting, unmarked=unmarked,
        first=next((one.dossier.id for one in waiting if one.result), None),
        one_url="dossiers:desk_sign" if kind == "sign" else "dossiers:desk_dossier",
    )  # fmt: skip


def _to_sign(
    request: HttpRequest,
    desk: DeskDossier,
    form: ApproveForm,
    *,
    status: int = 200,
    refusal: Conflict | Stale | None = None,
) -> HttpResponse:
    content = desk.page.result_content or {}
    waiting = [one.dossier.id for one in queue(actor=actor_of(request), kind="sign", at=clock.now())]
    here = waiting.index(desk.dossier.id) if desk.dossier.id in waiting else -1
    others = [*waiting[here + 1 :], *waiting[: max(here, 0)]]
    task = next((task for task in desk.tasks if task.kind == "sign"), None)
    return redrawn(
        request, "sign.html", desk, form=form, status=status, refusal=refusal, task=task,
        lines=lines_of(content, compose(desk.page)), digest=digest_of(content),
        following=others[0] if others else None, left=len(waiting), gone="approve_result" not in desk.acts,
    )  # fmt: skip


def _tickets(request: HttpRequest) -> list[Ticket]:
    found = []
    for text in request.POST.getlist(MARKED):
        try:
            found.append(Ticket.parse(text))
        except ValueError:
            messages.error(request, _("Có một mục đánh dấu không đọc được; mục đó được bỏ qua."))
    return found

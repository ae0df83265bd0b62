"""Writing what a result says: composed from the answers, corrected by the officer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from tinhso.foundation.access.requests import actor_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.engine.contents import amended, compose
from tinhso.government.dossiers.engine.wording import editable, lines_of
from tinhso.government.dossiers.forms import DraftForm
from tinhso.government.dossiers.queries.desk_page import DeskDossier
from tinhso.government.dossiers.views.desk import carry_out, offered, official, opened, redrawn, to
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, Stale

AGAIN = "moi"
"""In the query: leave the draft aside and compose from the answers again."""


@official
@require_http_methods(["GET", "HEAD", "POST"])
def draft(request: HttpRequest, dossier: UUID) -> HttpResponse:
    """The draft as it will stand on the paper; plain texts can be corrected here."""
    desk = opened(request, dossier)
    content = compose(desk.page)
    if desk.page.result_content and AGAIN not in request.GET:
        content = desk.page.result_content
    form = DraftForm(request.POST or None, texts=_texts(content), initial={"version": desk.dossier.version})

    def act(given: Mapping[str, Any]) -> object:
        return actions.draft_result(
            actor=actor_of(request), dossier=dossier, version=given["version"],
            content=amended(content, form.texts()), at=clock.now(),
        )  # fmt: skip

    def redraw(status: int, refusal: Conflict | Stale | None) -> HttpResponse:
        return _drawn(request, opened(request, dossier), content, form, status, refusal)

    if request.method != "POST":
        offered(desk, "draft_result")
        return _drawn(request, desk, content, form, 200, None)
    return carry_out(
        request, form=form, act=act, redraw=redraw, onwards=lambda: to("desk_dossier", dossier),
        done=_("Đã lưu dự thảo kết quả."),
    )  # fmt: skip


def _drawn(
    request: HttpRequest,
    desk: DeskDossier,
    content: Mapping[str, Any],
    form: DraftForm,
    status: int,
    refusal: Conflict | Stale | None,
) -> HttpResponse:
    fixed = [line for line in lines_of(content) if line.key not in {one.key for one in editable(content)}]
    return redrawn(
        request, "draft.html", desk, form=form, status=status, refusal=refusal, fixed=fixed, again=AGAIN,
        fields=[form[name] for name in form.fields if name != "version"],
    )  # fmt: skip


def _texts(content: Mapping[str, Any]) -> dict[str, tuple[str, str, bool]]:
    """Label, text as written, and whether it is a date, of each text that can be corrected."""
    return {line.key: (line.label, line.text, line.text != content[line.key]) for line in editable(content)}

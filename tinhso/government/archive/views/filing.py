"""Putting documents and papers into files."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.contracts.documents import Record
from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.ui import words
from tinhso.government.archive import actions
from tinhso.government.archive.forms import Confirmed, PaperForm, TakerForm, ThingsForm
from tinhso.government.archive.queries import filing
from tinhso.government.archive.queries.page import OpenRecordFile, open_record_file, opened_paper
from tinhso.government.archive.views import Refused, asked, asking, must, official, posted, show, to, worked
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict, NotFound
from tinhso.kernel.refs import Ref

FORM_PAGE = require_http_methods(["GET", "HEAD", "POST"])


@official
@FORM_PAGE
def choose_things(request: HttpRequest, file: UUID) -> HttpResponse:
    """Documents found by their words and put into a file."""
    actor, text = actor_of(request), asked(request)
    found = _fillable(request, file)
    things = filing.found(actor=actor, words=text, file=file)
    form = ThingsForm(posted(request), offered={"things": [(str(one.ref), _line(one)) for one in things]})

    def drawn(status: int, refusal: Refused | None) -> HttpResponse:
        return show(
            request, "choose_things.html", status=status, open=found, things=things, text=text, form=form,
            refusal=refusal,
        )  # fmt: skip

    def onwards(many: int) -> HttpResponse:
        said = ngettext("Đã đưa %(many)s văn bản vào hồ sơ.", "Đã đưa %(many)s văn bản vào hồ sơ.", many)
        messages.success(request, said % {"many": many})
        return to("file", file)

    if not form.is_valid():
        return drawn(422 if form.is_bound else 200, None)
    try:
        many = actions.put_in(
            actor=actor,
            file=file,
            sources=[Ref.parse(one) for one in form.cleaned_data["things"]],
            at=clock.now(),
        )
    except Conflict as refusal:
        return drawn(refusal.status, refusal)
    return onwards(many)


@official
@FORM_PAGE
def put_in(request: HttpRequest, kind: str, thing: UUID) -> HttpResponse:
    """From a document: which file it goes into."""
    actor, text = actor_of(request), asked(request)
    found = filing.thing(actor=actor, kind=kind, id=thing)
    takers = filing.takers(actor=actor, words=text, source=found.ref)
    form = TakerForm(posted(request), offered={"file": [(str(one.id), str(one)) for one in takers]})

    def drawn(status: int, refusal: Refused | None) -> HttpResponse:
        return show(
            request,
            "put_in.html",
            status=status,
            record=found,
            takers=takers,
            text=text,
            form=form,
            refusal=refusal,
        )

    def act(given: dict[str, str]) -> UUID:
        file = UUID(given["file"])
        actions.put_in(actor=actor, file=file, sources=[found.ref], at=clock.now())
        return file

    return worked(
        request,
        form,
        act,
        done=_("Đã đưa văn bản vào hồ sơ."),
        onwards=lambda file: to("file", file),
        drawn=drawn,
    )


@official
@FORM_PAGE
def add_paper(request: HttpRequest, file: UUID) -> HttpResponse:
    """A paper that stands in no system."""
    _fillable(request, file)
    form = PaperForm(posted(request), request.FILES if request.method == "POST" else None)
    return asking(
        request, form,
        lambda given: actions.add_paper(
            actor=actor_of(request), file=file, words=form.words, name=given["file"].name or "", content=given["file"],
            at=clock.now(),
        ),
        title=_("Thêm tài liệu vào hồ sơ"), submit=_("Thêm tài liệu"), done=_("Đã thêm tài liệu."),
        lead=_(
            "Dùng cho bản quét, ảnh, tài liệu không có trong sổ văn bản. Văn bản đi, đến thì chọn ở “Thêm văn bản”."
        ),
        back=("file", file), multipart=True,
    )  # fmt: skip


@official
@require_safe
def paper(request: HttpRequest, file: UUID, item: UUID) -> HttpResponse:
    """A paper that was put in."""
    opened = opened_paper(actor=actor_of(request), file=file, item=item)
    return HttpResponse(opened.content, headers=dict(opened.headers))


@official
@FORM_PAGE
def take_out(request: HttpRequest, file: UUID, item: UUID) -> HttpResponse:
    """A thing taken out of an open file."""
    found = _fillable(request, file)
    one = next((one.item for one in found.items if one.item.id == item), None)
    if one is None:
        raise NotFound(_("Không tìm thấy tài liệu này trong hồ sơ."))
    lead = (
        _("Văn bản vẫn còn ở sổ của nó.") if one.source else _("Tài liệu này chỉ có ở đây và sẽ bị bỏ hẳn.")
    )
    return asking(
        request, Confirmed(posted(request)),
        lambda _given: actions.take_out(actor=actor_of(request), file=file, item=item, at=clock.now()),
        title=_("Rút “%(name)s” khỏi hồ sơ?") % {"name": one}, submit=_("Rút khỏi hồ sơ"), lead=lead,
        done=_("Đã rút khỏi hồ sơ."), back=("file", file), danger=True,
    )  # fmt: skip


def _fillable(request: HttpRequest, file: UUID) -> OpenRecordFile:
    """A file the actor may put something into now."""
    found = open_record_file(actor=actor_of(request), file=file, at=clock.now())
    must(request, found.fills)
    return found


def _line(one: Record) -> str:
    return f"{one.notation} {words.day(one.dated)} {one.subject}"

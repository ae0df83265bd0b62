"""Copies: what one can be made of, the register of those of an agency, one of them and what may be done with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within, allows
from tinhso.foundation.files.queries import Opened, open_file, original_bytes
from tinhso.foundation.ui import words
from tinhso.foundation.units.queries import agency
from tinhso.government.documents.models import INCOMING, KIND, Copy
from tinhso.government.documents.queries.incoming_page import find_incoming
from tinhso.government.documents.queries.kinds import begun_on, type_of
from tinhso.government.documents.queries.lists import VIEW
from tinhso.government.documents.queries.originals import Fate, fates_of, paper_of
from tinhso.government.documents.queries.page import find
from tinhso.government.documents.rules.copies import (
    COPY_STATE_TITLES,
    COPY_TITLES,
    COPY_TONES,
    CopyKind,
    CopyState,
)
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import Conflict, NotFound
from tinhso.kernel.refs import Described, Ref

ASK, DECIDE, NUMBER = "documents.copy", "documents.sign", "documents.number"
PAGE, EXPORT_LIMIT = 25, 5000
SOURCES = {"di": KIND, "den": INCOMING}
"""Kinds of sources, as addresses name them."""


@dataclass(frozen=True)
class Source:
    """A document that can be copied, and the file it is."""

    ref: Ref
    agency: UUID
    about: str
    url: str
    file: UUID

    @property
    def kinds(self) -> Sequence[tuple[str, str]]:
        """What can be made of it. Only what came from elsewhere may be a copy already, to be copied again."""
        offered = [one for one in CopyKind if one != CopyKind.AGAIN or self.ref.kind == INCOMING]
        return [(one.value, str(COPY_TITLES[one])) for one in offered]

    def content(self) -> bytes:
        """Its bytes as they are kept."""
        return original_bytes(owner=self.ref, file=self.file)

    def digest(self) -> str:
        """SHA-256 of its bytes."""
        return hashlib.sha256(self.content()).hexdigest()


@dataclass(frozen=True)
class CopyFilters:
    """What the register is narrowed by; empty means no narrowing."""

    text: str = ""
    kind: str = ""
    state: str = ""
    unit: UUID | None = None
    """The agency that made them."""


@dataclass(frozen=True)
class CopyRow:
    """One copy as lists and its own page show it."""

    copy: Copy
    agency: str

    @property
    def kind_title(self) -> str:
        return str(COPY_TITLES[CopyKind(self.copy.kind)])

    @property
    def state_title(self) -> str:
        return str(COPY_STATE_TITLES[CopyState(self.copy.state)])

    @property
    def fates(self) -> Sequence[Fate]:
        """What became of what it was made from. Reads."""
        assert isinstance(self.copy.source, Ref)
        return fates_of(self.copy.source, copied=self.copy.source_digest)

    @property
    def on_paper(self) -> bool:
        """Whether it has a number, so it may be printed, signed by hand and sealed (form 3.1)."""
        return self.copy.number is not None

    @property
    def tone(self) -> str:
        return COPY_TONES[CopyState(self.copy.state)]

    @property
    def source_url(self) -> str:
        """The page of what it is made from."""
        source = self.copy.source
        assert isinstance(source, Ref)
        return reverse(
            "documents:document" if source.kind == KIND else "documents:incoming", args=[source.id]
        )


def source_of(*, actor: Actor, source: Ref) -> Source:
    """A document the actor may see, to be copied; Conflict while it is not issued, or not entered in its register."""
    if source.kind == KIND:
        made = find(actor=actor, document=source.id)
        if made.file_id is None:
            raise Conflict(
                _("Nội dung văn bản gốc đã tiêu hủy khi hết thời hạn bảo quản.")
                if made.issued_at
                else _("Văn bản chưa ban hành nên chưa sao được.")
            )
        title = type_of(made.type, on=begun_on(made)).title
        about = f"{title} số {made.notation}: {made.subject}"
        return Source(
            source, made.agency_id, about, reverse("documents:document", args=[made.id]), made.file_id
        )
    came = find_incoming(actor=actor, incoming=source.id)
    file = paper_of(came)
    if came.registered_at is None or file is None:
        raise Conflict(
            _("Văn bản đến chưa vào sổ, hoặc không có tệp PDF nên chưa sao được."),
            next_step=_("Văn thư vào sổ văn bản, đính bản quét PDF rồi mới sao."),
        )
    about = f"{came.type_title} số {came.notation} của {came.sender}: {came.subject}"
    return Source(source, came.agency_id, about, reverse("documents:incoming", args=[came.id]), file.id)


def visible_copies(*, actor: Actor) -> QuerySet[Copy]:
    """The copies of the actor's agencies."""
    if actor.kind == ActorKind.SYSTEM:
        return Copy.objects.all()
    agencies = agencies_within(actor, VIEW)
    return Copy.objects.all() if agencies is None else Copy.objects.filter(agency__in=agencies)


def find_copy(*, actor: Actor, copy: UUID) -> Copy:
    """A copy the actor may see; NotFound for any other, in the words of one that is not there."""
    found = (
        visible_copies(actor=actor)
        .select_related("asked_by", "decided_by", "numbered_by")
        .filter(id=copy)
        .first()
    )
    if found is None:
        raise NotFound(_("Không tìm thấy bản sao, hoặc bản sao không thuộc phạm vi của ông/bà."))
    return found


def copies(*, actor: Actor, filters: CopyFilters, page: str | None, at: datetime) -> Page[CopyRow]:
    """One page of the register, what was asked for last first."""
    found = Paginator(_narrowed(actor, filters), PAGE).get_page(page)
    rows = [_row(one, at) for one in found.object_list]
    return Page(rows, found.number, found.paginator)  # type: ignore[arg-type]


def every_copy(*, actor: Actor, filters: CopyFilters, at: datetime) -> list[CopyRow]:
    """The whole register, at most `EXPORT_LIMIT` lines."""
    return [_row(one, at) for one in _narrowed(actor, filters)[:EXPORT_LIMIT]]


def open_copy(*, actor: Actor, copy: UUID, at: datetime) -> tuple[CopyRow, str]:
    """One copy, and what the actor may do with it now: `decide`, `number` or nothing."""
    found = find_copy(actor=actor, copy=copy)
    here = (found.agency_id,)
    act = ""
    if found.state == CopyState.ASKED and allows(actor, DECIDE, agencies=here, at=at):
        act = "decide"
    elif found.state == CopyState.ALLOWED and allows(actor, NUMBER, agencies=here, at=at):
        act = "number"
    return _row(found, at), act


def must_hold(source: Ref) -> None:
    """Conflict, in words, for a document of which nothing is copied any more."""
    if ended := next((one for one in fates_of(source) if one.ends), None):
        raise Conflict(ended.words, next_step=_("Sao văn bản còn hiệu lực; bản sao đã có vẫn xem được."))


def copy_file(*, actor: Actor, copy: UUID) -> Opened:
    """The signed copy, to look at; NotFound until it is issued."""
    found = find_copy(actor=actor, copy=copy)
    if found.file_id is None:
        raise NotFound(_("Bản sao chưa ban hành."))
    return open_file(owner=found.ref, file=found.file_id)


def columns(row: CopyRow) -> tuple[str, ...]:
    """One line of the register of copies, as it is taken along."""
    copy = row.copy
    return (
        copy.notation, words.day(clock.local(copy.numbered_at)) if copy.numbered_at else "", row.kind_title, copy.about,
        copy.pages, "; ".join(copy.receivers.splitlines()), copy.decided_by.name if copy.decided_by else "",
        row.state_title,
    )  # fmt: skip


def describe_copies(keys: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Name and page of the copies the actor may see."""
    return {
        one.id: Described(one.about, reverse("documents:copy", args=[one.id]), one.notation)
        for one in visible_copies(actor=actor).filter(id__in=keys)
    }


def _narrowed(actor: Actor, filters: CopyFilters) -> QuerySet[Copy]:
    found = visible_copies(actor=actor).select_related("asked_by", "decided_by").order_by("-asked_at", "-id")
    if filters.text:
        found = found.filter(about__icontains=filters.text) | found.filter(notation__icontains=filters.text)
    if filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.unit:
        found = found.filter(agency=filters.unit)
    return found.filter(state=filters.state) if filters.state else found


def _row(copy: Copy, at: datetime) -> CopyRow:
    return CopyRow(copy, agency(copy.agency_id, on=clock.local(at).date()).name)

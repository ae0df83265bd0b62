"""What became of a document since it was copied: taken back, replaced, corrected, destroyed."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.foundation.files.queries import Listed, original_bytes
from tinhso.foundation.ui import words
from tinhso.government.documents.models import KIND, Document, Incoming
from tinhso.government.documents.queries.archiving import erased
from tinhso.government.documents.queries.changes import Said, changes_of
from tinhso.government.documents.queries.incoming_page import editions_of
from tinhso.government.documents.queries.page import PDF
from tinhso.government.documents.rules.incoming import State
from tinhso.kernel import clock
from tinhso.kernel.refs import Ref


@dataclass(frozen=True)
class Fate:
    """One thing that became of it, in words."""

    words: str
    ends: bool
    """It holds no more, so nothing is copied from it."""


def fates_of(source: Ref, *, copied: str = "") -> Sequence[Fate]:
    """Everything that became of a document, latest first; `copied` is the SHA-256 of what a copy was made of."""
    gone = (
        [Fate(_("Nội dung văn bản gốc đã tiêu hủy khi hết thời hạn bảo quản."), True)]
        if erased([source])
        else []
    )
    return [*gone, *(_out(source) if source.kind == KIND else _in(source, copied))]


def paper_of(incoming: Incoming) -> Listed | None:
    """The PDF of an incoming document, of what its sender sent last."""
    for newest in editions_of(incoming, list(incoming.arrivals.order_by("at", "id")))[:1]:
        return next((one for one in newest.files if one.openable and one.media_type == PDF), None)
    return None


def _out(source: Ref) -> Sequence[Fate]:
    document = Document.objects.filter(id=source.id).first()
    return [
        _fate(one) for one in (changes_of(document) if document else ()) if not (one.added or one.taken_off)
    ]


def _fate(one: Said) -> Fate:
    if one.by:
        said = _("Văn bản gốc đã được thay thế bằng %(notation)s ngày %(day)s: %(reason)s")
    elif one.ends:
        said = _("Văn bản gốc đã thu hồi ngày %(day)s: %(reason)s")
    else:
        said = _("Văn bản gốc đã đính chính ngày %(day)s: %(reason)s")
    told = {"day": words.day(clock.local(one.at)), "reason": one.reason, "notation": one.notation}
    return Fate(said % told, one.ends)


def _in(source: Ref, copied: str) -> Sequence[Fate]:
    came = Incoming.objects.filter(id=source.id).first()
    if came is None:
        return []
    day = words.day(clock.local(came.closed_at)) if came.closed_at else ""
    if came.state == State.GIVEN_BACK:
        return [
            Fate(_("Văn bản gốc đã trả lại nơi gửi ngày %(day)s theo yêu cầu thu hồi.") % {"day": day}, True)
        ]
    if came.state == State.REPLACED:
        return [Fate(_("Văn bản gốc đã được nơi gửi thay thế ngày %(day)s.") % {"day": day}, True)]
    if came.changed_at is None or not copied:
        return []
    paper, told = paper_of(came), {"day": words.day(clock.local(came.changed_at))}
    newest = hashlib.sha256(original_bytes(owner=source, file=paper.id)).hexdigest() if paper else ""
    if newest == copied:
        return [
            Fate(_("Nơi gửi đã đính chính ngày %(day)s; bản sao này làm từ bản đã đính chính.") % told, False)
        ]
    return [Fate(_("Nơi gửi đã đính chính ngày %(day)s; bản sao này làm từ bản trước.") % told, False)]

"""Putting things into a file, and taking them out again while it is open."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Record, record_sources
from tinhso.foundation.files import actions as files
from tinhso.foundation.files.queries import original_bytes
from tinhso.government.archive.actions.changing import locked, must_be, record, worker
from tinhso.government.archive.formats.pages import pages_of
from tinhso.government.archive.models import Item, RecordFile
from tinhso.government.archive.queries.filing import not_done_with
from tinhso.government.archive.rules import TITLE_MOST, FileState, PaperWords
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import nfc

MOST = 2000
"""Things in one file."""
DESCRIPTION_MOST = 4000


def put_in(*, actor: Actor, file: UUID, sources: Sequence[Ref], at: datetime) -> int:
    """File things that are done with; how many were not in it yet.

    NotFound when one is not there for the actor or not done with: then none is filed.
    """
    found_records = _read(actor, sources)
    with transaction.atomic():
        found = locked(actor=actor, file=file)
        actor = worker(found, actor=actor, at=at)
        _must_take(found)
        known = set(found.items.filter(source__in=list(found_records)).values_list("source", flat=True))
        fresh = [one for ref, one in found_records.items() if ref not in known]
        for one in fresh:
            _lay(found, one, actor=actor, at=at)
        if fresh:
            record(found, verb="filed", actor=actor, at=at, data={"things": [str(one.ref) for one in fresh]})
    return len(fresh)


def add_paper(
    *, actor: Actor, file: UUID, words: PaperWords, name: str, content: files.Readable, at: datetime
) -> Item:
    """Put in a paper that stands in no system; Invalid names what is not taken and says why."""
    faults = [
        Fault(field, _("Mục này cần được ghi."))
        for field, value in (
            ("type_title", words.type_title),
            ("author", words.author),
            ("subject", words.subject),
        )
        if not value.strip()
    ]
    if words.dated > clock.local(at).date():
        faults.append(Fault("dated", _("Ngày của tài liệu không sau hôm nay.")))
    if len(words.subject) > TITLE_MOST:
        faults.append(Fault("subject", _("Không quá 500 ký tự.")))
    if faults:
        raise Invalid(_("Chưa thêm được tài liệu."), faults=faults)
    with transaction.atomic():
        found = locked(actor=actor, file=file)
        actor = worker(found, actor=actor, at=at)
        _must_take(found)
        stored = files.take_in(
            actor=actor,
            at=at,
            owner=found.ref,
            key=found.key,
            name=name,
            content=content,
            agency=found.agency_id,
        )
        assert actor.account is not None
        item = Item.objects.create(
            file=found, position=_next(found), stored=stored, type_title=nfc(words.type_title)[:100],
            notation=nfc(words.notation)[:60], dated=words.dated, author=nfc(words.author)[:200],
            subject=nfc(words.subject), filed_at=at, filed_by_id=actor.account,
        )  # fmt: skip
        if stored.state == stored.State.CLEAN:
            kept = original_bytes(owner=found.ref, file=stored.id)
            item.pages, item.digests = pages_of(kept), [hashlib.sha256(kept).hexdigest()]
            item.save(update_fields=["pages", "digests"])
        record(found, verb="paper_added", actor=actor, at=at, data={"item": str(item.id)})
    return item


def take_out(*, actor: Actor, file: UUID, item: UUID, at: datetime) -> None:
    """Take a thing out of an open file; a paper that was put in is thrown away with its bytes."""
    with transaction.atomic():
        found = locked(actor=actor, file=file)
        actor = worker(found, actor=actor, at=at)
        must_be(found, FileState.OPEN)
        one = found.items.filter(id=item).first()
        if one is None:
            raise NotFound(_("Không tìm thấy tài liệu này trong hồ sơ."))
        stored, source = one.stored_id, one.source
        one.delete()
        if stored is not None:
            files.discard(actor=actor, at=at, owner=found.ref, file=stored, agency=found.agency_id)
        record(found, verb="unfiled", actor=actor, at=at, data={"thing": str(source or item)})


def describe(*, actor: Actor, file: UUID, version: int, text: str, at: datetime) -> RecordFile:
    """Write a note on a file (chú giải), for whoever opens it in twenty years."""
    if len(text) > DESCRIPTION_MOST:
        raise Invalid(faults=[Fault("text", _("Không quá 4.000 ký tự."))])
    with transaction.atomic():
        found = locked(actor=actor, file=file, version=version)
        actor = worker(found, actor=actor, at=at)
        must_be(found, FileState.OPEN)
        found.describe(text.strip())
        record(found, verb="described", actor=actor, at=at)
    return found


def _read(actor: Actor, sources: Sequence[Ref]) -> dict[Ref, Record]:
    """The things in the order they were asked for."""
    by_kind: dict[str, list[UUID]] = {}
    for ref in sources:
        by_kind.setdefault(ref.kind, []).append(ref.id)
    found: dict[Ref, Record] = {}
    for kind, keys in by_kind.items():
        entry = record_sources.get(kind)
        if entry is not None:
            found |= {Ref(kind, key): one for key, one in entry.read(actor, keys).items()}
    if not sources or set(found) != set(sources):
        raise not_done_with()
    return {ref: found[ref] for ref in sources}


def _lay(file: RecordFile, one: Record, *, actor: Actor, at: datetime) -> None:
    assert actor.account is not None
    contents = [enclosure.open() for enclosure in one.enclosures]
    Item.objects.create(
        file=file, position=_next(file), source=one.ref, type_title=one.type_title[:100], notation=one.notation[:60],
        dated=one.dated, author=one.author[:200], subject=one.subject[:TITLE_MOST],
        pages=sum(map(pages_of, contents)), digests=[hashlib.sha256(content).hexdigest() for content in contents],
        filed_at=at, filed_by_id=actor.account,
    )  # fmt: skip


def _must_take(file: RecordFile) -> None:
    must_be(file, FileState.OPEN)
    if not file.plan.approved:
        raise Conflict(
            _("Danh mục hồ sơ năm %(year)s chưa được duyệt nên chưa đưa văn bản vào được.")
            % {"year": file.plan.year},
            next_step=_("Lãnh đạo duyệt danh mục trước."),
        )
    if file.items.count() >= MOST:
        raise Conflict(
            _("Hồ sơ đã có %(most)s văn bản.") % {"most": MOST},
            next_step=_("Mở thêm một hồ sơ cho phần còn lại."),
        )


def _next(file: RecordFile) -> int:
    return (file.items.aggregate(last=Max("position"))["last"] or 0) + 1

"""Making a copy: the pages of the source as they look, signed by the agency at the top right (Decree 30, form 3.2), or
to be printed and signed by hand (form 3.1); the register of copies on paper."""

from __future__ import annotations

import hashlib
import io
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.files.actions import keep
from tinhso.foundation.files.engine.texts import ink_of
from tinhso.foundation.packs.keeping import one_state
from tinhso.foundation.papers.engine import render
from tinhso.foundation.papers.heads import authority_lines, head_of
from tinhso.foundation.signing.actions import sign
from tinhso.foundation.signing.queries import certificate_of
from tinhso.foundation.signing.rules import Profile, SignerSpec
from tinhso.foundation.units.queries import agency
from tinhso.government.documents.actions.copying import finish_copy, must_be_unchanged
from tinhso.government.documents.models import Copy
from tinhso.government.documents.queries.copies import CopyFilters, columns, every_copy, find_copy
from tinhso.government.documents.queries.register import places
from tinhso.government.documents.rules.copies import FORMS, CopyKind, copy_words, pages_of
from tinhso.government.documents.rules.room import last_filled
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict
from tinhso.kernel.refs import Ref

MILLIMETRE = 72 / 25.4
_A4 = (210 * MILLIMETRE, 297 * MILLIMETRE)
_GAP, _FOOT = 4, 15
"""Millimetres: below the last line, and above the lower edge."""
_COLUMNS = (
    ("Số, ký hiệu bản sao", 28), ("Ngày sao", 22), ("Hình thức sao", 22), ("Văn bản được sao", 0), ("Trang", 16),
    ("Nơi nhận", 48), ("Người duyệt", 34), ("Trạng thái", 26),
)  # fmt: skip


def make_copy(*, copy: UUID, at: datetime) -> Copy:
    """Make, sign and keep a numbered copy; done again it changes nothing."""
    found = find_copy(actor=SYSTEM, copy=copy)
    if found.issued_at is not None:
        return found
    if found.number is None:
        raise Conflict(_("Bản sao chưa được cấp số."))
    certificate = certificate_of(holder=Ref("units.agency", found.agency_id), at=at)
    if certificate is None:
        raise Conflict(_("Cơ quan không còn chứng thư số còn hiệu lực."))
    drawn = _drawn(must_be_unchanged(found), pages=found.pages)
    name = agency(found.agency_id, on=clock.local(at).date()).name
    said = copy_words(CopyKind(found.kind), notation=found.notation, agency=name, at=at)
    spec = SignerSpec(certificate.pk, reason=found.notation, words=said)
    signed = sign(drawn, signers=[spec], at=at, profile=Profile.B_LTA)
    title = f"{found.notation.replace('/', '-')}.pdf"
    file = keep(content=signed, name=title, key=found.key, owner=found.ref, at=at)
    return finish_copy(copy=copy, file=file, digest=hashlib.sha256(signed).hexdigest(), at=at)


@one_state()
def print_copy(*, actor: Actor, copy: UUID, at: datetime) -> bytes:
    """A numbered copy to be printed, signed by hand and sealed (form 3.1): what stands under it is laid below the last
    line of the document where the page has room, else on a page of its own. Conflict for one without a number."""
    import pikepdf

    found = find_copy(actor=actor, copy=copy)
    if found.numbered_at is None or found.decided_by is None:
        raise Conflict(_("Bản sao chưa được cấp số."))
    drawn = _drawn(must_be_unchanged(found), pages=found.pages)
    day = clock.local(found.numbered_at).date()
    office = agency(found.agency_id, on=day)
    said = head_of(office, day) | {
        "code": found.notation,
        "number": found.notation,
        "verify_url": f"{settings.PUBLIC_URL}{reverse('documents:copy', args=[found.id])}",
        "form": FORMS[CopyKind(found.kind)],
        "recipients": [*found.receivers.splitlines(), "Lưu: VT"],
        "signatory": {
            "titles": authority_lines(found.decided_as or "Người ký"), "name": found.decided_by.name,
        },
    }  # fmt: skip
    made = io.BytesIO()
    with (
        pikepdf.open(io.BytesIO(drawn)) as opened,
        pikepdf.open(io.BytesIO(render("copy-on-paper", said, at=at))) as below,
    ):
        last, block = opened.pages[-1], below.pages[0]
        left, bottom, right, top = (float(edge) for edge in last.cropbox)
        high, rows = float(block.mediabox[3]), ink_of(drawn, last=True)
        line = top - (last_filled(rows) + _GAP) * MILLIMETRE
        wide = right - left >= float(block.mediabox[2]) - MILLIMETRE
        if not rows or not wide or line - high < bottom + _FOOT * MILLIMETRE:
            opened.add_blank_page(page_size=_A4)
            last, left, line = opened.pages[-1], 0.0, _A4[1] - 18 * MILLIMETRE
        box = pikepdf.Rectangle(left, line - high, left + float(block.mediabox[2]), line)
        last.add_overlay(block, box)
        opened.save(made, deterministic_id=True)
    return made.getvalue()


@one_state()
def print_copies(*, actor: Actor, filters: CopyFilters, at: datetime) -> bytes:
    """The numbered copies of one agency as they are asked for, in the order of their numbers, as a list on paper; of
    the first whose register the actor reads where none is asked for."""
    unit = filters.unit or places(actor=actor, at=at)[0].agency_id
    asked = every_copy(actor=actor, filters=replace(filters, unit=unit), at=at)
    rows = [one for one in asked if one.copy.number is not None]
    rows.sort(key=lambda one: (one.copy.year or 0, one.copy.number or 0))
    day = clock.local(at).date()
    office = agency(unit, on=day)
    years = sorted({one.copy.year or 0 for one in rows})
    data = head_of(office, day) | {
        "code": office.identifier,
        "verify_url": f"{settings.PUBLIC_URL}{reverse('documents:copies')}",
        "title": "Sổ bản sao văn bản",
        "about": f"Năm {', '.join(map(str, years))}" if years else "",
        "columns": [{"title": title, "width": width} for title, width in _COLUMNS],
        "rows": [columns(one) for one in rows],
    }
    return render("table", data, at=at)


def _drawn(source: bytes, *, pages: str) -> bytes:
    """The pages with what their signatures show drawn into them: a copy carries no signature of the original."""
    import pikepdf

    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(source)) as opened:
        opened.generate_appearance_streams()
        opened.flatten_annotations("all")
        for name in ("/AcroForm", "/DSS", "/Perms", "/OpenAction", "/AA"):
            if name in opened.Root:
                del opened.Root[name]
        for page in opened.pages:
            if "/Annots" in page:
                del page.Annots
        if pages:
            chosen = set(pages_of(pages, of=len(opened.pages)))
            for number in reversed(range(len(opened.pages))):
                if number + 1 not in chosen:
                    del opened.pages[number]
        opened.save(made, deterministic_id=True)
    return made.getvalue()

"""Incoming documents on paper: the two registers, the handling slip, and a print with the stamp ĐẾN over it."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.files.engine.texts import ink_of
from tinhso.foundation.files.queries import open_file
from tinhso.foundation.packs.keeping import one_state
from tinhso.foundation.papers.engine import render
from tinhso.foundation.papers.heads import head_of
from tinhso.foundation.units.queries import agency as agency_on
from tinhso.government.documents.models import Incoming, IncomingEntry
from tinhso.government.documents.queries.incoming_page import (
    editions_of,
    entry_of,
    find_incoming,
    open_incoming,
)
from tinhso.government.documents.queries.incoming_register import (
    followed,
    incoming_entries,
    must_fit_print,
    note_of,
    passed_on,
    receiver_of,
)
from tinhso.government.documents.rules.room import room_for_stamp
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict

_PDF = "application/pdf"


@one_state()
def print_incoming_register(*, actor: Actor, agency: UUID, year: int, text: str, at: datetime) -> bytes:
    """The register of one year in the form of the decree, as it stands now."""
    rows = incoming_entries(actor=actor, agency=agency, year=year, text=text)
    must_fit_print(rows)
    data = _head(agency, at=at) | {
        "title": "Sổ đăng ký văn bản đến",
        "year": year,
        "entries": [
            {
                "arrived_on": one.arrived_on, "number": f"{one.number:02d}", "author": one.sender,
                "notation": one.notation, "dated": one.dated, "about": one.about, "receiver": receiver_of(one),
                "passed_on": passed_on(one), "note": note_of(one),
            }
            for one in rows
        ],
    }  # fmt: skip
    return render("incoming-register", data, at=at)


@one_state()
def print_followed(*, actor: Actor, agency: UUID, year: int, text: str, at: datetime) -> bytes:
    """The follow-up register of one year in the form of the decree, as it stands now."""
    rows = incoming_entries(actor=actor, agency=agency, year=year, text=text)
    must_fit_print(rows)
    names = ("number", "document", "receiver", "due", "progress", "answer", "note")
    data = _head(agency, at=at) | {
        "title": "Sổ theo dõi giải quyết văn bản đến",
        "year": year,
        "entries": [dict(zip(names, line, strict=True)) for line in followed(list(rows), actor=actor)],
    }
    return render("follow-up-register", data, at=at)


@one_state()
def print_slip(*, actor: Actor, incoming: UUID, at: datetime) -> bytes:
    """The handling slip: what was said of a document so far, and room to write on."""
    found = open_incoming(actor=actor, incoming=incoming, at=at)
    one, entry = found.incoming, _entered(found.incoming)
    data = _head(one.agency_id, at=at) | {
        "code": f"{entry.number:02d}",
        "title": "Phiếu giải quyết văn bản đến",
        "arrival": f"số {entry.number:02d}, ngày {entry.arrived_on:%d/%m/%Y}",
        "document": f"{one.sender}, {one.type_title} {one.notation} ngày {one.dated:%d/%m/%Y}: {one.subject}",
        "instructions": [
            {
                "who": line.who, "text": line.note, "said_on": clock.local(line.at).date(),
                "due": date.fromisoformat(line.due) if line.due else None,
            }
            for line in found.instructions
        ],
        "hands": [f"Chủ trì: {one.lead}"] if one.lead and one.assigned_at else [],
    }  # fmt: skip
    return render("handling-slip", data, at=at)


@one_state()
def print_stamped(*, actor: Actor, incoming: UUID, at: datetime) -> bytes:
    """A print of the document with the stamp ĐẾN where its first page is empty, or on a page of its own before it. The
    file that is kept, and its signatures, stay as they are; Conflict where there is no PDF to print."""
    import pikepdf

    found = find_incoming(actor=actor, incoming=incoming)
    entry = _entered(found)
    newest = editions_of(found, list(found.arrivals.order_by("at", "id")))[0]
    paper = next((one for one in newest.files if one.media_type == _PDF and one.openable), None)
    if paper is None:
        raise Conflict(
            _("Văn bản không có tệp PDF để in kèm dấu đến."),
            next_step=_("In tệp gốc rồi đóng dấu đến bằng tay."),
        )
    # The copy to look at: without parts that act by themselves, and never the signed original.
    shown = open_file(owner=found.ref, file=paper.id).content
    with pikepdf.open(io.BytesIO(shown)) as print_out:
        first = print_out.pages[0]
        left, bottom, right, top = (float(edge) for edge in first.cropbox)
        spot = room_for_stamp(ink_of(shown))
        stamp = _head(found.agency_id, at=at) | {
            "code": f"{entry.number:02d}", "number": f"{entry.number:02d}", "arrived_on": entry.arrived_on,
            "passed_to": receiver_of(entry), "width": right - left, "height": top - bottom,
            "left": spot.left if spot else 30, "top": spot.top if spot else 40, "alone": spot is None,
        }  # fmt: skip
        with pikepdf.open(io.BytesIO(render("arrival-stamp", stamp, at=at))) as overlay:
            if spot:
                first.add_overlay(overlay.pages[0], pikepdf.Rectangle(left, bottom, right, top))
            else:
                print_out.pages.insert(0, overlay.pages[0])
            if "/AcroForm" in print_out.Root:
                del print_out.Root.AcroForm
            held = io.BytesIO()
            print_out.save(held)
    return held.getvalue()


def _entered(found: Incoming) -> IncomingEntry:
    entry = entry_of(found)
    if entry is None:
        raise Conflict(
            _("Văn bản chưa vào sổ nên chưa có số đến."), next_step=_("Tiếp nhận, vào sổ rồi in lại.")
        )
    return entry


def _head(agency: UUID, *, at: datetime) -> dict[str, Any]:
    day = clock.local(at).date()
    office = agency_on(agency, on=day)
    address = f"{settings.PUBLIC_URL}{reverse('documents:incoming_register')}"
    return head_of(office, day) | {"code": office.identifier, "verify_url": address}

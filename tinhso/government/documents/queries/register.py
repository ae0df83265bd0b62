"""The register of outgoing documents, by agency, sequence and year; and what anyone may ask of one document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.signing.recognising import Recognised
from tinhso.foundation.ui import words
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.units.queries import agencies, agency
from tinhso.government.documents.models import KIND, Copy, Document, OutgoingEntry, SignedAttachment
from tinhso.government.documents.queries.ended import Ended, ended
from tinhso.government.documents.queries.kinds import SEQUENCES, begun_on, choices, type_of
from tinhso.government.documents.queries.lists import VIEW
from tinhso.government.documents.rules import Phase
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotFound
from tinhso.kernel.refs import Ref

PRINT_LIMIT = 5000
NUMBER = "documents.number"


@dataclass(frozen=True)
class Issued:
    """What anyone may know of an issued document: that it is ours, and of what file."""

    type: str
    notation: str
    dated: date
    agency: str
    signer: str
    digest: str
    ended: Ended | None


def places(*, actor: Actor, at: datetime) -> Sequence[AgencyVersion]:
    """The agencies whose register the actor may read."""
    within = agencies_within(actor, VIEW)
    return agencies(on=clock.local(at).date(), ids=within)


def takes_numbers_at(*, actor: Actor, agency: UUID) -> bool:
    """Whether the actor keeps the numbers of this agency."""
    within = agencies_within(actor, NUMBER)
    return within is None or agency in within


def sequences(*, on: date) -> Sequence[tuple[str, str]]:
    """Code and name of each sequence."""
    return choices(SEQUENCES, on=on)


def years(*, agency: UUID, at: datetime) -> Sequence[int]:
    """The years of which there is a register, this one among them; the latest first."""
    known = OutgoingEntry.objects.filter(agency=agency).values_list("year", flat=True).distinct()
    return sorted({clock.local(at).year, *known}, reverse=True)


def entries(*, actor: Actor, agency: UUID, sequence: str, year: int) -> QuerySet[OutgoingEntry]:
    """The lines of a register in the order of numbers; NotFound for an agency whose register is not the actor's."""
    within = agencies_within(actor, VIEW)
    if within is not None and agency not in within:
        raise NotFound(_("Không tìm thấy sổ văn bản đi của cơ quan này."))
    found = OutgoingEntry.objects.filter(agency=agency, sequence=sequence, year=year)
    return found.select_related("document").defer("document__text_sealed").order_by("number")


@dataclass(frozen=True)
class Line:
    """One line of the register, as it is shown."""

    entry: OutgoingEntry
    ended: Ended | None

    @property
    def note(self) -> str:
        return "; ".join(filter(None, (self.entry.note, str(self.ended or ""))))


def lines(entries: Iterable[OutgoingEntry]) -> list[Line]:
    """The lines with what became of their documents, by one read."""
    found = list(entries)
    gone = ended(one.document_id for one in found if one.document_id)
    return [Line(one, gone.get(one.document_id) if one.document_id else None) for one in found]


def columns(line: Line) -> tuple[str, ...]:
    """The ten columns of the decree, as they are taken along; who signs for the receipt does so on paper."""
    entry = line.entry
    sent = entry.document.issued_at if entry.document else None
    return (
        entry.notation, words.day(entry.dated), entry.about, entry.signer, entry.receivers, entry.keeper,
        copies_of(entry), words.day(clock.local(sent)) if sent else "", "", line.note,
    )  # fmt: skip


def copies_of(entry: OutgoingEntry) -> str:
    """How many were issued on paper; empty where it is not said."""
    return str(entry.document.copies or "") if entry.document else ""


def must_fit(rows: QuerySet[OutgoingEntry]) -> None:
    """Invalid when there is more than one print takes."""
    if rows.count() > PRINT_LIMIT:
        raise Invalid(_("Sổ quá dài để in một lần; xin xuất tệp CSV."))


def issued(*, document: UUID, at: datetime) -> Issued:
    """An issued document, to whoever holds it; NotFound for any that is not issued."""
    found = Document.objects.select_related("signer").filter(id=document, phase=Phase.ISSUED).first()
    if found is None or found.numbered_at is None:
        raise NotFound(_("Không có văn bản nào đã ban hành với mã này."))
    day = clock.local(found.numbered_at).date()
    return Issued(
        type=type_of(found.type, on=begun_on(found)).title,
        notation=found.notation,
        dated=day,
        agency=agency(found.agency_id, on=day).name,
        signer=found.signer.name,
        digest=found.file_digest,
        ended=ended([document]).get(document),
    )


def recognise_document(digest: str) -> Recognised | None:
    """What anyone may know of the file with this digest, where it is an issued document or copy."""
    found = Document.objects.filter(file_digest=digest, phase=Phase.ISSUED).first()
    if found is not None and found.issued_at is not None:
        told = issued(document=found.id, at=found.issued_at)
        said = {
            "type": told.type,
            "notation": told.notation,
            "agency": told.agency,
            "day": words.day(told.dated),
        }
        text = _("%(type)s số %(notation)s, %(agency)s, ngày %(day)s.") % said
        return _recognised(
            _("Đúng là văn bản đã ban hành"), text, told.ended, reverse("documents:verify", args=[found.id])
        )
    beside = (
        SignedAttachment.objects.filter(digest=digest).select_related("document").first() if digest else None
    )
    if beside is not None:
        made = beside.document
        assert made.numbered_at is not None
        day = clock.local(made.numbered_at).date()
        said = {
            "notation": made.notation,
            "agency": agency(made.agency_id, on=day).name,
            "day": words.day(day),
        }
        text = _("Kèm theo văn bản số %(notation)s, %(agency)s, ngày %(day)s.") % said
        return _recognised(_("Đúng là tệp kèm theo văn bản đã ban hành"), text, ended([made.id]).get(made.id))
    copy = Copy.objects.filter(file_digest=digest).first() if digest else None
    if copy is None or copy.issued_at is None:
        return None
    day = clock.local(copy.issued_at).date()
    said = {"notation": copy.notation, "agency": agency(copy.agency_id, on=day).name, "day": words.day(day)}
    text = _("Bản sao số %(notation)s, %(agency)s, ngày %(day)s.") % said
    assert isinstance(copy.source, Ref)
    ours = [copy.source.id] if copy.source.kind == KIND else []
    return _recognised(_("Đúng là bản sao đã ban hành"), text, ended(ours).get(copy.source.id))


def _recognised(title: str, text: str, gone: Ended | None, url: str = "") -> Recognised:
    """What is said of a file, and that its document holds no more."""
    return Recognised(title, f"{text} {gone}." if gone else text, url, holds=gone is None)

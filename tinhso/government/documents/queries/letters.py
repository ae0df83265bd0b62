"""An issued document as it leaves the agency, for whatever carries it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, Enclosure, Letter, Place
from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.papers.heads import head_of
from tinhso.foundation.units.queries import agency
from tinhso.government.documents.models import INCOMING, Document, Incoming, OutgoingChange, Receiver
from tinhso.government.documents.queries.incoming_page import editions_of
from tinhso.government.documents.queries.kinds import begun_on, circulation_title, type_of
from tinhso.government.documents.queries.page import attachments_of
from tinhso.government.documents.queries.receivers import receivers_of
from tinhso.government.documents.queries.written import text_of
from tinhso.government.documents.rules import Authority, Phase, own_places
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Ref

_AUTHORITY = {
    Authority.COLLECTIVE: "TM.", Authority.BY_ORDER: "TL.", Authority.EMPOWERED: "TUQ.", Authority.ACTING: "Q.",
}  # fmt: skip


def letter_of(document: UUID, *, made: UUID | None = None, inside: bool = False) -> Letter:
    """An issued document as it leaves, or a change of it that was made, to the receivers that are not of this house, or
    to those that are (`inside`).

    A change goes to those who had the document; one that puts another in its place brings that other one.
    """
    first, done = _issued(document), _made(document, made) if made else None
    shown = _issued(done.by_id) if done and done.by_id else first
    assert shown.numbered_at is not None
    day = clock.local(shown.numbered_at).date()
    office, text = agency(shown.agency_id, on=day), text_of(shown)
    kind = type_of(shown.type, on=begun_on(shown))
    number, _slash, symbol = shown.notation.partition("/")
    return Letter(
        message=str(done.id if done else first.id),
        sender=Place(code=office.identifier, name=office.name, agency=office.agency_id),
        receivers=_places(receivers_of(document), inside=inside),
        number=number,
        symbol=symbol,
        dated=day,
        place=str(head_of(office, day)["place"]),
        type=shown.type,
        type_title=kind.title,
        subject=text.subject,
        authority=_AUTHORITY.get(Authority(shown.authority), "KT." if _deputy(shown.approved_as) else ""),
        position=shown.approved_as,
        signer=shown.signer.name,
        urgency=shown.urgency,
        copies=shown.copies,
        mark=shown.mark,
        circulation=circulation_title(shown.circulation, on=begun_on(shown)),
        places=tuple(own_places(text.places)),
        answers=_answers(shown),
        enclosures=() if done and done.change == Change.RECALL else _enclosures(shown),
        change=done.change if done else Change.NEW,
        changed=str(first.id) if done else "",
        added=_places(done.added.all(), inside=inside) if done else (),
        taken_off=_places(done.taken_off.all(), inside=inside) if done else (),
        reason=done.reason() if done else "",
    )


@dataclass(frozen=True)
class Answer:
    """A document of the house that answers something."""

    source: Ref
    document: Ref


def answered_by(document: UUID) -> Answer | None:
    """What an outgoing document answers; None when it answers nothing."""
    found = Document.objects.filter(id=document).only("id", "answers").first()
    if found is None or not isinstance(found.answers, Ref):
        return None
    return Answer(found.answers, found.ref)


def inside_receivers(document: UUID, *, made: UUID | None = None) -> list[UUID]:
    """The agencies of the house that get a document when it is issued, or are told of a change of it."""
    here = Receiver.objects.filter(document=document, agency__isnull=False).order_by("turn", "id")
    if made is None:
        found = here.filter(added_by=None)
    else:
        listed = here.filter(Q(added_by=made) | Q(taken_off_by=made))
        readdressed = Receiver.objects.filter(Q(added_by=made) | Q(taken_off_by=made)).exists()
        found = listed if readdressed else here.filter(taken_off_by=None)
    return [one.agency_id for one in found if one.agency_id]


def inside_letter(document: UUID, *, agency: UUID, made: UUID | None) -> Letter:
    """What one agency of the house gets: one that was added the document itself, one that was taken off a recall."""
    letter = letter_of(document, made=made, inside=True)
    if any(one.agency == agency for one in letter.added):
        return letter_of(document, inside=True)
    if any(one.agency == agency for one in letter.taken_off):
        return replace(letter, change=Change.RECALL, enclosures=())
    return letter


def _issued(document: UUID) -> Document:
    found = Document.objects.select_related("signer", "file").filter(id=document, phase=Phase.ISSUED).first()
    if found is None:
        raise NotFound(_("Không có văn bản nào đã ban hành với mã này."))
    return found


def _made(document: UUID, made: UUID) -> OutgoingChange:
    found = OutgoingChange.objects.select_related("document").filter(id=made, document=document).first()
    if found is None:
        raise NotFound(_("Văn bản không có thay đổi này."))
    return found


def _places(receivers: Iterable[Receiver], *, inside: bool) -> Sequence[Place]:
    return [
        Place(code=one.code, name=one.name, agency=one.agency_id)
        for one in receivers
        if bool(one.agency_id) == inside
    ]


def _enclosures(document: Document) -> Sequence[Enclosure]:
    """The signed file, then what goes with it."""
    assert document.file is not None
    beside = [(one.id, one.name, one.media_type) for one in attachments_of(document) if one.openable]
    files = [(document.file_id, document.file.name, document.file.media_type), *beside]
    return [
        Enclosure(name=name, media_type=kind, open=partial(original_bytes, owner=document.ref, file=key))
        for key, name, kind in files
        if key is not None
    ]


def _answers(document: Document) -> Sequence[str]:
    """What their sender calls the documents it answers."""
    about = document.answers
    if not isinstance(about, Ref) or about.kind != INCOMING:
        return ()
    found = Incoming.objects.filter(id=about.id).values_list("message", flat=True).first()
    return (found,) if found else ()


def _deputy(title: str) -> bool:
    return title.casefold().startswith("phó ")


def passed_letter(incoming: UUID, *, change: str) -> Letter:
    """An incoming document as it is passed on to an agency below, or asked back there; its sender stays its sender."""
    found = Incoming.objects.get(id=incoming)
    newest = editions_of(found, list(found.arrivals.order_by("at", "id")))[0]
    said = newest.content
    number, _slash, symbol = found.notation.partition("/")
    recalled = change == Change.RECALL
    return Letter(
        message=f"{found.id}:{change}" if recalled else str(found.id),
        sender=Place(code=found.sender_code, name=found.sender),
        receivers=(),
        number=number,
        symbol=symbol,
        dated=found.dated,
        place=str(said.get("place", "")),
        type=found.type,
        type_title=found.type_title,
        subject=found.subject,
        content=str(said.get("content", "")),
        authority=str(said.get("authority", "")),
        position=str(said.get("position", "")),
        signer=str(said.get("signer", "")),
        urgency=found.urgency,
        due=found.due,
        circulation=str(said.get("circulation", "")),
        places=said.get("places", ()),
        pages=int(said.get("pages", 0)),
        enclosures=() if recalled else [
            Enclosure(
                name=one.name,
                media_type=one.media_type,
                open=partial(original_bytes, owner=found.ref, file=one.id),
            )
            for one in newest.files
            if one.openable
        ],
        change=change,
        changed=str(found.id) if recalled else "",
    )  # fmt: skip

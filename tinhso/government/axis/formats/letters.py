"""Between what the house knows of a document and what the wire says of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import NAMESPACE_URL, uuid5

from tinhso.contracts.documents import Change, Enclosure, Letter, Place
from tinhso.government.axis.formats.codes import Codes
from tinhso.government.axis.formats.messages import (
    LENGTHS,
    Attachment,
    Business,
    DocumentMessage,
    DocumentType,
    Hop,
    Kind,
    Organ,
    OtherInfo,
    Receiver,
    Replacement,
    ResponseFor,
    SignerInfo,
)
from tinhso.kernel.text import canonical

_MOST_URGENT = 3
"""The house knows three degrees; the axis has one more, urgent at an hour."""
_NUMBER = re.compile(r"\s*([0-9]+[a-zA-Z]?)\s*/\s*(.+)")
NO_REASON = "Văn bản mới"
"""Written where nothing is to be said; kept and sent out, so it stays Vietnamese."""


def message_of(
    letter: Letter, *, codes: Codes, answers: Sequence[ResponseFor] = (), at: datetime
) -> DocumentMessage:
    """A letter as it is written. Its files are read now; `answers` are the documents it answers, as their senders
    call them."""
    change = Change(letter.change)
    receivers = tuple(Organ(id=one.code, name=_cut(one.name, "organname")) for one in letter.receivers)
    return DocumentMessage(
        sender=Organ(id=letter.sender.code, name=_cut(letter.sender.name, "organname")),
        receivers=receivers,
        document_id=letter.message,
        number=letter.number,
        notation=letter.symbol,
        place=letter.place,
        promulgated=letter.dated,
        type=DocumentType(code=codes.type_code(letter.type_title), name=_cut(letter.type_title, "typename")),
        subject=_cut(letter.subject, "subject"),
        content=_cut(letter.content, "content"),
        signer=SignerInfo(
            competence=letter.authority,
            position=_cut(letter.position, "position"),
            full_name=_cut(letter.signer, "fullname"),
        ),
        due=letter.due,
        to_places=_within(letter.places, LENGTHS["toplaces"]),
        other=OtherInfo(
            priority=int(letter.urgency or 0),
            sphere=_cut(letter.circulation, "sphereofpromulgation"),
            type_notation=_cut(letter.mark, "typernotation"),
            copies=letter.copies or None,
            pages=letter.pages or None,
        ),
        response_for=tuple(answers),
        steering=int(letter.steering or 1),
        hops=(Hop(organ_id=letter.sender.code, at=at),),
        business=_business(letter, change, tuple(one.id for one in receivers)),
        attachments=() if change == Change.RECALL else tuple(_attached(letter)),
    )


def letter_of(
    message: DocumentMessage,
    *,
    types: Mapping[str, str],
    receiver: Place,
    sender: Place,
    at: date,
    warnings: Sequence[str] = (),
) -> Letter:
    """What a message says, for one receiver of the house. `types` are the names of types by their codes; a day that
    was left out is the day it came."""
    business = message.business
    changed = business.document_id
    if business.kind is Kind.REPLACE:
        changed = next((one.document_id for one in business.replacements), "")
    name = message.type.name
    number, symbol = message.number, message.notation
    if not number and (whole := _NUMBER.fullmatch(symbol)):
        number, symbol = whole[1], whole[2]
    return Letter(
        message=message.document_id,
        sender=sender,
        receivers=(receiver,),
        number=number,
        symbol=symbol,
        dated=message.promulgated or at,
        place=message.place,
        type=next((code for code, title in types.items() if canonical(title) == canonical(name)), ""),
        type_title=name,
        subject=message.subject,
        content=message.content,
        authority=message.signer.competence,
        position=message.signer.position,
        signer=message.signer.full_name,
        urgency=str(min(message.other.priority, _MOST_URGENT)),
        due=message.due,
        places=message.to_places,
        pages=message.other.pages or 0,
        copies=message.other.copies or 0,
        mark=message.other.type_notation,
        circulation=message.other.sphere,
        steering=str(message.steering),
        answers=tuple(one.document_id for one in message.response_for if one.document_id),
        enclosures=tuple(_enclosed(one) for one in message.attachments),
        change=str(int(business.kind)),
        changed=changed if business.kind is not Kind.NEW else "",
        added=_listed(business, added=True),
        taken_off=_listed(business, added=False),
        reason=business.reason if business.kind is not Kind.NEW else "",
        warnings=tuple(warnings),
    )


def readdressed(letter: Letter, *, codes: Collection[str], here: bool) -> Letter:
    """What an update means to a receiver with these codes: a recall to one it takes off, to one it adds the document
    itself, unless that is `here`."""
    if any(one.code in codes for one in letter.taken_off):
        return replace(letter, change=Change.RECALL, enclosures=())
    if here or not any(one.code in codes for one in letter.added):
        return letter
    said = f"Nơi gửi thêm cơ quan vào nơi nhận: {letter.reason}"
    return replace(
        letter,
        change=Change.NEW,
        message=letter.changed,
        changed="",
        reason="",
        warnings=(*letter.warnings, said),
    )


def by_itself(letter: Letter) -> Letter:
    """A document that came in the place of another, where that one never came: one of its own."""
    said = f"Nơi gửi ghi là thay thế văn bản mã {letter.changed}, cơ quan chưa nhận được văn bản đó: {letter.reason}"
    return replace(
        letter, change=Change.NEW, changed="", reason="", warnings=(*letter.warnings, said.rstrip(": "))
    )


def _listed(business: Business, *, added: bool) -> tuple[Place, ...]:
    """What only an update says."""
    if business.kind is not Kind.UPDATE or not business.receivers_changed:
        return ()
    return tuple(Place(code=one.organ_id, name="") for one in business.receivers if one.added is added)


def _business(letter: Letter, change: Change, receivers: tuple[str, ...]) -> Business:
    if change == Change.REPLACE:
        replaced = Replacement(document_id=letter.changed, organ_ids=receivers)
        return Business(kind=Kind.REPLACE, reason=letter.reason, replacements=(replaced,))
    listed = [
        *(Receiver(organ_id=one.code, added=True) for one in letter.added),
        *(Receiver(organ_id=one.code, added=False) for one in letter.taken_off),
    ]
    return Business(
        kind=Kind(int(change)),
        reason=letter.reason or NO_REASON,
        document_id=letter.changed,
        content_changed=change == Change.UPDATE and not listed,
        receivers_changed=bool(listed),
        receivers=tuple(listed),
    )


def _attached(letter: Letter) -> list[Attachment]:
    return [
        Attachment(
            id=str(uuid5(NAMESPACE_URL, f"{letter.message}#{turn}")),
            name=_cut(one.name, "attachmentname"),
            content_type=one.media_type,
            content=one.open(),
        )
        for turn, one in enumerate(letter.enclosures)
    ]


def _enclosed(one: Attachment) -> Enclosure:
    return Enclosure(name=one.name or one.id, media_type=one.content_type, open=lambda: one.content)


def _cut(text: str, name: str) -> str:
    """Within the length agreed: what is longer stands whole in the signed file."""
    most = LENGTHS[name]
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _within(places: Sequence[str], most: int) -> tuple[str, ...]:
    kept: list[str] = []
    for one in places:
        if sum(map(len, kept)) + len(one) > most:
            break
        kept.append(one)
    return tuple(kept)

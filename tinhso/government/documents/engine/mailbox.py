"""Mail to an agency: each becomes a document that waits for the records clerk. Nothing is deleted.

It is laid into a folder, one folder an agency, and moved away when it is in; one that can not be taken lies aside with
the reason beside it. Or it is read out of the agency's mailbox at a mail server, where it stays; one that can not be
taken waits for the clerk too, without its files and with the reason.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import structlog

from tinhso.contracts.documents import Enclosure, Letter, Place
from tinhso.foundation.units.queries import agency_by_key
from tinhso.government.documents.actions import arrive
from tinhso.government.documents.engine import imap
from tinhso.government.documents.formats.mails import MOST_BYTES, Attached, Mail, Unreadable, read
from tinhso.government.documents.models import Mailbox
from tinhso.government.documents.queries.mailboxes import address_here
from tinhso.government.documents.rules.incoming import MAIL
from tinhso.government.documents.rules.mailboxes import Address, Fault, wait_after
from tinhso.kernel import clock
from tinhso.kernel.errors import Invalid, NotFound, Refusal

TAKEN, ASIDE = "da-nhan", "khong-nhan"
_MOST = 100
"""Mails in one go."""
_ENOUGH = 120.0
"""Seconds after which the rest of a mailbox is left to the next time."""
log = structlog.get_logger()


def bring_in(folder: Path, *, at: datetime) -> int:
    """Take in what lies in the folders of agencies (named by their keys); how many were taken.

    The same mail laid there twice is one document. An unknown folder is left as it is and told in the log.
    """
    taken = 0
    for box in sorted(one for one in folder.iterdir() if one.is_dir()):
        mails = sorted(box.glob("*.eml"))[:_MOST]
        if not mails:
            continue
        try:
            agency = agency_by_key(box.name, on=clock.local(at).date()).agency_id
        except NotFound:
            log.warning("documents.mail_for_nobody", folder=box.name, mails=len(mails))
            continue
        for path in mails:
            try:
                arrive(_letter(_read(path), at=at), carrier=MAIL, agency=agency, at=at)
            except (Unreadable, Invalid) as refusal:
                reason = refusal if isinstance(refusal, Unreadable) else refusal.detail
                faults = [one.reason for one in refusal.faults] if isinstance(refusal, Invalid) else []
                _lay(path, ASIDE, reason="\n".join([str(reason), *faults]))
            else:
                taken += 1
                _lay(path, TAKEN)
    return taken


def ask(*, agency: UUID, at: datetime) -> None:
    """Take in what came into the mailbox of an agency since it was read last.

    How far it was read is kept after each mail, and a mail that is read again is the same document: whenever this is
    cut off, nothing is lost and nothing doubled. What goes wrong is kept with the mailbox, and it is asked less often.
    """
    box = Mailbox.objects.get(agency=agency)
    try:
        address = address_here(agency)
        if address is None:
            return
        _read_on(box, address, at=at)
    except imap.Failed as failed:
        _note(box, failed.fault, at=at)
    except Refusal:
        _note(box, Fault.HOUSE, at=at)
    else:
        _note(box, "", at=at)


def _read_on(box: Mailbox, address: Address, *, at: datetime) -> None:
    until = time.monotonic() + _ENOUGH
    with imap.opened(address) as session:
        if session.validity != box.validity:
            box.validity, box.last = session.validity, 0
        for uid in session.after(box.last, since=box.since)[:_MOST]:
            raw = session.mail(uid)
            if raw != b"":
                _take_in(raw, box, uid, at=at)
                box.taken += 1
            box.last = uid
            box.save(update_fields=["validity", "last", "taken"])
            if time.monotonic() > until:
                break


def _take_in(raw: bytes | None, box: Mailbox, uid: int, *, at: datetime) -> None:
    """One mail, whatever it is: the clerk is told of it."""
    try:
        letter = _letter(_checked(raw), at=at)
    except Unreadable as wrong:
        said = raw or f"{box.address} {box.validity} {uid}".encode()
        arrive(
            _unread(sha256(said).hexdigest(), str(wrong), at=at), carrier=MAIL, agency=box.agency_id, at=at
        )
        return
    try:
        arrive(letter, carrier=MAIL, agency=box.agency_id, at=at)
    except Invalid as refusal:
        reasons = [refusal.detail, *(one.reason for one in refusal.faults)]
        bare = replace(letter, enclosures=(), content="\n".join([*reasons, "", letter.content]).strip())
        arrive(bare, carrier=MAIL, agency=box.agency_id, at=at)


def _checked(raw: bytes | None) -> Mail:
    if raw is None:
        raise Unreadable(f"thư lớn hơn {MOST_BYTES // 1024 // 1024} MB")
    return read(raw)


def _unread(message: str, reason: str, *, at: datetime) -> Letter:
    return Letter(
        message=message, sender=Place(code="", name="Thư không đọc được"), receivers=(), number="", symbol="",
        dated=clock.local(at).date(), place="", type="", type_title="", subject="Thư không đọc được",
        content=f"Thư vẫn nằm trong hộp thư của cơ quan: {reason}.",
    )  # fmt: skip


def _note(box: Mailbox, fault: str, *, at: datetime) -> None:
    """Keep how it went, and when it is asked again."""
    box.fault = fault
    box.failures = box.failures + 1 if fault else 0
    box.failing_since = (box.failing_since or at) if fault else None
    if not fault:
        box.answered_at = at
    box.next_at = at + wait_after(box.failures)
    box.save(update_fields=["fault", "failures", "failing_since", "answered_at", "next_at"])


def _read(path: Path) -> Mail:
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(f"thư lớn hơn {MOST_BYTES // 1024 // 1024} MB")
    return read(path.read_bytes())


def _letter(mail: Mail, *, at: datetime) -> Letter:
    """As far as a mail says: what number and day the document has, the clerk says. The address it came from is
    somebody's own, so it stands in what is sealed."""
    day = clock.local(min(mail.sent_at or at, at)).date()
    sender = mail.sender or "Thư không ghi tên người gửi"
    return Letter(
        message=mail.identifier, sender=Place(code="", name=sender), receivers=(), number="", symbol="", dated=day,
        place="", type="", type_title="", subject=mail.subject or "Thư không có tiêu đề",
        content=f"{mail.address}\n\n{mail.text}".strip(),
        enclosures=[Enclosure(name=one.name, media_type="", open=_content(one)) for one in mail.files],
    )  # fmt: skip


def _content(file: Attached) -> Callable[[], bytes]:
    return lambda: file.content


def _lay(path: Path, where: str, *, reason: str = "") -> None:
    place = path.parent / where
    place.mkdir(exist_ok=True)
    if reason:
        (place / f"{path.stem}.txt").write_text(reason + "\n", encoding="utf-8")
    path.replace(place / path.name)

"""Mail that is laid into a folder, one folder an agency: each becomes a document that waits for the records clerk.

A mail is moved away when it is in; one that can not be taken lies aside with the reason beside it. Nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import structlog

from tinhso.contracts.documents import Enclosure, Letter, Place
from tinhso.foundation.units.queries import agency_by_key
from tinhso.government.documents.actions import arrive
from tinhso.government.documents.formats.mails import MOST_BYTES, Attached, Mail, Unreadable, read
from tinhso.government.documents.rules.incoming import MAIL
from tinhso.kernel import clock
from tinhso.kernel.errors import Invalid, NotFound

TAKEN, ASIDE = "da-nhan", "khong-nhan"
_MOST = 100
"""Mails in one go."""
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

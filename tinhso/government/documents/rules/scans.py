"""What can be read off the text of a scan: number, day, abstract and sender. Suggestions only. No ORM."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

_NUMBER = re.compile(r"S[ốôoó]\s*[:.]?\s*(\d{1,6})\s*/\s*([A-ZĐ](?:[^\W_]|&)*(?:\s?[-–]\s?(?:[^\W_]|&)+)*)")
_DATE = re.compile(r"ng[àa]y\s+(\d{1,2})\s+th[áa]ng\s+(\d{1,2})\s+n[ăa]m\s+(\d{4})", re.IGNORECASE)
_ABOUT = re.compile(r"(?:\bV\s?[/|1lỊịÍíÌìI]\s?v|Về việc)\b\s*:?\s*(.+)", re.IGNORECASE)
"""The stroke of `V/v` is often taken for a letter."""
_CROWN = ("cộng hòa xã hội chủ nghĩa việt nam", "cộng hoà xã hội chủ nghĩa việt nam", "độc lập")
_SENDERS = re.compile(
    r"^(ỦY BAN|UỶ BAN|SỞ|BỘ|BAN|CHI CỤC|CỤC|HỘI|CÔNG AN|TÒA ÁN|TOÀ ÁN|VIỆN|TRUNG TÂM|VĂN PHÒNG|TỈNH|PHÒNG|ĐẢNG ỦY)\b"
)
_SPECKS = re.compile(r"^(?:[^\w“\"(]|_)+|(?:[^\w.,;:!?)”\"/%]|_)+$")
"""What dirt on the glass is read as, at the ends of a line."""
_LONGEST = 300


def suggested(text: str) -> dict[str, str]:
    """Fields of the slip that the text seems to give, under their names; what is not found is left out."""
    lines = [_SPECKS.sub("", " ".join(line.split())) for line in text.splitlines() if line.strip()]
    found = {**_number(text), **_day(text)}
    if subject := _about(lines):
        found["subject"] = subject
    if sender := _sender(lines):
        found["sender"] = sender
    return found


def _number(text: str) -> dict[str, str]:
    match = _NUMBER.search(text)
    if match is None:
        return {}
    return {"number": match[1], "symbol": re.sub(r"\s?[-–]\s?", "-", match[2])[:39]}


def _day(text: str) -> dict[str, str]:
    for match in _DATE.finditer(text):
        try:
            day = date(int(match[3]), int(match[2]), int(match[1]))
        except ValueError:
            continue
        return {"dated": f"{day:%d/%m/%Y}"}
    return {}


def _about(lines: Sequence[str]) -> str:
    """The abstract goes on over the lines that follow, until one begins another part."""
    for place, line in enumerate(lines):
        if match := _ABOUT.search(line):
            said = [match[1]]
            for more in lines[place + 1 : place + 3]:
                if more[:1].isupper() or ":" in more:
                    break
                said.append(more)
            return " ".join(said).strip(" .")[:_LONGEST]
    return ""


def _sender(lines: Sequence[str]) -> str:
    """The last line in capitals at the head that names an agency: the one above it is its parent's."""
    names = []
    for line in lines[:8]:
        bare = line
        for crown in _CROWN:
            at = bare.casefold().find(crown)
            bare = _SPECKS.sub("", bare[:at].strip()) if at >= 0 else bare
        if bare.isupper() and _SENDERS.match(bare):
            names.append(bare)
    return names[-1].capitalize()[:_LONGEST] if names else ""

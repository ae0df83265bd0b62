"""Copies as Decree 30/2020/NĐ-CP has them (articles 25 to 27, annex I part II): kinds, numbers, pages. No ORM."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext_lazy

from tinhso.kernel.clock import local


class CopyKind(StrEnum):
    """What a copy is of; the values are those of the addresses."""

    WHOLE = "sy"
    """Sao y: all of an original."""
    EXTRACT = "trs"
    """Trích sao: part of an original."""
    AGAIN = "sl"
    """Sao lục: all of a document that is a copy itself."""


class CopyState(StrEnum):
    """Where a copy is in its life."""

    ASKED = "asked"
    REFUSED = "refused"
    ALLOWED = "allowed"
    NUMBERED = "numbered"
    ISSUED = "issued"


COPY_TITLES = {
    CopyKind.WHOLE: gettext_lazy("Sao y"),
    CopyKind.EXTRACT: gettext_lazy("Trích sao"),
    CopyKind.AGAIN: gettext_lazy("Sao lục"),
}
FORMS = {CopyKind.WHOLE: "SAO Y", CopyKind.EXTRACT: "TRÍCH SAO", CopyKind.AGAIN: "SAO LỤC"}
"""Hình thức sao, as it stands on paper."""
ABBREVIATIONS = {CopyKind.WHOLE: "SY", CopyKind.EXTRACT: "TrS", CopyKind.AGAIN: "SL"}
COPY_STATE_TITLES = {
    CopyState.ASKED: gettext_lazy("Chờ duyệt sao"),
    CopyState.REFUSED: gettext_lazy("Không cho sao"),
    CopyState.ALLOWED: gettext_lazy("Chờ cấp số"),
    CopyState.NUMBERED: gettext_lazy("Đang ký số"),
    CopyState.ISSUED: gettext_lazy("Đã ban hành"),
}
COPY_TONES = {
    CopyState.ASKED: "wait", CopyState.REFUSED: "bad", CopyState.ALLOWED: "wait", CopyState.NUMBERED: "info",
    CopyState.ISSUED: "good",
}  # fmt: skip
BATCH_MOST = 200
"""Documents signed or numbered with one press."""
_RANGE = re.compile(r"(\d{1,4})(?:\s*-\s*(\d{1,4}))?")


def copy_notation(kind: CopyKind, *, number: int, agency: str) -> str:
    """`05/SY-UBND`."""
    return f"{number:02d}/{ABBREVIATIONS[kind]}-{agency}"


def pages_of(text: str, *, of: int) -> Sequence[int]:
    """The pages that `1-3, 5` names, from 1 on, in order and each once; ValueError when one is not there."""
    found: set[int] = set()
    for part in text.split(","):
        match = _RANGE.fullmatch(part.strip())
        if match is None:
            raise ValueError(part)
        first, last = int(match[1]), int(match[2] or match[1])
        if not 1 <= first <= last <= of:
            raise ValueError(part)
        found.update(range(first, last + 1))
    return sorted(found)


def copy_words(kind: CopyKind, *, notation: str, agency: str, at: datetime) -> tuple[str, ...]:
    """What stands at the top right of the first page beside the organisation's signature (form 3.2)."""
    return signed_words(f"{FORMS[kind]} số {notation}", agency=agency, at=at)


def signed_words(first: str, *, agency: str, at: datetime) -> tuple[str, ...]:
    """What the organisation's signature without a picture shows: what it is of, who signed and when (ISO 8601 zone)."""
    moment = local(at)
    zone = f"{moment:%z}"
    return (
        first,
        agency,
        f"Thời gian ký: {moment:%d/%m/%Y %H:%M:%S} {zone[:3]}:{zone[3:]}",
    )

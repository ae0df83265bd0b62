"""What the national portal sends about a filing of before: its person takes it back, or completes it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import OutsidePaper
from tinhso.government.portalsync.formats import moments
from tinhso.government.portalsync.formats.filing import AHEAD, Damaged, Reader, opened
from tinhso.government.portalsync.rules import Portal


class Kind(StrEnum):
    """What a message is about."""

    FILING = "filing"
    WITHDRAWAL = "withdrawal"
    ANSWER = "answer"


_MOST_DIGITS = 3
_LABELS: Mapping[Kind, str] = {Kind.WITHDRAWAL: "rut", Kind.ANSWER: "bo-sung"}


@dataclass(frozen=True)
class Change:
    """A change as it was read; whether there is such a dossier is not known yet."""

    kind: Kind
    code: str
    """Of the filing it is about."""
    number: int
    """Of the request that it answers; 0 for a withdrawal."""
    asked_at: datetime
    words: str
    papers: Sequence[OutsidePaper]

    @property
    def identity(self) -> Mapping[str, Any]:
        """What it is known by: a filing is taken back once, and each request answered once."""
        return {"kind": self.kind, "code": self.code, "number": self.number}

    @property
    def label(self) -> str:
        """The same as one word, under which its parts are fingerprinted."""
        number = f"-{self.number}" if self.number else ""
        return f"{self.code}/{_LABELS[self.kind]}{number}"

    def parts(self, terms: Portal) -> Iterator[tuple[str, str]]:
        """Every part by its place, written the same for the same content however it was sent."""
        yield terms.change.asked_at, moments.written(self.asked_at)
        yield terms.change.words, self.words
        for number, one in enumerate(self.papers):
            content = hashlib.sha256(one.content).hexdigest()
            yield f"{terms.filing.papers}.{number}", f"{one.paper} {one.name} {content}"


def read(raw: bytes, *, kind: Kind, terms: Portal, at: datetime) -> Change:
    """The change in a message; Damaged names everything that is missing or wrong in it."""
    names, message = terms.change, opened(raw)
    found = Reader(message, terms.filing)
    code, number = found.text(names.code), 0
    if kind == Kind.ANSWER:
        given = str(message.get(names.number, ""))
        if given.isascii() and given.isdigit() and len(given) <= _MOST_DIGITS and int(given):
            number = int(given)
        else:
            found.fault(names.number, _("Phải là số thứ tự của yêu cầu bổ sung."))
    change = Change(
        kind=kind,
        code=code,
        number=number,
        asked_at=found.moment(names.asked_at, latest=at + AHEAD),
        words=found.text(names.words, needed=False),
        papers=found.papers() if kind == Kind.ANSWER else (),
    )
    if found.faults:
        raise Damaged(found.problem, *found.faults, code=code, number=number)
    return change

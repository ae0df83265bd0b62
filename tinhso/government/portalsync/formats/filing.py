"""A filing as the national portal sends it: read strictly, or refused with every reason at once."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.utils.translation import gettext as _
from pydantic_core import from_json

from tinhso.contracts.dossiers import OutsideApplicant, OutsidePaper
from tinhso.government.portalsync.formats import moments
from tinhso.government.portalsync.rules import FilingNames, national_code
from tinhso.kernel.errors import Fault

LONGEST = 32 * 1024 * 1024
"""Octets of one message."""
MOST_PAPERS = 50
_LONGEST_TEXT = 500
_SORTED = json.JSONEncoder(sort_keys=True).encode
AHEAD = timedelta(minutes=10)
"""How far the portal's clock may be before ours."""


class Problem(StrEnum):
    """Why a message was not taken as it came."""

    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    INCOMPLETE = "incomplete"
    HASH = "hash"
    PROCEDURE = "procedure"
    AGENCY = "agency"
    REFUSED = "refused"
    DIFFERS = "differs"
    EARLY = "early"
    MOVED_ON = "moved_on"


@dataclass(frozen=True)
class Arrived:
    """A filing as it was read; nothing of it is checked against the province yet."""

    code: str
    procedure: str
    agency: str
    filed_at: datetime
    applicant: OutsideApplicant
    precheck: Mapping[str, Any]
    answers: Mapping[str, Any]
    papers: Sequence[OutsidePaper]

    def parts(self, names: FilingNames) -> Iterator[tuple[str, str]]:
        """Every part by its place, written the same for the same content however it was sent."""
        yield names.procedure, self.procedure
        yield names.agency, self.agency
        yield names.filed_at, moments.written(self.filed_at)
        for name in ("name", "national_id", "birth_date", "phone", "email", "address"):
            yield getattr(names, name), getattr(self.applicant, name)
        for place, given in ((names.precheck, self.precheck), (names.answers, self.answers)):
            for key, value in given.items():
                yield f"{place}.{key}", _SORTED(value)
        for number, one in enumerate(self.papers):
            yield f"{names.papers}.{number}", f"{one.paper} {one.name} {one.digest}"


class Damaged(Exception):  # noqa: N818
    """It cannot be read; `code` and `number` are what could be read of what it is about."""

    def __init__(self, problem: Problem, *faults: Fault, code: str = "", number: int = 0) -> None:
        super().__init__(problem)
        self.problem, self.faults, self.code, self.number = problem, faults, code, number


def read(raw: bytes, *, names: FilingNames, proven: bool, at: datetime) -> Arrived:
    """The filing in a message; Damaged names everything that is missing or wrong in it."""
    message = opened(raw)
    found = Reader(message, names)
    code = found.text(names.code)
    procedure = national_code(found.text(names.procedure))
    if message.get(names.procedure) and not procedure:
        found.fault(names.procedure, _("Không phải mã thủ tục."))
    applicant = OutsideApplicant(
        name=found.text(names.name),
        national_id=found.text(names.national_id),
        birth_date=found.text(names.birth_date, needed=False),
        phone=found.text(names.phone, needed=False),
        email=found.text(names.email, needed=False),
        address=found.text(names.address, needed=False),
        proven=proven,
    )
    arrived = Arrived(
        code=code,
        procedure=procedure,
        agency=found.text(names.agency, needed=False),
        filed_at=found.moment(names.filed_at, latest=at + AHEAD),
        applicant=applicant,
        precheck=found.mapping(names.precheck),
        answers=found.mapping(names.answers),
        papers=found.papers(),
    )
    if found.faults:
        raise Damaged(found.problem, *found.faults, code=code)
    return arrived


def opened(raw: bytes) -> dict[str, Any]:
    """The object in a message; Damaged when there is none."""
    try:
        # Most of a message is files: the standard library's reader takes ten times as long over those.
        message = from_json(raw.removeprefix(BOM_UTF8), allow_inf_nan=False)
    except ValueError:
        raise Damaged(Problem.UNREADABLE, Fault("", _("Nội dung không phải JSON đọc được."))) from None
    if not isinstance(message, dict):
        raise Damaged(Problem.UNREADABLE, Fault("", _("Nội dung phải là một đối tượng JSON.")))
    if b"\\u0000" in raw:
        raise Damaged(Problem.UNREADABLE, Fault("", _("Nội dung có ký tự không dùng được.")))
    return message


class Reader:
    """Takes parts out of a message and gathers what is wrong with them."""

    def __init__(self, message: Mapping[str, Any], names: FilingNames) -> None:
        self._message, self._names = message, names
        self.faults: list[Fault] = []
        self.problem = Problem.INCOMPLETE

    def fault(self, field: str, reason: str) -> None:
        self.faults.append(Fault(field, reason))

    def text(self, field: str, *, needed: bool = True) -> str:
        return self._text(self._message, field, field, needed=needed)

    def moment(self, field: str, *, latest: datetime) -> datetime:
        text = self.text(field)
        try:
            found = moments.read(text)
        except ValueError:
            if text:
                self.fault(field, _("Ghi thời điểm theo dạng yyyyMMddHHmmss."))
            return latest
        if found > latest:
            self.fault(field, _("Thời điểm nộp ở tương lai."))
        return found

    def mapping(self, field: str) -> dict[str, Any]:
        given = self._message.get(field) or {}
        if not isinstance(given, dict):
            self.fault(field, _("Phải là một đối tượng JSON."))
            return {}
        return given

    def papers(self) -> list[OutsidePaper]:
        names = self._names
        given = self._message.get(names.papers) or []
        if not isinstance(given, list) or len(given) > MOST_PAPERS:
            self.fault(names.papers, _("Phải là danh sách không quá %(most)d tệp.") % {"most": MOST_PAPERS})
            return []
        found = []
        for number, one in enumerate(given):
            place = f"{names.papers}.{number}"
            if not isinstance(one, dict):
                self.fault(place, _("Phải là một đối tượng JSON."))
                continue
            paper = self._text(one, names.paper, f"{place}.{names.paper}")
            name = self._text(one, names.file_name, f"{place}.{names.file_name}")
            content = self._content(one, place)
            if content is not None:
                came = OutsidePaper(paper=paper, name=name, content=content)
                self._check(came, one, place)
                found.append(came)
        return found

    def _content(self, one: Mapping[str, Any], place: str) -> bytes | None:
        names = self._names
        try:
            return base64.b64decode(one.get(names.content) or "", validate=True)
        except (binascii.Error, ValueError, TypeError):
            self.fault(f"{place}.{names.content}", _("Nội dung tệp không phải base64."))
            return None

    def _check(self, came: OutsidePaper, one: Mapping[str, Any], place: str) -> None:
        said = str(one.get(self._names.hash) or "").lower()
        if not hmac.compare_digest(came.digest.encode(), said.encode()):
            self.problem = Problem.HASH
            self.fault(
                f"{place}.{self._names.hash}",
                _("Mã băm không khớp với nội dung tệp: tệp hỏng trên đường gửi."),
            )

    def _text(self, given: Mapping[str, Any], field: str, place: str, *, needed: bool = True) -> str:
        value = given.get(field)
        if value is None or value == "":
            if needed:
                self.fault(place, _("Chưa có."))
            return ""
        if not isinstance(value, str) or len(value) > _LONGEST_TEXT:
            self.fault(place, _("Phải là chữ, dài không quá %(most)d ký tự.") % {"most": _LONGEST_TEXT})
            return ""
        return value.strip()

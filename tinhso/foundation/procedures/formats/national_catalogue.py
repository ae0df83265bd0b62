"""The national catalogue of procedures, one JSON object a line, read one line at a time. Pure.

A line is sound, or it has faults that keep it in quarantine until a person has looked. Warnings go with a
sound line. Nothing is repaired by guessing: a fee of 120 may well be 120,000, but a person says so.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, BinaryIO, NamedTuple

from pydantic import BaseModel, ConfigDict, StrictBool, StrictFloat, StrictInt, StrictStr, ValidationError

from tinhso.kernel.money import format_dong, parse_dong
from tinhso.kernel.text import canonical, compact, nfc

MAX_LINE_BYTES = 1_000_000
SMALLEST_FEE = 1_000
FAULTS: Mapping[str, str] = {
    "unreadable_line": "dòng không đọc được",
    "malformed": "thiếu trường hoặc sai kiểu dữ liệu",
    "code_malformed": "mã thủ tục không đúng dạng",
    "code_repeated": "mã đã gặp ở dòng trước",
    "name_ends_in_code": "tên kết thúc bằng mã thủ tục",
    "abolished_unit": "nhắc tới cấp huyện hoặc đơn vị hành chính không còn",
    "fee_too_small": "mức phí dưới 1.000 đồng",
    "fee_unreadable": "mức phí không đọc được",
    "time_not_number": "thời hạn không phải là số",
    "time_without_unit": "thời hạn không có đơn vị hoặc đơn vị lạ",
    "level_unknown": "cấp thực hiện không có trong danh mục",
    "channel_unknown": "cách nộp không có trong danh mục",
}
WARNINGS: Mapping[str, str] = {
    "look_alike_name": "tên giống thủ tục khác",
    "no_agency": "chưa ghi cơ quan thực hiện",
    "free_with_fee": "vừa ghi miễn phí vừa ghi mức thu",
    "times_differ": "thời hạn khác nhau giữa các cách nộp",
    "time_fractional": "thời hạn lẻ",
    "old_term": "nhắc tới cấp huyện trong tên chính sách, thành phần hồ sơ hoặc kết quả",
}
LEVELS: Mapping[str, str] = {
    "Cấp bộ": "ministry",
    "Cấp tỉnh": "province",
    "Cấp xã": "commune",
    "Cơ quan khác": "other",
}
CHANNELS = ("online", "counter", "post")
UNITS: Mapping[str, str] = {
    "working_day": "ngày làm việc",
    "day": "ngày",
    "hour": "giờ",
    "month": "tháng",
}

_CODE = re.compile(r"\d\.\d{6}(?:\.[0-9A-Za-z.]{1,20})?")
_ENDING_CODE = re.compile(r"[\s(\[-]*\b\d\.\d{6}(?:\.[0-9A-Za-z.]+)?[\s)\].]*$")
_NUMBER = re.compile(r"\d{1,5}(?:[.,]\d{1,2})?")
_OLD_LEVEL = re.compile(r"(?<!\w)(?:huyện|quận|thị xã|thị trấn)(?!\w)", re.IGNORECASE)
_OLD_TERM = re.compile(r"(?<!\w)(?:huyện nghèo|đường huyện|thị xã hội)(?!\w)", re.IGNORECASE)
"""Names of programmes and road classes that outlive the districts, and a chance meeting of two words."""
_NAMED_UNIT = re.compile(r"(?<!\w)(tỉnh|thành phố|phường|xã)\s+((?:[^\W\d_]+[\s-]*)+|\d+)", re.IGNORECASE)
_LONGEST_NAME = 6


class Reason(NamedTuple):
    """Why a line is held or warned of: its kind, and words a person can act on."""

    kind: str
    words: str


@dataclass(frozen=True)
class Line:
    """One line of the file, judged. `entry` is None when it is held."""

    number: int
    raw: str
    code: str
    name: str
    entry: dict[str, Any] | None
    faults: tuple[Reason, ...]
    warnings: tuple[Reason, ...]

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.raw.encode()).hexdigest()


class _Channel(BaseModel):
    model_config = ConfigDict(extra="ignore")

    channel: StrictStr
    time: StrictStr | StrictInt | StrictFloat | None
    unit: StrictStr | None = None
    fees: tuple[StrictStr | StrictInt, ...] = ()
    free: StrictBool = False


class _Row(BaseModel):
    model_config = ConfigDict(extra="ignore")

    code: StrictStr
    decision: StrictStr = ""
    name: StrictStr
    levels: tuple[StrictStr, ...]
    type: StrictStr = ""
    field: StrictStr
    subjects: tuple[StrictStr, ...] = ()
    agency: StrictStr = ""
    channels: tuple[_Channel, ...]
    components: tuple[StrictStr, ...] = ()
    legal_basis: tuple[StrictStr, ...] = ()
    result: StrictStr = ""
    result_codes: tuple[StrictStr, ...] = ()


class _LineError(ValueError):
    """A line that is no JSON object of text."""


class Reader:
    """Reads one file. Remembers codes and names, so that what is met twice is seen."""

    def __init__(self, *, abolished: Collection[str] = ()) -> None:
        self._abolished = frozenset(canonical(name) for name in abolished)
        self._lines_of_codes: dict[str, int] = {}
        self._codes_of_names: dict[int, str] = {}

    def read(self, stream: BinaryIO) -> Iterator[Line]:
        """Every line that holds anything, in order. Never raises for what a line holds."""
        for number, content in _lines(stream):
            text = content.decode("utf-8", errors="replace").replace("\x00", "\ufffd").strip()
            if not text:
                continue
            try:
                row = _parse(content)
            except _LineError as error:
                fault = Reason("unreadable_line", str(error))
                yield Line(number, text, "", "", None, (fault,), ())
                continue
            yield self._judge(number, text, row)

    def _judge(self, number: int, text: str, value: Mapping[str, Any]) -> Line:
        code, name = _told(value.get("code"), 40), _told(value.get("name"), 300)
        try:
            row = _Row.model_validate(value)
        except ValidationError as error:
            faults = tuple(
                Reason("malformed", f"{'.'.join(map(str, one['loc']))}: thiếu hoặc sai kiểu")
                for one in error.errors(include_url=False)
            )
            return Line(number, text, code, name, None, faults, ())
        found = _Judgement(row, self._abolished)
        found.judge()
        if first := self._lines_of_codes.get(code):
            found.fault("code_repeated", f"mã {code} đã gặp ở dòng {first}; giữ lại một dòng")
        self._lines_of_codes.setdefault(code, number)
        twin = self._codes_of_names.setdefault(hash(compact(_ENDING_CODE.sub("", row.name))), code)
        if twin != code:
            found.warn("look_alike_name", f"tên giống thủ tục {twin}; kiểm tra có phải một thủ tục")
        if found.faults:
            return Line(number, text, code, name, None, tuple(found.faults), ())
        return Line(number, text, code, name, found.entry(), (), tuple(found.warnings))


class _Judgement:
    """One row on its way to an entry or to quarantine."""

    def __init__(self, row: _Row, abolished: frozenset[str]) -> None:
        self.row = row
        self.abolished = abolished
        self.faults: list[Reason] = []
        self.warnings: list[Reason] = []
        self.channels: list[dict[str, Any]] = []

    def fault(self, kind: str, words: str) -> None:
        if (reason := Reason(kind, words)) not in self.faults:
            self.faults.append(reason)

    def warn(self, kind: str, words: str) -> None:
        if (reason := Reason(kind, words)) not in self.warnings:
            self.warnings.append(reason)

    def judge(self) -> None:
        row = self.row
        if not _CODE.fullmatch(row.code):
            self.fault("code_malformed", f"mã {row.code[:40]!r}: cần dạng 1.001193")
        for part, value in (("name", row.name), ("field", row.field), ("levels", row.levels)):
            if not value:
                self.fault("malformed", f"{part}: để trống")
        if not row.channels:
            self.fault("malformed", "channels: để trống")
        if ending := _ENDING_CODE.search(row.name):
            self.fault("name_ends_in_code", f"bỏ {ending.group().strip()!r} ở cuối tên")
        for level in row.levels:
            if level not in LEVELS:
                self.fault("level_unknown", f"cấp {level!r}; danh mục có: {', '.join(LEVELS)}")
        self._units()
        for channel in row.channels:
            self._channel(channel)
        self._together()

    def _units(self) -> None:
        for title, text in (("tên", self.row.name), ("cơ quan thực hiện", self.row.agency)):
            text = nfc(text)
            left = _OLD_TERM.sub(" ", text)
            if left != text:
                self.warn("old_term", f"{title} có {_OLD_TERM.findall(text)[0]!r}")
            named = [match.group() for match in _OLD_LEVEL.finditer(left)] + list(self._named(left))
            if named:
                self.fault(
                    "abolished_unit",
                    f"{title} ghi {', '.join(sorted({repr(one) for one in named}))}; "
                    "sửa theo đơn vị hành chính hiện nay",
                )
        for title, text in (
            ("thành phần hồ sơ", " ".join(self.row.components)),
            ("kết quả", self.row.result),
        ):
            if met := _OLD_LEVEL.search(_OLD_TERM.sub(" ", nfc(text))):
                self.warn("old_term", f"{title} có {met.group()!r}")

    def _named(self, text: str) -> Iterator[str]:
        """Units of the tables that exist no more, told from plain words by their capitals."""
        if not self.abolished:
            return
        for match in _NAMED_UNIT.finditer(text):
            words = match.group(2).split()[:_LONGEST_NAME]
            for length in range(len(words), 0, -1):
                name = f"{match.group(1)} {' '.join(words[:length])}"
                if all(word[0].isupper() or word[0].isdigit() or word == "-" for word in words[:length]) and (
                    canonical(name) in self.abolished
                ):
                    yield name
                    break

    def _channel(self, channel: _Channel) -> None:
        if channel.channel not in CHANNELS:
            self.fault("channel_unknown", f"cách nộp {channel.channel!r}; danh mục có: {', '.join(CHANNELS)}")
        time = self._time(channel)
        fees = [amount for fee in channel.fees if (amount := self._fee(fee)) is not None]
        if channel.free and fees:
            self.warn("free_with_fee", "ghi miễn phí và cũng ghi " + ", ".join(map(format_dong, fees)))
        self.channels.append(
            {
                "channel": channel.channel,
                "time": time,
                "unit": channel.unit if time is not None else None,
                "fees": fees,
                "free": channel.free,
            }
        )

    def _time(self, channel: _Channel) -> str | None:
        if channel.time is None:
            return None
        text = nfc(str(channel.time))
        if not _NUMBER.fullmatch(text) or not (number := Decimal(text.replace(",", "."))):
            self.fault("time_not_number", f"thời hạn {text[:60]!r}: ghi một số lớn hơn 0, hoặc để trống")
            return None
        unit = UNITS.get(channel.unit or "")
        if unit is None:
            self.fault(
                "time_without_unit",
                f"thời hạn {text}: đơn vị {channel.unit!r}; cần một trong {', '.join(UNITS)}",
            )
            return None
        if number != int(number):
            self.warn("time_fractional", f"thời hạn {text} {unit}")
            return str(number.normalize())
        return str(int(number))

    def _fee(self, written: str | int) -> int | None:
        try:
            amount = parse_dong(nfc(str(written)))
        except ValueError:
            self.fault("fee_unreadable", f"mức phí {str(written)[:60]!r}: ghi số đồng, ví dụ 70.000")
            return None
        if amount < SMALLEST_FEE:
            self.fault(
                "fee_too_small",
                f"mức phí {amount} đồng: có thể thiếu ba số 0 ({format_dong(amount * 1000)}?); "
                "đối chiếu quyết định công bố",
            )
        return amount

    def _together(self) -> None:
        if not nfc(self.row.agency):
            self.warn("no_agency", WARNINGS["no_agency"])
        times = {(one["time"], one["unit"]) for one in self.channels if one["time"] is not None}
        if len(times) > 1:
            words = sorted(f"{time} {UNITS[str(unit)]}" for time, unit in times)
            self.warn("times_differ", f"thời hạn khác nhau giữa các cách nộp: {', '.join(words)}")

    def entry(self) -> dict[str, Any]:
        row = self.row
        return {
            "code": row.code,
            "decision": nfc(row.decision),
            "name": nfc(row.name),
            "levels": [LEVELS[level] for level in row.levels],
            "type": nfc(row.type),
            "field": nfc(row.field),
            "subjects": [nfc(one) for one in row.subjects],
            "agency": nfc(row.agency),
            "channels": self.channels,
            "components": [nfc(one) for one in row.components],
            "legal_basis": [nfc(one) for one in row.legal_basis],
            "result": nfc(row.result),
            "result_codes": list(row.result_codes),
        }


def counts_of(reasons: Collection[Reason]) -> Counter[str]:
    """How many lines have each kind of reason: called once a line, each kind counts once."""
    return Counter({reason.kind for reason in reasons})


def _lines(stream: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Lines with their numbers; of a line beyond the limit its beginning, too long to be read as sound."""
    number = 0
    while line := stream.readline(MAX_LINE_BYTES + 1):
        number += 1
        rest = line
        while len(rest) > MAX_LINE_BYTES and not rest.endswith(b"\n"):
            rest = stream.readline(MAX_LINE_BYTES + 1)
        yield number, line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line


def _parse(line: bytes) -> dict[str, Any]:
    if len(line) > MAX_LINE_BYTES:
        raise _LineError(f"dòng dài hơn {MAX_LINE_BYTES:,} byte".replace(",", "."))
    try:
        text = line.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _LineError(f"không phải UTF-8 (byte thứ {error.start + 1})") from error
    try:
        value = json.loads(text)
        # Half a surrogate pair and NUL can be written in JSON and kept in no database.
        if "\x00" in "".join(_texts(value)):
            raise _LineError("có ký tự NUL")
        "".join(_texts(value)).encode("utf-8")
    except json.JSONDecodeError as error:
        raise _LineError(f"JSON hỏng ở ký tự thứ {error.pos + 1}; dòng có thể bị cắt") from error
    except UnicodeEncodeError as error:
        raise _LineError("có ký tự Unicode không trọn vẹn") from error
    except (RecursionError, ValueError) as error:
        raise error if isinstance(error, _LineError) else _LineError("JSON không đọc được") from error
    if not isinstance(value, dict):
        raise _LineError("dòng không phải một đối tượng JSON")
    return value


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case list():
            for one in value:
                yield from _texts(one)
        case dict():
            for key, one in value.items():
                yield key
                yield from _texts(one)


def _told(value: Any, length: int) -> str:
    return nfc(value)[:length] if isinstance(value, str) else ""

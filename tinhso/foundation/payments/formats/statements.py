"""Bank statements as files: CSV or XLSX, the columns named by a layout, each line read or refused by itself. Pure."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _

from tinhso.foundation.payments.shapes import StatementLayoutBody
from tinhso.kernel.money import parse_dong
from tinhso.kernel.text import nfc

LARGEST = 5 * 1024 * 1024
"""Octets of one file."""
LARGEST_UNPACKED = 60 * 1024 * 1024
MOST_ROWS = 2_000
MOST_DONG = 10**15
_HEADINGS_WITHIN = 40
_ZIP = b"PK\x03\x04"
_HUNDREDTHS = re.compile(r"([\d.]*\d),00|([\d,]*\d)\.00")
"""No hundredths of a đồng, set apart by another sign than the thousands are."""
_ISO = re.compile(r"\d{4}-\d{2}-\d{2}")
"""How a cell that is a date, and not the text of one, is handed on."""
_SAFE_REFERENCE = re.compile(r"[\w./:\-]{1,80}")


class Unreadable(ValueError):  # noqa: N818 - it names what was found
    """The file as a whole cannot be read; the words are for the person who brought it."""


@dataclass(frozen=True)
class Row:
    """One line of a statement. `amount` is negative for what went out."""

    number: int
    reference: str
    day: date
    amount: int
    content: str
    payer: str = ""


@dataclass(frozen=True)
class Broken:
    """One line that cannot be read, and why."""

    number: int
    why: str


def cells_of(content: bytes, *, delimiter: str) -> list[list[str]]:
    """The rows of a CSV or XLSX file as text; Unreadable for anything else, or for more than is allowed."""
    if len(content) > LARGEST:
        raise Unreadable(_("Tệp lớn hơn 5 MB. Chia sao kê theo ngày rồi tải lại."))
    rows = list(_xlsx(content) if content.startswith(_ZIP) else _csv(content, delimiter))
    while rows and not any(rows[-1]):
        rows.pop()
    if len(rows) > MOST_ROWS:
        raise Unreadable(_("Sao kê có hơn 2.000 dòng. Chia theo ngày rồi tải lại."))
    return rows


def read(cells: Sequence[Sequence[str]], layout: StatementLayoutBody) -> list[Row | Broken]:
    """Every line below the headings; Unreadable when the headings of the layout are not there.

    Lines without a day or an amount of any kind (totals, notes) are passed over; numbers count from 1 as in the file.
    """
    at, columns = _headings(cells, layout)
    found: list[Row | Broken] = []
    for number, row in enumerate(cells[at + 1 :], at + 2):
        given = {name: nfc(row[place]) if place < len(row) else "" for name, place in columns.items()}
        if not given["day"] or not any(given.get(name) for name in ("credit", "debit", "amount")):
            continue
        try:
            found.append(_row(number, given, layout))
        except ValueError as wrong:
            found.append(Broken(number, str(wrong)))
    return found


def _headings(cells: Sequence[Sequence[str]], layout: StatementLayoutBody) -> tuple[int, dict[str, int]]:
    wanted = {
        name: nfc(heading).casefold()
        for name in ("reference", "day", "content", "credit", "debit", "amount", "payer")
        if (heading := getattr(layout, name))
    }
    for at, row in enumerate(cells[:_HEADINGS_WITHIN]):
        places = {nfc(cell).casefold(): place for place, cell in reversed(list(enumerate(row)))}
        if all(heading in places for heading in wanted.values()):
            return at, {name: places[heading] for name, heading in wanted.items()}
    columns = ", ".join(f"“{getattr(layout, name)}”" for name in wanted)
    raise Unreadable(
        _("Không thấy dòng tiêu đề có đủ các cột %(columns)s. Kiểm tra lại mẫu sao kê đã chọn.")
        % {"columns": columns}
    )


def _row(number: int, given: dict[str, str], layout: StatementLayoutBody) -> Row:
    day = _day(given["day"], layout.day_format)
    if layout.amount:
        amount = _dong(given["amount"])
    else:
        into, out = _dong(given["credit"]), _dong(given.get("debit", ""))
        if into and out:
            raise ValueError("có cả số tiền ghi có và ghi nợ")
        if into < 0:
            raise ValueError("số tiền ghi có là số âm")
        amount = into or -abs(out)
    if amount == 0:
        raise ValueError("không có số tiền")
    reference = given["reference"]
    if not _SAFE_REFERENCE.fullmatch(reference):
        raise ValueError("không có số tham chiếu, hoặc số tham chiếu không đọc được")
    return Row(number, reference, day, amount, given["content"], given.get("payer", ""))


def _day(text: str, shape: str) -> date:
    if _ISO.match(text):
        shape = "%Y-%m-%d"
    length = len(date(2000, 12, 31).strftime(shape))
    try:
        return datetime.strptime(text[:length], shape).date()  # noqa: DTZ007 - a day, not a moment
    except ValueError:
        raise ValueError(f"không đọc được ngày “{text[:30]}”") from None


def _dong(text: str) -> int:
    if not text:
        return 0
    bare = text.replace(" ", "")
    sign = -1 if bare.startswith("-") else 1
    bare = bare[1:] if bare[:1] in "+-" else bare
    whole = _HUNDREDTHS.fullmatch(bare)
    try:
        amount = parse_dong(whole[1] or whole[2] if whole else bare)
    except ValueError:
        raise ValueError(f"không đọc được số tiền “{text[:30]}”") from None
    if amount > MOST_DONG:
        raise ValueError(f"số tiền quá lớn: {text[:30]}")
    return sign * amount


def _csv(content: bytes, delimiter: str) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig")
        if "\0" in text:
            raise ValueError("NUL")
        yield from csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    except (ValueError, csv.Error) as wrong:
        raise Unreadable(
            _("Không đọc được tệp. Chỉ nhận CSV (UTF-8) hoặc XLSX do ngân hàng xuất ra.")
        ) from wrong


def _xlsx(content: bytes) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > LARGEST_UNPACKED:
                raise Unreadable(_("Tệp XLSX quá lớn khi mở ra. Chia sao kê theo ngày rồi tải lại."))
        rows = CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    except (zipfile.BadZipFile, CalamineError, IndexError) as wrong:
        raise Unreadable(_("Không đọc được tệp XLSX. Xuất lại từ ngân hàng rồi thử lại.")) from wrong
    for row in rows:
        yield [_text(cell) for cell in row]


def _text(cell: str | float | bool | date | time | timedelta) -> str:
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, date):
        return cell.isoformat()
    return str(cell)


def digest(content: bytes) -> str:
    """SHA-256 of a file as it was brought."""
    return hashlib.sha256(content).hexdigest()

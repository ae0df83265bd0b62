"""What identifiers, phone numbers, names and dates of people look like. Pure: no tables, no clock.

Each `read_*` returns the stored form or raises ValueError with a reason a person can act on.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from tinhso.kernel.text import nfc

_SEPARATORS = re.compile(r"[\s.\-()]+")
_MOBILE = re.compile(r"(?:\+84|84|0)([35789]\d{8})")
_OLD_ID = re.compile(r"\d{9}")
_TAX_CODE = re.compile(r"(\d{10})(?:-?(\d{3}))?")
PERSONAL_DIGITS = 12
"""Of a personal number, and of the tax code that is one: a company's has 10 or 13."""
_TAX_WEIGHTS = (31, 29, 23, 19, 17, 13, 7, 5, 3)
_PARTIAL = (
    re.compile(r"(?P<year>\d{4})(?:-(?P<month>\d{2})(?:-(?P<day>\d{2}))?)?"),
    re.compile(r"(?:(?:(?P<day>\d{1,2})/)?(?P<month>\d{1,2})/)?(?P<year>\d{4})"),
)

MALE, FEMALE = "male", "female"


@dataclass(frozen=True)
class NationalId:
    """A personal number and what its digits say: province of birth registration, sex, year of birth."""

    number: str
    province: str
    sex: str
    birth_year: int


def read_national_id(text: str) -> NationalId:
    """Read a 12-digit personal number. It has no check digit, so what it proves is its shape alone."""
    number = _SEPARATORS.sub("", text)
    if not re.fullmatch(r"[0-9]{12}", number):
        raise ValueError(_("Số định danh cá nhân gồm đúng 12 chữ số."))
    if not 1 <= int(number[:3]) <= 96:
        raise ValueError(
            _("Ba chữ số đầu không phải mã của tỉnh, thành phố nào; ông/bà kiểm tra lại từng số.")
        )
    century, sex = divmod(int(number[3]), 2)
    return NationalId(
        number=number,
        province=number[:3],
        sex=FEMALE if sex else MALE,
        birth_year=1900 + 100 * century + int(number[4:6]),
    )


def national_id_doubts(found: NationalId, *, birth_date: str = "", sex: str = "") -> tuple[str, ...]:
    """What does not agree with the number. Doubts are shown, never refused: registers hold such cases."""
    doubts = []
    if birth_date and not birth_date.startswith(str(found.birth_year)):
        doubts.append(_("Năm sinh khác với số định danh cá nhân (%(year)s).") % {"year": found.birth_year})
    if sex and sex != found.sex:
        doubts.append(_("Giới tính khác với số định danh cá nhân."))
    return tuple(doubts)


def read_old_id(text: str) -> str:
    """Read a 9-digit identity-card number of the old kind (chứng minh nhân dân)."""
    number = _SEPARATORS.sub("", text)
    if not (number.isascii() and _OLD_ID.fullmatch(number)):
        raise ValueError(_("Số chứng minh nhân dân gồm đúng 9 chữ số."))
    return number


def read_tax_code(text: str) -> str:
    """Read a tax code: 10 digits, 10-3 for a branch, or a personal number of 12 digits."""
    code = _SEPARATORS.sub("", text)
    if not code.isascii():
        raise ValueError(_("Mã số thuế chỉ gồm chữ số."))
    if len(code) == PERSONAL_DIGITS:
        return read_national_id(code).number
    match = _TAX_CODE.fullmatch(code)
    if match is None:
        raise ValueError(
            _("Mã số thuế gồm 10 chữ số, 13 chữ số (đơn vị phụ thuộc) hoặc 12 chữ số (cá nhân).")
        )
    return "-".join(part for part in match.groups() if part)


def tax_code_doubts(code: str) -> tuple[str, ...]:
    """Whether the tenth digit is the check digit of the first nine. A doubt only: sources differ on the
    codes whose weighted sum divides by 11, so these are left alone."""
    if len(code) == PERSONAL_DIGITS:
        return ()
    remainder = sum(weight * int(digit) for weight, digit in zip(_TAX_WEIGHTS, code, strict=False)) % 11
    if remainder == 0 or 10 - remainder == int(code[9]):
        return ()
    return (_("Chữ số kiểm tra của mã số thuế không khớp; ông/bà xem lại từng số."),)


def read_mobile(text: str) -> str:
    """Read a Vietnamese mobile number, as `+84` and nine digits."""
    number = _SEPARATORS.sub("", text)
    match = _MOBILE.fullmatch(number) if number.isascii() else None
    if match is None:
        raise ValueError(_("Số điện thoại di động gồm 10 chữ số, bắt đầu bằng 03, 05, 07, 08 hoặc 09."))
    return "+84" + match[1]


def show_mobile(stored: str) -> str:
    """`0912 345 678`, as people read it aloud."""
    local = "0" + stored.removeprefix("+84")
    return f"{local[:4]} {local[4:7]} {local[7:]}"


def mask_mobile(stored: str) -> str:
    """Only the last three digits."""
    return f"**** *** {stored[-3:]}"


def mask_number(number: str) -> str:
    """Only the last four digits of an identifier."""
    return "*" * max(len(number) - 4, 0) + number[-4:]


def mask_name(name: str) -> str:
    """`Nguyễn Văn An` becomes `Nguyễn V** A**`: enough to know oneself by, no more. Lengths are hidden."""
    words = nfc(name).split(" ")
    if len(words) == 1:
        return f"{words[0][:1]}**"
    return " ".join([words[0], *(f"{word[:1]}**" for word in words[1:])])


@dataclass(frozen=True, order=True)
class PartialDate:
    """A date of birth as papers give it: a year, a month of a year, or a day."""

    year: int
    month: int | None = None
    day: int | None = None

    def __post_init__(self) -> None:
        if self.day is not None and self.month is None:
            raise ValueError(_("Có ngày thì phải có tháng."))
        try:
            date(self.year, 1 if self.month is None else self.month, 1 if self.day is None else self.day)
        except ValueError as error:
            raise ValueError(_("Ngày tháng này không có trên lịch.")) from error

    @classmethod
    def read(cls, text: str) -> "PartialDate":
        """Read `1960`, `05/1960`, `21/05/1960` or the stored forms `1960-05`, `1960-05-21`."""
        for form in _PARTIAL:
            match = form.fullmatch(text.strip()) if text.isascii() else None
            if match:
                found = {part: int(digits) for part, digits in match.groupdict().items() if digits}
                return cls(**found)
        raise ValueError(_("Ghi ngày sinh như 21/05/1960; không rõ ngày thì ghi 05/1960 hoặc 1960."))

    @property
    def first_day(self) -> date:
        """The earliest day it can mean."""
        return date(self.year, self.month or 1, self.day or 1)

    @property
    def last_day(self) -> date:
        """The latest day it can mean."""
        if self.day:
            return self.first_day
        year, month = (self.year, self.month + 1) if self.month else (self.year + 1, 1)
        if month == 13:
            year, month = year + 1, 1
        return date(year, month, 1) - timedelta(days=1)

    def age_on(self, day: date) -> int:
        """Full years certainly reached on that day."""
        born = self.last_day
        return day.year - born.year - ((day.month, day.day) < (born.month, born.day))

    def stored(self) -> str:
        parts = [f"{self.year:04}", *(f"{part:02}" for part in (self.month, self.day) if part)]
        return "-".join(parts)

    def __str__(self) -> str:
        return "/".join([*(f"{part:02}" for part in (self.day, self.month) if part), f"{self.year:04}"])

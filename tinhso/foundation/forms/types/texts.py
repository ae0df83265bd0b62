"""Words and numbers that are really names: text, personal numbers, phones, e-mail."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from tinhso.foundation.forms.registry import Context, Refused, Single
from tinhso.foundation.forms.shapes import Question
from tinhso.foundation.people.rules import read_national_id
from tinhso.kernel.text import nfc

_SEPARATORS = re.compile(r"[\s.\-()\u2010-\u2015]+")
_JOINERS = "\u200c\u200d"
_NAME_SIGNS = " .'’ʼ`-–,()"
_COUNTRY = re.compile(r"^(?:\+840?|00840?|0|84(?=[0-9]{9,10}$))(?=[1-9])")
_MOBILE = re.compile(r"\+84[35789][0-9]{8}")
_LANDLINE = re.compile(r"\+842[0-9]{9}")
_ABROAD = re.compile(r"\+[1-9][0-9]{6,14}")


def line(raw: object) -> str:
    """One line of stored text: NFC, single spaces, nothing that cannot be seen or written to a database."""
    if not isinstance(raw, str):
        raise Refused(_("Mục này cần ghi bằng chữ"))
    if raw.isprintable():
        return nfc(raw)
    return nfc("".join(letter if letter.isspace() or _visible(letter) else "" for letter in raw))


def _visible(letter: str) -> bool:
    # Khmer is written with joiners; other format characters can turn a line round or hide in it.
    return letter in _JOINERS or unicodedata.category(letter) not in {"Cc", "Cf", "Cs", "Co", "Cn"}


class Text(Single):
    """One line."""

    name, title = "text", "Một dòng chữ"
    longest: ClassVar[int] = 250

    def read(self, raw: object, question: Question, context: Context) -> str:
        return self._within(line(raw), question)

    def _within(self, text: str, question: Question) -> str:
        longest = question.max_length or self.longest
        if not text:
            raise Refused(_("Mục này chưa có chữ nào đọc được"))
        if len(text) > longest:
            raise Refused(
                _("Mục này dài nhất %(longest)s ký tự, ông/bà đã nhập %(letters)s")
                % {"longest": longest, "letters": len(text)}
            )
        return text

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"type": "string", "minLength": 1, "maxLength": question.max_length or self.longest}


class LongText(Text):
    """Several lines; line breaks are kept."""

    name, title = "long_text", "Đoạn chữ"
    drawn_as = "textarea"
    longest = 4000

    def read(self, raw: object, question: Question, context: Context) -> str:
        if not isinstance(raw, str):
            raise Refused(_("Mục này cần ghi bằng chữ"))
        lines = [line(part) for part in re.split(r"\r\n|\r|\n", raw)]
        return self._within(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), question)


class Name(Text):
    """The name of a person, as on the person's papers."""

    name, title = "name", "Họ, chữ đệm, tên"
    longest = 100

    def read(self, raw: object, question: Question, context: Context) -> str:
        text = super().read(raw, question, context)
        if any(letter.isdigit() for letter in text):
            raise Refused(_("Họ tên không có chữ số"))
        for letter in text:
            if not (unicodedata.category(letter)[0] in "LM" or letter in _NAME_SIGNS):
                raise Refused(_("Họ tên không có ký tự “%(letter)s”") % {"letter": letter})
        if not any(letter.isalpha() for letter in text):
            raise Refused(_("Họ tên cần có chữ cái"))
        return text


class PersonalNumber(Single):
    """The 12-digit personal identification number (số định danh cá nhân)."""

    name, title = "personal_number", "Số định danh cá nhân"
    input_mode = "numeric"

    def read(self, raw: object, question: Question, context: Context) -> str:
        if not isinstance(raw, str):
            raise Refused(_("Số định danh cá nhân cần gửi dưới dạng chữ, để không mất số 0 ở đầu"))
        digits = _SEPARATORS.sub("", line(raw))
        if not (digits.isascii() and digits.isdigit()):
            raise Refused(_("Số định danh cá nhân chỉ gồm chữ số"))
        if len(digits) == 9:
            raise Refused(
                _("Số định danh cá nhân gồm 12 chữ số, ông/bà đã nhập 9, có thể là số chứng minh nhân dân cũ")
            )
        if len(digits) != 12:
            words = _("Số định danh cá nhân gồm 12 chữ số, ông/bà đã nhập %(digits)s")
            raise Refused(words % {"digits": len(digits)})
        try:
            return read_national_id(digits).number
        except ValueError as error:
            raise Refused(str(error)) from None

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"type": "string", "pattern": "^0[0-9]{11}$"}


class Phone(Single):
    """A phone number in E.164, `+84912345678`; typed and shown as dialled in Viet Nam."""

    name, title = "phone", "Số điện thoại"
    drawn_as = "tel"

    def read(self, raw: object, question: Question, context: Context) -> str:
        if not isinstance(raw, str):
            raise Refused(_("Số điện thoại cần gửi dưới dạng chữ, để không mất số 0 ở đầu"))
        bare = _SEPARATORS.sub("", line(raw))
        if not re.fullmatch(r"\+?[0-9]+", bare):
            raise Refused(_("Số điện thoại chỉ gồm chữ số, ví dụ 0912345678"))
        number = _COUNTRY.sub("+84", bare)
        if _MOBILE.fullmatch(number) or _LANDLINE.fullmatch(number):
            return number
        if number.startswith("+84"):
            raise Refused(
                _(
                    "Số di động gồm 10 chữ số, số máy bàn gồm 11 chữ số bắt đầu bằng 02; "
                    "ông/bà đã nhập %(digits)s chữ số: %(number)s"
                )
                % {"digits": len(bare.lstrip("+")), "number": bare[:20]}
            )
        if _ABROAD.fullmatch(number):
            return number
        raise Refused(
            _("Số điện thoại trong nước bắt đầu bằng 0; số nước ngoài bắt đầu bằng dấu + và mã nước")
        )

    def show(self, value: Any, question: Question, context: Context) -> str:
        local = str(value).replace("+84", "0", 1)
        return f"{local[:4]} {local[4:7]} {local[7:]}" if local.startswith("0") else local

    def typed(self, raw: object, question: Question, context: Context) -> str:
        return super().typed(raw, question, context).replace("+84", "0", 1)

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"type": "string", "pattern": r"^\+[1-9][0-9]{6,14}$"}


class Email(Single):
    """An e-mail address."""

    name, title = "email", "Thư điện tử"
    drawn_as = "email"

    def read(self, raw: object, question: Question, context: Context) -> str:
        address = line(raw)
        try:
            validate_email(address)
        except ValidationError:
            raise Refused(_("Địa chỉ thư điện tử có dạng ten@noi-cung-cap.vn; xin xem lại")) from None
        if len(address) > 254:
            raise Refused(_("Địa chỉ thư điện tử dài nhất 254 ký tự"))
        return address

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"type": "string", "format": "email", "maxLength": 254}

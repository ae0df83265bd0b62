"""Whole numbers and money."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from tinhso.foundation.forms.registry import Context, Refused, Single
from tinhso.foundation.forms.shapes import Question
from tinhso.foundation.forms.types.texts import line
from tinhso.kernel.money import format_dong, in_words, parse_dong

LARGEST = 10**15
_WHOLE = re.compile(r"-?(?:[0-9]{1,16}|[0-9]{1,3}(?:[. \u00a0][0-9]{3})+)")


class Integer(Single):
    """A whole number; typed with or without dots between thousands."""

    name, title = "integer", "Số nguyên"
    input_mode = "numeric"
    smallest: ClassVar[int] = -LARGEST

    def read(self, raw: object, question: Question, context: Context) -> int:
        number = self._number(raw)
        smallest = question.min if isinstance(question.min, int) else self.smallest
        largest = question.max if isinstance(question.max, int) else LARGEST
        if number < smallest:
            raise Refused(
                _("Nhỏ nhất là %(least)s, ông/bà đã nhập %(number)s")
                % {"least": self._written(smallest), "number": self._written(number)}
            )
        if number > largest:
            raise Refused(
                _("Lớn nhất là %(most)s, ông/bà đã nhập %(number)s")
                % {"most": self._written(largest), "number": self._written(number)}
            )
        return number

    def _number(self, raw: object) -> int:
        if isinstance(raw, bool):
            raise Refused(_("Mục này cần một số"))
        if isinstance(raw, int):
            if abs(raw) > LARGEST:
                raise Refused(_("Số này quá lớn"))
            return raw
        if isinstance(raw, float):
            if abs(raw) <= LARGEST and raw.is_integer():
                return int(raw)
            raise Refused(_("Mục này cần một số nguyên"))
        text = line(raw)
        if not _WHOLE.fullmatch(text):
            raise Refused(
                _("Mục này cần một số nguyên, ví dụ 12; ông/bà đã nhập “%(text)s”") % {"text": text[:40]}
            )
        return int(re.sub(r"[^0-9-]", "", text))

    def _written(self, number: int) -> str:
        return f"{number:,}".replace(",", ".")

    def show(self, value: Any, question: Question, context: Context) -> str:
        return self._written(value)

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        smallest = question.min if isinstance(question.min, int) else self.smallest
        largest = question.max if isinstance(question.max, int) else LARGEST
        return {"type": "integer", "minimum": smallest, "maximum": largest}


class Money(Integer):
    """An amount in whole đồng."""

    name, title = "money", "Số tiền"
    drawn_as, input_mode = "money", ""
    smallest = 0

    def _number(self, raw: object) -> int:
        if not isinstance(raw, str):
            return super()._number(raw)
        text = line(raw)
        try:
            amount = parse_dong(text[:60])
        except ValueError:
            raise Refused(
                _("Chưa đọc được số tiền “%(text)s”; xin ghi số đồng, ví dụ 150.000.000")
                % {"text": text[:40]}
            ) from None
        if amount > LARGEST:
            raise Refused(_("Số tiền này quá lớn"))
        return amount

    def _written(self, number: int) -> str:
        return format_dong(number)

    def show(self, value: Any, question: Question, context: Context) -> str:
        return f"{format_dong(value)} ({in_words(value)})" if value >= 0 else format_dong(value)

    def typed(self, raw: object, question: Question, context: Context) -> str:
        if isinstance(raw, int) and not isinstance(raw, bool):
            return f"{raw:,}".replace(",", ".")
        return super().typed(raw, question, context)

"""Whole numbers and money."""

from __future__ import annotations

import re
from typing import Any, ClassVar

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
            raise Refused(f"Nhỏ nhất là {self._written(smallest)}, ông/bà đã nhập {self._written(number)}")
        if number > largest:
            raise Refused(f"Lớn nhất là {self._written(largest)}, ông/bà đã nhập {self._written(number)}")
        return number

    def _number(self, raw: object) -> int:
        if isinstance(raw, bool):
            raise Refused("Mục này cần một số")
        if isinstance(raw, int):
            if abs(raw) > LARGEST:
                raise Refused("Số này quá lớn")
            return raw
        if isinstance(raw, float):
            if abs(raw) <= LARGEST and raw.is_integer():
                return int(raw)
            raise Refused("Mục này cần một số nguyên")
        text = line(raw)
        if not _WHOLE.fullmatch(text):
            raise Refused(f"Mục này cần một số nguyên, ví dụ 12; ông/bà đã nhập “{text[:40]}”")
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
                f"Chưa đọc được số tiền “{text[:40]}”; xin ghi số đồng, ví dụ 150.000.000"
            ) from None
        if amount > LARGEST:
            raise Refused("Số tiền này quá lớn")
        return amount

    def _written(self, number: int) -> str:
        return format_dong(number)

    def show(self, value: Any, question: Question, context: Context) -> str:
        return f"{format_dong(value)} ({in_words(value)})" if value >= 0 else format_dong(value)

    def typed(self, raw: object, question: Question, context: Context) -> str:
        if isinstance(raw, int) and not isinstance(raw, bool):
            return f"{raw:,}".replace(",", ".")
        return super().typed(raw, question, context)

"""Whether a condition holds for some answers, and the same condition in words.

Two-valued and total: a comparison that cannot be made (no answer, a word where a number is needed, a date
nobody could have) is false and nothing is ever raised. `not` turns the value round, so a test and its `not`
never agree; `is_not` and `not_in` on the other hand need an answer to speak of.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.conditions.shapes import All, Any_, Comparison, Condition, Not, Other, Test

TODAY = "today"
"""The right side of an order that stands for the day of asking."""

_NOTHING: Mapping[str, Any] = MappingProxyType({})
_PERIOD = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")

Span = tuple[str, Any, Any]
"""What an order compares: the family (number, date, time), the earliest and the latest it can mean."""


def holds(
    condition: Condition, answers: Mapping[str, Any], *, on: date, aliases: Mapping[str, str] = _NOTHING
) -> bool:
    """Whether the condition holds for these answers on that day.

    `answers` maps fields to JSON values; `aliases` maps a field's name in the condition to its key there
    where the two differ. Nothing, an empty text and an empty list are no answer. A field with several
    answers passes when one of them does, and `is_not`, `not_in` when none of them is meant. A partial date
    stands for all its days: `2024` is before `2025-03` but neither before nor after `2024-06`.
    """
    match condition:
        case Test():
            return _passes(condition, answers, on, aliases)
        case All(all=parts):
            return all(holds(part, answers, on=on, aliases=aliases) for part in parts)
        case Any_(any=parts):
            return any(holds(part, answers, on=on, aliases=aliases) for part in parts)
        case Not(not_=part):
            return not holds(part, answers, on=on, aliases=aliases)


def fields_of(condition: Condition) -> frozenset[str]:
    """The fields whose answers the condition looks at."""
    match condition:
        case All(all=parts) | Any_(any=parts):
            return frozenset().union(*map(fields_of, parts))
        case Not(not_=part):
            return fields_of(part)
        case Test(field=field):
            other = condition.right
            return frozenset({field, other.field} if isinstance(other, Other) else {field})


def explain(
    condition: Condition,
    *,
    labels: Mapping[str, str] = _NOTHING,
    options: Mapping[str, Mapping[str, str]] = _NOTHING,
) -> str:
    """The condition in words, with a capital and no full stop: `Con sinh quá 60 ngày và Tuổi dưới 18`.

    `labels` names fields as a sentence would (a key without one stands for itself); `options` gives the
    words of a field's stored values. Never empty.
    """
    sentence = _Teller(labels, options).tell(condition, denied=False, inside=False)
    return sentence[0].upper() + sentence[1:]


_ALIKE = frozenset({bool, int, str})
"""Kinds of which one answer and one value are simply the same or not; nearly every test is of these."""


def _passes(test: Test, answers: Mapping[str, Any], on: date, aliases: Mapping[str, str]) -> bool:
    given = answers.get(aliases.get(test.field, test.field))
    comparison, right = test.comparison, test.right
    if comparison == "is" and type(given) is type(right) and type(given) in _ALIKE:
        return bool(given == right != "")
    left = _several(given)
    if comparison == "answered":
        return bool(left) is right
    if not left:
        return False
    if comparison == "older_than_days":
        return any(_lies_back(value, on) > right for value in left)
    if isinstance(right, Other):
        right = answers.get(aliases.get(right.field, right.field))
    meant = _several(right)
    if not meant:
        return False
    if comparison in ("is", "in"):
        return any(_same(value, other) for value in left for other in meant)
    if comparison in ("is_not", "not_in"):
        return all(_same(value, other) is False for value in left for other in meant)
    ordered = _ORDERS[comparison]
    return any(ordered(value, other, on) for value in left for other in meant)


def _several(value: Any) -> Sequence[Any]:
    if value is None or value == "":
        return ()
    if isinstance(value, Mapping):
        return (value,) if value else ()
    return tuple(value) if isinstance(value, list | tuple) else (value,)


def _same(left: Any, right: Any) -> bool | None:
    """Equal or not; None between kinds that cannot be compared, e.g. `1` and `"1"`, `1` and `true`."""
    kinds = _kind(left), _kind(right)
    return None if None in kinds or kinds[0] != kinds[1] else bool(left == right)


def _kind(value: Any) -> str | None:
    match value:
        case bool():
            return "truth"
        case int() | float():
            return "number"
        case str():
            return "text"
    return None


def _span(value: Any, on: date) -> Span | None:
    match value:
        case bool():
            return None
        case int() | float():
            return "number", value, value
        case "today":
            return "date", on, on
        case str() if _TIME.fullmatch(value):
            return "time", value, value
        case str() if found := _PERIOD.fullmatch(value):
            return _days_of(*found.groups())
    return None


def _days_of(year: str, month: str | None, day: str | None) -> Span | None:
    try:
        first = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if day:
        return "date", first, first
    last_month = int(month or 12)
    return "date", first, date(first.year, last_month, calendar.monthrange(first.year, last_month)[1])


def _lies_back(value: Any, on: date) -> int:
    match _span(value, on):
        case ("date", _, last):
            return int((on - last).days)
    return -1


def _order(compare: Callable[[Span, Span], bool]) -> Callable[[Any, Any, date], bool]:
    def ordered(left: Any, right: Any, on: date) -> bool:
        one, other = _span(left, on), _span(right, on)
        return one is not None and other is not None and one[0] == other[0] and compare(one, other)

    return ordered


_ORDERS: Mapping[Comparison, Callable[[Any, Any, date], bool]] = {
    "lt": _order(lambda one, other: bool(one[2] < other[1])),
    "lte": _order(lambda one, other: bool(one[2] <= other[2])),
    "gt": _order(lambda one, other: bool(one[1] > other[2])),
    "gte": _order(lambda one, other: bool(one[1] >= other[1])),
}

Pair = tuple[str | Promise, str | Promise]
_WORDS: Mapping[Comparison, Pair] = {
    "is": (_("là {}"), _("không phải là {}")),
    "is_not": (_("không phải là {}"), _("là {}")),
    "in": (_("là {}"), _("không phải là {}")),
    "not_in": (_("không phải là {}"), _("là {}")),
    "lt": (_("dưới {}"), _("từ {} trở lên")),
    "lte": (_("không quá {}"), _("trên {}")),
    "gt": (_("trên {}"), _("không quá {}")),
    "gte": (_("từ {} trở lên"), _("dưới {}")),
    "answered": (_("đã được khai"), _("chưa được khai")),
    "older_than_days": (_("quá {} ngày"), _("chưa quá {} ngày")),
}
_WORDS_OF_DATES: Mapping[Comparison, Pair] = {
    "lt": (_("trước {}"), _("từ {} trở đi")),
    "lte": (_("đến hết {}"), _("sau {}")),
    "gt": (_("sau {}"), _("đến hết {}")),
    "gte": (_("từ {} trở đi"), _("trước {}")),
}
_DATES = (_("năm {}"), _("tháng {}"), _("ngày {}"))


class _Teller:
    def __init__(self, labels: Mapping[str, str], options: Mapping[str, Mapping[str, str]]) -> None:
        self.labels = labels
        self.options = options

    def tell(self, condition: Condition, *, denied: bool, inside: bool) -> str:
        """`denied` tells the opposite, pushed down to the tests; `inside` brackets a list of parts."""
        match condition:
            case Not(not_=part):
                return self.tell(part, denied=not denied, inside=inside)
            case All(all=parts) | Any_(any=parts):
                if len(parts) == 1:
                    return self.tell(parts[0], denied=denied, inside=inside)
                glue = gettext("và") if isinstance(condition, All) is not denied else gettext("hoặc")
                told = f" {glue} ".join(self.tell(part, denied=denied, inside=True) for part in parts)
                return f"({told})" if inside else told
            case Test():
                return self.test(condition, denied=denied)

    def test(self, test: Test, *, denied: bool) -> str:
        right: Any = test.right
        label = self.label(test.field)
        if test.comparison == "answered":
            denied = denied is right
        of_dates = _is_date(right) and test.comparison in _WORDS_OF_DATES
        if isinstance(right, bool) and test.comparison in ("is", "is_not"):
            # Said as an answer: the label of a yes-or-no question makes a poor subject.
            agrees = (test.comparison == "is") is not denied
            return f"{label}: {self.value(test.field, right is agrees)}"
        words = (_WORDS_OF_DATES if of_dates else _WORDS)[test.comparison][denied]
        return f"{label} {str(words).format(self.meant(test, of_dates=of_dates))}"

    def label(self, field: str) -> str:
        return self.labels.get(field, "").strip().rstrip("?:. ") or field

    def meant(self, test: Test, *, of_dates: bool) -> str:
        match test.right:
            case Other(field=field):
                return self.label(field)
            case tuple() as several:
                return f" {gettext('hoặc')} ".join(self.value(test.field, value) for value in several)
            case str() as text if of_dates:
                return _date(text)
        return self.value(test.field, test.right)

    def value(self, field: str, value: Any) -> str:
        match value:
            case bool():
                return self.options.get(field, _NOTHING).get(str(value).lower()) or _yes_no(value)
            case int():
                return self.options.get(field, _NOTHING).get(str(value)) or f"{value:,}".replace(",", ".")
            case float():
                return f"{value:,}".translate(str.maketrans(",.", ".,"))
        text = str(value).strip()
        shown = _date(text) if _DAY.fullmatch(text) else text
        return self.options.get(field, _NOTHING).get(str(value)) or shown or gettext("để trống")


def _yes_no(value: bool) -> str:
    return gettext("có") if value else gettext("không")


def _is_date(value: Any) -> bool:
    return isinstance(value, str) and (value == TODAY or _PERIOD.fullmatch(value) is not None)


def _date(text: str) -> str:
    if text == TODAY:
        return gettext("ngày hôm nay")
    year, *rest = text.split("-")
    return str(_DATES[len(rest)]).format("/".join([*reversed(rest), year]))

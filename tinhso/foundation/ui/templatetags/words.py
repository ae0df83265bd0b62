"""`{% load words %}`: dates, times, money and numbers as the house writes them. Nothing given, nothing shown."""

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tinhso.foundation.ui import marks, words
from tinhso.kernel.clock import now

register = template.Library()


def _or_nothing(write: Callable[..., str]) -> Callable[..., str]:
    @wraps(write)
    def written(value: Any, *arguments: Any) -> str:
        return "" if value is None or value == "" else write(value, *arguments)

    return written


FILTERS: dict[str, Callable[..., str]] = {
    "day": words.day,
    "clock": words.clock,
    "weekday": words.weekday,
    "moment": words.moment,
    "dong": words.dong,
    "number": words.number,
    "percent": words.percent,
    "size": words.size,
}
for name, write in FILTERS.items():
    register.filter(name, _or_nothing(write))


@register.simple_tag
def when(
    value: date | datetime | None, relative: bool = False, at: datetime | None = None
) -> str | SafeString:
    """A `<time>` element: `{% when dossier.due_at %}`, with `relative=True` also how far off it is."""
    if value is None:
        return ""
    element = marks.moment(value)
    if not relative or not isinstance(value, datetime):
        return element
    return format_html('{} <span class="soft">({})</span>', element, words.relative(value, at or now()))

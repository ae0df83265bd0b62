"""`{% load words %}`: dates, times, money and numbers as the house writes them. Nothing given, nothing shown."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tinhso.foundation.ui import words
from tinhso.kernel.clock import local, now

register = template.Library()


def _or_nothing(write: Callable[..., str]) -> Callable[..., str]:
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
    if not isinstance(value, datetime):
        return format_html('<time datetime="{}">{}</time>', value.isoformat(), words.day(value))
    element = format_html('<time datetime="{}">{}</time>', local(value).isoformat(), words.moment(value))
    if not relative:
        return element
    return format_html('{} <span class="soft">({})</span>', element, words.relative(value, at or now()))

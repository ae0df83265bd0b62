"""`{% load ui %}`: what the components are drawn with."""

from collections.abc import Iterable, Sequence
from typing import Any

import segno
from django import forms, template
from django.core.paginator import Page
from django.http import QueryDict
from django.template.context import Context
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tinhso.foundation.ui import charts, controls, marks, words
from tinhso.foundation.ui.context import Shell
from tinhso.foundation.ui.menus import MenuLink

register = template.Library()


register.simple_tag(marks.icon)
register.simple_tag(marks.badge)
register.simple_tag(marks.options)
register.simple_tag(marks.assumed)


@register.simple_tag
def checklist_item(
    title: str, state: str = "needed", notes: Any = (), more: Any = "", end: Any = ""
) -> SafeString:
    """See `marks.checklist_item`; `notes` is one, or several."""
    return marks.checklist_item(title, state, [notes] if isinstance(notes, str) else notes, more, end)


@register.simple_tag
def deadline(due: Any = None, state: str = "", trace: Any = None, more: Any = "") -> str:
    """See `marks.deadline`; nothing given, nothing shown."""
    return marks.deadline(due, state, trace or (), more) if due else ""


@register.simple_tag
def rest(attrs: Any) -> SafeString:
    """The attributes a component did not name itself, escaped, to be put on its main element."""
    if isinstance(attrs, str):
        return mark_safe("")
    return format_html_join(
        "",
        "{}",
        (
            (mark_safe(f" {conditional_escape(key)}"),)  # noqa: S308 - escaped one call before
            if value is True
            else (format_html(' {}="{}"', key, value),)
            for key, value in attrs.attrs_dict().items()
            if value is not False and value is not None
        ),
    )


@register.simple_tag
def control(field: Any = None, **given: Any) -> controls.Control:
    """See `controls.control`."""
    return controls.control(field or None, given)


@register.simple_tag
def faults(form: Any = None, errors: Any = None) -> list[tuple[str, str]]:
    """`(id, words)` pairs of a form, or of a list of pairs or of `kernel.errors.Fault`."""
    if isinstance(form, forms.BaseForm):
        return controls.faults(form)
    return [
        (f"id_{one.field}", one.reason) if hasattr(one, "reason") else (one[0], one[1])
        for one in errors or ()
    ]


@register.simple_tag(takes_context=True)
def menu_links(context: Context, links: Iterable[MenuLink]) -> str:
    """See `marks.links`."""
    return marks.links(links, str(context.get("csrf_token", "")))


@register.simple_tag(takes_context=True)
def settings(context: Context) -> str:
    """The languages and the themes to choose from."""
    shell: Shell = context["shell"]
    carried = {"token": str(context.get("csrf_token", "")), "back": shell.address}
    return marks.setting(
        "language",
        _("Ngôn ngữ"),
        shell.languages,
        chosen=get_language(),
        action=reverse("ui:set_language"),
        **carried,
    ) + marks.setting(
        "theme", _("Nền trang"), shell.themes, chosen=shell.theme, action=reverse("ui:set_theme"), **carried
    )


register.simple_tag(marks.waiting)


@register.simple_tag(takes_context=True)
def pages(context: Context, page: Page[Any], parameter: str) -> str:
    """See `marks.pages`; nothing for a list of one page. Another page keeps what the present query asks."""
    if not page.has_other_pages():
        return ""
    query = context["request"].GET.copy() if "request" in context else QueryDict(mutable=True)

    def address(number: int) -> str:
        query[parameter] = str(number)
        return f"?{query.urlencode()}"

    return marks.pages(page, address)


@register.simple_tag
def spark(values: Sequence[float] | None = None, target: float | str | None = None) -> charts.Spark | None:
    """See `charts.spark`."""
    return charts.spark(list(values or ()), target=None if target in (None, "") else float(target or 0))


@register.simple_tag
def bars(rows: Iterable[Sequence[Any]] | None = None) -> list[charts.Bar]:
    """Rows of `(name, value)` or `(name, value, written value)`; see `charts.bars`."""
    return charts.bars(
        [(str(row[0]), row[1], str(row[2]) if len(row) > 2 else words.number(row[1])) for row in rows or ()]
    )


@register.simple_tag
def qr(text: str) -> SafeString:
    """A QR symbol (level M) as inline SVG, four modules of quiet zone."""
    symbol = segno.make(str(text), error="m", micro=False)
    drawn: str = symbol.svg_inline(scale=4, border=4, svgclass=None, lineclass=None, omitsize=False)
    return mark_safe(drawn.replace("<svg", '<svg aria-hidden="true" focusable="false"', 1))  # noqa: S308


@register.simple_tag
def steps(current: int | str, total: int | str) -> list[str]:
    """One mark a step: `done`, `now`, or nothing."""
    at = int(current)
    return ["done" if step < at else "now" if step == at else "" for step in range(1, int(total) + 1)]

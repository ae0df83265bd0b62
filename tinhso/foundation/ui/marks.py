"""The marks that a page shows by the dozen, each drawn in one piece: icon, badge, moment, deadline, options, links,
lines of a checklist.

Their components and tags both end here. A list of twenty rows is drawn in a third of the time it takes when every
mark is a template of its own. What depends on nothing but its words is drawn once a language.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from functools import lru_cache
from html import escape
from typing import Any

from django.core.paginator import Page
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from lucide.templatetags.lucide import lucide

from tinhso.foundation.ui import words
from tinhso.foundation.ui.controls import Option
from tinhso.foundation.ui.menus import MenuLink
from tinhso.kernel.clock import local

BADGE_ICONS = {"good": "circle-check", "wait": "hourglass", "bad": "triangle-alert", "info": "circle-pause"}
"""The shape that says what a badge's colour says."""


@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A line icon from the Lucide set; decoration only, so it always stands beside a word."""
    drawn = lucide(str(name) + "", size=20, **{"class": "icon", "aria-hidden": "true"})
    return mark_safe(re.sub(r"\s*\n\s*", "", drawn))  # noqa: S308 - an icon of the set


def badge(word: str, tone: str = "neutral", sign: str = "") -> SafeString:
    """A state in one word, with its colour and its shape; `sign` names another icon."""
    shape = icon(sign or BADGE_ICONS.get(tone, "circle"))
    return mark_safe(  # noqa: S308 - every part is escaped
        f'<span class="badge badge-{escape(tone)}">{shape}{conditional_escape(word)}</span>'
    )


def moment(value: date | datetime) -> SafeString:
    """A `<time>` element: the day, or the moment on a Vietnamese wall clock."""
    return _moment(value, get_language())


@lru_cache(maxsize=1024)
def _moment(value: date | datetime, language: str) -> SafeString:
    if isinstance(value, datetime):
        written, stamp = words.moment(value), local(value).isoformat()
    else:
        written, stamp = words.day(value), value.isoformat()
    return mark_safe(f'<time datetime="{stamp}">{escape(written)}</time>')  # noqa: S308 - digits, and escaped words


def deadline(due: date | datetime, state: str = "", trace: Sequence[str] = (), more: str = "") -> SafeString:
    """Until when, in which state (`late`, `today`, `paused`, or none), and line by line why; `more` stands below."""
    language = get_language()
    head, why = _about_due(state, language)
    lines = "".join([f"<li>{escape(line)}</li>" for line in trace])
    return mark_safe(  # noqa: S308 - every part is escaped
        f"{head}<span>{_moment(due, language)}</span></summary>{why}"
        f"{f'<ol>{lines}</ol>' if lines else ''}{conditional_escape(more)}</div></details>"
    )


@lru_cache(maxsize=64)
def _about_due(state: str, language: str) -> tuple[str, str]:
    said = {
        "late": ("triangle-alert", _("Quá hạn")),
        "today": ("clock", _("Hôm nay")),
        "paused": ("circle-pause", _("Tạm dừng")),
    }.get(state)
    mark = f"{icon(said[0])}<span>{escape(said[1])}</span>" if said else ""
    return (
        f'<details class="deadline deadline-{escape(state)}" data-popover><summary>{mark}',
        f'<div class="trace"><p><strong>{escape(_("Vì sao là hạn này"))}</strong></p>',
    )


def assumed(why: str = "") -> SafeString:
    """What no source confirms says so; `why` is told to who points at it."""
    return _assumed(str(why), get_language())


@lru_cache(maxsize=256)
def _assumed(why: str, language: str) -> SafeString:
    told = f' title="{escape(why)}"' if why else ""
    return mark_safe(  # noqa: S308 - an icon and escaped words
        f'<span class="assumed"{told}>{icon("diamond")}{escape(_("theo giả định"))}</span>'
    )


def checklist_item(
    title: str, state: str = "needed", notes: Iterable[str] = (), more: str = "", end: str = ""
) -> SafeString:
    """One paper of a checklist: `needed`, `have`, `wrong` or `not-needed`; notes and `more` below, `end` beside it."""
    shape, said = _checked(state, get_language())
    lines = "".join([f'<p class="note">{conditional_escape(note)}</p>' for note in notes if note])
    return mark_safe(  # noqa: S308 - every part is escaped
        f'<li class="is-{escape(state)}">{shape}<div><p>{conditional_escape(title)}{said}</p>'
        f"{lines}{conditional_escape(more)}</div><div>{conditional_escape(end)}</div></li>"
    )


@lru_cache(maxsize=32)
def _checked(state: str, language: str) -> tuple[str, str]:
    shape, word = {
        "have": ("circle-check", _("đã có")),
        "wrong": ("triangle-alert", _("cần sửa")),
        "not-needed": ("minus", _("không cần nộp")),
    }.get(state, ("circle", _("cần có")))
    return icon(shape), f'<span class="unseen"> ({escape(word)})</span>'


def options(given: Iterable[Option]) -> SafeString:
    """What a `<select>` holds."""
    return mark_safe(  # noqa: S308 - every part is escaped
        "".join(
            f'<option value="{escape(one.value)}"{" selected" if one.chosen else ""}'
            f"{' disabled' if one.disabled else ''}>{escape(one.label)}</option>"
            for one in given
        )
    )


def links(given: Iterable[MenuLink], token: str) -> SafeString:
    """The lines of a menu; one that posts carries the `token` that lets it."""
    return mark_safe("".join([f"<li>{_link(one, token)}</li>\n" for one in given]))  # noqa: S308 - escaped parts


def _link(link: MenuLink, token: str) -> str:
    if link.posts:
        return (
            f'<form method="post" action="{escape(link.url)}">{_token(token)}'
            f'<button class="link-button" type="submit">{escape(link.title)}</button></form>'
        )
    here = ' aria-current="page"' if link.current else ""
    return (
        f'<a href="{escape(link.url)}"{here}>{icon(link.icon) if link.icon else ""}{escape(link.title)}'
        f"{waiting(link)}</a>"
    )


def waiting(link: MenuLink) -> SafeString:
    """How many new things wait behind a menu entry; nothing when none do."""
    if not link.count:
        return mark_safe("")
    number, said = words.number(link.count), escape(_("mới"))
    return mark_safe(f' <span class="count">{number}<span class="unseen"> {said}</span></span>')  # noqa: S308 - escaped


def pages(page: Page[Any], address: Callable[[int], str]) -> SafeString:
    """Where in a list of several pages one is, and the ways to its neighbours, each at its `address`."""

    def way(number: int, word: str, kind: str) -> str:
        return f'<a {kind} href="{escape(address(number))}">{word}</a>'

    total = page.paginator.count
    here = _("%(first)s–%(last)s trong %(total)s") % {
        "first": words.number(page.start_index()), "last": words.number(page.end_index()),
        "total": words.number(total),
    }  # fmt: skip
    name = _("Trang %(number)s")
    ways = []
    if page.has_previous():
        ways.append(way(page.previous_page_number(), escape(_("Trang trước")), 'rel="prev"'))
    for number in page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1):
        said = escape(name % {"number": number})
        if number == page.number:
            ways.append(f'<span class="figures" aria-current="page">{said}</span>')
        elif isinstance(number, int):
            ways.append(way(number, str(number), f'class="figures" aria-label="{said}"'))
        else:
            ways.append('<span class="soft">…</span>')
    if page.has_next():
        ways.append(way(page.next_page_number(), escape(_("Trang sau")), 'rel="next"'))
    return mark_safe(  # noqa: S308 - every part is escaped
        f'<nav class="pager" aria-label="{escape(_("Các trang"))}"><p>{escape(here)}</p>'
        f'<div class="row">{"".join(ways)}</div></nav>'
    )


def setting(
    name: str,
    label: str,
    given: Iterable[tuple[str, str]],
    *,
    chosen: str,
    action: str,
    token: str,
    back: str,
) -> SafeString:
    """A line of buttons of which one is pressed; pressing another changes a setting and leads `back`."""
    spoken = ' lang="%s"' if name == "language" else ""
    buttons = [
        f'<button class="link-button" type="submit" name="{name}" value="{escape(value)}"'
        f"{spoken and spoken % escape(value)}"
        f' aria-pressed="{"true" if value == chosen else "false"}">{escape(word)}</button>'
        for value, word in given
    ]
    return mark_safe(  # noqa: S308 - every part is escaped
        f'<form method="post" action="{escape(action)}" aria-label="{escape(label)}">{_token(token)}'
        f'<input type="hidden" name="next" value="{escape(back)}"><span>{escape(label)}:</span>'
        f"{''.join(buttons)}</form>\n"
    )


def _token(token: str) -> str:
    return f'<input type="hidden" name="csrfmiddlewaretoken" value="{escape(token)}">'

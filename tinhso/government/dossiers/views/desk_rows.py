"""The parts of the worklist that come by the dozen, each drawn in one piece: else they are half of what it costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from html import escape
from typing import NamedTuple

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from tinhso.foundation.ui.marks import badge, deadline
from tinhso.foundation.ui.words import number
from tinhso.government.dossiers.queries.desk import TONES, Due, Row, Step
from tinhso.government.dossiers.rules import PHASE_TITLES, Phase


class Way(NamedTuple):
    """A link that narrows the list, and how many dossiers it leads to."""

    title: str
    query: str
    number: int
    current: bool
    late: bool = False


class Words(NamedTuple):
    """What every row says, in the reader's language."""

    phases: Mapping[Phase, str]
    mark: str
    nobody: str


def table(rows: Sequence[Row], *, address: str, marking: bool) -> SafeString:
    """A line for each row, nothing for none; `marking` puts a box before it, by which work is handed out."""
    if not rows:
        return mark_safe("")
    language = get_language()
    words, (head, foot) = _words(language), _frame(marking, language)
    lines = "\n".join([_row(row, address, marking, words) for row in rows])
    return mark_safe(f"{head}{lines}{foot}")  # noqa: S308 - every part is escaped


@lru_cache
def _frame(marking: bool, language: str) -> tuple[str, str]:
    """What stands before and behind the lines of a table."""
    place = "{rows}"
    drawn = render_to_string("dossiers/desk/table.html", {"marking": marking, "rows": place})
    head, _place, foot = drawn.partition(place)
    return head, foot


@lru_cache
def _words(language: str) -> Words:
    phases = {phase: badge(str(title), TONES.get(phase, "neutral")) for phase, title in PHASE_TITLES.items()}
    return Words(phases, escape(_("Đánh dấu %(row)s")), escape(_("chưa ai nhận")))


def ways(given: Iterable[Way], *, address: str) -> SafeString:
    """One `<li>` for each."""
    return mark_safe("".join([_way(way, address) for way in given]))  # noqa: S308 - every part is escaped


def _way(way: Way, address: str) -> str:
    query, here = escape(f"?{way.query}") if way.query else "", ' aria-current="page"' if way.current else ""
    return (
        f'<li><a href="{address}{query}"{here}><span>{escape(way.title)}</span>'
        f'<span class="figures{" late-number" if way.late else ""}">{number(way.number)}</span></a></li>'
    )


def _row(row: Row, address: str, marking: bool, words: Words) -> str:
    agency = f" · {escape(row.agency)}" if row.agency else ""
    return (
        f"<tr>{_mark(row, words) if marking else ''}"
        f'<td class="col-code"><a class="code" href="{address}{row.id}/" data-beside>{row}</a>'
        f'<div class="soft clip">{escape(row.procedure)}{agency}</div></td>'
        f'<td class="col-owner">{escape(row.owner)}</td>'
        f'<td class="col-phase">{words.phases[row.phase]}</td>'
        f'<td class="col-step">{"".join([_step(step, words) for step in row.steps])}</td>'
        f'<td class="col-due">{_due(row.due)}</td></tr>'
    )


def _mark(row: Row, words: Words) -> str:
    return (
        f'<td class="mark-cell"><label class="mark-box"><span class="unseen">{words.mark % {"row": row}}</span>'
        f'<input type="checkbox" name="dossiers" value="{row.id}"></label></td>'
    )


def _step(step: Step, words: Words) -> str:
    return f'<div>{escape(step.title)}</div><div class="soft">{escape(step.holder) or words.nobody}</div>'


def _due(due: Due) -> str:
    if due.at is None:
        return f'<span class="soft">{escape(due.words)}</span>'
    return deadline(due.at, due.state, due.trace)

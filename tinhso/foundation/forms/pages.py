"""One page of a form, posted: what to keep, and whether to go on or to show the page again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tinhso.foundation.forms.drawing import Control, Drawn, draw_questions, parse_questions
from tinhso.foundation.forms.registry import Answers, Context, field_types
from tinhso.foundation.forms.rules import Checked, clean_page, known_before
from tinhso.foundation.forms.shapes import FormBody, Page
from tinhso.kernel.errors import Fault

NEXT, REVEAL = "next", "reveal"
_ROW = re.compile(r"(add):([a-z0-9_.]+)|(remove):([a-z0-9_.]+)\.([0-9]{1,4})")


@dataclass(frozen=True)
class Step:
    """What became of a posted page."""

    answers: dict[str, Any]
    """The draft to save, whether or not the page is done."""
    done: bool
    drawn: Drawn
    """The page to show again when it is not done, with what was typed."""


def draw_page(form: FormBody, page: Page, answers: Answers, context: Context) -> Drawn:
    """A page as it is first shown: filled from the draft."""
    return draw_questions(page.questions, answers, context, known=known_before(form, page, answers, context))


def take_page(form: FormBody, page: Page, data: QueryDict, answers: Answers, context: Context) -> Step:
    """Read a posted page.

    `press` names the button: `next`, `reveal` (draw again, nothing checked aloud), `add:<table>`,
    `remove:<table>.<row>`. `asked` names every control the page held: a question that came up only now is
    shown before anyone is told that it has no answer.
    """
    raw = parse_questions(page.questions, data)
    press = data.get("press", NEXT)
    if press != NEXT:
        _change_rows(raw, press)
    checked = clean_page(form, page, raw, answers, context)
    known = known_before(form, page, checked.answers, context)
    shown = set(data.getlist("asked"))
    quiet = draw_questions(page.questions, raw, context, known=known)
    fresh = {control.name for control in _all(quiet.controls) if control.name not in shown}
    faults = [] if press != NEXT else [fault for fault in checked.faults if fault.field not in fresh]
    done = press == NEXT and not checked.faults and not fresh
    drawn = draw_questions(
        page.questions, raw, context, known=known, faults=faults, warnings=_heard(checked, press)
    )
    return Step(checked.answers, done, drawn)


def _heard(checked: Checked, press: str) -> Iterable[Fault]:
    return checked.warnings if press == NEXT else ()


def _change_rows(raw: dict[str, Any], press: str) -> None:
    if not (match := _ROW.fullmatch(press)):
        return
    add, table, _, shorter, row = match.groups()
    rows = raw.get(table if add else shorter)
    if not isinstance(rows, list):
        return
    if add:
        rows.append({})
    elif int(row) < len(rows):
        del rows[int(row)]


def _all(controls: Iterable[Control]) -> Iterator[Control]:
    for control in controls:
        if field_types[control.question.type].answered:
            yield control
        for row in control.parts.get("rows", ()):
            yield from _all(row["controls"])

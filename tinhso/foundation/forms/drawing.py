"""From questions to controls on a page, and from a posted page back to raw answers.

The templates work without JavaScript: a press that shows new questions or adds a row posts the page and draws
it again. `forms/questions.html` draws a `Drawn`.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import QueryDict

from tinhso.foundation.forms.asking import asked, clean_questions, deciding, within
from tinhso.foundation.forms.registry import Answers, Context, field_types
from tinhso.foundation.forms.shapes import Question
from tinhso.kernel.errors import Fault


@dataclass(frozen=True)
class Control:
    """One question as its template needs it."""

    question: Question
    name: str
    template: str
    fault: str
    decides: bool
    """Whether other questions on the page come and go with its answer."""
    parts: Mapping[str, Any]
    """What the field type adds: `value`, `options`, `rows`, …"""

    @property
    def id(self) -> str:
        """The id the error summary links to."""
        return f"id_{self.name}"

    @property
    def optional(self) -> bool:
        return not self.question.required

    @property
    def described_by(self) -> str:
        """Ids of the hint and the fault, for the groups that are drawn here."""
        ids = [f"{self.id}-hint"] if self.question.hint else []
        return " ".join([*ids, f"{self.id}-error"] if self.fault else ids)


@dataclass(frozen=True)
class Drawn:
    """A group of questions ready for `forms/questions.html`."""

    controls: tuple[Control, ...]
    faults: tuple[Fault, ...] = ()
    """For the summary, in the order of the page."""
    warnings: tuple[Fault, ...] = ()


def control(
    question: Question,
    raw: object,
    context: Context,
    *,
    prefix: str = "",
    faults: Mapping[str, str],
    decides: Container[str] = (),
) -> Control:
    """One control; `raw` is a clean answer or what was just typed; `decides` are the keys others depend on."""
    kind, name = field_types[question.type], prefix + question.key
    return Control(
        question=question,
        name=name,
        template=kind.template,
        fault=faults.get(name, ""),
        decides=question.key in decides,
        parts=kind.draw(raw, question, context, name=name, faults=faults),
    )


def draw_questions(
    questions: Sequence[Question],
    raw: Answers,
    context: Context,
    *,
    known: Answers,
    faults: Iterable[Fault] = (),
    warnings: Iterable[Fault] = (),
) -> Drawn:
    """The questions asked now, filled with `raw`; `known` are the answers given before this group."""
    faults = tuple(faults)
    reasons = {fault.field: fault.reason for fault in reversed(faults)}
    live, _ = clean_questions(questions, raw, context, known=known)
    return Drawn(
        controls=tuple(
            control(
                question,
                raw.get(question.key),
                within(question, {**known, **live}, context),
                faults=reasons,
                decides=deciding(questions),
            )
            for question in asked(questions, live, context, known=known)
        ),
        faults=faults,
        warnings=tuple(warnings),
    )


def parse_questions(questions: Iterable[Question], data: QueryDict, *, prefix: str = "") -> dict[str, Any]:
    """The raw answers of a posted page. A question the page did not draw has none."""
    return {
        question.key: field_types[question.type].parse(data, prefix + question.key, question)
        for question in questions
        if field_types[question.type].answered
    }

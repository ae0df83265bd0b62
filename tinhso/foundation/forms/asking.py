"""Asking questions in their order. Pure: pages, pre-checks and the rows of tables all go through here.

A question is asked when its condition holds for what was answered before it. So a hidden answer never
decides anything, and a condition that names a later question never holds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.utils.translation import gettext as _

from tinhso.foundation.conditions.rules import fields_of, holds
from tinhso.foundation.conditions.shapes import Condition
from tinhso.foundation.forms.registry import Answers, Cleaned, Context, field_types
from tinhso.foundation.forms.shapes import Question
from tinhso.kernel.errors import Fault

MOST_UNKNOWN = 20


def applies(condition: Condition | None, known: Answers, context: Context) -> bool:
    """Whether there is no condition, or it holds for these answers and the facts given."""
    return condition is None or holds(condition, {**context.given, **known}, on=context.on)


def asked(
    questions: Iterable[Question], answers: Answers, context: Context, *, known: Answers
) -> Iterator[Question]:
    """The questions to draw, notes included. `answers` are clean; `known` are those before these."""
    live = dict(known)
    for question in questions:
        if applies(question.when, live, context):
            if question.key in answers:
                live[question.key] = answers[question.key]
            yield question


def answering(
    questions: Iterable[Question], raw: Answers, context: Context, *, known: Answers
) -> Iterator[tuple[Question, Cleaned]]:
    """The questions that are to be answered, each with what its raw answer amounts to; hidden ones are left out."""
    live = {**context.given, **known}
    for question in questions:
        kind = field_types[question.type]
        if not kind.answered or not (question.when is None or holds(question.when, live, on=context.on)):
            continue
        cleaned = kind.clean(raw.get(question.key), question, within(question, live, context))
        if cleaned.value is not None:
            live[question.key] = cleaned.value
        yield question, cleaned


def clean_questions(
    questions: Iterable[Question], raw: Answers, context: Context, *, known: Answers
) -> tuple[dict[str, Any], list[Fault]]:
    """The clean answers to the questions asked, and the faults."""
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for question, cleaned in answering(questions, raw, context, known=known):
        faults += cleaned.faults
        if cleaned.value is not None:
            values[question.key] = cleaned.value
    return values, faults


def deciding(questions: Iterable[Question]) -> frozenset[str]:
    """The keys whose answers bring up or take away one of these questions, or a question of their tables."""
    listed = list(questions)
    conditions = [part.when for question in listed for part in (question, *question.columns)]
    return frozenset[str]().union(*(fields_of(one) for one in conditions if one is not None))


def within(question: Question, known: Answers, context: Context) -> Context:
    """The context of a question's own questions: in a row, conditions may also name what is outside."""
    return replace(context, given={**context.given, **known}) if question.columns else context


def unknown_keys(raw: Mapping[Any, object], questions: Iterable[Question]) -> list[Fault]:
    """A fault for each key that no question has, the first few of them."""
    keys = {question.key for question in questions if field_types[question.type].answered}
    strange = [key for key in raw if key not in keys][:MOST_UNKNOWN]
    return [Fault(_printable(key), _("Mẫu này không có mục có mã như vậy")) for key in strange]


def _printable(key: object) -> str:
    return str(key)[:100].encode("ascii", "backslashreplace").decode()

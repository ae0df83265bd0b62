"""Answers made up from what a form asks: whoever changes a form need not change a test.

Every value is invented and passes the checks of its type; what rules ask between answers is found by trying.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from tinhso.foundation.conditions.rules import fields_of, holds
from tinhso.foundation.forms.asking import applies
from tinhso.foundation.forms.registry import Context, field_types
from tinhso.foundation.forms.rules import clean_all
from tinhso.foundation.forms.shapes import FormBody, Question
from tinhso.foundation.procedures.rules import case_for
from tinhso.foundation.procedures.shapes import ProcedureBody

Answers = dict[str, Any]
ADULT = "1990-05-20"


def prechecks(body: ProcedureBody, *, on: date) -> Iterator[Answers]:
    """Every way to answer the pre-check: its choices and yes-or-noes; dates once fresh, once long ago."""
    asked = body.precheck.questions if body.precheck else ()
    ways = {question.key: list(_ways(question, on)) for question in asked}
    for picked in itertools.product(*ways.values()):
        answers = dict(zip(ways, picked, strict=True))
        yield {
            question.key: answers[question.key]
            for question in asked
            if question.when is None or holds(question.when, answers, on=on)
        }


def one_of_each_case(body: ProcedureBody, *, on: date) -> dict[str, Answers]:
    """Answers to the pre-check that lead to each case, by its code; `""` for a procedure without cases."""
    found: dict[str, Answers] = {}
    for answers in prechecks(body, on=on):
        case = case_for(body, answers=answers, on=on)
        found.setdefault(case.code if case else "", answers)
    return found


def answers_to(form: FormBody, context: Context, wanted: Mapping[str, Any], *, whole: bool) -> Answers:
    """Answers that may be sent: `wanted` where the form asks it, the rest made up; `whole` leaves nothing out.

    LookupError, with what stands in the way, when none are found.
    """
    chosen: Answers = dict(wanted)
    for _ in range(len(form.rules) + 1):
        answers = _filled(form, context, chosen, whole=whole)
        faults = {fault.field for fault in clean_all(form, answers, context).faults}
        if not faults:
            return answers
        chosen |= _repair(form, context, chosen, faults, whole=whole)
    raise LookupError(f"{form.title}: {sorted(faults)}")


def _ways(question: Question, on: date) -> Sequence[Any]:
    match question.type:
        case "choice":
            return [option.value for option in question.options]
        case "yes_no":
            return [True, False]
        case "integer":
            return [question.min or 1]
        case _:
            return [(on - timedelta(days=1)).isoformat(), "2000-01-01"]


def _filled(form: FormBody, context: Context, chosen: Answers, *, whole: bool) -> Answers:
    """One pass over what is asked, in its order: a question's condition sees only what was answered before it."""
    answers: Answers = {}
    for page in form.pages:
        if not applies(page.when, answers, context):
            continue
        for question in page.questions:
            asked = field_types[question.type].answered and applies(question.when, answers, context)
            if asked and (whole or question.required or question.key in chosen):
                answers[question.key] = chosen.get(question.key, _values(question, context, whole=whole)[0])
    return answers


def _repair(
    form: FormBody, context: Context, chosen: Answers, faults: set[str], *, whole: bool
) -> Mapping[str, Any]:
    """A change of one answer that a broken rule names and that leaves fewer faults."""
    questions = {question.key: question for question in form.questions()}
    broken = [rule for rule in form.rules if rule.field in faults and not rule.soft]
    keys = [
        key for rule in broken for key in (rule.field, *sorted(fields_of(rule.require))) if key in questions
    ]
    for key in keys:
        for value in _values(questions[key], context, whole=whole):
            answers = _filled(form, context, chosen | {key: value}, whole=whole)
            if len(clean_all(form, answers, context).faults) < len(faults):
                return {key: value}
    raise LookupError(f"{form.title}: {sorted(faults)}")


def _values(question: Question, context: Context, *, whole: bool) -> Sequence[Any]:
    """Values the question takes: the likeliest first, others for rules that will not have it."""
    match question.type:
        case "choice" | "choices":
            listed = list(context.code_list(question.code_list)) if question.code_list else []
            values: list[Any] = listed or [option.value for option in question.options]
            return values if question.type == "choice" else [[value] for value in values]
        case "yes_no":
            return [whole, not whole]
        case "integer" | "money":
            least = question.min if isinstance(question.min, int) else 1
            return [least, least + 1, least + 100]
        case "date" | "partial_date":
            return [day for day in _days(context.on) if _between(day, question, context.on)]
        case "month":
            return [day[:7] for day in _days(context.on)]
        case "table":
            row = {
                column.key: _values(column, context, whole=whole)[0]
                for column in question.columns
                if field_types[column.type].answered and (whole or column.required) and column.when is None
            }
            return [[row] * max(1, question.min_rows)]
    return [_MADE_UP[question.type]]


def _days(on: date) -> Sequence[str]:
    later = [(on + timedelta(days=days)).isoformat() for days in (30, 60)]
    return [ADULT, (on - timedelta(days=1)).isoformat(), on.isoformat(), *later]


def _between(day: str, question: Question, on: date) -> bool:
    least, most = (on.isoformat() if one == "today" else one for one in (question.min, question.max))
    return (least is None or day >= str(least)) and (most is None or day <= str(most))


_MADE_UP: Mapping[str, Any] = {
    "text": "12 mẫu",
    "long_text": "Nội dung khai mẫu.",
    "name": "Nguyễn Văn Mẫu",
    "personal_number": "084090000001",
    "phone": "0912345678",
    "email": "mau@example.vn",
    "time": "14:30",
    "address": {"province": "86", "commune": "29266", "detail": "Ấp 3"},
}

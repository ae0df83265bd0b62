"""What a form asks, and whether answers may be sent. Pure; the same checks on every channel.

Answers are a flat mapping from semantic key to JSON value. A draft keeps every clean answer, of hidden
questions too; what is sent holds only the answers to questions that are asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tinhso.foundation.conditions.rules import fields_of
from tinhso.foundation.forms.asking import answering, applies, asked, clean_questions, unknown_keys
from tinhso.foundation.forms.registry import Answers, Context, field_types
from tinhso.foundation.forms.shapes import FormBody, Page, Question, Rule
from tinhso.kernel.errors import Fault


class Checked(NamedTuple):
    """Clean answers, what stands in the way, and what is only worth a second look."""

    answers: dict[str, Any]
    faults: tuple[Fault, ...]
    warnings: tuple[Fault, ...]


def visible_pages(form: FormBody, answers: Answers, context: Context) -> tuple[Page, ...]:
    """The pages that ask something, in order. `answers` are clean."""
    seen: dict[str, Page] = {}
    for page, question in _walk(form, answers, context):
        if field_types[question.type].answered:
            seen.setdefault(page.key, page)
    return tuple(seen.values())


def visible_questions(
    form: FormBody, answers: Answers, context: Context, *, page: Page | None = None
) -> tuple[Question, ...]:
    """The questions asked, notes included, of one page or of all. `answers` are clean."""
    return tuple(
        question for on, question in _walk(form, answers, context) if page is None or on.key == page.key
    )


def known_before(form: FormBody, page: Page, answers: Answers, context: Context) -> dict[str, Any]:
    """The answers of the questions asked on earlier pages: what conditions on this page may rest on."""
    known: dict[str, Any] = {}
    for on, question in _walk(form, answers, context):
        if on.key == page.key:
            break
        if question.key in answers:
            known[question.key] = answers[question.key]
    return known


def _walk(form: FormBody, answers: Answers, context: Context) -> Iterator[tuple[Page, Question]]:
    known: dict[str, Any] = {}
    for page in form.pages:
        if not applies(page.when, known, context):
            continue
        for question in tuple(asked(page.questions, answers, context, known=known)):
            if question.key in answers:
                known[question.key] = answers[question.key]
            yield page, question


def clean_page(form: FormBody, page: Page, raw: object, answers: Answers, context: Context) -> Checked:
    """One page of a draft: the draft with this page's clean answers put in, and the faults of the page.

    An answer with a fault leaves the draft's earlier one in place; an emptied box takes it out. Rules between
    answers are checked once everything they name has been asked.
    """
    if not isinstance(raw, Mapping):
        return Checked(dict(answers), (Fault("", _("Cần một tập hợp các câu trả lời")),), ())
    before = known_before(form, page, answers, context)
    values, faults = clean_questions(page.questions, raw, context, known=before)
    faults += unknown_keys(raw, page.questions)
    draft = dict(answers)
    for question in asked(page.questions, values, context, known=before):
        if question.key in values:
            draft[question.key] = values[question.key]
        elif not _faulted(question.key, faults):
            draft.pop(question.key, None)
    reached = _keys_up_to(form, page) | set(context.given)
    ready = [
        rule
        for rule in form.rules
        if any(rule.field == question.key for question in page.questions) and _named(rule) <= reached
    ]
    broken, warnings = _broken(ready, {**before, **values}, faults, page.questions, context)
    return Checked(draft, tuple(faults + broken), tuple(warnings))


def clean_all(form: FormBody, raw: object, context: Context) -> Checked:
    """Everything, as it is to be sent: hidden questions left out, unknown keys and rules checked."""
    if not isinstance(raw, Mapping):
        return Checked({}, (Fault("", _("Cần một tập hợp các câu trả lời")),), ())
    answers: dict[str, Any] = {}
    faults: list[Fault] = []
    questions: list[Question] = []
    for page in form.pages:
        if applies(page.when, answers, context):
            for question, cleaned in answering(page.questions, raw, context, known=answers):
                questions.append(question)
                faults += cleaned.faults
                if cleaned.value is not None:
                    answers[question.key] = cleaned.value
    faults += unknown_keys(raw, form.questions())
    broken, warnings = _broken(form.rules, answers, faults, questions, context)
    return Checked(answers, tuple(faults + broken), tuple(warnings))


def _faulted(key: str, faults: Iterable[Fault]) -> bool:
    return any(fault.field == key or fault.field.startswith(f"{key}.") for fault in faults)


def _broken(
    rules: Iterable[Rule],
    answers: Answers,
    faults: list[Fault],
    asked_now: Iterable[Question],
    context: Context,
) -> tuple[list[Fault], list[Fault]]:
    """What rules between answers say. A rule about a question not asked, or on a faulty answer, waits."""
    keys = {question.key for question in asked_now}
    broken: list[Fault] = []
    warnings: list[Fault] = []
    for rule in rules:
        if rule.field not in keys or (faults and any(_faulted(name, faults) for name in _named(rule))):
            continue
        if applies(rule.when, answers, context) and not applies(rule.require, answers, context):
            (warnings if rule.soft else broken).append(Fault(rule.field, rule.message))
    return broken, warnings


def _keys_up_to(form: FormBody, page: Page) -> set[str]:
    keys: set[str] = set()
    for each in form.pages:
        keys |= {question.key for question in each.questions}
        if each.key == page.key:
            break
    return keys


def _named(rule: Rule) -> set[str]:
    parts = [rule.require] if rule.when is None else [rule.require, rule.when]
    return {rule.field}.union(*map(fields_of, parts))


def first_answers(form: FormBody, sources: Answers, context: Context) -> dict[str, Any]:
    """What a new draft starts with: `prefill` from the sources (`account.name`, …), else `default`."""
    answers: dict[str, Any] = {}
    for question in form.questions():
        raw = sources.get(question.prefill) if question.prefill else None
        if raw is None:
            raw = context.on.isoformat() if question.default == "today" else question.default
        value = field_types[question.type].clean(raw, question, context).value if raw is not None else None
        if value is not None:
            answers[question.key] = value
    return answers


def facts_of(form: FormBody, answers: Answers) -> dict[str, Any]:
    """The few answers that are kept in plain."""
    return {key: answers[key] for key in form.facts if key in answers}


@dataclass(frozen=True)
class Line:
    """One question and its answer as people read it."""

    key: str
    label: str
    text: str
    """Empty when an optional question was left out."""
    sensitive: bool = False
    headings: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    """For a table: its cells; `text` holds the same as lines."""


@dataclass(frozen=True)
class Section:
    """One page of check-your-answers."""

    page: Page
    lines: tuple[Line, ...]


def summary(form: FormBody, answers: Answers, context: Context) -> tuple[Section, ...]:
    """The answers page by page, for check-your-answers, the dossier page and papers. `answers` are clean."""
    lines: dict[str, list[Line]] = {}
    for page, question in _walk(form, answers, context):
        if field_types[question.type].answered:
            lines.setdefault(page.key, []).append(_line(question, answers.get(question.key), context))
    return tuple(Section(page, tuple(lines[page.key])) for page in form.pages if page.key in lines)


def _line(question: Question, value: Any, context: Context) -> Line:
    kind = field_types[question.type]
    text = "" if value is None else kind.show(value, question, context)
    if not question.columns or value is None:
        return Line(question.key, question.label, text, question.sensitive)
    columns = [column for column in question.columns if field_types[column.type].answered]
    rows = tuple(
        tuple(
            field_types[column.type].show(row[column.key], column, context) if column.key in row else ""
            for column in columns
        )
        for row in value
    )
    headings = tuple(column.label for column in columns)
    return Line(question.key, question.label, text, question.sensitive, headings, rows)


def json_schema(form: FormBody, context: Context) -> dict[str, Any]:
    """JSON Schema 2020-12 of the answers in their stored form.

    Questions with a condition are optional here; `clean_all` has the last word.
    """
    questions = [question for question in form.questions() if field_types[question.type].answered]
    always = {
        question.key
        for page in form.pages
        if page.when is None
        for question in page.questions
        if question.required and question.when is None and field_types[question.type].answered
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": form.title,
        "type": "object",
        "properties": {question.key: _property(question, context) for question in questions},
        "required": [question.key for question in questions if question.key in always],
        "additionalProperties": False,
    }


def _property(question: Question, context: Context) -> dict[str, Any]:
    words = {"title": question.label} | ({"description": question.hint} if question.hint else {})
    return words | field_types[question.type].schema(question, context)

"""Tables of questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext, gettext_lazy

from tinhso.foundation.forms.asking import asked, clean_questions, deciding, unknown_keys
from tinhso.foundation.forms.drawing import Control, control, parse_questions
from tinhso.foundation.forms.registry import Answers, Cleaned, Context, FieldType, field_types
from tinhso.foundation.forms.shapes import Question
from tinhso.kernel.errors import Fault

MOST_ROWS = 200
"""No page and no message is read further than this, whatever a form says."""


def _blank(value: object) -> bool:
    """Nothing was written anywhere in it."""
    if isinstance(value, dict):
        return all(_blank(part) for part in value.values())
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


class Table(FieldType):
    """Rows of the same questions: a list of mappings from column key to value.

    A fault names the row as it was sent, from 0: `members.2.birth_date`. Empty rows are left out.
    """

    name, title = "table", "Bảng"
    template = "forms/controls/table.html"
    missing = gettext_lazy("Ông/bà chưa ghi dòng nào cho")

    def empty(self, raw: object) -> bool:
        return super().empty(raw) or (isinstance(raw, list) and all(_blank(row) for row in raw[:MOST_ROWS]))

    def clean(self, raw: object, question: Question, context: Context) -> Cleaned:
        if self.empty(raw):
            return self.unanswered(question)
        if not isinstance(raw, list):
            return _wrong(question, gettext("Mục này cần một danh sách các dòng"))
        filled = sum(not _blank(row) for row in raw) if len(raw) <= MOST_ROWS else len(raw)
        if filled > question.max_rows:
            words = gettext("Bảng này cần nhiều nhất %(most)s dòng, ông/bà đã ghi %(rows)s")
            return _wrong(question, words % {"most": question.max_rows, "rows": filled})
        if filled < question.min_rows:
            words = gettext("Bảng này cần ít nhất %(least)s dòng, ông/bà mới ghi %(rows)s")
            return _wrong(question, words % {"least": question.min_rows, "rows": filled})
        rows: list[dict[str, Any]] = []
        faults: list[Fault] = []
        for number, row in enumerate(raw):
            if _blank(row):
                continue
            if not isinstance(row, dict):
                faults.append(Fault(f"{question.key}.{number}", gettext("Dòng này không đúng kiểu")))
                continue
            values, wrong = clean_questions(question.columns, row, context, known={})
            wrong += unknown_keys(row, question.columns)
            faults += [Fault(f"{question.key}.{number}.{fault.field}", fault.reason) for fault in wrong]
            rows.append(values)
        return Cleaned(faults=tuple(faults)) if faults else Cleaned(rows)

    def show(self, value: Any, question: Question, context: Context) -> str:
        return "\n".join("; ".join(filter(None, cells)) for cells in self.cells(value, question, context))

    def cells(self, value: Any, question: Question, context: Context) -> list[list[str]]:
        """The rows as text, one cell a column."""
        return [
            [
                field_types[column.type].show(row[column.key], column, context) if column.key in row else ""
                for column in question.columns
            ]
            for row in value
        ]

    def parse(self, data: QueryDict, name: str, question: Question) -> object:
        numbered = re.compile(re.escape(name) + r"\.([0-9]{1,4})\.")
        numbers = sorted({int(found[1]) for key in data if (found := numbered.match(key))})
        return [
            parse_questions(question.columns, data, prefix=f"{name}.{number}.")
            for number in numbers[: MOST_ROWS + 1]
        ]

    def draw(
        self, raw: object, question: Question, context: Context, *, name: str, faults: Mapping[str, str]
    ) -> dict[str, Any]:
        sent: list[object] = raw[:MOST_ROWS] if isinstance(raw, list) else []
        sent = sent or [{}] * max(1, question.min_rows)
        rows: list[dict[str, Any]] = [row if isinstance(row, dict) else {} for row in sent]
        return {
            "rows": [
                {
                    "number": number + 1,
                    "name": f"{name}.{number}",
                    "fault": faults.get(f"{name}.{number}", ""),
                    "controls": _controls(question, row, context, f"{name}.{number}.", faults),
                }
                for number, row in enumerate(rows)
            ],
            "can_add": len(rows) < question.max_rows,
            "can_remove": len(rows) > max(1, question.min_rows),
        }

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        columns = [column for column in question.columns if field_types[column.type].answered]
        return {
            "type": "array",
            "minItems": max(1, question.min_rows) if question.required else question.min_rows,
            "maxItems": question.max_rows,
            "items": {
                "type": "object",
                "properties": {
                    column.key: {"title": column.label, **field_types[column.type].schema(column, context)}
                    for column in columns
                },
                "required": [column.key for column in columns if column.required and column.when is None],
                "additionalProperties": False,
            },
        }


def _controls(
    question: Question, row: Answers, context: Context, prefix: str, faults: Mapping[str, str]
) -> list[Control]:
    live, _ = clean_questions(question.columns, row, context, known={})
    return [
        control(
            column,
            row.get(column.key),
            context,
            prefix=prefix,
            faults=faults,
            decides=deciding(question.columns),
        )
        for column in asked(question.columns, live, context, known={})
    ]


def _wrong(question: Question, words: str) -> Cleaned:
    return Cleaned(faults=(Fault(question.key, words),))

"""One of several, some of several, yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.forms.registry import Context, Refused, Single
from tinhso.foundation.forms.shapes import Option, Question

AS_LIST = 7
"""More options than this are drawn as a list to pick from, not as radio buttons."""


def options(question: Question, context: Context) -> tuple[Option, ...]:
    """What may be chosen, in the order shown."""
    if question.code_list:
        entries = context.code_list(question.code_list).items()
        return tuple(Option(value=value, label=label) for value, label in entries)
    return question.options


def _offers(value: str, question: Question, context: Context) -> bool:
    """Whether this may be chosen. Lists are long and answers many, so no option is made for it."""
    if question.code_list:
        return value in context.code_list(question.code_list)
    return any(value == entry.value for entry in question.options)


def _label(value: object, question: Question, context: Context) -> str:
    """The words of a value; a value the list no longer offers stands for itself."""
    if question.code_list:
        return context.code_list(question.code_list).get(str(value), str(value))
    return next((entry.label for entry in question.options if entry.value == value), str(value))


def _as_options(entries: tuple[Option, ...]) -> list[dict[str, str]]:
    return [{"value": entry.value, "label": entry.label, "hint": entry.hint} for entry in entries]


class Choice(Single):
    """One of the options."""

    name, title = "choice", "Chọn một"
    missing = gettext_lazy("Ông/bà chưa chọn")

    def read(self, raw: object, question: Question, context: Context) -> str:
        if isinstance(raw, str) and _offers(raw, question, context):
            return raw
        raise Refused(_("Lựa chọn này không có trong danh sách; xin chọn lại"))

    def show(self, value: Any, question: Question, context: Context) -> str:
        return _label(value, question, context)

    def draw(
        self, raw: object, question: Question, context: Context, *, name: str, faults: Mapping[str, str]
    ) -> dict[str, Any]:
        entries = options(question, context)
        as_list = len(entries) > AS_LIST
        nothing = [{"value": "", "label": _("Chọn một mục")}] if as_list else []
        return {
            "kind": "select" if as_list else "radio",
            "value": raw if isinstance(raw, str) else "",
            "options": [*nothing, *_as_options(entries)],
        }

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"type": "string", "enum": [entry.value for entry in options(question, context)]}


class Choices(Single):
    """Some of the options; kept in the order of the list, each once."""

    name, title = "choices", "Chọn nhiều"
    missing = gettext_lazy("Ông/bà chưa chọn")

    def empty(self, raw: object) -> bool:
        return super().empty(raw) or raw == []

    def read(self, raw: object, question: Question, context: Context) -> list[str]:
        offered = [entry.value for entry in options(question, context)]
        if not isinstance(raw, list) or any(value not in offered for value in raw):
            raise Refused(_("Có lựa chọn không có trong danh sách; xin chọn lại"))
        return [value for value in offered if value in raw]

    def show(self, value: Any, question: Question, context: Context) -> str:
        return "; ".join(_label(entry, question, context) for entry in value)

    def parse(self, data: QueryDict, name: str, question: Question) -> object:
        return data.getlist(name)

    def draw(
        self, raw: object, question: Question, context: Context, *, name: str, faults: Mapping[str, str]
    ) -> dict[str, Any]:
        return {
            "kind": "checkboxes",
            "value": raw if isinstance(raw, list) else [],
            "options": _as_options(options(question, context)),
        }

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        offered = [entry.value for entry in options(question, context)]
        return {"type": "array", "items": {"enum": offered}, "minItems": 1, "uniqueItems": True}


class YesNo(Single):
    """Có or Không. Not answered is neither."""

    name, title = "yes_no", "Có hoặc không"
    missing = gettext_lazy("Ông/bà chưa chọn có hay không cho")

    def read(self, raw: object, question: Question, context: Context) -> bool:
        if isinstance(raw, bool):
            return raw
        if isinstance(raw, str) and raw in {"yes", "true"}:
            return True
        if isinstance(raw, str) and raw in {"no", "false"}:
            return False
        raise Refused(_("Mục này chỉ trả lời có hoặc không"))

    def show(self, value: Any, question: Question, context: Context) -> str:
        return _("Có") if value else _("Không")

    def draw(
        self, raw: object, question: Question, context: Context, *, name: str, faults: Mapping[str, str]
    ) -> dict[str, Any]:
        chosen = ("yes" if raw else "no") if isinstance(raw, bool) else raw
        return {
            "kind": "radio",
            "value": chosen if isinstance(chosen, str) else "",
            "options": [{"value": "yes", "label": _("Có")}, {"value": "no", "label": _("Không")}],
        }

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        return {"type": "boolean"}

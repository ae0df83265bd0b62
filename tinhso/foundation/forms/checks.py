"""Faults of a form as its author wrote it: what the shape alone cannot say. Pure."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from datetime import date

from tinhso.foundation.conditions.rules import fields_of
from tinhso.foundation.conditions.shapes import Condition
from tinhso.foundation.forms.registry import field_types
from tinhso.foundation.forms.shapes import FormBody, Question
from tinhso.foundation.packs.registry import Draft, Fault, Known

Path = tuple[str | int, ...]
Found = Iterator[tuple[Path, str]]
"""The place in the body, and what is wrong there."""


def faults_of_form(form: FormBody, *, code_lists: Container[str]) -> Found:
    """Everything wrong with one form."""
    earlier: set[str] = set(form.given)
    for number, page in enumerate(form.pages):
        yield from _looks_back(page.when, earlier, ("pages", number, "when"))
        yield from faults_of_questions(
            page.questions, earlier, code_lists=code_lists, at=("pages", number, "questions")
        )
        earlier |= {question.key for question in page.questions}
    yield from _doubles([page.key for page in form.pages], "trang", ("pages",))
    yield from _doubles([question.key for question in form.questions()], "câu hỏi", ("pages",))
    asked = {question.key for question in form.questions() if field_types.get(question.type)}
    for number, rule in enumerate(form.rules):
        for part, condition in (("require", rule.require), ("when", rule.when)):
            yield from _looks_back(condition, earlier, ("rules", number, part))
        if rule.field not in asked:
            yield ("rules", number, "field"), f"biểu mẫu không hỏi {rule.field}"
    for number, fact in enumerate(form.facts):
        if fact not in asked:
            yield ("facts", number), f"biểu mẫu không hỏi {fact}"


def faults_of_questions(
    questions: Sequence[Question], earlier: Iterable[str], *, code_lists: Container[str], at: Path
) -> Found:
    """Everything wrong with a list of questions: a page, a pre-check, the columns of a table."""
    known = set(earlier)
    for number, question in enumerate(questions):
        here = (*at, number)
        yield from _looks_back(question.when, known, (*here, "when"))
        yield from _faults_of_question(question, known, code_lists, here)
        known.add(question.key)


def _faults_of_question(question: Question, known: set[str], code_lists: Container[str], here: Path) -> Found:
    if question.type not in field_types:
        offered = ", ".join(kind.name for kind in field_types)
        yield (*here, "type"), f"không có kiểu câu hỏi {question.type!r}; có: {offered}"
        return
    if question.type in {"choice", "choices"}:
        if bool(question.options) == bool(question.code_list):
            yield here, f"{question.key}: cần đúng một trong hai: options hoặc code_list"
        if question.code_list and question.code_list not in code_lists:
            yield (*here, "code_list"), f"không có danh mục {question.code_list!r}"
        yield from _doubles([option.value for option in question.options], "lựa chọn", (*here, "options"))
    elif question.options or question.code_list:
        yield here, f"{question.key}: chỉ choice và choices mới có lựa chọn"
    if question.type == "table":
        if not question.columns or any(column.type in {"table", "note"} for column in question.columns):
            yield here, f"{question.key}: bảng cần có cột, và cột không thể là bảng hay lời dẫn"
        if question.min_rows > question.max_rows:
            yield here, f"{question.key}: min_rows lớn hơn max_rows"
        yield from faults_of_questions(question.columns, known, code_lists=code_lists, at=(*here, "columns"))
        yield from _doubles([column.key for column in question.columns], "cột", (*here, "columns"))
    elif question.columns:
        yield here, f"{question.key}: chỉ bảng mới có cột"
    for part, limit in (("min", question.min), ("max", question.max)):
        if limit is not None and not _LIMITS.get(question.type, _none)(limit):
            yield (
                (*here, part),
                f"{question.key}: kiểu {question.type} không nhận giới hạn {limit!r}",
            )


def _none(limit: object) -> bool:
    return False


def _day(limit: object) -> bool:
    if limit == "today":
        return True
    try:
        return isinstance(limit, str) and bool(date.fromisoformat(limit))
    except ValueError:
        return False


def _number(limit: object) -> bool:
    return isinstance(limit, int)


_LIMITS: dict[str, Callable[[object], bool]] = {
    "date": _day, "partial_date": _day, "month": _day, "integer": _number, "money": _number,
}  # fmt: skip


def _looks_back(condition: Condition | None, earlier: Container[str], at: Path) -> Found:
    for name in sorted(fields_of(condition)) if condition is not None else ():
        if name not in earlier:
            yield (
                at,
                f"điều kiện nhắc tới {name}, chưa hỏi trước đó; nếu do nơi dùng cung cấp, ghi vào given",
            )


def _doubles(keys: Sequence[str], what: str, at: Path) -> Found:
    for key in sorted({key for key in keys if keys.count(key) > 1}):
        yield at, f"hai {what} trùng mã: {key}"


def check_forms(drafts: Sequence[Draft], known: Known) -> Iterator[Fault]:
    """The faults of the forms in packs, each with its file and line."""
    code_lists = known.codes("code_list")
    for draft in drafts:
        for path, reason in faults_of_form(draft.body, code_lists=code_lists):
            yield draft.fault(reason, *path)

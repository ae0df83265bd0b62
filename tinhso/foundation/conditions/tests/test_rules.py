"""Conditions: what holds, what never raises, what is said."""

from datetime import date
from typing import Any

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from tinhso.foundation.conditions.rules import explain, fields_of, holds
from tinhso.foundation.conditions.shapes import Condition

ON = date(2026, 11, 21)
condition_of: TypeAdapter[Condition] = TypeAdapter(Condition)


def read(written: dict[str, Any]) -> Condition:
    return condition_of.validate_python(written)


def check(written: dict[str, Any], **answers: Any) -> bool:
    return holds(read(written), answers, on=ON)


FIELDS = st.sampled_from(["a", "b", "c.d", "child.birth_date"])
TEXTS = st.one_of(
    st.sampled_from(["", "x", "today", "2024", "2024-05", "2024-02-30", "2024-05-01", "0000", "07:30"]),
    st.text(max_size=4),
    st.dates().map(str),
)
SCALARS = st.one_of(st.booleans(), st.integers(), st.floats(allow_nan=False, allow_infinity=False), TEXTS)
BOUNDS = SCALARS | FIELDS.map(lambda name: {"field": name})
TESTS = st.one_of(
    st.builds(
        lambda field, name, bound: {"field": field, name: bound},
        FIELDS, st.sampled_from(["is", "is_not", "lt", "lte", "gt", "gte"]), BOUNDS,
    ),
    st.builds(
        lambda field, name, several: {"field": field, name: several},
        FIELDS, st.sampled_from(["in", "not_in"]), st.lists(SCALARS, min_size=1, max_size=3),
    ),
    st.builds(lambda field, given: {"field": field, "answered": given}, FIELDS, st.booleans()),
    st.builds(lambda field, days: {"field": field, "older_than_days": days}, FIELDS, st.integers(0, 10**6)),
)  # fmt: skip
CONDITIONS = st.recursive(
    TESTS,
    lambda parts: st.one_of(
        st.builds(lambda several: {"all": several}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda several: {"any": several}, st.lists(parts, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, parts),
    ),
    max_leaves=8,
)
# Anything JSON can hold, and floats it cannot.
VALUES = st.recursive(
    SCALARS | st.none() | st.floats(),
    lambda parts: st.lists(parts, max_size=3) | st.dictionaries(st.text(max_size=2), parts, max_size=2),
    max_leaves=5,
)
ANSWERS = st.dictionaries(FIELDS, VALUES)


@given(CONDITIONS, ANSWERS)
def test_evaluation_answers_yes_or_no_whatever_the_answers_are(written: dict[str, Any], answers: Any) -> None:
    assert holds(read(written), answers, on=ON) in (True, False)


@given(st.lists(CONDITIONS, min_size=1, max_size=3), ANSWERS)
def test_de_morgan(parts: list[dict[str, Any]], answers: Any) -> None:
    denied = [{"not": part} for part in parts]
    assert check({"not": {"all": parts}}, **answers) == check({"any": denied}, **answers)
    assert check({"not": {"any": parts}}, **answers) == check({"all": denied}, **answers)


@given(CONDITIONS, ANSWERS)
def test_fields_not_looked_at_change_nothing(written: dict[str, Any], answers: Any) -> None:
    condition = read(written)
    looked_at = {key: value for key, value in answers.items() if key in fields_of(condition)}
    assert holds(condition, answers, on=ON) == holds(condition, looked_at, on=ON)


@given(CONDITIONS)
def test_a_condition_survives_being_stored(written: dict[str, Any]) -> None:
    condition = read(written)
    stored = condition_of.dump_python(condition, mode="json", by_alias=True, exclude_unset=True)
    assert read(stored) == condition


@given(CONDITIONS, st.dictionaries(FIELDS, st.text()), st.dictionaries(FIELDS, st.dictionaries(TEXTS, TEXTS)))
def test_explanation_is_never_empty(written: dict[str, Any], labels: Any, options: Any) -> None:
    assert explain(read(written), labels=labels, options=options).strip()


@pytest.mark.parametrize(
    ("written", "answers", "expected"),
    [
        ({"field": "a", "is": True}, {"a": True}, True),
        ({"field": "a", "is": True}, {"a": 1}, False),
        ({"field": "a", "is": True}, {}, False),
        ({"field": "a", "is": 1}, {"a": "1"}, False),
        ({"field": "a", "is": 1}, {"a": 1.0}, True),
        ({"field": "a", "is_not": "x"}, {"a": "y"}, True),
        ({"field": "a", "is_not": "x"}, {}, False),
        ({"not": {"field": "a", "is": "x"}}, {}, True),
        ({"field": "a", "is_not": 5}, {"a": "y"}, False),
        ({"field": "a", "in": ["x", "y"]}, {"a": "y"}, True),
        ({"field": "a", "in": ["x", "y"]}, {"a": ["z", "y"]}, True),
        ({"field": "a", "not_in": ["x", "y"]}, {"a": ["z", "y"]}, False),
        ({"field": "a", "not_in": ["x", "y"]}, {"a": ["z"]}, True),
        ({"field": "a", "answered": True}, {"a": False}, True),
        ({"field": "a", "answered": True}, {"a": ""}, False),
        ({"field": "a", "answered": False}, {"a": []}, True),
        ({"field": "a", "gte": 14}, {"a": 14}, True),
        ({"field": "a", "gte": 14}, {"a": "15"}, False),
        ({"field": "a", "lt": True}, {"a": 0}, False),
        ({"field": "a", "gt": "m"}, {"a": "n"}, False),
        ({"field": "a", "lt": "11:30"}, {"a": "09:15"}, True),
        ({"field": "a", "lt": "2024"}, {"a": "11:30"}, False),
        ({"field": "a", "gte": {"field": "b"}}, {"a": "2025-01-02", "b": "2025-01-01"}, True),
        ({"field": "a", "gte": {"field": "b"}}, {"a": "2025-01-02"}, False),
    ],
)
def test_comparisons(written: dict[str, Any], answers: dict[str, Any], expected: bool) -> None:
    assert check(written, **answers) is expected


@pytest.mark.parametrize(
    ("left", "comparison", "right", "expected"),
    [
        ("2024-05-01", "gte", "2024-05-01", True),
        ("2024-04-30", "gte", "2024-05", False),
        ("2024-05-31", "lte", "2024-05", True),
        ("2024-06-01", "lte", "2024-05", False),
        ("2024", "lt", "2025-03", True),
        ("2024", "lt", "2024-06", False),
        ("2024", "gt", "2024-06", False),
        ("2024-06-15", "gt", "2024-06", False),
        ("2024-07-01", "gt", "2024-06", True),
        ("2024-02", "lt", "2024-03-01", True),
        ("2024-02", "gte", "2024-02-01", True),
        ("2024-02", "gte", "2024-02-02", False),
        ("2024-02-30", "lt", "2025", False),
        ("2026-11-21", "lte", "today", True),
        ("2026-11-22", "lte", "today", False),
        ("2026-11", "lte", "today", False),
    ],
)
def test_a_partial_date_stands_for_all_its_days(
    left: str, comparison: str, right: str, expected: bool
) -> None:
    assert check({"field": "a", comparison: right}, a=left) is expected


@pytest.mark.parametrize(
    ("born", "expected"),
    [("2026-09-22", False), ("2026-09-21", True), ("2026-09", False), ("2026-08", True), ("2027", False)],
)
def test_older_than_days_counts_from_the_day_of_asking(born: str, expected: bool) -> None:
    assert check({"field": "born", "older_than_days": 60}, born=born) is expected


def test_an_alias_names_the_key_the_answer_lies_under() -> None:
    condition = read({"field": "age", "gte": 18})
    assert holds(condition, {"applicant.age": 20}, on=ON, aliases={"age": "applicant.age"})


def test_fields_of_names_both_sides() -> None:
    written = {"any": [{"field": "a", "is": 1}, {"not": {"field": "b", "lt": {"field": "c"}}}]}
    assert fields_of(read(written)) == {"a", "b", "c"}


@pytest.mark.parametrize(
    "written",
    [
        {"field": "a"},
        {"field": "a", "is": None},
        {"field": "a", "is": 1, "lt": 3},
        {"field": "a", "like": "x"},
        {"field": "a", "in": []},
        {"field": "a", "lt": float("inf")},
        {"field": "a", "older_than_days": -1},
        {"all": []},
        {"any": [{"field": "a", "is": 1}], "not": {"field": "a", "is": 1}},
    ],
)
def test_what_is_no_condition_is_refused(written: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        read(written)


def test_a_date_that_yaml_read_as_a_date_is_text() -> None:
    assert check({"field": "a", "gte": date(2025, 7, 1)}, a="2025-07-01")


LABELS = {"born": "Con sinh", "place": "Nơi cư trú", "left": "Con có bị bỏ rơi không?", "age": "Tuổi"}
OPTIONS = {"place": {"cl": "Càng Long", "tc": "Tiểu Cần"}}


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            {"all": [{"field": "born", "older_than_days": 60}, {"field": "place", "is": "cl"}]},
            "Con sinh quá 60 ngày và Nơi cư trú là Càng Long",
        ),
        ({"not": {"field": "born", "older_than_days": 60}}, "Con sinh chưa quá 60 ngày"),
        ({"field": "left", "is": True}, "Con có bị bỏ rơi không: có"),
        ({"not": {"field": "left", "is": True}}, "Con có bị bỏ rơi không: không"),
        ({"field": "left", "is_not": False}, "Con có bị bỏ rơi không: có"),
        ({"field": "place", "in": ["cl", "tc"]}, "Nơi cư trú là Càng Long hoặc Tiểu Cần"),
        ({"field": "age", "gte": 1400}, "Tuổi từ 1.400 trở lên"),
        ({"field": "born", "gte": "2025-07-01"}, "Con sinh từ ngày 01/07/2025 trở đi"),
        ({"field": "born", "lt": "2024-05"}, "Con sinh trước tháng 05/2024"),
        ({"field": "born", "lte": "today"}, "Con sinh đến hết ngày hôm nay"),
        ({"field": "place", "answered": False}, "Nơi cư trú chưa được khai"),
        ({"field": "age", "lt": {"field": "other"}}, "Tuổi dưới other"),
        (
            {"all": [{"field": "age", "lt": 6}, {"any": [{"field": "x", "is": 1}, {"field": "y", "is": 2}]}]},
            "Tuổi dưới 6 và (x là 1 hoặc y là 2)",
        ),
        (
            {"not": {"all": [{"field": "age", "lt": 6}, {"field": "place", "is": "cl"}]}},
            "Tuổi từ 6 trở lên hoặc Nơi cư trú không phải là Càng Long",
        ),
    ],
)
def test_explanations(written: dict[str, Any], sentence: str) -> None:
    assert explain(read(written), labels=LABELS, options=OPTIONS) == sentence


@pytest.mark.parametrize(
    ("written", "sentence"),
    [
        (
            {"all": [{"field": "born", "older_than_days": 60}, {"field": "age", "lt": 6}]},
            "Con sinh more than 60 days ago and Tuổi below 6",
        ),
        ({"not": {"field": "place", "in": ["cl", "tc"]}}, "Nơi cư trú is not Càng Long or Tiểu Cần"),
        ({"field": "born", "gte": "2025-07-01"}, "Con sinh from 01/07/2025 on"),
        ({"field": "left", "is": True}, "Con có bị bỏ rơi không: yes"),
    ],
)
def test_a_reader_of_english_understands_how_the_parts_hang_together(
    written: dict[str, Any], sentence: str
) -> None:
    """What packs call things stays as they call it."""
    with translation.override("en"):
        assert explain(read(written), labels=LABELS, options=OPTIONS) == sentence

"""What a form's author is told."""

from typing import Any

import pytest

from tinhso.foundation.forms.checks import faults_of_form
from tinhso.foundation.forms.shapes import FormBody
from tinhso.foundation.forms.tests.factories import birth


def found(changes: dict[str, Any], questions: list[dict[str, Any]]) -> list[str]:
    body = {"title": "x", "pages": [{"key": "p", "title": "p", "questions": questions}], **changes}
    form = FormBody.model_validate(body)
    return [reason for _, reason in faults_of_form(form, code_lists={"ethnicities"})]


def test_a_sound_form_has_no_faults() -> None:
    assert list(faults_of_form(birth(), code_lists=())) == []


ASK = {"key": "a", "label": "A"}


@pytest.mark.parametrize(
    ("changes", "questions", "words"),
    [
        ({}, [ASK | {"type": "slider"}], "không có kiểu câu hỏi 'slider'"),
        ({}, [ASK, ASK], "hai câu hỏi trùng mã: a"),
        ({}, [ASK | {"type": "choice"}], "đúng một trong hai"),
        ({}, [ASK | {"type": "choice", "code_list": "etnicities"}], "không có danh mục 'etnicities'"),
        ({}, [ASK | {"type": "table"}], "bảng cần có cột"),
        ({}, [ASK | {"columns": [ASK]}], "chỉ bảng mới có cột"),
        ({}, [ASK | {"type": "date", "max": "tomorrow"}], "không nhận giới hạn 'tomorrow'"),
        ({}, [ASK | {"type": "text", "min": 3}], "không nhận giới hạn 3"),
        ({}, [ASK | {"when": {"field": "b", "is": "1"}}, {"key": "b", "label": "B"}], "chưa hỏi trước đó"),
        ({}, [ASK | {"when": {"field": "a", "answered": True}}], "nhắc tới a"),
        ({"facts": ["b"]}, [ASK], "biểu mẫu không hỏi b"),
        (
            {"rules": [{"require": {"field": "a", "is": "1"}, "field": "b", "message": "m"}]},
            [ASK],
            "không hỏi b",
        ),
    ],
)
def test_each_mistake_is_named(changes: dict[str, Any], questions: list[dict[str, Any]], words: str) -> None:
    assert any(words in reason for reason in found(changes, questions))


def test_facts_from_outside_are_declared() -> None:
    asked = [ASK | {"when": {"field": "house.floors", "gte": 3}}]
    assert found({}, asked)
    assert not found({"given": ["house.floors"]}, asked)

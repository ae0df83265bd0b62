"""The JSON Schema published for the API."""

from jsonschema import Draft202012Validator

from tinhso.foundation.forms import rules
from tinhso.foundation.forms.registry import field_types
from tinhso.foundation.forms.shapes import FormBody
from tinhso.foundation.forms.tests.factories import answers, birth, context, question


def test_it_is_a_schema_and_takes_clean_answers() -> None:
    schema = rules.json_schema(birth(), context())
    Draft202012Validator.check_schema(schema)
    Draft202012Validator(schema).validate(answers())
    assert "father.name" not in schema["required"]
    assert "copies.count" not in schema["required"]


def test_it_refuses_unknown_keys_and_missing_ones() -> None:
    check = Draft202012Validator(rules.json_schema(birth(), context()))
    assert not check.is_valid({**answers(), "is_admin": True})
    assert not check.is_valid(answers(pledge=None))


def test_every_field_type_describes_itself() -> None:
    questions = [
        question(kind.name, key=f"q_{kind.name}").model_dump(exclude_unset=True) for kind in field_types
    ]
    form = FormBody.model_validate(
        {"title": "Mọi kiểu", "pages": [{"key": "p", "title": "p", "questions": questions}]}
    )
    Draft202012Validator.check_schema(rules.json_schema(form, context()))

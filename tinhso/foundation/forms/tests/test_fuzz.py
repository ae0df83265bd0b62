"""Whatever is sent, cleaning answers in words; what it took once it takes again unchanged."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from tinhso.foundation.forms import rules
from tinhso.foundation.forms.registry import field_types
from tinhso.foundation.forms.tests.factories import FILE, birth, context, question

SAID = st.sampled_from(
    [
        "0912345678", "05/11/1990", "1960", "11/2026", "14h30", "1.000", "yes", "a", "An", "086090123456",
        "an@example.vn", "86", "29242", "JP", FILE, "other", "father", "female", "2026-11-01", True, 7,
    ]
)  # fmt: skip
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=40) | SAID
)  # `characters()` includes lone surrogates
KEYS = st.sampled_from(
    ["name", "born", "province", "commune", "country", "detail", *(q.key for q in birth().questions())]
) | st.text(max_size=8)
JSON = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
KINDS = st.sampled_from([kind.name for kind in field_types])


@given(kind=KINDS, raw=JSON, required=st.booleans())
@settings(max_examples=600, deadline=None)
def test_cleaning_never_raises_and_is_idempotent(kind: str, raw: Any, required: bool) -> None:
    asked, here = question(kind, required=required), context()
    once = field_types[kind].clean(raw, asked, here)
    assert once.value is None or not once.faults
    field_types[kind].draw(raw, asked, here, name="q", faults={})
    if once.value is not None:
        json.dumps(once.value, ensure_ascii=False).encode()
        assert field_types[kind].clean(once.value, asked, here) == once
        field_types[kind].show(once.value, asked, here).encode()
        assert Draft202012Validator(field_types[kind].schema(asked, here)).is_valid(once.value)


@given(kind=st.sampled_from(["date", "partial_date", "month", "time", "integer", "phone"]), raw=SCALARS)
@settings(max_examples=400, deadline=None)
def test_what_is_shown_reads_back_the_same(kind: str, raw: Any) -> None:
    asked, here = question(kind), context()
    value = field_types[kind].clean(raw, asked, here).value
    if value is not None:
        shown = field_types[kind].show(value, asked, here)
        assert field_types[kind].clean(shown, asked, here).value == value


@given(raw=JSON | st.dictionaries(KEYS, JSON, max_size=12))
@settings(max_examples=400, deadline=None)
def test_a_whole_form_takes_anything_in_its_stride(raw: Any) -> None:
    form = birth()
    checked = rules.clean_all(form, raw, context())
    again = rules.clean_all(form, checked.answers, context())
    assert again.answers == checked.answers
    if not checked.faults:
        assert not again.faults
        Draft202012Validator(rules.json_schema(form, context())).validate(checked.answers)
    rules.summary(form, checked.answers, context())

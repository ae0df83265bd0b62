"""Refs: written, read, and described for an actor."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.actors import ANONYMOUS, SYSTEM, Actor
from tinhso.kernel.refs import Described, Ref, RefField, RefKind, describe, ref_kinds

KINDS = st.from_regex(r"[a-z]+\.[a-z_]+", fullmatch=True)


@given(KINDS, st.uuids())
def test_what_is_written_is_read_back(kind: str, key: UUID) -> None:
    ref = Ref(kind, key)
    assert Ref.parse(str(ref)) == ref


@given(st.text())
def test_anything_else_is_a_value_error(text: str) -> None:
    with suppress(ValueError):
        assert Ref.parse(text).kind in text


@pytest.mark.parametrize("kind", ["dossier", "Dossiers.dossier", "dossiers.", "a.b.c", "a.b:", "", "a.b\n"])
def test_a_kind_names_a_system_and_a_thing(kind: str) -> None:
    with pytest.raises(ValueError, match="kind"):
        Ref(kind, uuid4())


@pytest.mark.parametrize("text", ["", "a.b", "a.b:", "a.b:H61.101-261121-0001", "a.b:1"])
def test_a_public_code_is_no_ref(text: str) -> None:
    with pytest.raises(ValueError):
        Ref.parse(text)


def test_describing_asks_each_kind_once_and_leaves_out_what_may_not_be_seen() -> None:
    seen, hidden, unknown = Ref("tests.thing", uuid4()), Ref("tests.thing", uuid4()), Ref("no.kind", uuid4())
    asked: list[tuple[list[UUID], Actor]] = []

    def resolve(keys: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
        asked.append((sorted(keys), actor))
        return {seen.id: Described("Hồ sơ", url="/ho-so/1")}

    with ref_kinds.temporarily(RefKind("tests.thing", "Thing", resolve)):
        told = describe([seen, hidden, seen, unknown], actor=ANONYMOUS)
    assert told == {seen: Described("Hồ sơ", url="/ho-so/1")}
    assert asked == [(sorted([seen.id, hidden.id]), ANONYMOUS)]


def test_describing_nothing_asks_nobody() -> None:
    assert describe([], actor=SYSTEM) == {}


@given(KINDS, st.uuids())
def test_a_column_keeps_a_ref_as_text(kind: str, key: UUID) -> None:
    column, ref = RefField(null=True), Ref(kind, key)
    stored = column.get_prep_value(ref)
    assert stored == str(ref)
    assert column.from_db_value(stored, None, None) == ref
    assert column.to_python(stored) == ref
    assert column.to_python(ref) == ref


def test_an_empty_column_is_no_ref() -> None:
    column = RefField(null=True)
    assert column.get_prep_value(None) is None
    assert column.from_db_value(None, None, None) is None

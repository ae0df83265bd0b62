"""What is sealed opens for its own row and key, and never again once the key is gone."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tinhso.kernel import sealing
from tinhso.kernel.sealing import vault
from tinhso.kernel.sealing.models import Key

pytestmark = pytest.mark.django_db


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text())
def test_text_comes_back_as_it_went_in(plain: str) -> None:
    key = sealing.new_key("people.person:1")
    sealed = sealing.seal_text(key, plain, row="t.c:1")
    assert sealing.unseal_text(key, sealed, row="t.c:1") == plain
    assert not plain.strip() or len(plain) < 4 or plain.encode() not in sealed


def test_a_value_moved_to_another_row_or_altered_does_not_open() -> None:
    key = sealing.new_key("people.person:1")
    sealed = sealing.seal(key, b"0912345678", row="people.person.phone:1")
    with pytest.raises(vault.Broken):
        sealing.unseal(key, sealed, row="people.person.phone:2")
    with pytest.raises(vault.Broken):
        sealing.unseal(key, sealed[:-1] + bytes([sealed[-1] ^ 1]), row="people.person.phone:1")
    with pytest.raises(vault.Broken):
        sealing.unseal(sealing.new_key("x"), sealed, row="people.person.phone:1")


def test_destroying_the_key_is_for_ever() -> None:
    key = sealing.new_key("people.person:1")
    sealed = sealing.seal_json(key, {"a": 1}, row="r")
    sealing.destroy(key)
    sealing.destroy(key)
    with pytest.raises(sealing.Destroyed):
        sealing.unseal_json(key, sealed, row="r")
    assert Key.objects.get(id=key).wrapped is None


def test_the_store_never_holds_an_open_key() -> None:
    key = sealing.new_key("people.person:1")
    sealed = sealing.seal(key, b"plain", row="r")
    vault._opened.forget(key)
    assert sealing.unseal(key, sealed, row="r") == b"plain"
    wrapped = bytes(Key.objects.get(id=key).wrapped or b"")
    assert len(wrapped) == 12 + 32 + 16


def test_the_blind_index_tells_purposes_apart() -> None:
    assert sealing.blind("phone", "0912345678") == sealing.blind("phone", "0912345678")
    assert sealing.blind("phone", "0912345678") != sealing.blind("national_id", "0912345678")

"""Registries: one entry a key, always in the same order."""

from dataclasses import dataclass

import pytest
from django.core.exceptions import ImproperlyConfigured
from hypothesis import given
from hypothesis import strategies as st

from tinhso.kernel.registry import Registry


@dataclass(frozen=True)
class Tile:
    name: str
    weight: int = 0


def tiles() -> Registry[Tile]:
    return Registry("tiles", key=lambda entry: entry.name)


@given(st.lists(st.text(), unique=True))
def test_entries_are_told_in_the_order_of_their_keys(names: list[str]) -> None:
    registry = tiles()
    for name in names:
        registry.register(Tile(name))
    assert [entry.name for entry in registry] == sorted(names)
    assert len(registry) == len(names)
    assert all(name in registry and registry[name] == Tile(name) for name in names)


def test_registering_gives_the_entry_back() -> None:
    entry = Tile("map")
    assert tiles().register(entry) is entry


def test_a_second_entry_under_one_key_is_refused_and_the_first_stays() -> None:
    registry = tiles()
    registry.register(Tile("map", 1))
    with pytest.raises(ImproperlyConfigured, match="tiles: 'map' is registered twice"):
        registry.register(Tile("map", 2))
    assert registry["map"].weight == 1


def test_what_is_not_there() -> None:
    registry = tiles()
    assert registry.get("map") is None
    assert "map" not in registry
    with pytest.raises(KeyError):
        registry["map"]


def test_a_temporary_entry_is_gone_after_the_block_however_it_ends() -> None:
    registry = tiles()
    with pytest.raises(RuntimeError), registry.temporarily(Tile("map")):
        assert "map" in registry
        raise RuntimeError
    assert "map" not in registry


def test_entries_may_be_registered_while_they_are_told() -> None:
    registry = tiles()
    registry.register(Tile("a"))
    for entry in registry:
        registry.register(Tile(entry.name + "b"))
    assert len(registry) == 2

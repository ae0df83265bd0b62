"""A world of packs with one kind of rule of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tinhso.foundation.packs.actions import apply_packs
from tinhso.foundation.packs.planning import Plan
from tinhso.foundation.packs.registry import pack_kinds
from tinhso.foundation.packs.tests.factories import TOLL, Crossing, Toll, World
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM

Apply = Callable[..., list[Plan]]


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The tables of the trial kind beside those of the house."""
    with django_db_blocker.unblock(), connection.schema_editor() as editor:
        editor.create_model(Toll)
        editor.create_model(Crossing)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An empty pack `delta`, and `toll` as a kind."""
    world = World(tmp_path)
    world.pack("delta")
    with pack_kinds.temporarily(TOLL):
        yield world


@pytest.fixture
def apply(world: World) -> Apply:
    """Apply the packs of the world, `delta` unless others are named."""

    def apply(names: Sequence[str] = ("delta",), **options: Any) -> list[Plan]:
        return apply_packs(
            world.root, names, actor=SYSTEM, at=clock.now(), demo=options.pop("demo", True), **options
        )

    return apply

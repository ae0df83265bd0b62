"""The template is prepared once a run; each test hurts a copy of its own."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.province import Province, copied, drop, prepared

MakeProvince = Callable[..., Province]


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A prepared province on the database of this run."""
    database, keys = (os.environ.get(f"TINHSO_{name}", "") for name in ("DATABASE", "KEYS_DATABASE"))
    if database.startswith("postgres") and not keys.startswith("postgres"):
        pytest.skip("TINHSO_KEYS_DATABASE is not set beside TINHSO_DATABASE")
    province = prepared(tmp_path_factory.mktemp("template") / "var", database, keys)
    yield province
    drop(province)


@pytest.fixture(scope="session")
def embedded(template: Province, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A prepared province on SQLite, whatever the database of this run."""
    if not template.databases:
        yield template
        return
    province = prepared(tmp_path_factory.mktemp("embedded") / "var", "", "")
    yield province
    drop(province)


@pytest.fixture
def province(template: Province, tmp_path: Path) -> Iterator[MakeProvince]:
    """Makes a copy of the template, of another one if given, at `var` if given; all are dropped at the end."""
    made: list[Province] = []

    def make(*, of: Province | None = None, var: Path | None = None, **more: str) -> Province:
        made.append(copied(of or template, var or tmp_path / f"var{len(made)}", **more))
        return made[-1]

    yield make
    for one in made:
        drop(one)

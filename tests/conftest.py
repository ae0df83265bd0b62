"""A province is prepared once a run, on each database that is asked for; every test has a copy of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.databases import NAMES
from tests.faults.province import Province, shared


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A prepared province on the database of this run."""
    database, keys = (os.environ.get(name, "") for name in NAMES)
    if database.startswith("postgres") and not keys.startswith("postgres"):
        pytest.skip("TINHSO_KEYS_DATABASE is not set beside TINHSO_DATABASE")
    with shared(_of_all(tmp_path_factory) / "template", database, keys) as province:
        yield province


@pytest.fixture(scope="session")
def embedded(template: Province, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A prepared province on SQLite, whatever the database of this run."""
    if not template.databases:
        yield template
        return
    with shared(_of_all(tmp_path_factory) / "embedded", "", "") as province:
        yield province


def _of_all(made: pytest.TempPathFactory) -> Path:
    """The folder that the processes of this run have in common."""
    own = made.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own

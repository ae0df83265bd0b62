"""Each test hurts a copy of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.faults.cluster import Cluster, binaries
from tests.faults.province import Province, copied, drop, prepared

MakeProvince = Callable[..., Province]


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


@pytest.fixture(scope="session")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A PostgreSQL of these tests' own, to be hurt."""
    if binaries() is None:
        pytest.skip("PostgreSQL is not installed")
    pytest.importorskip("psycopg_pool")
    found = Cluster()
    yield found
    found.remove()


@pytest.fixture(scope="session")
def postgres(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Province]:
    """A prepared province on it."""
    home = prepared(tmp_path_factory.mktemp("postgres") / "var", cluster.url, cluster.url)
    yield home
    drop(home)

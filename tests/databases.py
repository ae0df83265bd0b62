"""PostgreSQL databases of a test's own, beside the ones that the environment names; on SQLite a folder is enough."""

from __future__ import annotations

import os
from urllib.parse import urlsplit

NAMES = ("TINHSO_DATABASE", "TINHSO_KEYS_DATABASE")


POSTGRESQL = os.environ.get(NAMES[0], "").startswith("postgres")
"""Whether this is the second run of the suite, which asks less often what the first has asked on SQLite."""


def beside(name: str) -> dict[str, str]:
    """The environment of a province with databases called after `name`; empty on SQLite."""
    given = {one: os.environ.get(one, "") for one in NAMES}
    return {
        one: renamed(url, f"{name}_{number}")
        for number, (one, url) in enumerate(given.items())
        if url.startswith("postgres")
    }


def renamed(url: str, name: str) -> str:
    """Another database of the same server."""
    return urlsplit(url)._replace(path=f"/{name}").geturl()


def name_of(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def create(url: str, *, template: str = "template0") -> None:
    """Make the database of this address, equal to the template; nobody may be connected to that."""
    _administer(url, f'CREATE DATABASE "{name_of(url)}" TEMPLATE "{template}"')


def drop(url: str) -> None:
    """Take it away, whoever is connected."""
    _administer(url, f'DROP DATABASE "{name_of(url)}" WITH (FORCE)')


def _administer(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(renamed(url, "postgres"), autocommit=True) as line:
        line.execute(statement.encode())

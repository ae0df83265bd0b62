"""Two kinds of things to find: one for everyone, one for the agency it belongs to."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.search.registry import Searchable, searchables


@pytest.fixture(autouse=True)
def kinds() -> Iterator[None]:
    """Registered for the length of a test."""
    with (
        permissions.temporarily(Permission("tests.read_open", "Xem", {"anonymous": Reach.PUBLIC})),
        permissions.temporarily(
            Permission("tests.read_own", "Xem", {"officer": Reach.AGENCY, "admin": Reach.PROVINCE})
        ),
        searchables.temporarily(Searchable("tests.open", "Công khai", "tests.read_open", lambda on: ())),
        searchables.temporarily(Searchable("tests.own", "Nội bộ", "tests.read_own", lambda on: ())),
    ):
        yield

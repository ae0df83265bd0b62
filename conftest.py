"""What every test stands on: real databases, all of them, and no network but this machine's."""

import os
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings


def pytest_configure() -> None:
    """Passwords are hashed fast: their slowness is Django's promise, and none of these are anyone's."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


# No time limit in a test; the same examples in every run of CI, new ones at a desk.
hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a database gets every one of them."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is not None and "databases" not in marker.kwargs:
            item.add_marker(
                pytest.mark.django_db(*marker.args, **marker.kwargs, databases="__all__"), append=False
            )


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What one test read of its rules is not kept for the next, whose rules may only look the same."""
    from tinhso.foundation.packs import keeping

    keeping.forget()


@pytest.fixture
def shared() -> Path:
    """The folder of real data; a test that needs it is skipped where it is not named."""
    folder = os.environ.get("TINHSO_SHARED")
    if not folder:
        pytest.skip("TINHSO_SHARED is not set")
    return Path(folder)

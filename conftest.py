"""What every test stands on: real databases, all of them, and no network but this machine's."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings

LONG = ("faults", "browser")
"""Markers of what `make test` leaves to `.ci/run`."""
CODE = Path(__file__).parent / "tinhso"
left_out: Counter[str] = Counter()


def pytest_configure() -> None:
    """Passwords are hashed fast: their slowness is Django's promise, and none of these are anyone's."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


# No time limit in a test; the same examples in every run of CI, new ones at a desk.
hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("house")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that asks for a database gets every one of them; one of the code that asks for none runs `once`."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        if marker is None and item.path.is_relative_to(CODE) and not _long(item):
            item.add_marker(pytest.mark.once)
        elif marker is not None and "databases" not in marker.kwargs:
            item.add_marker(
                pytest.mark.django_db(*marker.args, **marker.kwargs, databases="__all__"), append=False
            )
    items[:] = _shared_out(items)


def _shared_out(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """What serves a province of its own takes long: each process begins with its part of them.

    They are handed out in equal stretches; all in one, or at the end, would leave a process to work alone.
    """
    provinces = [item for item in items if _long(item) and not item.get_closest_marker("django_db")]
    others = [item for item in items if item not in set(provinces)]
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    stretches: list[pytest.Item] = []
    for number in range(processes):
        long = provinces[number::processes]
        size = (len(items) - len(stretches)) // (processes - number) - len(long)
        stretches += long + others[:size]
        del others[:size]
    return stretches


def _long(item: pytest.Item) -> list[str]:
    return [name for name in LONG if item.get_closest_marker(name)]


def pytest_deselected(items: Sequence[pytest.Item]) -> None:
    left_out.update(name for item in items for name in _long(item))


def pytest_sessionfinish(session: pytest.Session) -> None:
    """A process of several tells what it left out, each having seen all tests."""
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["left_out"] = dict(left_out)


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    left_out.update(Counter(node.workeroutput["left_out"]) - left_out)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    if config.option.markexpr and left_out:
        told = ", ".join(f"{number} {name}" for name, number in left_out.items())
        terminalreporter.write_line(f"left to .ci/run: {told}")


@pytest.fixture(autouse=True)
def nothing_kept() -> None:
    """What one test read of its rules is not kept for the next, whose rules may only look the same."""
    from tinhso.foundation.packs import keeping

    keeping.forget()


@pytest.fixture
def figures(
    request: pytest.FixtureRequest, record_property: Callable[[str, object], None]
) -> Callable[..., None]:
    """Keeps what a test has counted, by name, for the report of the run (`make prove`); `pytest -s` shows it."""

    def keep(**found: object) -> None:
        for name, value in found.items():
            record_property(name, json.dumps(value))
        sys.stdout.write(f"\n{request.node.name}: {json.dumps(found)}\n")

    return keep


@pytest.fixture
def shared() -> Path:
    """The folder of real data; a test that needs it is skipped where it is not named."""
    folder = os.environ.get("TINHSO_SHARED")
    if not folder:
        pytest.skip("TINHSO_SHARED is not set")
    return Path(folder)

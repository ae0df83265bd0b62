"""What every test stands on: real databases, all of them, and no network but this machine's."""

import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.conf import settings
from django.db import connections

LONG = ("faults", "browser")
"""Markers of what `make test` leaves to `.ci/run`."""
CODE = Path(__file__).parent / "tinhso"
JOURNEYS = Path(__file__).parent / "tests/journeys"
CHROMIUM = Path("/usr/bin/chromium")
left_out: Counter[str] = Counter()


def pytest_configure() -> None:
    """Passwords are hashed fast: their slowness is Django's promise, and none of these are anyone's.

    The one table of the databases beside is made as its model says; each would go through every migration for it.
    TINHSO_TEST_DATABASE names a migrated SQLite file to work in, with `--reuse-db`.
    """
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    for name in connections.settings.keys() - {"default"}:
        connections.settings[name]["TEST"]["MIGRATE"] = False
    if migrated := os.environ.get("TINHSO_TEST_DATABASE"):
        connections.settings["default"]["TEST"]["NAME"] = migrated


# No time limit in a test; the same examples in every run of CI, new ones at a desk.
hypothesis.settings.register_profile("house", deadline=None, derandomize=bool(os.environ.get("CI")))
hypothesis.settings.load_profile("house")


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """A test that asks for a database gets every one of them; what is chosen of all is shared out.

    One of the code that asks for none runs `once`, and so does one that looks at pages in a browser: they are the same
    on every database.
    """
    for item in items:
        marker = item.get_closest_marker("django_db")
        if item.path.is_relative_to(CODE) and (marker is None or item.get_closest_marker("browser")):
            item.add_marker(pytest.mark.once)
        if marker is not None and "databases" not in marker.kwargs:
            item.add_marker(
                pytest.mark.django_db(*marker.args, **marker.kwargs, databases="__all__"), append=False
            )
    yield
    items[:] = _shared_out(items)


def _shared_out(items: Sequence[pytest.Item]) -> list[pytest.Item]:
    """What serves a province of its own takes long: each process begins with its part of them, module by module.

    They are handed out in equal stretches; all in one, or at the end, would leave a process to work alone, and of
    a module in two each would prepare the same.
    """
    modules: dict[Path, list[pytest.Item]] = {}
    for item in items:
        prepares = _long(item) or item.path.is_relative_to(JOURNEYS)
        if prepares and not item.get_closest_marker("django_db"):
            modules.setdefault(item.path, []).append(item)
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    parts: list[list[pytest.Item]] = [[] for _ in range(processes)]
    for module in sorted(modules.values(), key=len, reverse=True):
        min(parts, key=len).extend(module)
    long = {item for part in parts for item in part}
    others = [item for item in items if item not in long]
    stretches: list[pytest.Item] = []
    for number, part in enumerate(parts):
        size = max(0, (len(items) - len(stretches)) // (processes - number) - len(part))
        stretches += part + others[:size]
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


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """Chromium, told what is going on by this thread's own event loop: Django is not to mind, no view runs in it."""
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here")
    sync = pytest.importorskip("playwright.sync_api")
    with pytest.MonkeyPatch.context() as patch, sync.sync_playwright() as play:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        started = play.chromium.launch(
            executable_path=str(CHROMIUM),
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-component-update",
            ],
        )
        yield started
        started.close()

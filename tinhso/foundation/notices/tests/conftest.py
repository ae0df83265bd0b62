from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from tinhso.foundation.notices.tests.factories import ready_kind


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path, settings: Settings) -> Iterator[Path]:
    """A kind to tell, and a folder of this test's own for what leaves the house."""
    settings.OUTBOX_ROOT = tmp_path / "outbox"
    settings.PUBLIC_URL = "https://tinh.example"
    with ready_kind(tmp_path / "templates"):
        yield tmp_path / "outbox"

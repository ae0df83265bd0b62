"""Keys of the tests live in a folder of the test."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def signing_root(tmp_path: Path, settings: Settings) -> Path:
    settings.SIGNING_ROOT = tmp_path / "signing"
    return tmp_path / "signing"

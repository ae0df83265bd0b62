"""Static files are collected once, again after a change, and referred to by what they hold."""

import json
from pathlib import Path

import pytest
from django.contrib.staticfiles.storage import staticfiles_storage
from django.core.management import call_command
from pytest_django import Settings

from tinhso.foundation.ui.statics import Statics


@pytest.fixture
def collected(settings: Settings, tmp_path: Path) -> Path:
    settings.STATIC_ROOT = tmp_path / "static"
    call_command("statics")
    return tmp_path / "static"


def test_they_are_collected_once(collected: Path) -> None:
    manifest = collected / "staticfiles.json"
    first = manifest.stat().st_mtime_ns
    call_command("statics")
    assert manifest.stat().st_mtime_ns == first
    (collected / "fingerprint.txt").write_text("something else")
    call_command("statics")
    assert manifest.stat().st_mtime_ns > first


def test_style_sheets_name_fonts_by_what_they_hold(collected: Path) -> None:
    paths = json.loads((collected / "staticfiles.json").read_text())["paths"]
    font = paths["ui/fonts/be-vietnam-400.woff2"]
    assert font != "ui/fonts/be-vietnam-400.woff2"
    assert Path(font).name in (collected / paths["ui/tokens.css"]).read_text()
    assert (collected / f"{paths['ui/page.css']}.gz").is_file()


def test_before_collecting_a_name_stands_for_itself_and_afterwards_it_must_exist(
    settings: Settings, tmp_path: Path
) -> None:
    settings.STATIC_ROOT = tmp_path / "empty"
    assert Statics().stored_name("ui/page.css") == "ui/page.css"
    settings.STATIC_ROOT = tmp_path / "full"
    call_command("statics")
    strict = Statics()
    assert strict.stored_name("ui/page.css") != "ui/page.css"
    with pytest.raises(ValueError, match="nowhere"):
        strict.stored_name("ui/nowhere.css")


def test_the_storage_in_use_is_this_one() -> None:
    assert isinstance(staticfiles_storage, Statics)

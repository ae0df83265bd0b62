"""The cut fonts hold every letter the house writes, and are made once."""

import unicodedata
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from tinhso.foundation.ui import fonts

VOWELS = "aăâeêioôơuưy"
TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
LETTERS = {
    unicodedata.normalize("NFC", form + tone)
    for vowel in VOWELS
    for form in (vowel, vowel.upper())
    for tone in TONES
} | set("đĐ0123456789₫“”‘’–—…·•×≤≥%§°ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz.,:;!?()[]/-+@&#'\"")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return {path.stem: path for path in fonts.build(tmp_path_factory.mktemp("fonts"))}


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_every_vietnamese_letter_is_there(made: dict[str, Path], weight: int) -> None:
    assert len(LETTERS) > 144
    held = TTFont(made[f"be-vietnam-{weight}"]).getBestCmap()
    assert not [letter for letter in LETTERS if ord(letter) not in held]


def test_every_khmer_letter_is_there(made: dict[str, Path]) -> None:
    font = TTFont(made["khmer"])
    assert not [code for code in range(0x1780, 0x17DE) if code not in font.getBestCmap()]
    assert {"abvs", "blws", "pref"} <= {f.FeatureTag for f in font["GSUB"].table.FeatureList.FeatureRecord}


@pytest.mark.parametrize("weight", [400, 500, 600])
def test_figures_stand_in_columns(made: dict[str, Path], weight: int) -> None:
    font = TTFont(made[f"figures-{weight}"])
    assert len({font["hmtx"][font.getBestCmap()[ord(digit)]][0] for digit in "0123456789"}) == 1


def test_a_page_in_vietnamese_stays_light(made: dict[str, Path]) -> None:
    sizes = [path.stat().st_size for name, path in made.items() if name != "khmer"]
    assert sum(sizes) < 90_000


def test_fonts_are_made_once_and_again_when_one_is_gone(tmp_path: Path) -> None:
    paths = fonts.build(tmp_path)
    first = [path.stat().st_mtime_ns for path in paths]
    fonts.build(tmp_path)
    assert [path.stat().st_mtime_ns for path in paths] == first
    paths[0].unlink()
    fonts.build(tmp_path)
    assert paths[0].exists()


def test_static_files_find_them() -> None:
    assert finders.find("ui/fonts/be-vietnam-400.woff2")
    assert finders.find("ui/fonts/nothing.woff2") is None
    listed = {
        f"{storage.prefix}/{path}" for finder in finders.get_finders() for path, storage in finder.list(None)
        if getattr(storage, "prefix", None)
    }  # fmt: skip
    assert "ui/fonts/khmer.woff2" in listed

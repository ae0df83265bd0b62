"""What the kit says in Vietnamese it says in English; Khmer covers the frame and tracking, marked as unreviewed."""

import gettext
import re
from pathlib import Path

import pytest

from tinhso.foundation.ui import look
from tinhso.kernel import errors

ROOM = Path(look.__file__).parent
FRAME = ("frame", "portal", "menus", "menu", "settings", "announcements")
TRACKING = ("timeline-item", "steps", "checklist-item")


def said(path: Path) -> set[str]:
    text = path.read_text(encoding="utf-8")
    plain = re.findall(r'translate "([^"]+)"', text) + re.findall(
        r'\b(?:_|gettext_lazy)\(\s*((?:"[^"]+"\s*)+)\)', text
    )
    blocks = re.findall(r"\{% blocktranslate[^%]*%\}(.*?)\{% (?:plural|endblocktranslate)", text)
    joined = ["".join(re.findall(r'"([^"]+)"', one)) if one.startswith('"') else one for one in plain]
    return {*joined, *(re.sub(r"\{\{ (\w+) \}\}", r"%(\1)s", block) for block in blocks)}


def missing(language: str, wanted: set[str]) -> set[str]:
    known = gettext.translation("django", ROOM / "locale", [language])._catalog  # type: ignore[attr-defined]
    return {one for one in wanted if one not in known and (one, 0) not in known}


def test_english_is_complete() -> None:
    paths = [*ROOM.glob("templates/cotton/*.html"), *ROOM.glob("templates/ui/*.html"), *ROOM.glob("*.py")]
    wanted = set().union(*(said(path) for path in paths))
    assert len(wanted) > 80
    assert not missing("en", wanted)


def test_titles_of_refusals_are_translated() -> None:
    kinds: list[type[errors.Refusal]] = [errors.Refusal, *errors.Refusal.__subclasses__()]
    titles = {kind.title for kind in kinds}
    assert not missing("en", titles)


@pytest.mark.parametrize(
    "part", [*(f"ui/{name}" for name in FRAME), *(f"cotton/{name}" for name in TRACKING)]
)
def test_khmer_covers_the_frame_and_tracking(part: str) -> None:
    assert not missing("km", said(ROOM / "templates" / f"{part}.html"))


def test_khmer_covers_the_marks() -> None:
    assert not missing("km", said(ROOM / "marks.py"))


def test_khmer_says_that_nobody_reviewed_it() -> None:
    assert "UNREVIEWED" in (ROOM / "locale/km/LC_MESSAGES/django.po").read_text()


@pytest.mark.parametrize("language", ["en", "km"])
def test_the_compiled_catalogue_is_the_written_one(language: str) -> None:
    text = (ROOM / f"locale/{language}/LC_MESSAGES/django.po").read_text(encoding="utf-8")
    written = dict(re.findall(r'^msgid "(.+)"\nmsgstr "(.*)"$', text, re.MULTILINE))
    compiled = gettext.translation("django", ROOM / "locale", [language])
    assert len(written) > 50
    assert not [one for one, other in written.items() if compiled.gettext(one) != other]

"""Every pair of colours that meets on a page can be read, by day and by night (WCAG 2.2 AA)."""

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from tinhso.foundation.ui import look

STYLES = Path(look.__file__).parent / "static" / "ui"
PAGES = ("paper", "surface", "sunken")
STATES = ("good", "wait", "bad", "info")
TEXT = [
    *(
        (ink, page)
        for ink in ("ink", "ink-soft", "primary", "primary-strong")
        for page in (*PAGES, "primary-wash")
    ),
    *((state, page) for state in STATES for page in (*PAGES, f"{state}-wash")),
    *(("ink", f"{state}-wash") for state in (*STATES, "accent")),
    *(("primary", f"{state}-wash") for state in (*STATES, "accent")),
    *(("on-primary", ground) for ground in ("primary", "primary-strong")),
]
DRAWN = [(line, page) for line in ("line-strong", "focus", "accent", "primary") for page in PAGES]


def tokens(name: str) -> dict[str, str]:
    text = (STYLES / name).read_text(encoding="utf-8")
    return dict(re.findall(r"--([a-z-]+): (?:var\(--province-[a-z-]+, )?(#[0-9a-f]{6})\)?;", text))


LIGHT = tokens("tokens.css")
DARK = tokens("dark.css")


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_pairs_that_meet_can_be_read(theme: dict[str, str]) -> None:
    faint = [
        f"{one} on {other}: {ratio:.2f}"
        for pairs, least in ((TEXT, 4.5), (DRAWN, 3.0))
        for one, other in pairs
        if (ratio := look.contrast(theme[one], theme[other])) < least
    ]
    assert not faint


def test_night_has_every_colour_of_the_day() -> None:
    assert LIGHT.keys() == DARK.keys()


def test_the_formula() -> None:
    assert look.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert look.contrast("#777777", "#ffffff") == pytest.approx(4.478, abs=0.001)


def test_pages_against_which_a_province_is_judged_are_those_of_the_kit() -> None:
    assert (LIGHT["paper"], LIGHT["surface"]) == (look.PAPER, look.SURFACE)
    assert (DARK["paper"], DARK["surface"]) == (look.DARK_PAPER, look.DARK_SURFACE)


def test_a_province_cannot_make_its_pages_unreadable() -> None:
    with pytest.raises(ValidationError, match="khó đọc"):
        look.Look(name="Tỉnh Thử", primary="#7fc4c9")
    with pytest.raises(ValidationError):
        look.Look(name="Tỉnh Thử", primary="red; } body { display: none")


def test_a_province_sets_its_tokens() -> None:
    css = look.Look(name="Tỉnh Thử", primary="#4a2a7a", accent_dark="#e0a0c0").css
    assert css == ":root {\n  --province-primary: #4a2a7a;\n  --province-accent-dark: #e0a0c0;\n}\n"
    assert look.Look(name="Tỉnh Thử").css == ""


def test_type_leaves_room_for_stacked_marks() -> None:
    text = (STYLES / "tokens.css").read_text() + (STYLES / "desk.css").read_text()
    assert min(float(value) for value in re.findall(r"--leading: ([\d.]+)", text)) >= 1.55
    assert float(re.findall(r"--leading-head: ([\d.]+)", text)[0]) >= 1.45

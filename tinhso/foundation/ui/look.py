"""The province on its pages: its name, and the five colours that it may set itself."""

from collections.abc import Callable
from functools import lru_cache
from typing import Self

import yaml
from django.conf import settings
from pydantic import BaseModel, ConfigDict, Field, model_validator

PAPER, SURFACE = "#fbfaf6", "#ffffff"
DARK_PAPER, DARK_SURFACE = "#0e191d", "#142329"
AS_TEXT, AS_DRAWING = 4.5, 3.0

Colour = Field(default="", pattern=r"^(#[0-9a-f]{6})?$")


class Look(BaseModel):
    """A province's name and five tokens (`#rrggbb`; empty keeps the kit's own).

    `primary` and `accent` are the colours in daylight, the `_dark` twins those on a dark page, `paper`
    the page by daylight. A colour that cannot be read on its page (WCAG 2.2 AA) is refused.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    primary: str = Colour
    primary_dark: str = Colour
    accent: str = Colour
    accent_dark: str = Colour
    paper: str = Colour

    @model_validator(mode="after")
    def _must_be_readable(self) -> Self:
        paper = self.paper or PAPER
        for token, colour, page, least in (
            ("primary", self.primary, paper, AS_TEXT),
            ("primary", self.primary, SURFACE, AS_TEXT),
            ("primary_dark", self.primary_dark, DARK_PAPER, AS_TEXT),
            ("primary_dark", self.primary_dark, DARK_SURFACE, AS_TEXT),
            ("accent", self.accent, paper, AS_DRAWING),
            ("accent_dark", self.accent_dark, DARK_PAPER, AS_DRAWING),
        ):
            if colour and contrast(colour, page) < least:
                raise ValueError(f"{token} {colour} khó đọc trên nền {page}: cần tương phản từ {least}:1")
        return self

    @property
    def css(self) -> str:
        """The style sheet that puts the province's tokens over the kit's."""
        tokens = ("primary", "primary_dark", "accent", "accent_dark", "paper")
        lines = [
            f"  --province-{token.replace('_', '-')}: {getattr(self, token)};"
            for token in tokens
            if getattr(self, token)
        ]
        return "\n".join([":root {", *lines, "}", ""]) if lines else ""


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two `#rrggbb` colours by the formula of WCAG 2.2, from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (
        level / 12.92 if level <= 0.04045 else ((level + 0.055) / 1.055) ** 2.4 for level in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@lru_cache(maxsize=1)
def look_of_pack() -> Look:
    """The name and the `look` in the head of the province's pack (`title`, and up to five tokens)."""
    head = settings.PACKS_ROOT / settings.PROVINCE_PACK / "pack.yaml"
    if not head.is_file():
        return Look(name="Tỉnh Số")
    said = yaml.safe_load(head.read_text(encoding="utf-8"))
    return Look(name=said.get("title", "Tỉnh Số"), **said.get("look", {}))


_source: Callable[[], Look] = look_of_pack


def provide(source: Callable[[], Look]) -> None:
    """Name the function that knows the province's look; it is asked on every page, so it must be quick."""
    global _source
    _source = source


def current() -> Look:
    """The look of the province that this platform serves."""
    return _source()

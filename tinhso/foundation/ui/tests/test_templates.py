"""No template of the house carries scripts or styles inside itself: the content policy would refuse them."""

import re
from pathlib import Path

from django.conf import settings

FORBIDDEN = {
    "style attribute": re.compile(r"<[^>{]*\sstyle\s*=", re.IGNORECASE),
    "style element": re.compile(r"<style[\s>]", re.IGNORECASE),
    "inline script": re.compile(r"<script(?![^>]*\ssrc=)[^>]*>", re.IGNORECASE),
    "inline handler": re.compile(r"<[^>{]*\son[a-z]+\s*=", re.IGNORECASE),
    "javascript address": re.compile(r"=\s*[\"']?\s*javascript:", re.IGNORECASE),
    "htmx script": re.compile(r"\shx-(on|vals=[\"']js)", re.IGNORECASE),
    "foreign address": re.compile(r"<(link|script|img)[^>]*\s(href|src)=[\"']?(https?:)?//", re.IGNORECASE),
}


def faults(text: str) -> list[str]:
    return [name for name, sign in FORBIDDEN.items() if sign.search(text)]


def test_no_template_carries_scripts_or_styles() -> None:
    templates = [path for path in Path(settings.ROOT / "tinhso").rglob("*.html") if "templates" in path.parts]
    assert len(templates) > 40
    found = {str(path): wrong for path in templates if (wrong := faults(path.read_text(encoding="utf-8")))}
    assert not found


def test_the_search_for_them_bites() -> None:
    for text in (
        '<p class="x" style="color: red">',
        "<style>p {}</style>",
        "<script>alert(1)</script>",
        '<button onclick="go()">',
        '<a href="javascript:void 0">',
        '<div hx-on:click="go()">',
        '<script src="https://cdn.example/x.js"></script>',
    ):
        assert faults(text), text
    assert not faults('<script src="{% static "ui/ui.js" %}" defer></script><a href="/on/style=1">')

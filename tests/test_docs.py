"""What the pages for readers name is there: links and their headings, images, commands, settings, tests."""

from __future__ import annotations

import argparse
import re
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from django.core.management.base import BaseCommand

pytestmark = pytest.mark.once

ROOT = Path(__file__).resolve().parents[1]
IMAGES = ROOT / "docs" / "images"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
EACH = pytest.mark.parametrize("page", PAGES, ids=[str(one.relative_to(ROOT)) for one in PAGES])
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"```.*?```|`[^`\n]+`", re.DOTALL)
_LARGEST = 120 * 1024


@EACH
def test_links_lead_somewhere(page: Path) -> None:
    lost = []
    for target in _LINK.findall(_CODE.sub("", page.read_text(encoding="utf-8"))):
        if re.match(r"[a-z]+:", target):
            continue
        address, _, heading = target.partition("#")
        found = (page.parent / address).resolve() if address else page
        if not found.exists() or (heading and heading not in _headings(found)):
            lost.append(target)
    assert lost == []


@EACH
def test_commands_exist(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    named = " \n".join(_CODE.findall(text))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    wrong = [f"make {one}" for one in re.findall(r"\bmake ([a-z]+)", named) if one not in targets]
    for words in re.findall(r"(?:\btinhso|-m tinhso)((?: [a-z][a-z_-]*)+)", named):
        wrong += _unknown(words.split())
    for words in re.findall(r"-m pytest ([^`\n]+)", named):
        wrong += [one for one in words.split() if "/" in one and not (ROOT / one).exists()]
    assert wrong == []


def test_every_image_is_shown_and_small() -> None:
    shown = {
        (page.parent / target).resolve()
        for page in PAGES
        for target in _LINK.findall(page.read_text(encoding="utf-8"))
        if "images/" in target
    }
    assert {one for one in IMAGES.rglob("*") if one.is_file()} == shown
    assert [one.name for one in shown if one.stat().st_size > _LARGEST] == []


def test_every_setting_is_told_to_the_operator() -> None:
    settings = (ROOT / "tinhso" / "project" / "settings.py").read_text(encoding="utf-8")
    told = (ROOT / "docs" / "how-to" / "run-in-production.md").read_text(encoding="utf-8")
    names = set(re.findall(r'"(TINHSO_[A-Z0-9_]+)"', settings))
    names |= {f"TINHSO_{name.upper()}" for name in re.findall(r'= secret\("(\w+)"', settings)}
    assert {one for one in names if f"`{one}`" not in told} == set()
    assert set(re.findall(r"`(TINHSO_[A-Z0-9_]+)`", told)) <= names


def _headings(page: Path) -> set[str]:
    """The anchors of a page, as they are made from headings."""
    lines = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", line.lower()).strip().replace(" ", "-") for line in lines}


def _unknown(words: list[str]) -> list[str]:
    """What of `tinhso WORDS` there is no command for: the command, or the first word after it where it needs one."""
    name = words[0]
    app = get_commands().get(name)
    if app is None:
        return [f"tinhso {name}"]
    command = app if isinstance(app, BaseCommand) else load_command_class(app, name)
    for action in command.create_parser("tinhso", name)._actions:
        if isinstance(action, argparse._SubParsersAction) and words[1:] and words[1] not in action.choices:
            return [f"tinhso {name} {words[1]}"]
    return []

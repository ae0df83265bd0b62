"""Vietnamese is written in the source; whoever reads English finds no word missing, app by app.

Khmer covers the portal's front page, the frame and tracking, and says that nobody reviewed it.
"""

from __future__ import annotations

import ast
import gettext
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.template.base import Lexer, TokenType
from django.utils.translation.template import templatize

from tinhso.foundation.access.policy import permissions
from tinhso.foundation.measures.registry import indicators
from tinhso.foundation.packs.registry import pack_kinds
from tinhso.foundation.ui import views
from tinhso.foundation.ui.menus import menu
from tinhso.foundation.workflow.desk import desk_cards
from tinhso.foundation.workflow.my_work import work_kinds
from tinhso.kernel import errors

pytestmark = pytest.mark.once

HOUSE = settings.ROOT / "tinhso"
KIT = Path(views.__file__).parent
PORTAL = HOUSE / "surfaces/portal"
FLOORS = ("kernel", "contracts", "project")
ROOMS = {
    str(folder.relative_to(HOUSE)): folder
    for folder in (
        *(HOUSE / name for name in FLOORS),
        *(path.parent for path in sorted(HOUSE.glob("*/*/__init__.py")) if path.parts[-3] not in FLOORS),
    )
}
CATALOGUES = sorted(HOUSE.rglob("locale/*/LC_MESSAGES/django.po"))
ENGLISH = [path for path in CATALOGUES if path.parts[-3] == "en"]
GETTEXTS = frozenset({"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy"})
WITHIN = frozenset({"pgettext", "pgettext_lazy"})
MESSAGES = frozenset({"success", "info", "warning", "error"})
FIELD_WORDS = frozenset({"label", "help_text", "empty_label", "placeholder"})
SHOWN = re.compile(
    r"\s(?:title|label|caption|summary|hint|alt|placeholder|aria-label|submit|cancel)=\"([^\"]*)\""
)
VIETNAMESE = re.compile(
    r"[ăâđêôơư\u0300-\u0323ạảãàáằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I
)
WORD = re.compile(r"[^\W\d_]{2,}")
NAMES = re.compile(r"Tỉnh Số|\b(?:CSV|GB|JSON|ms)\b")
"""What is written the same in every language."""
UNSAID = frozenset({"demo", "enrolling", "gallery", "seeds", "simulator", "skeleton"})
"""Files of examples and demonstrations, and those that only commands of the operator call."""
ONLY_VIETNAMESE = frozenset({"403.html", "404.html", "500.html", "503.html", "gallery.html"})
"""Pages for when nothing else can be drawn, and the kit's examples."""


def parsed(path: Path) -> dict[str | tuple[str, int], str]:
    """A written catalogue, with the keys that `gettext` gives a compiled one."""
    entries: dict[str | tuple[str, int], str] = {}
    found: dict[str | tuple[str, int], str]
    for block in path.read_text(encoding="utf-8").split("\n\n"):
        said: dict[str, str] = {}
        for line in block.splitlines():
            if line.startswith("msg"):
                word, text = line.split(" ", 1)
                said[word] = ast.literal_eval(text)
            elif line.startswith('"'):
                said[word] += ast.literal_eval(line)
        if "msgctxt" in said:
            said["msgid"] = f"{said['msgctxt']}\x04{said['msgid']}"
        if "msgid_plural" in said:
            forms = [key for key in said if key.startswith("msgstr[")]
            found = {(said["msgid"], number): said[key] for number, key in enumerate(forms)}
        else:
            found = {said["msgid"]: said["msgstr"]} if "msgid" in said else {}
        assert not entries.keys() & found.keys(), f"twice in {path}: {sorted(map(str, found))}"
        entries |= found
    return entries


def words_of(path: Path) -> dict[str, str]:
    """The English, or Khmer, of each word; of one with a plural, its singular."""
    return {
        key if isinstance(key, str) else key[0]: text
        for key, text in parsed(path).items()
        if key and (isinstance(key, str) or key[1] == 0)
    }


@cache
def english() -> Mapping[Path, dict[str, str]]:
    return {path: words_of(path) for path in ENGLISH}


def calls(tree: ast.AST) -> Iterator[tuple[str, ast.Call]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            yield name, node


def asked_for(source: str) -> set[str]:
    """The words that Python hands to gettext, after their context where they have one."""
    words = set()
    for name, node in calls(ast.parse(source)):
        if name in GETTEXTS | WITHIN:
            given = node.args[: 2 if name in WITHIN else 1]
            if all(isinstance(one, ast.Constant) for one in given):
                words.add("\x04".join(map(ast.literal_eval, given)))
    return words


def python(folder: Path) -> Iterator[Path]:
    """The files whose words reach a screen."""
    for path in sorted(folder.rglob("*.py")):
        parts = {*path.relative_to(folder).parts}
        if not {"tests", "migrations", "management"} & parts and path.stem not in UNSAID:
            yield path


def templates(folder: Path) -> list[Path]:
    return sorted(folder.rglob("templates/**/*.html"))


def in_template(path: Path) -> set[str]:
    """The words that a template hands to gettext. Django's own reading writes the template as calls in Python, and
    a `%` that is no value twice."""
    quoted = r"u?(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')"
    source = templatize(path.read_text(encoding="utf-8"))
    found = re.findall(rf"\b(?:n?gettext|_)\({quoted}", source)
    words = {str(ast.literal_eval(one)) for one in found}
    words |= {
        "\x04".join(map(ast.literal_eval, pair))
        for pair in re.findall(rf"\bpgettext\({quoted}, {quoted}", source)
    }
    return {one if re.search(r"%\(\w+\)s", one) else one.replace("%%", "%") for one in words}


@cache
def wanted(room: str) -> frozenset[str]:
    folder = ROOMS[room]
    return frozenset(
        chain.from_iterable(
            (
                *(asked_for(path.read_text(encoding="utf-8")) for path in python(folder)),
                *(in_template(path) for path in templates(folder)),
            )
        )
    )


def declared() -> set[str]:
    """What is declared in Vietnamese and translated where it is drawn."""
    import_module("tinhso.project.api")  # a refusal of its own, which nothing else here may have loaded yet
    registries: tuple[Iterable[Any], ...] = (menu, permissions, pack_kinds, desk_cards, work_kinds)
    columns = {column for one in indicators for column in one.drill.columns}
    kinds: list[type[errors.Refusal]] = [errors.Refusal, *errors.Refusal.__subclasses__()]
    return {
        *(str(entry.title) for entry in chain.from_iterable(registries)),
        *(
            str(words)
            for one in indicators
            for words in (one.title, one.definition, one.group, one.numerator_title, one.denominator_title)
        ),
        *(str(column.title) for column in columns),
        *(kind.title for kind in kinds),
        *life_events(),
    }


def life_events() -> set[str]:
    text = (settings.ROOT / "packs/vietnam/codes/life_events.yaml").read_text(encoding="utf-8")
    return set(re.findall(r"label: \"?([^,}\"\n]+)", text))


@pytest.mark.parametrize("room", ROOMS)
def test_every_word_has_its_english(room: str) -> None:
    """In the app's own catalogue or in the kit's: every other app may be switched off."""
    catalogues = (ROOMS[room], KIT)
    known = {
        word
        for path, words in english().items()
        if any(path.is_relative_to(folder) for folder in catalogues)
        for word in words
    }
    assert not sorted(wanted(room) - known)


def test_every_declared_word_has_its_english() -> None:
    assert not sorted(declared() - set().union(*english().values()))


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: str(path.relative_to(HOUSE).parents[2]))
def test_no_english_is_kept_for_nothing(path: Path) -> None:
    used = declared().union(*map(wanted, ROOMS))
    assert not sorted(english()[path].keys() - used)


def test_each_word_stands_once() -> None:
    """What several apps say stands in the kit's catalogue, so that it cannot be said in two ways."""
    times = Counter(chain.from_iterable(english().values()))
    assert not sorted(word for word, count in times.items() if count > 1)


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: str(path.relative_to(HOUSE)))
def test_the_compiled_catalogue_is_the_written_one(path: Path) -> None:
    written = parsed(path)
    with path.with_suffix(".mo").open("rb") as file:
        compiled = gettext.GNUTranslations(file)._catalog  # type: ignore[attr-defined]
    assert {key: text for key, text in compiled.items() if key} == {k: v for k, v in written.items() if k}
    assert all(written.values())
    values = re.compile(r"%\(\w+\)s")
    for key, text in written.items():
        if isinstance(key, str) and key:
            assert sorted(values.findall(key)) == sorted(values.findall(text)), key


def left_in_template(path: Path) -> list[str]:
    """The words of a page that no translation reaches."""
    page, found, within = "", [], ""
    for token in Lexer(path.read_text(encoding="utf-8")).tokenize():
        name = token.contents.split(" ", 1)[0] if token.token_type == TokenType.BLOCK else ""
        if within:
            within = "" if name == f"end{within}" else within
        elif name in ("comment", "blocktranslate"):
            within = name
        elif token.token_type == TokenType.TEXT:
            page += token.contents
        elif token.token_type in (TokenType.BLOCK, TokenType.VAR):
            page += "…"
            rest = "" if name == "translate" else re.sub(r"_\((\"[^\"]*\"|'[^']*')\)", "", token.contents)
            found += [rest] if VIETNAMESE.search(rest) else []
    page = NAMES.sub("", re.sub(r"<!--.*?-->|<pre.*?</pre>", "", page, flags=re.DOTALL))
    attributes, text = " ".join(SHOWN.findall(page)), re.sub(r"<[^>]*>", " ", page)
    found += [line.strip() for line in page.splitlines() if VIETNAMESE.search(line)]
    return found + WORD.findall(f"{attributes} {text}")


@pytest.mark.parametrize("room", [name for name, folder in ROOMS.items() if templates(folder)])
def test_no_page_speaks_past_the_catalogue(room: str) -> None:
    paths = [path for path in templates(ROOMS[room]) if path.name not in ONLY_VIETNAMESE]
    assert not {path.name: said for path in paths if (said := left_in_template(path))}


def bare(node: ast.expr) -> bool:
    """Whether Vietnamese words stand here as they are, or between values."""
    return any(
        isinstance(part, ast.Constant) and isinstance(part.value, str) and bool(VIETNAMESE.search(part.value))
        for part in (node.values if isinstance(node, ast.JoinedStr) else [node])
    )


def refusals(tree: ast.AST) -> set[str]:
    """What a file calls the kernel's refusals, and Django's of what was typed."""
    return {"ValidationError"} | {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == errors.__name__
        for alias in node.names
    }


def speaks(tree: ast.AST) -> Iterator[ast.expr]:
    """What says to people why they are refused, what was done, what a field asks for."""
    refusing = refusals(tree)
    for name, node in calls(tree):
        if name in refusing or (
            isinstance(node.func, ast.Attribute) and ast.unparse(node.func.value) == "errors"
        ):
            yield from (*node.args, *(word.value for word in node.keywords))
        elif name in MESSAGES and isinstance(node.func, ast.Attribute):
            yield from node.args[1:]
        else:
            yield from (word.value for word in node.keywords if word.arg in FIELD_WORDS)


@pytest.mark.parametrize("room", ROOMS)
def test_no_refusal_message_or_field_speaks_past_the_catalogue(room: str) -> None:
    assert not [
        f"{path.relative_to(HOUSE)}:{said.lineno}"
        for path in python(ROOMS[room])
        for said in speaks(ast.parse(path.read_text(encoding="utf-8")))
        if bare(said)
    ]


KHMER = [
    KIT / "marks.py",
    *(KIT / f"templates/ui/{name}.html" for name in ("frame", "portal", "menus", "settings")),
    *(KIT / f"templates/cotton/{name}.html" for name in ("timeline-item", "steps")),
    *(PORTAL / f"templates/portal/{name}.html" for name in ("home", "hits_typing")),
]


@pytest.mark.parametrize("path", KHMER, ids=lambda path: path.stem)
def test_khmer_covers_the_front_page_the_frame_and_tracking(path: Path) -> None:
    said = asked_for(path.read_text(encoding="utf-8")) if path.suffix == ".py" else in_template(path)
    known: set[str] = set()
    for room in (KIT, PORTAL):
        known |= words_of(room / "locale/km/LC_MESSAGES/django.po").keys()
    assert said
    assert not said - known


@pytest.mark.parametrize("room", [KIT, PORTAL], ids=lambda room: room.name)
def test_khmer_says_that_nobody_reviewed_it(room: Path) -> None:
    assert "UNREVIEWED" in (room / "locale/km/LC_MESSAGES/django.po").read_text(encoding="utf-8")

"""What people entrust is unreadable at rest: a real province is seeded with known words, then every byte is searched.

Databases, free pages and copies of them, files, logs, checkpoints and, but for the recipient's own address, the
folders of mail and messages; as text, UTF-16, base64 and JSON escapes. Afterwards the keys go, and nothing comes back.
"""

from __future__ import annotations

import base64
import json
import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.sealing_walk import SECRETS
from tinhso.kernel.text import fold

pytestmark = pytest.mark.once
ROOT = Path(__file__).resolve().parents[2]
RECIPIENTS = {"phone", "e-mail"}
"""Stand in the outbox as the address a message goes to."""
_TIMEOUT = 500


def _walk(what: str, var: Path) -> bytes:
    """Run the walk in a process of its own, on files of its own; what it printed."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("TINHSO_", "DJANGO_"))}
    done = subprocess.run(
        [sys.executable, "-m", "tests.security.sealing_walk", what],
        cwd=ROOT, env=kept | {"TINHSO_VAR": str(var), "PYTHONPATH": str(ROOT)}, capture_output=True, check=False,
        timeout=_TIMEOUT,
    )  # fmt: skip
    printed = done.stdout + done.stderr
    assert done.returncode == 0, printed.decode()[-4000:]
    return printed


@pytest.fixture(scope="module")
def var(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A province with secrets in it."""
    place = tmp_path_factory.mktemp("province")
    (place / "printed.log").write_bytes(_walk("seed", place))
    for number, database in enumerate(sorted(place.rglob("*.sqlite3"))):
        with sqlite3.connect(database) as connection:
            connection.execute("VACUUM INTO ?", [str(place / f"copy{number}.db")])
    return place


def _forms(words: str) -> Iterator[tuple[str, bytes]]:
    """The byte strings by which words can be found again."""
    for text in {words, words.upper(), fold(words)}:
        yield "text", text.encode()
        yield "UTF-16", text.encode("utf-16-le")
        yield "JSON", json.dumps(text)[1:-1].encode()
        for shift in range(3):
            # The first and last signs of base64 depend on the neighbours.
            coded = base64.b64encode(b"\0" * shift + text.encode())
            yield "base64", coded[4 if shift else 0 : -4]


def _hits(var: Path, secrets: dict[str, str], *, outbox: bool) -> list[str]:
    found = []
    for path in sorted(var.rglob("*")):
        if not path.is_file() or path.name == "walk.json" or ("outbox" in path.parts) != outbox:
            continue
        content = path.read_bytes()
        found += [
            f"{name} as {form} in {path.relative_to(var)}"
            for name, words in secrets.items()
            for form, wanted in _forms(words)
            if wanted in content
        ]
    return found


def _variants() -> dict[str, str]:
    return SECRETS | {"phone abroad": "84987654013", "phone bare": "987654013"}


def test_nothing_entrusted_stands_readable_at_rest(var: Path) -> None:
    told = json.loads((var / "walk.json").read_text(encoding="utf-8"))
    assert told["notices"]
    assert told["bounced"]
    notices = {f"notice {number}": words for number, words in enumerate(told["notices"])}
    assert _hits(var, _variants() | notices, outbox=False) == []


def test_messages_hold_no_more_than_the_address_they_go_to(var: Path) -> None:
    sent = [path for path in (var / "outbox").rglob("*") if path.is_file()]
    assert sent, "nothing was sent: the test proves nothing"
    entrusted = {name: words for name, words in SECRETS.items() if name not in RECIPIENTS}
    assert _hits(var, entrusted, outbox=True) == []


def test_the_search_bites(var: Path, tmp_path: Path) -> None:
    """Each form of a word is found where it stands; names, which are plain by rule, are found in the databases."""
    for number, (_, wanted) in enumerate(_forms(SECRETS["address"])):
        (tmp_path / str(number)).write_bytes(b"abc" + wanted + b"xyz")
    assert len({hit.rpartition(" ")[2] for hit in _hits(tmp_path, SECRETS, outbox=False)}) == number + 1
    assert any("tinhso.sqlite3" in hit for hit in _hits(var, {"name": "Nguyễn Thị Hạnh"}, outbox=False))


def test_nothing_comes_back_once_the_keys_are_gone(var: Path) -> None:
    _walk("destroy", var)
    answers = json.loads((var / "after.json").read_text(encoding="utf-8"))
    assert answers
    failed = [name for name, (status, _) in answers.items() if status >= 500]
    assert not failed, failed
    back = [
        f"{name} at {address}"
        for address, (_, text) in answers.items()
        for name, words in _variants().items()
        if words.lower() in text.lower()
    ]
    assert not back

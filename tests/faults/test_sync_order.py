"""What is acknowledged is on the disk: by the order of system calls of a real web process, red under NORMAL."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults.citizens import Kept, arrive, birth
from tests.faults.conftest import MakeProvince
from tests.faults.papers import pdf
from tests.faults.province import Province
from tests.faults.traced import Traced, skip_where_nothing_can_be_traced
from tests.faults.tracing import unkept, windows

pytestmark = [pytest.mark.faults, pytest.mark.tools, pytest.mark.once]

FILINGS = 1000 if os.environ.get("TINHSO_PROVE") else 200
UPLOADS = 100 if os.environ.get("TINHSO_PROVE") else 15
MAIN, KEYS = "tinhso.sqlite3-wal", "keys/keys.sqlite3-wal"


@pytest.fixture(scope="module", autouse=True)
def _traceable() -> None:
    skip_where_nothing_can_be_traced()


def _filed(home: Province, number: int, **more: str) -> list[str]:
    """File one after the other under strace; what was acknowledged too early."""
    kept, body = Kept(), birth()
    (citizen,) = arrive(home, 1)
    traced = Traced(home, environ=more)
    for _ in range(number):
        assert kept.note(str(uuid4()), citizen.file(traced.port, str(uuid4()), body))
    traced.end()
    seen = windows(traced.trace, home.var)
    assert sum(window.status == "201" for window in seen) == len(kept.told) == number
    return unkept(seen, status="201", var=home.var, needs=(MAIN, KEYS))


def test_every_receipt_leaves_after_the_sync(
    embedded: Province, province: MakeProvince, figures: Callable[..., None]
) -> None:
    early = _filed(province(of=embedded), FILINGS)
    figures(acknowledged=FILINGS, before_their_sync=len(early))
    assert not early


def test_the_checker_is_red_under_normal(embedded: Province, province: MakeProvince) -> None:
    faults = _filed(province(of=embedded), 20, DJANGO_SETTINGS_MODULE="tests.faults.unsynced")
    early = [fault for fault in faults if "left before the sync" in fault and fault.endswith(MAIN)]
    assert len(early) == 20
    assert any("the row was written before" in fault and fault.endswith(KEYS) for fault in faults)


def test_a_file_is_on_the_disk_before_its_row(embedded: Province, province: MakeProvince) -> None:
    home = province(of=embedded)
    (citizen,) = arrive(home, 1)
    drafts = home.ask("drafts", citizen.account, str(UPLOADS), birth().decode())
    traced = Traced(home)
    for draft in drafts:
        answer = citizen.attach(traced.port, draft, "birth_notice", "giay-chung-sinh.pdf", pdf())
        assert answer.status == 303, answer.body[:2000].decode()
        answer = citizen.press(traced.port, f"/ho-so/{draft}/kiem-tra/")
        assert answer.status == 303, answer.body[:2000].decode()
    traced.end()
    seen = windows(traced.trace, home.var)
    assert sum(window.status == "303" for window in seen) == 2 * UPLOADS
    assert sum(len(window.kept) for window in seen) >= UPLOADS
    assert not unkept(seen, status="303", var=home.var, needs=(MAIN,))


def test_the_checker_misses_nothing(tmp_path: Path) -> None:
    """Lines as strace writes them, each sound list once with one line taken out."""
    var = Path("/v")
    key = [
        '7 pwrite64(3</v/keys/keys.sqlite3-wal>, "", 9, 0) = 9',
        "7 fdatasync(3</v/keys/keys.sqlite3-wal>) = 0",
    ]
    file = [
        '7 mkdir("/v/files/ab", 0700) = 0',
        "7 fsync(5</v/files>) = 0",
        '7 write(6</v/files/ab/.y.1>, "", 9) = 9',
        "7 fsync(6</v/files/ab/.y.1> <unfinished ...>",
        '8 write(1</dev/null>, "", 1) = 1',
        "7 <... fsync resumed>) = 0",
        '7 rename("/v/files/ab/.y.1", "/v/files/ab/y") = 0',
        "7 fsync(5</v/files/ab>) = 0",
    ]
    row = ['7 pwrite64(4</v/tinhso.sqlite3-wal>, "", 9, 0) = 9', "7 fdatasync(4</v/tinhso.sqlite3-wal>) = 0"]
    sent = '8 sendto(9<socket:[1]>, "HTTP/1.1 201 Created\\r\\n", 22, 0, NULL, 0) = 22'
    sound = [*key, *file, *row]

    def faults(lines: list[str]) -> list[str]:
        (tmp_path / "trace").write_text("\n".join([*lines, sent]), encoding="utf-8")
        return unkept(windows(tmp_path / "trace", var), status="201", var=var, needs=(MAIN, KEYS))

    assert not faults(sound)
    for number, line in enumerate(sound):
        if "sync" in line and "unfinished" not in line:
            assert faults(sound[:number] + sound[number + 1 :]), line
    for late in (key, file):
        rest = [line for line in sound if line not in late]
        assert faults([*rest, *late]), late
    failed = "7 fdatasync(4</v/tinhso.sqlite3-wal>) = -1 EIO (Input/output error)"
    assert faults([*sound[:-1], failed])
    killed = sent.replace("= 22", "= ?")
    (tmp_path / "trace").write_text("\n".join([*sound, killed]), encoding="utf-8")
    assert [window.status for window in windows(tmp_path / "trace", var)] == ["201"]

"""After a power cut nothing acknowledged is missing and nothing is corrupt: images of the disk, cut at random moments.

What a real web process wrote while births were filed and papers handed in is replayed; at each moment what no sync had
made safe is dropped, torn or kept by chance, and the databases are opened again. 25 moments; 500 when `TINHSO_PROVE`
is set. Red controls: the same without its syncs, and with `TINHSO_PROVE` provinces of their own under
`synchronous=NORMAL` and with syncs that never reach the machine (as under eatmydata).
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple
from uuid import UUID, uuid4

import pytest

from tests.faults.citizens import Citizen, arrive, birth
from tests.faults.conftest import MakeProvince
from tests.faults.images import CALLS, Recording, recording
from tests.faults.papers import pdf
from tests.faults.province import Province
from tests.faults.traced import Traced, skip_where_nothing_can_be_traced

pytestmark = [pytest.mark.faults, pytest.mark.tools, pytest.mark.once]

PROVE = bool(os.environ.get("TINHSO_PROVE"))
MOMENTS = 500 if PROVE else 25
ROUNDS = 40 if PROVE else 4
"""Of each three births are filed, and one with a paper."""
OPENED = 10 if PROVE else 1
"""Images that the product itself is started on."""
RED_MOMENTS = 5
CARELESS: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {
    "normal": ((), {"DJANGO_SETTINGS_MODULE": "tests.faults.unsynced"}),
    "eatmydata": (("-e", "inject=fsync,fdatasync:retval=0"), {}),
}
BOOKS = ("tinhso.sqlite3", "keys/keys.sqlite3", "reads.sqlite3")
BYTES = 4_000_000
"""No write of one call is longer: strace shows it whole."""


class Told(NamedTuple):
    """What a citizen was told: that a dossier was accepted, or that a paper is there."""

    dossier: str
    paper: bool = False


class Season:
    """A province whose disk was recorded, and what people were told at which moment."""

    def __init__(self, home: Province, rounds: int, *wrap: str, **more: str) -> None:
        (citizen,) = arrive(home, 1)
        drafts = home.ask("drafts", citizen.account, str(rounds), birth().decode())
        before = home.var.parent / "before"
        shutil.copytree(home.var, before, ignore=shutil.ignore_patterns("static"))
        traced = Traced(home, "-xx", *wrap, calls=CALLS, longest=BYTES, environ=more)
        self.home, self.told = home, [*_filed(citizen, traced.port, drafts)]
        traced.end()
        self.disk: Recording = recording(traced.trace, home.var, before)
        left = [one.moment for one in self.disk.receipts if one.status in ("201", "303")]
        assert len(left) == len(self.told)
        self.moments = left

    def told_by(self, moment: int) -> list[Told]:
        return [told for told, left in zip(self.told, self.moments, strict=True) if left <= moment]


def _filed(citizen: Citizen, port: int, drafts: Sequence[str]) -> Iterable[Told]:
    """One after the other, so that the order of calls is the order of answers."""
    for draft in drafts:
        for _ in range(3):
            answer = citizen.file(port, str(uuid4()), birth())
            assert answer.status == 201, answer.body[:2000]
            yield Told(answer.said["id"])
        answer = citizen.attach(port, draft, "birth_notice", "giay-chung-sinh.pdf", pdf())
        assert answer.status == 303, answer.body[:2000]
        yield Told(draft, paper=True)
        assert citizen.press(port, f"/ho-so/{draft}/kiem-tra/").status == 303
        yield Told(draft)


def _after_cuts(season: Season, folder: Path, moments: int) -> tuple[int, list[str]]:
    """What was told and is gone, and what is corrupt, over so many images; how often something was told by then."""
    chance, faults, told = random.Random(20261122), list[str](), 0
    for number in range(moments):
        moment = chance.randrange(season.moments[0], season.disk.length + 1)
        image = folder / "image"
        season.disk.image(moment, image, chance)
        known = season.told_by(moment)
        told += len(known)
        faults += [f"cut at {moment}: {fault}" for fault in _faults(image, known)]
        if number < OPENED and not faults:
            faults += [
                f"cut at {moment}, started again: {fault}"
                for fault in _as_the_product_sees(season, image, known)
            ]
        shutil.rmtree(image)
    return told, faults


def _faults(image: Path, known: Sequence[Told]) -> list[str]:
    """What the databases themselves say, and what they do not have; one that cannot be read has lost everything."""
    try:
        return _missing(image, known)
    except sqlite3.DatabaseError as broken:
        return [f"lost: everything, {broken}"]


def _missing(image: Path, known: Sequence[Told]) -> list[str]:
    found = []
    for name in BOOKS:
        with closing(sqlite3.connect(image / name)) as book:
            found += [f"{name}: {row[0]}" for row in book.execute("PRAGMA integrity_check") if row[0] != "ok"]
            found += [f"{name}: {row}" for row in book.execute("PRAGMA foreign_key_check")]
    with closing(sqlite3.connect(image / "keys/keys.sqlite3")) as book:
        keys = {row[0] for row in book.execute("SELECT id FROM sealing_key")}
    with closing(sqlite3.connect(image / "tinhso.sqlite3")) as book:
        phases = dict(book.execute("SELECT id, phase FROM dossiers_dossier"))
        locked = [row[0] for row in book.execute("SELECT key FROM dossiers_dossier") if row[0] not in keys]
        with_papers = {row[0] for row in book.execute("SELECT dossier_id FROM dossiers_dossierpaper")}
        blobs = [row[0] for row in book.execute("SELECT address FROM files_storedfile")]
    found += [f"a dossier's key is lost: {one}" for one in locked]
    found += [f"a paper's bytes are lost: {one}" for one in blobs if not _whole(image, one)]
    for told in known:
        dossier = UUID(told.dossier).hex
        if told.paper and dossier not in with_papers:
            found.append(f"lost: the paper of {told.dossier}")
        elif not told.paper and phases.get(dossier) != "submitted":
            found.append(f"lost: {told.dossier}")
    return found


def _whole(image: Path, address: str) -> bool:
    path = image / "files" / address[:2] / address
    return path.exists() and sha256(path.read_bytes()).hexdigest() == address


def _as_the_product_sees(season: Season, image: Path, known: Sequence[Told]) -> list[str]:
    books = Province(image, season.home.environ | {"TINHSO_VAR": str(image)}).ask("books")
    sent = books["dossiers"]
    return [
        *(f"file without its bytes: {file}" for file in books["lost_files"]),
        *(f"not readable: {one}" for one, found in sent.items() if not found["readable"]),
        *(f"not there: {one.dossier}" for one in known if one.dossier not in sent),
    ]


@pytest.fixture(scope="module", autouse=True)
def _traceable() -> None:
    skip_where_nothing_can_be_traced()


def test_a_power_cut_takes_nothing_that_was_told(
    embedded: Province, province: MakeProvince, tmp_path: Path, figures: Callable[..., None]
) -> None:
    season = Season(province(of=embedded), ROUNDS)
    told, faults = _after_cuts(season, tmp_path, MOMENTS)
    figures(moments=MOMENTS, changes=len(season.disk.changes), told=told, lost_or_corrupt=len(faults))
    assert not faults, faults[:20]
    assert told > MOMENTS
    season.disk.forget_syncs()
    assert _lost(season, tmp_path)


@pytest.mark.skipif(not PROVE, reason="provinces that lose on purpose with TINHSO_PROVE=1 only")
@pytest.mark.parametrize("way", CARELESS)
def test_the_cut_is_red_where_syncs_are_left_out(
    embedded: Province, province: MakeProvince, tmp_path: Path, figures: Callable[..., None], way: str
) -> None:
    options, more = CARELESS[way]
    lost = _lost(Season(province(of=embedded), 2, *options, **more), tmp_path)
    figures(moments=RED_MOMENTS, lost=lost)
    assert lost


def _lost(season: Season, folder: Path) -> int:
    """How much of what was told some cuts take."""
    return sum("lost: " in fault for fault in _after_cuts(season, folder, RED_MOMENTS)[1])

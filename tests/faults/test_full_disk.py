"""No room, or a neighbour that is gone: what is asked is accepted whole or refused whole, and comes back by itself."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest

from tests.faults.bookkeeping import disagreements
from tests.faults.citizens import Citizen, Kept, arrive, birth
from tests.faults.conftest import MakeProvince
from tests.faults.papers import pdf
from tests.faults.province import Province, Web, Worker, drained, request, wait

pytestmark = [pytest.mark.faults, pytest.mark.tools, pytest.mark.once]

SIZE = 128 * 1024 * 1024
PAGE = 4096
PROVE = bool(os.environ.get("TINHSO_PROVE"))
ROOMS = range(0, 200, 2 if PROVE else 20)
"""Pages left free, so that the disk is full at another point of the work each time."""


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 128 MiB."""
    place = tmp_path / "disk"
    place.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE}", "tmpfs", str(place)]
    try:
        mounted = subprocess.run(mount, capture_output=True, text=True)
    except FileNotFoundError:
        pytest.skip("there is no mount here")
    if mounted.returncode:
        pytest.skip(f"mounting is not permitted here: {mounted.stderr.strip()}")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


class Ballast:
    """A file that takes all the room but what is to be left."""

    def __init__(self, place: Path) -> None:
        self._file = place / "ballast"

    def leave(self, room: int) -> None:
        self.drop()
        handle = os.open(self._file, os.O_WRONLY | os.O_CREAT)
        for piece in (PAGE * 64, PAGE):
            with suppress(OSError):
                while os.write(handle, bytes(piece)):
                    pass
        os.ftruncate(handle, max(0, os.fstat(handle).st_size // PAGE * PAGE - room))
        os.close(handle)

    def drop(self) -> None:
        self._file.unlink(missing_ok=True)


@pytest.mark.parametrize("logs_too", [False, True] if PROVE else [True], ids=str)
def test_a_full_disk_accepts_whole_or_refuses_whole(
    small_disk: Path, embedded: Province, province: MakeProvince, logs_too: bool, figures: Callable[..., None]
) -> None:
    home = province(of=embedded, var=small_disk / "var" if logs_too else small_disk)
    kept, body, refused = Kept(), birth(), []
    (citizen,) = arrive(home, 1)
    drafts = home.ask("drafts", citizen.account, str(len(ROOMS)), body.decode())
    web, worker = Web(home), Worker(home)
    assert wait(web.answers)
    ballast, uploads = Ballast(small_disk), Kept()
    for room, draft in zip(ROOMS, drafts, strict=True):
        ballast.leave(room * PAGE)
        for _ in range(3):
            key = str(uuid4())
            if not kept.note(key, citizen.file(web.port, key, body)):
                refused.append(key)
        _attach(citizen, web.port, draft, uploads)
    assert request(web.port, "GET", "/readyz").status == 503
    assert request(web.port, "GET", "/healthz").status == 200
    ballast.drop()
    assert wait(web.answers)
    home.ask("fall_due")
    assert wait(lambda: drained(web.port))
    figures(accepted=len(kept.told), refused=len(refused), met=dict(kept.met), uploads=dict(uploads.met))
    assert not kept.wrong
    assert not uploads.wrong
    assert refused
    assert kept.told
    assert not disagreements(home.ask("books"), kept.told)
    for key in refused:
        assert kept.note(key, citizen.file(web.port, key, body))
    assert wait(lambda: drained(web.port))
    assert not disagreements(home.ask("books"), kept.told)
    assert worker.process.poll() is None
    home.stop()
    assert home.command("worker", "--once").returncode == 0
    stands = home.command("ledger", "verify")
    assert stands.returncode == 0, stands.stdout + stands.stderr


def _attach(citizen: Citizen, port: int, draft: str, uploads: Kept) -> None:
    answer = citizen.attach(port, draft, "birth_notice", "giay-chung-sinh.pdf", pdf(40))
    uploads.met[str(answer.status)] += 1
    if answer.status != 303 and (answer.status != 503 or not answer.headers.get("retry-after", "").isdigit()):
        uploads.wrong.append(f"{answer.status}: {answer.body[:2000].decode(errors='replace')}")

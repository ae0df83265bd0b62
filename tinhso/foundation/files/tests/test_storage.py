"""The store: what it says it kept is on the disk."""

import os
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tinhso.foundation.files.storage import DiskStorage
from tinhso.kernel.errors import Unavailable

WRITES_ONE = """
import pathlib, sys
from tinhso.foundation.files.storage import DiskStorage
print("KEPT", DiskStorage(pathlib.Path(sys.argv[1])).put(b"noi dung"), flush=True)
"""


def test_a_blob_comes_back_by_the_digest_of_its_bytes(tmp_path: Path) -> None:
    store = DiskStorage(tmp_path)
    address = store.put(b"blob")
    assert address == "fa2c8cc4f28176bbeed4b736df569a34c79cd3723e9ec42f9674b4d46ac6b8b8"
    assert store.get(address) == b"blob"
    assert store.put(b"blob") == address
    assert [one for one, _ in store.addresses()] == [address]
    store.delete(address)
    store.delete(address)
    with pytest.raises(FileNotFoundError):
        store.get(address)


def test_what_came_together_is_kept_each_under_its_own_digest(tmp_path: Path) -> None:
    store = DiskStorage(tmp_path)
    addresses = store.put_all([b"one", b"other", b"one"])
    assert [store.get(address) for address in addresses] == [b"one", b"other", b"one"]
    assert len({address for address, _ in store.addresses()}) == 2
    assert not [path for path in tmp_path.rglob(".*") if path.is_file()]


def test_what_an_older_version_kept_is_there(tmp_path: Path) -> None:
    store = DiskStorage(tmp_path)
    address = store.put(b"blob")
    lies = tmp_path / address[:2] / address
    lay = lies.parent / address[2:4] / address
    lay.parent.mkdir()
    lies.rename(lay)
    assert store.get(address) == b"blob"
    assert [one for one, _ in store.addresses()] == [address]
    lay.with_name(".half").touch()
    assert store.clear_unfinished(datetime.now(UTC) + timedelta(days=1)) == 1  # noqa: TID251
    store.delete(address)
    assert not lay.exists()


@pytest.mark.parametrize("address", ["", "../../etc/passwd", "a" * 63 + "/", "." * 64])
def test_an_address_is_never_a_path(address: str, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        DiskStorage(tmp_path).get(address)


def test_an_unwritable_disk_is_a_refusal_that_says_when_to_come_back(tmp_path: Path) -> None:
    (tmp_path / "files").write_text("không phải thư mục")
    with pytest.raises(Unavailable) as refused:
        DiskStorage(tmp_path / "files").put(b"blob")
    assert refused.value.retry_after > 0


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path) -> None:
    limited = (
        "import django, resource, signal; django.setup(); signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4, 4))\n"
    )
    done = _run([sys.executable, "-c", limited + WRITES_ONE, str(tmp_path)])
    assert "Unavailable" in done.stderr
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_what_a_killed_process_left_is_cleared(tmp_path: Path) -> None:
    store = DiskStorage(tmp_path)
    store.put(b"blob")
    (blob,) = (path for path in tmp_path.rglob("*") if path.is_file())
    blob.with_name(f".{blob.name}.1.half").write_bytes(b"bl")
    now = datetime.now(UTC)  # noqa: TID251 - the disk's clock is the real one
    assert store.clear_unfinished(now - timedelta(days=1)) == 0
    assert store.clear_unfinished(now + timedelta(days=1)) == 1
    assert len(list(store.addresses())) == 1


@pytest.mark.faults
@pytest.mark.tools
@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_bytes_name_and_folder_are_synced_in_this_order_before_the_word_is_given(tmp_path: Path) -> None:
    trace = tmp_path / "trace"
    calls = "openat,mkdir,mkdirat,fsync,fdatasync,rename,renameat,renameat2,write"
    command = ["strace", "-f", "-y", "-e", f"trace={calls}", "-o", str(trace)]
    done = _run([*command, sys.executable, "-c", WRITES_ONE, str(tmp_path / "files")])
    if "KEPT" not in done.stdout:
        pytest.skip(f"strace cannot trace here: {done.stderr[-200:]}")
    address = done.stdout.split()[1]
    lines = trace.read_text(errors="replace").splitlines()

    def at(pattern: str) -> int:
        return next(number for number, line in enumerate(lines) if re.search(pattern, line))

    synced = at(r"fsync\(\d+<.*/\.[^/]+>\)\s+= 0")
    named = at(rf"rename.*{address}.*= 0")
    folder = at(rf"fsync\(\d+<.*/{address[:2]}>\)\s+= 0")
    said = at(r"write\(1<.*KEPT")
    assert synced < named < folder < said
    assert named < at(rf"fsync\(\d+<.*/files/{address[:2]}>\)\s+= 0") < said
    assert named < at(r"fsync\(\d+<.*/files>\)\s+= 0") < said


def _run(command: list[str]) -> subprocess.CompletedProcess[str]:
    settings = {"DJANGO_SETTINGS_MODULE": "tinhso.project.settings"}
    return subprocess.run(
        command, env=os.environ | settings, capture_output=True, text=True, timeout=60, check=False
    )

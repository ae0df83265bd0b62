"""A PostgreSQL of a test's own, on a socket in a folder of its own, to be stopped, killed and started."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from contextlib import suppress
from pathlib import Path

from tests.faults.province import children, wait


def binaries() -> Path | None:
    """Where Debian keeps the newest server; None when there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda one: int(one.parts[-3]))
    return found[-1].parent if found else None


class Cluster:
    """One server and its data; root runs it as `postgres`."""

    def __init__(self) -> None:
        # The socket's path must be short and reachable for another user: not below pytest's folders.
        self._home = Path(tempfile.mkdtemp(prefix="tinhso-pg-"))
        if os.geteuid() == 0:
            shutil.chown(self._home, "postgres")
        self._home.chmod(0o755)
        self._run("initdb", "-U", "tinhso", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8")
        self.start()

    @property
    def url(self) -> str:
        """The database every server has; new ones are made beside it."""
        return f"postgres://tinhso@/postgres?host={self._home}"

    def start(self) -> None:
        # After a crash the file system is asked once to sync what it holds, instead of each of thousands of files.
        options = f"-k {self._home} -c listen_addresses='' -c max_connections=200 -c recovery_init_sync_method=syncfs"
        self._run("pg_ctl", "-l", str(self._home / "log"), "-w", "-o", options, "start")

    def stop(self, way: str) -> None:
        """`fast` says good-bye to its clients, `immediate` is a crash."""
        self._run("pg_ctl", "-m", way, "-w", "stop")

    @property
    def master(self) -> int:
        """The process that all others come from; 0 when there is none."""
        with suppress(OSError, ValueError, IndexError):
            return int((self._home / "data" / "postmaster.pid").read_text().split()[0])
        return 0

    @property
    def backends(self) -> list[int]:
        """The processes that serve a client."""
        return [pid for pid in children(self.master) if b" [local] " in _title(pid)]

    def start_again(self) -> None:
        """After its first process was killed: as soon as what that one left behind has seen it, and ended."""
        assert wait(self._starts)

    def remove(self) -> None:
        self.stop("immediate")
        shutil.rmtree(self._home, ignore_errors=True)

    def _starts(self) -> bool:
        with suppress(subprocess.CalledProcessError):
            self.start()
            return True
        return False

    def _run(self, program: str, *arguments: str) -> None:
        folder = binaries()
        assert folder is not None
        other = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        command = [*other, str(folder / program), "-D", str(self._home / "data"), *arguments]
        nowhere = subprocess.DEVNULL
        subprocess.run(command, check=True, cwd="/", stdout=nowhere, stderr=nowhere)


def _title(pid: int) -> bytes:
    with suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    return b""

"""A PostgreSQL of the run's own: Debian's defaults, a unix socket in a temporary folder, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Cluster:
    """A running database server."""

    folder: Path
    postmaster: int

    def url(self, database: str) -> str:
        return f"postgres://postgres@/{database}?host={self.folder}"

    def environment(self) -> dict[str, str]:
        """What libpq needs to find it."""
        return {"PGHOST": str(self.folder), "PGUSER": "postgres"}

    def run(self, sql: str, *, database: str = "postgres") -> None:
        command = ["psql", "-q", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]
        subprocess.run(command, env=os.environ | self.environment(), check=True, stdout=subprocess.DEVNULL)

    def rows(self, sql: str, *, database: str) -> list[list[str]]:
        """What a query gives, as text."""
        command = ["psql", "-q", "-At", "-F", "\t", "-v", "ON_ERROR_STOP=1", "-d", database, "-c", sql]
        done = subprocess.run(
            command, env=os.environ | self.environment(), check=True, stdout=subprocess.PIPE, text=True
        )
        return [line.split("\t") for line in done.stdout.splitlines()]

    def create(self, database: str) -> None:
        self.run(f'CREATE DATABASE "{database}"')


@contextmanager
def cluster() -> Iterator[Cluster]:
    """Start it, hand it out, stop it. As root it runs as `postgres`, who owns the folder."""
    binaries = _binaries()
    folder = Path(tempfile.mkdtemp(prefix="tinhso-pg-"))
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        os.chown(folder, pwd.getpwnam(user).pw_uid, -1)
    data, log = folder / "data", folder / "log"
    control = [str(binaries / "pg_ctl"), "-D", str(data), "-l", str(log), "-w"]
    try:
        _run([str(binaries / "initdb"), "-D", str(data), "-A", "trust", "-U", "postgres"], user)
        _run([*control, "-o", f"-c listen_addresses='' -k {folder}", "start"], user)
        postmaster = int((data / "postmaster.pid").read_text().split()[0])
        try:
            yield Cluster(folder, postmaster)
        finally:
            _run([*control, "-m", "immediate", "stop"], user)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(command: list[str], user: str | None) -> None:
    subprocess.run(command, user=user, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not found:
        raise SystemExit("make bench needs PostgreSQL (Debian: apt-get install postgresql) and wrk.")
    return found[-1].parent

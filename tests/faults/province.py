"""A real province to hurt: prepared once, copied for each test, served by real processes that are killed by pid."""

from __future__ import annotations

import fcntl
import http.client
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE = 180.0
"""Seconds after which something that should have come is given up: bounds a broken run, judges nothing."""


@dataclass
class Province:
    """One province: its folder, its databases, its environment."""

    var: Path
    environ: dict[str, str]
    databases: tuple[str, ...] = ()
    """URLs of its PostgreSQL databases; none on SQLite."""
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def log(self) -> Path:
        return self.var.parent / f"{self.var.name}.log"

    def ask(self, word: str, *arguments: str) -> Any:
        """What `tests.faults.inside` says."""
        command = [sys.executable, "-m", "tests.faults.inside", word, *arguments]
        said = subprocess.run(command, cwd=ROOT, env=self.environ, capture_output=True, text=True)
        assert said.returncode == 0, said.stderr
        return json.loads(said.stdout.splitlines()[-1])

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a management command to its end."""
        return subprocess.run(
            [sys.executable, "-m", "tinhso", *arguments],
            cwd=ROOT, env=self.environ, capture_output=True, text=True,
        )  # fmt: skip

    def start(self, command: Sequence[str], **more: str) -> subprocess.Popen[bytes]:
        """Start a process of this province; `stop` ends it."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=self.environ | more, stdout=log, stderr=log, start_new_session=True
            )
        self.started.append(process)
        return process

    def stop(self) -> None:
        """End what was started here, children included."""
        for process in self.started:
            if process.poll() is None:
                process.terminate()
        for process in self.started:
            with suppress(subprocess.TimeoutExpired):
                process.wait(10)
            # Each leads a group of its own: whatever it left behind, a traced server too, goes with it.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.started.clear()


class Web:
    """granian as `tinhso serve` starts it."""

    def __init__(
        self, province: Province, *, workers: int = 2, threads: int = 8, wrap: Sequence[str] = (), **more: str
    ) -> None:
        self._province, self._more, self.port = province, more, free_port()
        self._command = [
            *wrap, sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
            "--port", str(self.port), "--workers", str(workers), "--blocking-threads", str(threads),
            "--no-access-log", "--log-level", "warning", "--respawn-failed-workers",
            "tinhso.project.wsgi:application",
        ]  # fmt: skip
        self.start()

    def start(self) -> None:
        self.master = self._province.start(self._command, **self._more)

    def attend(self) -> None:
        """Start it again if it gave up, as a service manager does: granian ends when its workers die too fast."""
        if self.master.poll() is not None:
            self.start()

    @property
    def workers(self) -> list[int]:
        return children(self.master.pid)

    def kill_master(self) -> None:
        """kill -9 the master alone: its workers see to their own end."""
        kill(self.master.pid)
        self.master.wait()

    def answers(self) -> bool:
        """Whether it is there and its databases answer it."""
        with suppress(OSError, http.client.HTTPException):
            return request(self.port, "GET", "/readyz", timeout=5).status == 200
        return False


class Worker:
    """`tinhso worker`."""

    def __init__(self, province: Province) -> None:
        self._province = province
        self.start()

    def start(self) -> None:
        self.process = self._province.start([sys.executable, "-m", "tinhso", "worker"])


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def said(self) -> dict[str, Any]:
        found = json.loads(self.body)
        assert isinstance(found, dict)
        return found


def request(
    port: int, method: str, path: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None,
    timeout: float = 40.0,
) -> Answer:  # fmt: skip
    """One request on a connection of its own; OSError or HTTPException when it got no answer."""
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=timeout)
    try:
        line.request(method, path, body=body, headers=dict(headers or {}))
        answer = line.getresponse()
        return Answer(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read())
    finally:
        line.close()


def figures(port: int) -> dict[str, float]:
    """What the province says of itself at /metrics; empty when it does not answer, or says that it cannot."""
    try:
        answer = request(port, "GET", "/metrics", timeout=10)
    except (OSError, http.client.HTTPException):
        return {}
    lines = answer.body.decode().splitlines() if answer.status == 200 else []
    return {
        name: float(value) for name, value in (line.split() for line in lines if line[:1] not in ("#", ""))
    }


def drained(port: int) -> bool:
    """Nothing owed, nothing unsealed."""
    found = figures(port)
    return bool(found) and found["tinhso_deliveries_due"] == found["tinhso_ledger_unsealed"] == 0


def drains(port: int, *, patience: float) -> bool:
    """Whether everything owed is done in the end; False when nothing of it was done for so many seconds."""
    least, end = float("inf"), time.monotonic() + patience
    while not drained(port):
        owed = figures(port).get("tinhso_deliveries_due", least)
        if owed < least:
            least, end = owed, time.monotonic() + patience
        if time.monotonic() > end:
            return False
        time.sleep(0.2)
    return True


def wait(until: Callable[[], bool], *, seconds: float = _PATIENCE) -> bool:
    """Look again and again; whether it came true."""
    end = time.monotonic() + seconds
    while not (true := until()) and time.monotonic() < end:
        time.sleep(0.05)
    return true


def children(pid: int) -> list[int]:
    with suppress(OSError):
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    return []


def kill(*pids: int) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def prepared(var: Path, database: str, keys: str, **more: str) -> Province:
    """A fresh province; on PostgreSQL with databases of its own beside the ones named."""
    return _made("prepare", var, database, keys, **more)


def empty(var: Path, database: str, keys: str) -> Province:
    """The same with its tables alone: no rules, nobody in it."""
    return _made("migrate", var, database, keys)


def _made(how: str, var: Path, database: str, keys: str, **more: str) -> Province:
    urls = tuple(_new_database(url) for url in (database, keys) if url.startswith("postgres"))
    province = Province(var, _environ(var, urls) | more, urls)
    province.ask(how)
    return province


@contextmanager
def shared(folder: Path, database: str, keys: str) -> Iterator[Province]:
    """One prepared province for every process of a run: the first to ask prepares it, the last to leave drops it."""
    folder.mkdir(exist_ok=True)
    var, state = folder / "var", folder / "state.json"
    with _alone(folder):
        users, urls = json.loads(state.read_text()) if state.exists() else (0, [])
        known = Province(var, _environ(var, tuple(urls)), tuple(urls))
        province = known if users else prepared(var, database, keys)
        state.write_text(json.dumps([users + 1, province.databases]))
    yield province
    with _alone(folder):
        users, urls = json.loads(state.read_text())
        state.write_text(json.dumps([users - 1, urls]))
        if users == 1:
            drop(province)
            shutil.rmtree(var)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def copied(template: Province, var: Path, **more: str) -> Province:
    """Another province, equal to the template down to its keys."""
    shutil.copytree(template.var, var, dirs_exist_ok=True)
    urls = tuple(_new_database(url, template=databases.name_of(url)) for url in template.databases)
    return Province(var, _environ(var, urls) | more, urls)


def drop(province: Province) -> None:
    """Stop it and take its databases away; its folder belongs to the test."""
    province.stop()
    for url in province.databases:
        databases.drop(url)


def _environ(var: Path, urls: tuple[str, ...]) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TINHSO_")}
    kept |= {"TINHSO_VAR": str(var), "DJANGO_SETTINGS_MODULE": "tinhso.project.settings"}
    kept |= {"TINHSO_OUTGOING_NETWORKS": "127.0.0.0/8"}
    if urls:
        kept |= {"TINHSO_DATABASE": urls[0], "TINHSO_KEYS_DATABASE": urls[1]}
    return kept


def _new_database(beside: str, *, template: str = "template0") -> str:
    url = databases.renamed(beside, f"tinhso_faults_{secrets.token_hex(6)}")
    databases.create(url, template=template)
    return url

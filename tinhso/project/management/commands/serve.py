"""`tinhso serve`: the whole province on this machine, web and worker together."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tinhso.kernel.processes import end_with
from tinhso.project.preparing import prepare

_GRACE_SECONDS = 10.0
_SETTLED_SECONDS = 5.0
_TRIES = 3
"""How often in a row a process may end before it has settled: then something is wrong that starting cannot mend."""


class Command(BaseCommand):
    help = "Prepares and serves the province: web on PORT, and the worker."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT", "8000")))
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--workers", type=int, default=2, help="web processes")

    def handle(self, *args: Any, **options: Any) -> None:
        _refuse_taken(options["host"], options["port"])
        if prepare():
            self.stdout.write("Đã chuẩn bị cơ sở dữ liệu, gói quy định và dữ liệu trình diễn.")
        children = [Child(command) for command in _commands(options)]
        self._introduce(options)
        stopping: list[int] = []
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, lambda number, frame: stopping.append(number))
        while not stopping and all(child.kept_up() for child in children):
            time.sleep(0.2)
        _stop([child.process for child in children])
        if not stopping:
            sys.exit(1)

    def _introduce(self, options: dict[str, Any]) -> None:
        self.stdout.write(
            f"\nTỉnh Số {settings.VERSION} đang chạy tại http://{options['host']}:{options['port']}/\n"
        )
        accounts = settings.VAR / "demo-accounts.json"
        if settings.PRODUCTION or not accounts.exists():
            return
        self.stdout.write("\nTài khoản trình diễn (nhân vật hư cấu). Người dân đăng nhập bằng số điện thoại;")
        self.stdout.write("mã một lần hiện ngay trên trang. Cán bộ vào nhanh tại /can-bo/vao-vai/\n\n")
        for row in json.loads(accounts.read_text(encoding="utf-8")):
            if row["door"] == "official":
                self.stdout.write(f"  {row['role']:<22}{row['username']:<28}{row['password']}")
            else:
                self.stdout.write(f"  {'Người dân':<22}{row['phone']:<28}{row['name']}")
        self.stdout.flush()


def _refuse_taken(host: str, port: int) -> None:
    """The web server would share a port that another one holds, and people would get answers of both by chance."""
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        socket.create_server((host, port), family=family).close()
    except OSError as fault:
        raise CommandError(
            f"Không dùng được {host}:{port} ({fault.strerror}). Đặt PORT khác hoặc dừng chương trình đang giữ cổng này."
        ) from fault


class Child:
    """A process that is started again when it ends, and ends with this one."""

    def __init__(self, command: Sequence[str]) -> None:
        self._command, self._tries = command, 0
        self._start()

    def kept_up(self) -> bool:
        """Start it again if it has ended; False when it ends again and again."""
        if self.process.poll() is None:
            return True
        self._tries = 1 if time.monotonic() - self._started > _SETTLED_SECONDS else self._tries + 1
        if self._tries >= _TRIES:
            return False
        self._start()
        return True

    def _start(self) -> None:
        self._started = time.monotonic()
        # Nothing else runs in this process that the child's first moments could stand in the way of.
        begin = partial(end_with, os.getpid())
        self.process = subprocess.Popen(self._command, preexec_fn=begin)  # noqa: S603 - our own


def _commands(options: dict[str, Any]) -> list[list[str]]:
    web = [
        sys.executable, "-m", "granian", "--interface", "wsgi", "--host", options["host"],
        "--port", str(options["port"]), "--workers", str(options["workers"]), "--blocking-threads", threads(),
        "--no-access-log", "--log-level", "warning", "--respawn-failed-workers", "tinhso.project.wsgi:application",
    ]  # fmt: skip
    return [web, [sys.executable, "-m", "tinhso", "worker"]]


def threads() -> str:
    """Threads of each web process: eight, fewer where there are few cores for them to take turns at."""
    return str(min(8, 2 * (os.cpu_count() or 1) + 1))


def _stop(children: list[subprocess.Popen[bytes]]) -> None:
    for child in children:
        child.terminate()
    deadline = time.monotonic() + _GRACE_SECONDS
    for child in children:
        try:
            child.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()

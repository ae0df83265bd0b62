"""A web process under strace."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from types import MappingProxyType

import pytest

from tests.faults.province import Province, Web, children, kill, wait
from tests.faults.tracing import CALLS


class Traced:
    """A web process of one worker under strace; its system calls, in order, in `trace`."""

    def __init__(
        self,
        home: Province,
        *options: str,
        calls: str = CALLS,
        longest: int = 300,
        environ: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        self.trace = home.var.parent / f"{home.var.name}.strace"
        told = [
            "-f",
            "--seccomp-bpf",
            "-y",
            "-s",
            str(longest),
            "-e",
            f"trace={calls}",
            "-o",
            str(self.trace),
        ]
        self.web = Web(home, workers=1, threads=1, wrap=["strace", *told, *options], **environ)
        assert wait(self.web.answers)

    @property
    def port(self) -> int:
        return self.web.port

    def end(self) -> None:
        """Kill what is traced; strace writes out what it saw and ends."""
        for master in children(self.web.master.pid):
            kill(*children(master), master)
        self.web.master.wait()


def skip_where_nothing_can_be_traced() -> None:
    """Skip the test, with the reason."""
    if not shutil.which("strace"):
        pytest.skip("strace is not installed")
    if subprocess.run(["strace", "-o", os.devnull, "true"], capture_output=True).returncode:
        pytest.skip("tracing is not permitted here")

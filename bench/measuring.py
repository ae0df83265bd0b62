"""Load by wrk, and the CPU that process trees burned under it, read from /proc.

Throughput swings with whatever else the machine does; CPU per operation hardly does. Both are kept.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

LUA = Path(__file__).parent / "loads"
CONNECTIONS, THREADS = 8, 2
_TICK = os.sysconf("SC_CLK_TCK")
_UNITS = {"us": 1e-3, "ms": 1.0, "s": 1e3, "m": 6e4}


@dataclass(frozen=True)
class Round:
    """One stretch of load. Times in milliseconds."""

    requests: int
    per_second: float
    p50: float
    p99: float
    server: float
    database: float
    """CPU of server and database per request."""
    refused: int

    @property
    def cpu(self) -> float:
        return self.server + self.database


@dataclass
class Load:
    """A request asked again and again of one server, `connections` at a time."""

    name: str
    url: str
    server: int
    """The process whose tree serves it."""
    script: str
    arguments: Sequence[str] = ()
    connections: int = CONNECTIONS
    rounds: list[Round] = field(default_factory=list)

    def per_second(self) -> float:
        return median(one.per_second for one in self.rounds)

    def cpu(self) -> float:
        return median(one.cpu for one in self.rounds)

    def told(self) -> str:
        rates = [one.per_second for one in self.rounds]
        named = ("p50", "p99", "server", "database")
        middle = {name: median(getattr(one, name) for one in self.rounds) for name in named}
        return (
            f"{self.name:<22}{self.per_second():8.1f} /s ({min(rates):.1f}-{max(rates):.1f})  "
            f"p50 {middle['p50']:.1f} p99 {middle['p99']:.1f} ms  "
            f"CPU {middle['server']:.2f} + {middle['database']:.2f} ms"
        )


def run(load: Load, *, database: int, seconds: int, number: int) -> Round:
    """One stretch of load. `number` tells rounds apart to the script."""
    before = cpu_seconds(load.server), cpu_seconds(database)
    command = [
        "wrk", "-t", str(THREADS), "-c", str(load.connections), "-d", f"{seconds}s", "--latency", "--timeout", "30s",
        "-s", str(LUA / load.script), load.url, "--", str(number), *load.arguments,
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    after = cpu_seconds(load.server), cpu_seconds(database)
    said = done.stdout
    requests = int(_found(r"(\d+) requests in", said))
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Round(
        requests=requests,
        per_second=float(_found(r"Requests/sec:\s+([\d.]+)", said)),
        p50=_milliseconds(_found(r"(?m)^\s+50%\s+(\S+)", said)),
        p99=_milliseconds(_found(r"(?m)^\s+99%\s+(\S+)", said)),
        server=(after[0] - before[0]) / max(requests, 1) * 1e3,
        database=(after[1] - before[1]) / max(requests, 1) * 1e3,
        refused=int(refused[1]) if refused else 0,
    )


def cpu_seconds(root: int) -> float:
    """User and system time of a process and everything under it, its ended children included."""
    return sum(sum(map(int, _stat(process)[11:15])) for process in tree(root)) / _TICK


def tree(root: int) -> list[int]:
    """A process and everything under it."""
    children: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (stat := _stat(int(entry.name))):
            children.setdefault(int(stat[1]), []).append(int(entry.name))
    found, waiting = [], [root]
    while waiting:
        process = waiting.pop()
        found.append(process)
        waiting += children.get(process, [])
    return found


def megabytes(processes: Sequence[int]) -> float:
    """Memory in proportion to how many share it (PSS)."""
    total = 0
    for process in processes:
        rollup = Path(f"/proc/{process}/smaps_rollup").read_text()
        total += int(_found(r"(?m)^Pss:\s+(\d+) kB", rollup))
    return total / 1024


def _stat(process: int) -> list[str]:
    """The fields after the name; none when the process is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rsplit(")", 1)[1].split()
    except OSError:
        return []


def _milliseconds(text: str) -> float:
    number, unit = re.fullmatch(r"([\d.]+)([a-z]+)", text).groups()  # type: ignore[union-attr]
    return float(number) * _UNITS[unit]


def _found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    if match is None:
        raise RuntimeError(f"no {pattern!r} in:\n{text}")
    return match[1]

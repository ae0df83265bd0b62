"""The port to a virus scanner, and its adapters: none, ClamAV, and one that knows only the EICAR test file."""

from __future__ import annotations

import socket
import struct
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from django.conf import settings

from tinhso.kernel.registry import Registry

EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
CHUNK = 64 * 1024
TIMEOUT = 20.0
LONGEST_ANSWER = 4096


class ScannerDown(Exception):  # noqa: N818 - a state of the world; the file waits
    """No verdict could be had; the file waits for one."""


@dataclass(frozen=True)
class Scanner:
    """A scanner: `scan` returns the name of what it found, empty when the file is clean, or raises ScannerDown."""

    name: str
    title: str
    scan: Callable[[bytes], str]


scanners: Registry[Scanner] = Registry("scanners", key=lambda entry: entry.name)


def scanner() -> Scanner:
    """The scanner of this installation, `FILES_SCANNER`."""
    return scanners[settings.FILES_SCANNER]


def trusts(content: bytes) -> str:
    """No scanner is installed; the checks of the intake alone decide."""
    return ""


def finds_eicar(content: bytes) -> str:
    """The standard test file, wherever it stands."""
    return "Eicar-Test-Signature" if EICAR in content else ""


def ask_clamd(content: bytes) -> str:
    """Ask clamd (INSTREAM) at `FILES_CLAMD`: the path of a socket, or `host:port`."""
    try:
        with closing(_connect(settings.FILES_CLAMD)) as line:
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(content), CHUNK):
                part = content[start : start + CHUNK]
                line.sendall(struct.pack("!L", len(part)) + part)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except (OSError, ValueError) as error:
        raise ScannerDown(str(error)) from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerDown(answer[:200] or "clamd closed the line")


def _connect(address: str) -> socket.socket:
    if address.startswith("/"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        try:
            line.settimeout(TIMEOUT)
            line.connect(address)
        except OSError:
            line.close()
            raise
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), timeout=TIMEOUT)


def _answer(line: socket.socket) -> str:
    received = b""
    while not received.endswith(b"\0") and len(received) < LONGEST_ANSWER:
        part = line.recv(LONGEST_ANSWER)
        if not part:
            break
        received += part
    return received.rstrip(b"\0\n").decode("utf-8", "replace")

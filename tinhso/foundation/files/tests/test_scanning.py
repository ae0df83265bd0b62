"""The conversation with clamd, against a server that speaks its protocol."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tinhso.foundation.files.scanning import CHUNK, EICAR, ScannerDown, ask_clamd, scanner


@contextmanager
def clamd(path: Path, answer: Callable[[bytes], bytes]) -> Iterator[list[bytes]]:
    """A server for one conversation; gives what was streamed to it."""
    heard: list[bytes] = []

    def serve() -> None:
        line, _ = listening.accept()
        with line, line.makefile("rb") as incoming:
            assert incoming.read(10) == b"zINSTREAM\0"
            content = b""
            while length := struct.unpack("!L", incoming.read(4))[0]:
                assert length <= CHUNK
                content += incoming.read(length)
            heard.append(content)
            line.sendall(answer(content))

    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(path))
        listening.listen(1)
        thread = threading.Thread(target=serve)
        thread.start()
        yield heard
        thread.join(10)


@pytest.fixture
def path(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_CLAMD = str(tmp_path / "clamd")
    return tmp_path / "clamd"


def verdict(content: bytes) -> bytes:
    return b"stream: Win.Test.EICAR_HDB-1 FOUND\0" if EICAR in content else b"stream: OK\0"


def test_the_whole_content_is_streamed(path: Path) -> None:
    content = bytes(range(256)) * 1000
    with clamd(path, verdict) as heard:
        assert ask_clamd(content) == ""
    assert heard == [content]


def test_a_finding_is_named(path: Path) -> None:
    with clamd(path, verdict):
        assert ask_clamd(b"x" + EICAR) == "Win.Test.EICAR_HDB-1"


@pytest.mark.parametrize(
    "answer", [b"", b"INSTREAM size limit exceeded. ERROR\0", b"garbage\0", b"stream: OK and"]
)
def test_anything_but_a_verdict_is_no_verdict(path: Path, answer: bytes) -> None:
    with clamd(path, lambda content: answer), pytest.raises(ScannerDown):
        ask_clamd(b"x")


@pytest.mark.parametrize("address", ["/nowhere/clamd.ctl", "127.0.0.1:1", "nonsense"])
def test_no_server_is_no_verdict(address: str, settings: Settings) -> None:
    settings.FILES_CLAMD = address
    with pytest.raises(ScannerDown):
        ask_clamd(b"x")


def test_the_scanner_is_a_setting(settings: Settings) -> None:
    settings.FILES_SCANNER = "eicar"
    assert scanner().scan(EICAR)
    settings.FILES_SCANNER = "none"
    assert not scanner().scan(EICAR)

"""Nothing inside is reachable through the door, however the address is written."""

import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest

from tinhso.kernel import http


class Canary(BaseHTTPRequestHandler):
    seen: list[str] = []

    def do_GET(self) -> None:
        Canary.seen.append(self.path)
        if self.path == "/away":
            self.send_response(302)
            self.send_header("Location", "/caught")
        else:
            self.send_response(200)
        self.end_headers()
        if self.path == "/trickle":
            with suppress(OSError):
                for _ in range(200):
                    self.wfile.write(b"x")
                    time.sleep(0.01)
        self.wfile.write(b"x" * (3 * 1024 * 1024 if self.path == "/huge" else 2))

    def log_message(self, format: str, *args: Any) -> None:
        pass


@pytest.fixture
def canary() -> Iterator[int]:
    server = HTTPServer(("127.0.0.1", 0), Canary)
    Canary.seen = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "[::1]", "[::ffff:127.0.0.1]",
     "0.0.0.0"],
)  # fmt: skip
def test_no_spelling_of_this_machine_is_reached(canary: int, host: str) -> None:
    with pytest.raises((http.Refused, http.Failed)):
        http.send("GET", f"http://{host}:{canary}/caught")
    assert Canary.seen == []


@pytest.mark.parametrize(
    "address",
    ["10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254", "100.64.0.1", "224.0.0.1", "fd00::1", "fe80::1",
     "::ffff:10.0.0.1", "2002:7f00:1::", "0.0.0.0", "::"],
)  # fmt: skip
def test_inside_addresses_are_refused(address: str) -> None:
    with pytest.raises(http.Refused):
        http.check_address(address)


def test_public_addresses_are_not() -> None:
    http.check_address("203.162.4.190")
    http.check_address("2001:ee0::1")


def test_a_network_the_operator_named_is_reached_and_redirects_are_not_followed(
    canary: int, settings: Any
) -> None:
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]
    assert http.send("GET", f"http://127.0.0.1:{canary}/").body == b"xx"
    assert http.send("GET", f"http://127.0.0.1:{canary}/away").status == 302
    assert Canary.seen == ["/", "/away"]
    with pytest.raises(http.Failed, match="too large"):
        http.send("GET", f"http://127.0.0.1:{canary}/huge")


def test_a_network_the_caller_answers_for_is_reached_by_that_call_alone(canary: int) -> None:
    assert http.send("GET", f"http://127.0.0.1:{canary}/", networks=["127.0.0.0/8"]).body == b"xx"
    with pytest.raises(http.Refused):
        http.send("GET", f"http://127.0.0.1:{canary}/", networks=["10.0.0.0/8"])
    with pytest.raises(http.Refused):
        http.send("GET", f"http://127.0.0.1:{canary}/")
    assert Canary.seen == ["/"]


def test_who_sends_a_little_at_a_time_gets_no_more_time_than_others(canary: int) -> None:
    with pytest.raises(http.Failed, match=r"the time is over|timed out"):
        http.send("GET", f"http://127.0.0.1:{canary}/trickle", networks=["127.0.0.0/8"], timeout=0.3)
    assert Canary.seen == ["/trickle"]


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://example.vn/", "gopher://x", "//x"])
def test_only_the_web_is_spoken(url: str) -> None:
    with pytest.raises(http.Refused):
        http.send("GET", url)

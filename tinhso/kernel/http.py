"""The one door to the outside. Addresses are checked at the moment of connecting, so that no name, redirect
or changing answer of a name server leads a request inside."""

import ipaddress
import socket
import ssl
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import httpcore
import httpx  # noqa: TID251 - this module is the door
from django.conf import settings

_LARGEST_ANSWER = 2 * 1024 * 1024


class Refused(Exception):  # noqa: N818
    """The address is not one this house talks to."""


class Failed(Exception):  # noqa: N818
    """No answer, or one that cannot be used."""


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def send(
    method: str,
    url: str,
    *,
    body: bytes = b"",
    headers: Mapping[str, str] | None = None,
    timeout: float = 10.0,
    networks: Sequence[str] = (),
    largest: int = _LARGEST_ANSWER,
) -> Answer:
    """Send one request. Redirects are not followed; answers of more than `largest` octets (2 MiB) are cut off as
    Failed, and so is what has not come whole `timeout` seconds after the beginning.

    `networks` may be reached beside those the operator named; whoever gives some answers for the address.
    """
    if not url.startswith(("http://", "https://")):
        raise Refused(f"not a web address: {url}")
    transport = _Transport(networks, until=time.monotonic() + timeout)
    try:
        with (
            httpx.Client(transport=transport, timeout=timeout, trust_env=False) as client,
            client.stream(method, url, content=body, headers=dict(headers or {})) as answer,
        ):
            parts, size = [], 0
            for part in answer.iter_bytes():
                size += len(part)
                if size > largest:
                    raise Failed(f"the answer of {url} is too large")
                parts.append(part)
            return Answer(answer.status_code, dict(answer.headers), b"".join(parts))
    except httpx.InvalidURL as error:
        raise Refused(f"not a web address: {url}") from error
    except (httpx.HTTPError, httpcore.NetworkError, httpcore.TimeoutException) as error:
        raise Failed(f"{url}: {error}") from error


def check_address(address: str, networks: Sequence[str] = ()) -> None:
    """Refused unless the address is public, or in a network that the operator named or that is given here."""
    found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found.sixtofour or found
    named = [ipaddress.ip_network(network) for network in (*settings.OUTGOING_NETWORKS, *networks)]
    if any(found.version == network.version and found in network for network in named):
        return
    if not found.is_global or found.is_multicast or found.is_reserved:
        raise Refused(f"{address} is not a public address")


class _Line(httpcore.NetworkStream):
    """A connection with one end of its time: who sends a little now and then does not get more of it."""

    def __init__(self, line: httpcore.NetworkStream, until: float) -> None:
        self._line, self._until = line, until

    def _left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time is over")
        return left

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._line.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._line.write(buffer, self._left())

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _Line(self._line.start_tls(ssl_context, server_hostname, self._left()), self._until)

    def close(self) -> None:
        self._line.close()

    def get_extra_info(self, info: str) -> Any:
        return self._line.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def __init__(self, networks: Sequence[str], *, until: float) -> None:
        self._networks, self._until = networks, until

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except OSError as error:
            raise httpcore.ConnectError(f"{host}: {error}") from error
        addresses = [str(entry[4][0]) for entry in found]
        for address in addresses:
            check_address(address, self._networks)
        line = super().connect_tcp(addresses[0], port, timeout, local_address, socket_options)
        return _Line(line, self._until)


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities trusted; read once, which takes longer than a call does."""
    return httpx.create_ssl_context(trust_env=False)


class _Transport(httpx.HTTPTransport):
    def __init__(self, networks: Sequence[str], *, until: float) -> None:
        super().__init__(verify=_trusted(), trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(),
            network_backend=_Backend(networks, until=until),
        )

"""A system of electronic identities of the tests' own, over HTTP: it shares no code with the house or its simulator."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.http import HttpResponse
from django.test import Client

from tinhso.kernel import clock

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
CLIENT, SECRET = "tỉnh:số", "bí mật+&"
"""With what has to be escaped in the header of Basic authentication."""
HANH = {
    "SoDinhDanh": "084198001234", "HoVaTen": "NGUYỄN THỊ HẠNH", "NgaySinh": "12/03/1998", "loAs": "2",
    "LoaiTaiKhoan": "1",
}  # fmt: skip
Answer = tuple[int, Any]


def jwk(key: Any, kid: str, **more: str) -> dict[str, Any]:
    """The public half as it is published."""
    algorithm = (
        jwt.algorithms.ECAlgorithm
        if isinstance(key, ec.EllipticCurvePrivateKey)
        else jwt.algorithms.RSAAlgorithm
    )
    return {**json.loads(algorithm.to_jwk(key.public_key())), "kid": kid, **more}


@dataclass
class Source:
    """What it publishes, what it puts into tokens, and how it signs. Tests change any of it."""

    issuer: str = ""
    configuration: dict[str, Any] = field(default_factory=dict)
    keys: list[dict[str, Any]] = field(default_factory=lambda: [jwk(KEY, "k1")])
    claims: dict[str, Any] = field(default_factory=lambda: dict(HANH))
    without: tuple[str, ...] = ()
    """Claims left out of the ID token."""
    sign: Callable[[dict[str, Any]], str] = lambda claims: jwt.encode(
        claims, KEY, algorithm="RS256", headers={"kid": "k1"}
    )
    told: dict[str, Answer] = field(default_factory=dict)
    """Answers in place of the right ones, by path."""
    seen: list[str] = field(default_factory=list)
    nonce: str = ""
    challenge: str = ""

    def answer(self, path: str, body: bytes, headers: Any) -> Answer:
        self.seen.append(path)
        if path in self.told:
            return self.told[path]
        if path == "/.well-known/openid-configuration":
            return 200, self.configuration
        if path == "/jwks":
            return 200, {"keys": self.keys}
        if path == "/userinfo":
            return 401, {}
        return self._redeem(dict(parse_qsl(body.decode())), headers.get("Authorization", ""))

    def _redeem(self, form: dict[str, str], authorization: str) -> Answer:
        basic = base64.b64encode(b"t%E1%BB%89nh%3As%E1%BB%91:b%C3%AD%20m%E1%BA%ADt%2B%26").decode()
        proven = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        if authorization != f"Basic {basic}" or proven.rstrip("=") != self.challenge or form["code"] != "ma":
            return 400, {"error": "invalid_grant"}
        now = int(clock.now().timestamp())
        claims = {
            "iss": self.issuer, "sub": "s-1", "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": self.nonce,
        } | self.claims  # fmt: skip
        kept = {name: value for name, value in claims.items() if name not in self.without}
        return 200, {"id_token": self.sign(kept), "access_token": "t", "token_type": "Bearer"}


@contextmanager
def running() -> Iterator[Source]:
    """Serve one on this machine."""
    source = Source()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            status, said = source.answer(self.path, self.rfile.read(size), self.headers)
            self.send_response(status)
            self.end_headers()
            self.wfile.write(said if isinstance(said, bytes) else json.dumps(said).encode())

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    base = f"http://127.0.0.1:{server.server_port}"
    source.issuer = base
    source.configuration = {
        "issuer": base, "authorization_endpoint": f"{base}/authorize?tenant=1", "token_endpoint": f"{base}/token",
        "jwks_uri": f"{base}/jwks",
    }  # fmt: skip
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield source
    finally:
        server.shutdown()
        server.server_close()


def set_out(client: Client, source: Source, query: str = "") -> dict[str, str]:
    """Leave for the provider; what it was asked, which it remembers as a provider does."""
    answer = client.get(f"/dang-nhap/dinh-danh/{query}")
    assert answer.status_code == 302, answer.content.decode()
    asked = dict(parse_qsl(urlsplit(answer.headers["Location"]).query))
    source.nonce, source.challenge = asked["nonce"], asked["code_challenge"]
    return asked


def come_back(client: Client, **said: str) -> HttpResponse:
    """Come back from it."""
    answer: HttpResponse = client.get("/dang-nhap/dinh-danh/ve/", said)  # type: ignore[assignment]
    return answer


def sign_in(client: Client, source: Source, query: str = "") -> HttpResponse:
    """Both ways at once."""
    return come_back(client, code="ma", state=set_out(client, source, query)["state"])


LATER = timedelta(minutes=11)

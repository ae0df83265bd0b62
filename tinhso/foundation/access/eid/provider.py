"""The system of electronic identities: where it is, what it calls things, and what it publishes about itself."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

from django.conf import settings

from tinhso.foundation.access.eid import simulator
from tinhso.foundation.access.eid.refusals import unavailable, untrusted
from tinhso.kernel import http

_NEEDED = {"authorization_endpoint", "token_endpoint", "jwks_uri"}
_KEPT_FOR = timedelta(minutes=10)
_kept: dict[str, tuple[datetime, Mapping[str, Any]]] = {}
"""What providers publish, by address: each process asks again after a while, and at once for a key it does not know."""


@dataclass(frozen=True)
class Provider:
    """One system of electronic identities, as the operator named it."""

    issuer: str
    client_id: str
    secret: str
    scopes: str
    endpoints: Mapping[str, str]
    """Addresses given by the operator, by their names in OpenID Connect Discovery."""
    claims: Mapping[str, str]
    """What it calls the things we read: `number`, `name`, `birth_date`, `level`, `kind`."""
    levels: Mapping[int, str]
    """What it calls level 1 and level 2, as `acr_values` and in the claim."""
    networks: Sequence[str] = ()
    simulated: bool = False

    def endpoint(self, name: str, *, at: datetime) -> str:
        """The address of one endpoint: the operator's, else the published one; empty when it has none of that name."""
        if name in self.endpoints or set(self.endpoints) >= _NEEDED:
            return self.endpoints.get(name, "")
        published = self._published(f"{self.issuer.rstrip('/')}/.well-known/openid-configuration", at=at)
        if published.get("issuer") != self.issuer or not set(published) >= _NEEDED:
            raise untrusted("configuration")
        return str(published.get(name, ""))

    def keys(self, *, kid: str | None, at: datetime) -> Sequence[Mapping[str, Any]]:
        """Its keys; asked for anew when the one named is not among those kept."""
        address = self.endpoint("jwks_uri", at=at)
        keys = _keys(self._published(address, at=at))
        if not any(key.get("kid") == kid for key in keys):
            _kept.pop(address, None)
            keys = _keys(self._published(address, at=at))
        return keys

    def redeem(self, *, code: str, verifier: str, back: str, at: datetime) -> Mapping[str, Any]:
        """The tokens for a code; refused when the provider does not take it."""
        body = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": back,
            "code_verifier": verifier,
        }
        pair = f"{quote(self.client_id, safe='')}:{quote(self.secret, safe='')}"
        return self._ask(
            "POST",
            self.endpoint("token_endpoint", at=at),
            body=urlencode(body).encode(),
            headers={
                "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
                "Content-Type": "application/x-www-form-urlencoded",
            },
        )

    def more_of(self, *, token: str, at: datetime) -> Mapping[str, Any]:
        """What it tells of the holder of an access token; nothing when it has no such endpoint."""
        address = self.endpoint("userinfo_endpoint", at=at)
        return self._ask("GET", address, headers={"Authorization": f"Bearer {token}"}) if address else {}

    def farewell(self, *, onwards: str, at: datetime) -> str:
        """Where one signs out over there too, and comes back `onwards`; empty when it has no such page."""
        address = self.endpoint("end_session_endpoint", at=at)
        asked = urlencode({"client_id": self.client_id, "post_logout_redirect_uri": onwards})
        return f"{address}{'&' if '?' in address else '?'}{asked}" if address else ""

    def _published(self, address: str, *, at: datetime) -> Mapping[str, Any]:
        kept = _kept.get(address)
        if kept is None or not timedelta(0) <= at - kept[0] < _KEPT_FOR:
            kept = _kept[address] = (at, self._ask("GET", address))
        return kept[1]

    def _ask(
        self, method: str, address: str, *, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Mapping[str, Any]:
        try:
            answer = http.send(
                method, address, body=body, headers={"Accept": "application/json"} | dict(headers or {}),
                networks=self.networks,
            )  # fmt: skip
        except (http.Failed, http.Refused) as fault:
            raise unavailable() from fault
        if answer.status >= 500:
            raise unavailable()
        if answer.status != 200:
            raise untrusted(f"status-{answer.status}")
        try:
            said = json.loads(answer.body)
        except ValueError as fault:
            raise untrusted("json") from fault
        if not isinstance(said, dict):
            raise untrusted("json")
        return said


def offered() -> bool:
    """Whether this installation has a system of electronic identities to sign in with."""
    return bool(settings.EID_ISSUER) or not settings.PRODUCTION


def provider(house: str) -> Provider | None:
    """The system to sign in with; in a demonstration that names none, the simulator at this house's own address."""
    if not offered():
        return None
    found = Provider(
        issuer=settings.EID_ISSUER,
        client_id=settings.EID_CLIENT_ID,
        secret=settings.EID_CLIENT_SECRET,
        scopes=settings.EID_SCOPES,
        endpoints=settings.EID_ENDPOINTS,
        claims=settings.EID_CLAIMS,
        levels={1: settings.EID_LEVELS["1"], 2: settings.EID_LEVELS["2"]},
    )
    return found if settings.EID_ISSUER else replace(found, **simulator.named(house))


def forget() -> None:
    """Ask providers anew."""
    _kept.clear()


def _keys(published: Mapping[str, Any]) -> Sequence[Mapping[str, Any]]:
    keys = published.get("keys")
    return [key for key in keys if isinstance(key, dict)] if isinstance(keys, list) else []

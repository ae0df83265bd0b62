"""Out to the system of electronic identities and back: authorization code, PKCE, state and nonce.

An attempt lives in the session of the browser that set out and is good for one way back.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from tinhso.foundation.access.eid.provider import Provider
from tinhso.foundation.access.eid.refusals import given_up, strayed, too_low, untrusted
from tinhso.foundation.access.eid.tokens import verify
from tinhso.foundation.people.rules import PartialDate, read_national_id
from tinhso.kernel.text import nfc

ATTEMPT_LIFE = timedelta(minutes=10)
_PERSON = "1"
"""The kind of account that is a person's."""


@dataclass(frozen=True)
class Attempt:
    """What this browser must bring back, and where it wanted to go."""

    state: str
    nonce: str
    verifier: str
    level: int
    """The lowest level that will do."""
    wanted: str
    began_at: float


@dataclass(frozen=True)
class Identity:
    """Who the system of electronic identities says somebody is, and at which level."""

    number: str
    name: str
    birth_date: str
    level: int


def set_out(provider: Provider, *, back: str, level: int, wanted: str, at: datetime) -> tuple[str, Attempt]:
    """Where to send the browser, and what to remember. The highest level is asked for; `level` must be met."""
    attempt = Attempt(
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
        verifier=secrets.token_urlsafe(48),
        level=level,
        wanted=wanted,
        began_at=at.timestamp(),
    )
    levels = [name for number, name in sorted(provider.levels.items(), reverse=True) if number >= level]
    asked = urlencode(
        {
            "response_type": "code",
            "client_id": provider.client_id,
            "redirect_uri": back,
            "scope": provider.scopes,
            "state": attempt.state,
            "nonce": attempt.nonce,
            "code_challenge": challenge_of(attempt.verifier),
            "code_challenge_method": "S256",
            "acr_values": " ".join(levels),
        }
    )
    address = provider.endpoint("authorization_endpoint", at=at)
    return f"{address}{'&' if '?' in address else '?'}{asked}", attempt


def come_back(
    provider: Provider, *, attempt: Attempt | None, said: Mapping[str, str], back: str, at: datetime
) -> Identity:
    """Who came back. `attempt` is taken out of the session before this is asked, so that it answers once."""
    if attempt is None or not hmac.compare_digest(attempt.state.encode(), said.get("state", "").encode()):
        raise strayed()
    if not 0 <= at.timestamp() - attempt.began_at < ATTEMPT_LIFE.total_seconds():
        raise strayed()
    if said.get("iss", provider.issuer) != provider.issuer:
        raise untrusted("issuer")
    if "error" in said:
        raise given_up() if said["error"] == "access_denied" else untrusted("error")
    if not said.get("code"):
        raise untrusted("code")
    tokens = provider.redeem(code=said["code"], verifier=attempt.verifier, back=back, at=at)
    claims = dict(verify(str(tokens.get("id_token", "")), provider=provider, nonce=attempt.nonce, at=at))
    if provider.claims["number"] not in claims and tokens.get("access_token"):
        more = provider.more_of(token=str(tokens["access_token"]), at=at)
        if more and more.get("sub") != claims["sub"]:
            raise untrusted("sub")
        claims = {**more, **claims}
    identity = _read(claims, provider)
    if identity.level < attempt.level:
        raise too_low()
    return identity


def challenge_of(verifier: str) -> str:
    """The S256 challenge of a verifier (RFC 7636)."""
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")


def _read(claims: Mapping[str, Any], provider: Provider) -> Identity:
    """The identity in the claims, by the names the operator gave."""
    said = {key: nfc(str(claims.get(name, ""))) for key, name in provider.claims.items()}
    levels = {name: number for number, name in provider.levels.items()}
    if said["level"] not in levels:
        raise untrusted("level")
    if said["kind"] not in ("", _PERSON):
        raise untrusted("kind")
    try:
        return Identity(
            number=read_national_id(said["number"]).number,
            name=said["name"],
            birth_date=PartialDate.read(said["birth_date"]).stored() if said["birth_date"] else "",
            level=levels[said["level"]],
        )
    except ValueError as fault:
        raise untrusted("claims") from fault

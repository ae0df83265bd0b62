"""ID tokens: signed by a key of the issuer, for us, for this attempt, and still good. Everything else is refused."""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import jwt

from tinhso.foundation.access.eid.provider import Provider
from tinhso.foundation.access.eid.refusals import untrusted

ALGORITHMS = ("RS256", "ES256")
"""Chosen here and never by the token: `none` and shared secrets are no signatures of anybody."""
LEEWAY = 30
"""Seconds by which two clocks may differ."""
_NEEDED = ["iss", "sub", "aud", "exp", "iat", "nonce"]


def verify(token: str, *, provider: Provider, nonce: str, at: datetime) -> Mapping[str, Any]:
    """The claims of an ID token (OpenID Connect Core 3.1.3.7), or a refusal that names the failed check."""
    try:
        kid = jwt.get_unverified_header(token).get("kid")
        key = _key(provider.keys(kid=kid, at=at), kid)
        claims = jwt.decode(
            token,
            key=key,
            algorithms=[key.algorithm_name],
            issuer=provider.issuer,
            audience=provider.client_id,
            leeway=LEEWAY,
            options={"require": _NEEDED, "enforce_minimum_key_length": True},
        )
    except jwt.PyJWTError as fault:
        raise untrusted(type(fault).__name__.removesuffix("Error")) from fault
    if claims["aud"] not in (provider.client_id, [provider.client_id]):
        raise untrusted("audience")
    if claims.get("azp", provider.client_id) != provider.client_id:
        raise untrusted("azp")
    if not hmac.compare_digest(str(claims["nonce"]).encode(), nonce.encode()):
        raise untrusted("nonce")
    return claims


def _key(keys: Sequence[Mapping[str, Any]], kid: object) -> jwt.PyJWK:
    """The key the token names; without a name, the only one there is."""
    signing = [key for key in keys if key.get("use", "sig") == "sig"]
    named = [key for key in signing if key.get("kid") == kid] if kid is not None else signing
    if len(named) != 1:
        raise untrusted("kid")
    key = jwt.PyJWK(dict(named[0]))
    if key.algorithm_name not in ALGORITHMS:
        raise untrusted("alg")
    return key

"""A system of electronic identities with invented people, to try signing in with. Never in production.

It is a provider like any other: published configuration and keys, codes that are good for a minute and once, PKCE,
ID tokens signed with ES256. Beside right answers it gives the wrong ones that the house must refuse.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings
from django.core import signing
from django.urls import reverse
from django.utils.crypto import salted_hmac

from tinhso.foundation.access import tallies
from tinhso.foundation.access.models import DemoCitizen
from tinhso.foundation.access.shapes import DemoCitizenBody
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound, TooMany
from tinhso.kernel.ids import new_id

CLIENT = "tinh-so"
_HERE = ("127.0.0.0/8", "::1/128")
_CODE, _CODE_LIFE = "eid.simulator.code", timedelta(seconds=60)
_TOKEN_SECONDS = 300
_KID = "mo-phong-1"
_P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class Person:
    """An invented person to sign in as."""

    code: str
    body: DemoCitizenBody


class Refused(Exception):  # noqa: N818 - an answer of the protocol
    """An error of the protocol (RFC 6749 5.2), by its name."""


def named(house: str) -> dict[str, Any]:
    """What a client has to know of the simulator at this address of the house."""
    published = configuration(house)
    return {
        "issuer": published["issuer"],
        "client_id": CLIENT,
        "secret": _secret(),
        "endpoints": {name: one for name, one in published.items() if name.endswith(("_endpoint", "_uri"))},
        "networks": _HERE,
        "simulated": True,
    }


def configuration(house: str) -> dict[str, Any]:
    """What it publishes about itself (OpenID Connect Discovery)."""
    _must_be_a_demonstration()
    address = house.rstrip("/")
    return {
        "issuer": _issuer(house),
        "authorization_endpoint": f"{address}{reverse('eid_simulator_choose')}",
        "token_endpoint": f"{address}{reverse('eid_simulator_token')}",
        "jwks_uri": f"{address}{reverse('eid_simulator_keys')}",
        "end_session_endpoint": f"{address}{reverse('eid_simulator_leave')}",
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["ES256"],
        "code_challenge_methods_supported": ["S256"],
        "acr_values_supported": list(settings.EID_LEVELS.values()),
    }


def keys() -> dict[str, Any]:
    """Its public keys."""
    _must_be_a_demonstration()
    shown = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(_key().public_key()))
    return {"keys": [shown | {"kid": _KID, "use": "sig", "alg": "ES256"}]}


def people(*, at: datetime) -> tuple[Person, ...]:
    """Who can be chosen."""
    _must_be_a_demonstration()
    rules = DemoCitizen.objects.on(clock.local(at).date()).order_by("code")
    return tuple(Person(one.code, DemoCitizenBody.model_validate(one.body)) for one in rules)


def asked(query: Mapping[str, str], *, house: str) -> dict[str, str]:
    """What a client asks for; NotFound when it is not our client or wants to be answered elsewhere."""
    _must_be_a_demonstration()
    back = urlsplit(query.get("redirect_uri", ""))
    ours = urlsplit(house)
    if (
        query.get("client_id") != CLIENT
        or (back.scheme, back.netloc, back.path) != (ours.scheme, ours.netloc, reverse("eid_return"))
        or query.get("response_type") != "code"
        or query.get("code_challenge_method") != "S256"
    ):
        raise NotFound("Không có nơi nào hỏi như vậy.")
    wanted = ("client_id", "redirect_uri", "state", "nonce", "code_challenge", "acr_values")
    return {name: query.get(name, "") for name in wanted}


def answered(ask: Mapping[str, str], *, person: str, level: str, fault: str) -> str:
    """Where the browser goes with a code for the chosen person."""
    kept = dict(ask) | {"person": person, "level": level, "fault": fault, "once": str(new_id())}
    return _back(ask, code=signing.dumps(kept, salt=_CODE, compress=True))


def cancelled(ask: Mapping[str, str]) -> str:
    """Where the browser goes without one."""
    return _back(ask, error="access_denied")


def left(query: Mapping[str, str], *, house: str) -> str:
    """Where the browser goes after signing out here, which ends nothing: the simulator remembers nobody."""
    _must_be_a_demonstration()
    if query.get("post_logout_redirect_uri") != house:
        raise NotFound("Không có nơi nào hỏi như vậy.")
    return house


def redeem(form: Mapping[str, str], authorization: str, *, house: str, at: datetime) -> dict[str, Any]:
    """The tokens for a code; Refused by the name of the protocol's error."""
    _must_be_a_demonstration()
    if not hmac.compare_digest(authorization.encode(), _basic().encode()):
        raise Refused("invalid_client")
    try:
        kept = signing.loads(form.get("code", ""), salt=_CODE, max_age=_CODE_LIFE)
        tallies.take("eid-simulator-code", kept["once"], limit=1, window=_CODE_LIFE, at=at)
    except (signing.BadSignature, TooMany) as fault:
        raise Refused("invalid_grant") from fault
    challenge = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
    if (
        base64.urlsafe_b64encode(challenge).decode().rstrip("=") != kept["code_challenge"]
        or form.get("redirect_uri") != kept["redirect_uri"]
    ):
        raise Refused("invalid_grant")
    if kept["fault"] == "down":
        raise Refused("temporarily_unavailable")
    return {
        "access_token": secrets.token_urlsafe(),
        "token_type": "Bearer",
        "id_token": _token(kept, house, at),
    }


def _token(kept: Mapping[str, str], house: str, at: datetime) -> str:
    """The ID token for what was chosen, with the fault that was chosen in it."""
    [person] = (one for one in people(at=at) if one.code == kept["person"])
    now, names = int(at.timestamp()), settings.EID_CLAIMS
    claims: dict[str, Any] = {
        "iss": _issuer(house), "sub": person.code, "aud": kept["client_id"], "nonce": kept["nonce"],
        "iat": now, "exp": now + _TOKEN_SECONDS, names["number"]: person.body.national_id,
        names["name"]: person.body.name.upper(), names["birth_date"]: person.body.birth_date,
        names["level"]: kept["level"], names["kind"]: "1",
    }  # fmt: skip
    wrong: dict[str, dict[str, Any]] = {
        "name": {names["name"]: "NGUYỄN VĂN KHÁC"},
        "expired": {"iat": now - 2 * _TOKEN_SECONDS, "exp": now - _TOKEN_SECONDS},
        "nonce": {"nonce": secrets.token_urlsafe(32)},
        "audience": {"aud": "noi-khac"},
        "issuer": {"iss": "https://noi-khac.example"},
    }
    claims |= wrong.get(kept["fault"], {})
    if kept["fault"] == "none":
        return jwt.encode(claims, "", algorithm="none", headers={"kid": _KID})
    key = ec.generate_private_key(ec.SECP256R1()) if kept["fault"] == "signature" else _key()
    return jwt.encode(claims, key, algorithm="ES256", headers={"kid": _KID})


def _key() -> ec.EllipticCurvePrivateKey:
    """Its signing key: every process of the demonstration has the same."""
    drawn = int.from_bytes(salted_hmac("eid.simulator.key", "", algorithm="sha512").digest(), "big")
    return ec.derive_private_key(drawn % (_P256_ORDER - 1) + 1, ec.SECP256R1())


def _secret() -> str:
    return salted_hmac("eid.simulator.secret", "", algorithm="sha256").hexdigest()


def _basic() -> str:
    return f"Basic {base64.b64encode(f'{CLIENT}:{_secret()}'.encode()).decode()}"


def _issuer(house: str) -> str:
    return f"{house.rstrip('/')}{reverse('eid_simulator_choose')}".rstrip("/")


def _back(ask: Mapping[str, str], **said: str) -> str:
    return f"{ask['redirect_uri']}?{urlencode(said | {'state': ask['state']})}"


def _must_be_a_demonstration() -> None:
    if settings.PRODUCTION:
        raise NotFound("Không có trang mô phỏng khi vận hành thật.")

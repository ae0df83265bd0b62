"""The calls to the axis: one address, an operation each, signed by what the axis and this system share."""

from __future__ import annotations

import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from tinhso.government.axis.engine.simulator import simulator
from tinhso.government.axis.formats.parts import Limits
from tinhso.government.axis.rules import SIMULATOR, Terms
from tinhso.kernel import clock, http

_LARGEST = Limits().message


class Said(Exception):  # noqa: N818 - what it answered
    """The axis answered with a no."""


@dataclass(frozen=True)
class Offered:
    """Something the axis holds for an agency of the house."""

    id: str
    receiver: str


def send(terms: Terms, raw: bytes, *, sender: str, receivers: list[str], status: bool) -> str:
    """Hand over a message; what the axis calls it. http.Failed without an answer, Said when it is a no."""
    names, values = terms.names, terms.values
    about = {
        names.service: values.service,
        names.message: values.status if status else values.document,
        names.sender: sender,
        names.receiver: receivers,
    }
    answer = _json(_call(terms, terms.operations.send, raw, about=about), terms)
    return str(answer.get(names.id, ""))


def offered(terms: Terms) -> list[Offered]:
    """Everything the axis holds that was not marked yet."""
    about = {terms.names.service: terms.values.service}
    answer = _json(_call(terms, terms.operations.list, b"", about=about), terms)
    found = answer.get(terms.names.data)
    if not isinstance(found, list):
        raise http.Failed("the axis answered no list")
    return [
        Offered(id=str(one.get(terms.names.id, "")), receiver=str(one.get(terms.names.receiver, "")))
        for one in found
        if isinstance(one, dict)
    ]


def fetch(terms: Terms, one: Offered) -> bytes:
    """The octets of a message."""
    answer = _call(terms, terms.operations.fetch, b"", about=_about(terms, one))
    if answer.headers.get("content-type", answer.headers.get("Content-Type", "")).startswith(
        "application/json"
    ):
        _json(answer, terms)
    return answer.body


def mark(terms: Terms, one: Offered, *, taken: bool, words: str = "") -> None:
    """Tell the axis that the message is kept, or can not be taken and why."""
    names, values = terms.names, terms.values
    about = _about(terms, one) | {
        names.status: values.done if taken else values.failed,
        names.words: words[:300],
    }
    _json(_call(terms, terms.operations.mark, b"", about=about), terms)


def organisations(terms: Terms) -> list[tuple[str, str, str]]:
    """Code, old code and name of everyone on the axis."""
    about = {terms.names.service: terms.values.service}
    answer = _json(_call(terms, terms.operations.organisations, b"", about=about), terms)
    names, found = terms.names, answer.get(terms.names.data)
    if not isinstance(found, list):
        raise http.Failed("the axis answered no list")
    return [
        (str(one.get(names.code) or ""), str(one.get(names.old_code) or ""), str(one.get(names.name) or ""))
        for one in found
        if isinstance(one, dict)
    ]


def _about(terms: Terms, one: Offered) -> dict[str, Any]:
    return {
        terms.names.service: terms.values.service,
        terms.names.id: one.id,
        terms.names.receiver: one.receiver,
    }


def _call(terms: Terms, operation: str, body: bytes, *, about: dict[str, Any]) -> http.Answer:
    said = json.dumps(about, sort_keys=True)
    headers = signed(terms, operation, said, body, moment=f"{clock.now():%Y%m%d%H%M%S}")
    if settings.DOCUMENT_AXIS == SIMULATOR:
        answer = simulator().answer(operation, headers, body)
    else:
        answer = http.send(
            "POST", f"{settings.DOCUMENT_AXIS.rstrip('/')}/{operation}", body=body, headers=headers, timeout=60.0,
            largest=_LARGEST,
        )  # fmt: skip
    if answer.status != 200:
        raise http.Failed(f"the axis answered {answer.status} to {operation}")
    return answer


def signed(terms: Terms, operation: str, about: str, body: bytes, *, moment: str) -> dict[str, str]:
    """The headers of a call."""
    system, digest = settings.DOCUMENT_AXIS_SYSTEM, hashlib.sha256(body).hexdigest()
    names = terms.headers
    return {
        names.system: system,
        names.moment: moment,
        names.about: about,
        names.digest: digest,
        names.signature: signature(settings.DOCUMENT_AXIS_SECRET, operation, moment, system, about, digest),
        "Content-Type": "application/xml",
    }


def signature(secret: str, *lines: str) -> str:
    """HMAC-SHA256 of these, a line each."""
    return hmac.new(secret.encode(), "\n".join(lines).encode(), hashlib.sha256).hexdigest()


def _json(answer: http.Answer, terms: Terms) -> dict[str, Any]:
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise http.Failed("the axis answered something that is no JSON object")
    if found.get(terms.names.error) not in (0, "0", None):
        raise Said(str(found.get(terms.names.words) or found.get(terms.names.error))[:300])
    return found

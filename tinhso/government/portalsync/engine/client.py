"""Asking the national portal: a session by user and password, then one service a message. JSON over POST."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.cache import cache

from tinhso.government.portalsync.engine.simulator import simulator
from tinhso.government.portalsync.rules import SIMULATOR, Portal
from tinhso.kernel import http

_SESSION, _FAILED = "portalsync.session", "portalsync.failed"
_SESSION_KEPT = 20 * 60
_PATIENCE, _REST = 5, 30
"""After so many tries in a row without an answer nobody tries for so many seconds: everything else is not to wait."""


class Said(http.Failed):
    """The portal answered, and what it answered is a no."""


def call(terms: Portal, service: str, data: Any, *, delivery: str) -> Any:
    """The data of its answer. http.Failed when there is none, Said when it is a no; both may be tried again."""
    names = terms.envelope
    answer = _post(
        terms, {names.service: service, names.session: _session(terms), names.data: data}, delivery
    )
    if answer.get(names.error) != 0:
        # An ended session looks like any other no: the next try begins a new one.
        cache.delete(_SESSION)
        raise Said(f"{service}: {answer.get(names.error)!r} {answer.get(names.message, '')!r}")
    return answer.get(names.data)


def _session(terms: Portal) -> str:
    known = cache.get(_SESSION)
    if isinstance(known, str):
        return known
    names = terms.envelope
    answer = _post(
        terms,
        {
            names.service: terms.services.sign_in,
            names.user: settings.NATIONAL_PORTAL_USER,
            names.password: settings.NATIONAL_PORTAL_PASSWORD,
        },
        "",
    )
    session = answer.get(names.session)
    if answer.get(names.error) != 0 or not isinstance(session, str):
        raise Said(f"{terms.services.sign_in}: {answer.get(names.error)!r}")
    cache.set(_SESSION, session, _SESSION_KEPT)
    return session


def _post(terms: Portal, message: dict[str, Any], delivery: str) -> dict[str, Any]:
    failed = cache.get(_FAILED, 0)
    if failed >= _PATIENCE:
        raise http.Failed("the national portal does not answer at the moment")
    body = json.dumps(message, ensure_ascii=False).encode()
    try:
        answer = _send(body, {"Content-Type": "application/json", "Idempotency-Key": delivery})
    except http.Failed:
        cache.set(_FAILED, failed + 1, _REST)
        raise
    if failed:
        cache.delete(_FAILED)
    if answer.status != 200:
        raise http.Failed(f"the national portal answered {answer.status}")
    try:
        found = json.loads(answer.body)
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise http.Failed("the national portal answered something that is no JSON object")
    return found


def _send(body: bytes, headers: dict[str, str]) -> http.Answer:
    if settings.NATIONAL_PORTAL == SIMULATOR:
        return simulator().answer(body)
    return http.send("POST", settings.NATIONAL_PORTAL, body=body, headers=headers)

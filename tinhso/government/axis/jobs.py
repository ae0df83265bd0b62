"""Sending, fetching, taking in, marking: one delivery each; what was forgotten is found again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from tinhso.foundation.packs.keeping import one_state
from tinhso.government.axis import actions
from tinhso.government.axis.actions.pinning import SYNCHRONISE
from tinhso.government.axis.actions.receiving import MARK, TAKE
from tinhso.government.axis.actions.sending import SEND
from tinhso.government.axis.engine import client, sending
from tinhso.government.axis.queries.inbox import known, to_mark, waited_out
from tinhso.government.axis.queries.outbox import forgotten
from tinhso.government.axis.queries.terms import reachable
from tinhso.government.axis.rules import Terms
from tinhso.kernel import clock, http
from tinhso.kernel.deliveries import enqueue, every, job
from tinhso.kernel.deliveries.models import Delivery

log = structlog.get_logger()

MOST = 200
"""Messages fetched in one go."""
_SILENT = (http.Failed, http.Refused, client.Said)
_FORGOTTEN = timedelta(minutes=10)


@job(SEND, outside=True, lease="5m")
def send(payload: dict[str, Any], delivery: Delivery) -> None:
    """Try to send one package."""
    sending.send(package=UUID(payload["package"]), at=clock.now())


@job(TAKE)
@one_state()
def take(payload: dict[str, Any], delivery: Delivery) -> None:
    """Take in one message that is kept."""
    actions.take(message=UUID(payload["message"]), at=clock.now())


@job(MARK, outside=True, lease="5m")
@one_state()
def mark(payload: dict[str, Any], delivery: Delivery) -> None:
    """Tell the axis what became of one message."""
    agreed, found = reachable(at=clock.now()), to_mark(UUID(payload["message"]))
    if agreed is not None and found is not None:
        one = client.Offered(id=found.message.axis_id, receiver=found.message.receiver)
        client.mark(agreed, one, taken=found.taken, words=found.words)


@every("30s", key="axis.fetch", outside=True, lease="10m")
@one_state()
def fetch(delivery: Delivery) -> None:
    """Keep what the axis holds; what was kept before is marked again, for the first mark was lost."""
    agreed = reachable(at=clock.now())
    if agreed is None:
        return
    try:
        held = client.offered(agreed)[:MOST]
    except _SILENT as silent:
        log.warning("axis.silent", words=str(silent))
        return
    for one in held:
        try:
            _keep(agreed, one)
        except _SILENT as wrong:
            # The next in line does not wait for one that can not be had.
            log.warning("axis.not_fetched", id=one.id, words=str(wrong))


def _keep(agreed: Terms, one: client.Offered) -> None:
    before = known(one.id, one.receiver)
    if before is None:
        raw = client.fetch(agreed, one)
        actions.keep(axis_id=one.id, receiver=one.receiver, raw=raw, at=clock.now())
        return
    actions.note_offered(message=before.id)
    if (found := to_mark(before.id)) is not None:
        client.mark(agreed, one, taken=found.taken, words=found.words)


@every("5m", key="axis.find_forgotten")
def find_forgotten(delivery: Delivery) -> None:
    """What should have gone long ago and did not, whatever became of its delivery."""
    if reachable(at=clock.now()):
        for package in forgotten(before=clock.now() - _FORGOTTEN, most=MOST):
            enqueue(SEND, {"package": str(package)})


@every("1h", key="axis.give_up_early")
def give_up_early(delivery: Delivery) -> None:
    """What waited long enough for a document that never came waits no more."""
    at = clock.now()
    for message in waited_out(at):
        actions.give_up(message=message, at=at)


@job(SYNCHRONISE, outside=True, lease="10m")
def read_directory(payload: dict[str, Any], delivery: Delivery) -> None:
    """Read the axis' list of organisations, because somebody asked for it."""
    _synchronise()


@every("1d", key="axis.synchronise", outside=True, lease="10m")
def synchronise(delivery: Delivery) -> None:
    """The same once a day."""
    _synchronise()


def _synchronise() -> None:
    agreed = reachable(at=clock.now())
    if agreed is not None:
        actions.synchronise(listed=client.organisations(agreed), at=clock.now())

"""A national portal for where there is none: it holds what it is told, and can be made to lose, delay and double it.

It stands in the process, at the address `simulator`, behind the same bytes as the real one; production refuses it.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from threading import Lock
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from tinhso.government.portalsync.models import SimulatedDossier
from tinhso.government.portalsync.queries.terms import portal
from tinhso.government.portalsync.rules import UNKNOWN, Portal
from tinhso.kernel import clock, http

_HELD_BACK = 5
"""Messages that pass before one that was delayed."""


@dataclass(frozen=True)
class Mishaps:
    """How often what goes wrong, from 0 to 1."""

    lost: float = 0.0
    """It never arrives, and nobody answers."""
    unanswered: float = 0.0
    """It arrives, and its answer is lost."""
    forgotten: float = 0.0
    """It is answered well, and not kept."""
    doubled: float = 0.0
    delayed: float = 0.0
    """It is answered well, and kept only after later ones."""
    errors: float = 0.0
    """It is answered with an error."""


@dataclass
class SimulatedPortal:
    """The portal: always the same for the same seed and the same messages."""

    mishaps: Mishaps = Mishaps()
    seed: int = 1
    held: list[Callable[[], None]] = field(default_factory=list)
    _lock: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - the same mishaps for the same seed

    def answer(self, body: bytes) -> http.Answer:
        """As the real one would; http.Failed where it would not."""
        terms = portal(at=clock.now())
        names = terms.envelope
        message = json.loads(body)
        service, data = message.get(names.service), message.get(names.data)
        if service == terms.services.sign_in:
            return _json({names.error: 0, names.session: "simulated"})
        if service == terms.services.ask:
            return _json({names.error: 0, names.data: [_held(one, terms) for one in data]})
        with self._lock:
            return self._told(service, data, terms)

    def _told(self, service: str, data: dict[str, Any], terms: Portal) -> http.Answer:
        names, chance = terms.envelope, self._happens
        if chance(self.mishaps.lost):
            raise http.Failed("simulated: lost on the way")
        if chance(self.mishaps.errors):
            return _json({names.error: 99, names.message: "simulated"})
        if chance(self.mishaps.delayed):
            self.held.append(lambda: _keep(service, data, terms))
            if len(self.held) > _HELD_BACK:
                self.held.pop(0)()
        elif not chance(self.mishaps.forgotten):
            for _ in range(2 if chance(self.mishaps.doubled) else 1):
                _keep(service, data, terms)
        if chance(self.mishaps.unanswered):
            raise http.Failed("simulated: the answer was lost")
        return _json({names.error: 0})

    def catch_up(self) -> None:
        """Keep everything that was delayed."""
        with self._lock:
            while self.held:
                self.held.pop(0)()

    def _happens(self, chance: float) -> bool:
        return self._dice.random() < chance


@cache
def simulator() -> SimulatedPortal:
    """The one of this process, as `TINHSO_NATIONAL_SIMULATOR` says: `lost=0.1,delayed=0.2`."""
    given = {name: float(value) for name, value in settings.NATIONAL_SIMULATOR.items()}
    return SimulatedPortal(Mishaps(**given))


def _keep(service: str, data: dict[str, Any], terms: Portal) -> None:
    """The newest version of each dossier stays, in whatever order they come."""
    names = terms.dossier
    status = data[names.status if service == terms.services.dossier else terms.step.status]
    told = {"status": int(status), "version": data[names.version], "told_at": clock.now()}
    with transaction.atomic():
        rows = SimulatedDossier.objects.filter(request_id=data[names.request_id])
        _, new = rows.get_or_create(request_id=data[names.request_id], defaults=told)
        if not new:
            rows.update(messages=F("messages") + 1)
            rows.filter(version__lt=data[names.version]).update(**told)


def _held(request_id: str, terms: Portal) -> dict[str, Any]:
    found = SimulatedDossier.objects.filter(request_id=request_id).first()
    names = terms.dossier
    status, version = (found.status, found.version) if found else (UNKNOWN, 0)
    return {names.request_id: request_id, names.status: str(status), names.version: version}


def _json(body: dict[str, Any]) -> http.Answer:
    return http.Answer(200, {"Content-Type": "application/json"}, json.dumps(body).encode())

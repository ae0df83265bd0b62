"""An axis for where there is none: it takes, holds and gives messages, and can be made to lose, delay and double them.

In the process it stands at the address `simulator`, behind the same calls as the real one; production refuses it. Tests
serve it over HTTP with a memory of its own.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from threading import RLock
from typing import Any, Protocol

from django.conf import settings

from tinhso.government.axis.models import SimulatedEdoc
from tinhso.government.axis.queries.terms import terms
from tinhso.government.axis.rules import Terms
from tinhso.kernel import clock, http
from tinhso.kernel.ids import new_id

_HELD_BACK = 5
"""Messages that pass before one that was delayed."""
_GIVEN = 500
"""Names in one list of what waits."""
AGENCIES: tuple[tuple[str, str, str], ...] = (
    ("X01", "000.00.00.X01", "Ủy ban nhân dân tỉnh Mô Phỏng (mô phỏng)"),
    ("X01.101", "", "Ủy ban nhân dân xã Thử Nghiệm, tỉnh Mô Phỏng (mô phỏng)"),
    ("X02", "000.00.00.X02", "Bộ Ví Dụ (mô phỏng)"),
    ("X02.05", "000.00.05.X02", "Cục Thử Nghiệm, Bộ Ví Dụ (mô phỏng)"),
)
"""Agencies that are nowhere: no level has the letter X."""


@dataclass(frozen=True)
class Mishaps:
    """How often what goes wrong, from 0 to 1."""

    lost: float = 0.0
    """A call never arrives, and nobody answers."""
    unanswered: float = 0.0
    """It arrives, and its answer is lost."""
    doubled: float = 0.0
    """A message is given out twice, under two names."""
    delayed: float = 0.0
    """It is given out only after later ones."""
    errors: float = 0.0
    """It is answered with an error."""


@dataclass(frozen=True)
class Edoc:
    """A message for one receiver."""

    id: str
    kind: str
    sender: str
    receiver: str
    body: bytes
    marked: str = ""


class Shelf(Protocol):
    """Where messages lie until they are marked."""

    def put(self, edoc: Edoc) -> None: ...

    def pending(self, receivers: Callable[[str], bool]) -> Iterable[tuple[str, str]]:
        """Name and receiver of what was not marked, the oldest first."""

    def get(self, id: str, receiver: str) -> Edoc | None: ...

    def mark(self, id: str, receiver: str, mark: str) -> None: ...


@dataclass
class Memory:
    """Nothing outlives the process."""

    edocs: dict[tuple[str, str], Edoc] = field(default_factory=dict)

    def put(self, edoc: Edoc) -> None:
        self.edocs[edoc.id, edoc.receiver] = edoc

    def pending(self, receivers: Callable[[str], bool]) -> Iterable[tuple[str, str]]:
        return [
            (one.id, one.receiver)
            for one in self.edocs.values()
            if not one.marked and receivers(one.receiver)
        ]

    def get(self, id: str, receiver: str) -> Edoc | None:
        return self.edocs.get((id, receiver))

    def mark(self, id: str, receiver: str, mark: str) -> None:
        one = self.edocs[id, receiver]
        self.edocs[id, receiver] = Edoc(one.id, one.kind, one.sender, one.receiver, one.body, mark)


class Kept:
    """In the database: the pages and the worker see the same."""

    def put(self, edoc: Edoc) -> None:
        SimulatedEdoc.objects.create(
            edoc=edoc.id, kind=edoc.kind, sender=edoc.sender, receiver=edoc.receiver, body=edoc.body, at=clock.now()
        )  # fmt: skip

    def pending(self, receivers: Callable[[str], bool]) -> Iterable[tuple[str, str]]:
        waiting = SimulatedEdoc.objects.filter(marked="")
        # By receiver first: what nobody ever marks, at agencies of the simulator, must not stand before the rest.
        asked = [one for one in waiting.values_list("receiver", flat=True).distinct() if receivers(one)]
        found = waiting.filter(receiver__in=asked).order_by("at", "id")
        return list(found.values_list("edoc", "receiver")[:_GIVEN])

    def get(self, id: str, receiver: str) -> Edoc | None:
        found = SimulatedEdoc.objects.filter(edoc=id, receiver=receiver).first()
        return _edoc(found) if found else None

    def mark(self, id: str, receiver: str, mark: str) -> None:
        SimulatedEdoc.objects.filter(edoc=id, receiver=receiver).update(marked=mark)


@dataclass
class SimulatedAxis:
    """The axis: the same for the same seed and the same calls."""

    terms: Callable[[], Terms]
    shelf: Shelf
    systems: Mapping[str, tuple[str, Callable[[str], bool]]]
    """Each connected system: its secret, and which codes are its agencies."""
    agencies: Sequence[tuple[str, str, str]] = AGENCIES
    mishaps: Mishaps = Mishaps()
    seed: int = 1
    _delayed: list[Edoc] = field(default_factory=list)
    _lock: RLock = field(default_factory=RLock)

    def __post_init__(self) -> None:
        self._dice = random.Random(self.seed)  # noqa: S311 - the same mishaps for the same seed

    def answer(self, operation: str, headers: Mapping[str, str], body: bytes) -> http.Answer:
        """As the real one would; http.Failed where it would not."""
        with self._lock:
            agreed = self.terms()
            given = {name.lower(): value for name, value in headers.items()}
            if self._happens(self.mishaps.lost):
                raise http.Failed("simulated: lost on the way")
            system = self._caller(agreed, operation, given, body)
            if system is None:
                return http.Answer(401, {}, b"")
            if self._happens(self.mishaps.errors):
                return _json({agreed.names.error: 99, agreed.names.words: "simulated"})
            about: dict[str, Any] = json.loads(given[agreed.headers.about.lower()])
            found = self._do(agreed, operation, about, body, ours=self.systems[system][1])
            if self._happens(self.mishaps.unanswered):
                raise http.Failed("simulated: the answer was lost")
            return found

    def give(self, body: bytes, *, sender: str, receivers: Sequence[str], status: bool = False) -> str:
        """A message of an agency of another system; what it is called."""
        with self._lock:
            agreed = self.terms()
            kind = agreed.values.status if status else agreed.values.document
            return self._put(body, kind=kind, sender=sender, receivers=receivers)

    def catch_up(self) -> None:
        """Give out everything that was delayed."""
        with self._lock:
            while self._delayed:
                self.shelf.put(self._delayed.pop(0))

    def _caller(self, agreed: Terms, operation: str, given: Mapping[str, str], body: bytes) -> str | None:
        names = agreed.headers
        lines = [
            given.get(one.lower(), "") for one in (names.moment, names.system, names.about, names.digest)
        ]
        system = lines[1]
        if system not in self.systems or lines[3] != hashlib.sha256(body).hexdigest():
            return None
        right = hmac.new(
            self.systems[system][0].encode(), "\n".join([operation, *lines]).encode(), hashlib.sha256
        )
        return (
            system if hmac.compare_digest(right.hexdigest(), given.get(names.signature.lower(), "")) else None
        )

    def _do(
        self,
        agreed: Terms,
        operation: str,
        about: dict[str, Any],
        body: bytes,
        *,
        ours: Callable[[str], bool],
    ) -> http.Answer:
        names, operations = agreed.names, agreed.operations
        if operation == operations.send:
            sender = str(about[names.sender])
            if not ours(sender):
                return _json({names.error: 3, names.words: f"{sender} is no agency of this system"})
            called = self._put(
                body, kind=str(about[names.message]), sender=sender, receivers=about[names.receiver]
            )
            return _json({names.error: 0, names.id: called})
        if operation == operations.list:
            held = [{names.id: id, names.receiver: receiver} for id, receiver in self.shelf.pending(ours)]
            return _json({names.error: 0, names.data: held})
        if operation == operations.organisations:
            listed = [
                {names.code: code, names.old_code: old, names.name: name} for code, old, name in self.agencies
            ]
            return _json({names.error: 0, names.data: listed})
        found = self.shelf.get(str(about[names.id]), str(about[names.receiver]))
        if found is None or not ours(found.receiver):
            return _json({names.error: 4, names.words: "no such message"})
        if operation == operations.fetch:
            return http.Answer(200, {"Content-Type": "application/xml"}, found.body)
        if operation == operations.mark:
            self.shelf.mark(found.id, found.receiver, str(about[names.status]))
            return _json({names.error: 0})
        return http.Answer(404, {}, b"")

    def _put(self, body: bytes, *, kind: str, sender: str, receivers: Sequence[str]) -> str:
        called = str(new_id())
        for receiver in receivers:
            for turn in range(2 if self._happens(self.mishaps.doubled) else 1):
                edoc = Edoc(f"{called}-{turn}" if turn else called, kind, sender, receiver, body)
                if self._happens(self.mishaps.delayed):
                    self._delayed.append(edoc)
                    if len(self._delayed) > _HELD_BACK:
                        self.shelf.put(self._delayed.pop(0))
                else:
                    self.shelf.put(edoc)
        return called

    def _happens(self, chance: float) -> bool:
        return self._dice.random() < chance


@cache
def simulator() -> SimulatedAxis:
    """The one of this process, as `TINHSO_DOCUMENT_AXIS_SIMULATOR` says: `lost=0.1,delayed=0.2`."""
    given = {name: float(value) for name, value in settings.DOCUMENT_AXIS_SIMULATOR.items()}
    simulated = {code for code, _old, _name in AGENCIES}
    return SimulatedAxis(
        terms=lambda: terms(at=clock.now()),
        shelf=Kept(),
        systems={
            settings.DOCUMENT_AXIS_SYSTEM: (settings.DOCUMENT_AXIS_SECRET, lambda code: code not in simulated)
        },
        mishaps=Mishaps(**given),
    )


def _edoc(row: SimulatedEdoc) -> Edoc:
    return Edoc(row.edoc, row.kind, row.sender, row.receiver, bytes(row.body), row.marked)


def _json(body: dict[str, Any]) -> http.Answer:
    return http.Answer(200, {"Content-Type": "application/json"}, json.dumps(body).encode())

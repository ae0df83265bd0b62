"""Who is waiting for what: listeners of events, jobs, and jobs that repeat."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from tinhso.kernel.events import Event, read_event
from tinhso.kernel.registry import Registry

if TYPE_CHECKING:
    from tinhso.kernel.deliveries.models import Delivery

E = TypeVar("E", bound=Event)
Run = Callable[["Delivery"], None]
_PERIOD = re.compile(r"(\d+)([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


@dataclass(frozen=True)
class Handler:
    """Something deliveries are made to: a listener of `event` (`*`: of everything), or a job."""

    key: str
    run: Run
    event: str = ""
    every: timedelta | None = None
    outside: bool = False
    """Its effect is outside the house or takes long: it runs while no transaction is open."""
    lease: timedelta = timedelta(minutes=1)
    """How long such an effect is left to one worker before another tries it: longer than it ever takes."""


handlers: Registry[Handler] = Registry("handlers of deliveries", key=lambda entry: entry.key)


def listens_to(
    event_type: type[E], *, key: str
) -> Callable[[Callable[[E, "Delivery"], None]], Callable[[E, "Delivery"], None]]:
    """Register a listener: `handler(event, delivery)`, at least once, in no promised order.

    Runs inside the transaction that marks the delivery done; an effect outside carries `delivery.id`.
    """

    def register(handler: Callable[[E, "Delivery"], None]) -> Callable[[E, "Delivery"], None]:
        def run(delivery: "Delivery") -> None:
            event = read_event(delivery.event, delivery.payload)
            assert isinstance(event, event_type)
            handler(event, delivery)

        handlers.register(Handler(key=key, run=run, event=event_type.name))
        return handler

    return register


def job(
    key: str, *, outside: bool = False, lease: str = "1m"
) -> Callable[[Callable[[dict[str, Any], "Delivery"], None]], Callable[[dict[str, Any], "Delivery"], None]]:
    """Register a job: `handler(payload, delivery)`, started by `enqueue(key, payload)`.

    With `outside` it talks to somebody who may hang, or reads for long: it runs without a transaction, so that nobody
    waits for its locks, and may run again when it was done but not yet marked. No other worker tries it within its
    `lease` (`30s`, `10m`, `1h`), which is to be longer than it ever takes.
    """
    length = _length(lease)

    def register(
        handler: Callable[[dict[str, Any], "Delivery"], None],
    ) -> Callable[[dict[str, Any], "Delivery"], None]:
        handlers.register(
            Handler(
                key=key,
                run=lambda delivery: handler(delivery.payload, delivery),
                outside=outside,
                lease=length,
            )
        )
        return handler

    return register


def every(
    period: str, *, key: str, outside: bool = False, lease: str = "1m"
) -> Callable[[Callable[["Delivery"], None]], Callable[["Delivery"], None]]:
    """Register a job that comes due by itself each `period` (`30s`, `10m`, `1h`, `1d`); the rest as for `job`."""
    each, length = _length(period), _length(lease)

    def register(handler: Callable[["Delivery"], None]) -> Callable[["Delivery"], None]:
        handlers.register(Handler(key=key, run=handler, every=each, outside=outside, lease=length))
        return handler

    return register


def _length(period: str) -> timedelta:
    match = _PERIOD.fullmatch(period)
    if match is None:
        raise ValueError(f"not a period: {period!r}")
    return timedelta(**{_UNITS[match[2]]: int(match[1])})

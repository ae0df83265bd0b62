"""Events: "this happened", as one system tells it to whoever listens.

An event is a frozen dataclass in `contracts`, named in the past tense, carrying ids and primitives only:
it travels as a CloudEvent and is kept in the ledger, so personal data has no place in it.
"""

from dataclasses import dataclass
from typing import Any, ClassVar

from pydantic import TypeAdapter


@dataclass(frozen=True, kw_only=True)
class Event:
    """One fact. `name` is its wire name, `vn.tinhso.<system>.<event>`; what several share and nobody tells has none."""

    name: ClassVar[str]

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "name" not in vars(cls):
            return
        known = _types.setdefault(cls.name, cls)
        if known.__qualname__ != cls.__qualname__:
            raise TypeError(f"two events are called {cls.name}")
        _types[cls.name] = cls

    def payload(self) -> dict[str, Any]:
        """The event as JSON values."""
        body = _adapter(type(self)).dump_python(self, mode="json")
        assert isinstance(body, dict)
        return body


_types: dict[str, type[Event]] = {}
_adapters: dict[str, TypeAdapter[Any]] = {}


def read_event(name: str, payload: dict[str, Any]) -> Event:
    """The event a row of the ledger holds; KeyError when no part of this house knows the name."""
    event = _adapter(_types[name]).validate_python(payload)
    assert isinstance(event, Event)
    return event


def event_types() -> dict[str, type[Event]]:
    """Every event this house knows, by wire name."""
    return dict(_types)


def _adapter(event_type: type[Event]) -> TypeAdapter[Any]:
    if event_type.name not in _adapters:
        _adapters[event_type.name] = TypeAdapter(event_type)
    return _adapters[event_type.name]

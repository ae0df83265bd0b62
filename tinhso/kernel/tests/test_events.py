"""Events: what has a wire name is told, what several share is not an event itself."""

from dataclasses import dataclass
from typing import ClassVar

import pytest

from tinhso.kernel.events import Event, event_types


@dataclass(frozen=True, kw_only=True)
class Shared(Event):
    """What two events have in common."""


@dataclass(frozen=True, kw_only=True)
class Happened(Shared):
    name: ClassVar[str] = "vn.tinhso.tests.happened"


def test_what_events_share_is_nothing_one_could_wait_for() -> None:
    known = event_types()
    assert known["vn.tinhso.tests.happened"] is Happened
    assert Shared not in known.values()


def test_two_events_of_one_name_are_a_mistake() -> None:
    with pytest.raises(TypeError, match="two events"):

        @dataclass(frozen=True, kw_only=True)
        class Other(Event):
            name: ClassVar[str] = Happened.name

"""What tasks tell the rest of the house."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class TaskClosed(Event):
    """A task came to its end: done, in the giver's word or by the document that answers, or withdrawn."""

    name: ClassVar[str] = "vn.tinhso.tasks.closed"
    task: UUID
    agency: UUID
    """The giver's."""
    source: str
    """The Ref it came out of; empty when there is none."""
    answer: str
    """The Ref that answers; empty when there is none."""
    done: bool
    """False for a task that was withdrawn."""
    at: datetime

"""Tables: what was instructed, what stands in the leaders' calendar."""

from tinhso.government.directing.models.calendar import ENTRY, Entry, EntryLeader, Feed
from tinhso.government.directing.models.directives import KIND, Digest, Directive

__all__ = ["ENTRY", "KIND", "Digest", "Directive", "Entry", "EntryLeader", "Feed"]

"""What the packs tell the rest of the house."""

from dataclasses import dataclass
from typing import ClassVar

from tinhso.kernel.events import Event


@dataclass(frozen=True, kw_only=True)
class PackApplied(Event):
    """Rules were added, changed or taken away; `kinds` names those of which any were."""

    name: ClassVar[str] = "vn.tinhso.packs.applied"
    pack: str
    kinds: tuple[str, ...]

"""What other systems show beside a document, outgoing or incoming."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from tinhso.contracts.documents import PanelLine, panels
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref


def panels_of(*, actor: Actor, about: Ref, at: datetime) -> list[tuple[str, Sequence[PanelLine]]]:
    """Title and lines of each panel that has something to say to the actor."""
    ordered = sorted(panels, key=lambda one: one.order)
    return [(one.title, lines) for one in ordered if (lines := one.lines(actor, about, at))]

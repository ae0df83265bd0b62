"""What stands beside a document: the files it lies in, and the way into one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.contracts.documents import PanelLine, record_sources
from tinhso.foundation.access.policy import may_somewhere
from tinhso.government.archive.queries.files import FILING, VIEW
from tinhso.government.archive.queries.page import filed_in
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref


def lines(actor: Actor, about: Ref, at: datetime) -> Sequence[PanelLine]:
    """The files that hold a document, and a link to file it, where the actor may."""
    if not may_somewhere(actor, VIEW):
        return ()
    found = [
        PanelLine(
            text=f"{one.code} {one.title}",
            url=reverse("archive:file", args=[one.id]),
            note=str(one.plan.year),
        )
        for one in filed_in(actor=actor, source=about)
    ]
    source = record_sources.get(about.kind)
    if source and may_somewhere(actor, FILING) and about.id in source.read(actor, [about.id]):
        found.append(
            PanelLine(text=_("Đưa vào hồ sơ"), url=reverse("archive:put_in", args=[about.kind, about.id]))
        )
    return found

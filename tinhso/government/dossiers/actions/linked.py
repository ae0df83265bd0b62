"""Linked procedures: one filing dealt with in parts, each a dossier with its own agency, code, clock and result."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tinhso.contracts.dossiers import LinkedFilingEnded
from tinhso.foundation.files.copying import copy
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.procedures.shapes import Part
from tinhso.government.dossiers.actions.changing import ADVANCE_JOB, enact, event_facts, locked
from tinhso.government.dossiers.actions.filing import Filing, opened, send
from tinhso.government.dossiers.models import Dossier, DossierPaper
from tinhso.government.dossiers.queries.linked import asked_of, begun
from tinhso.government.dossiers.queries.page import content_of
from tinhso.government.dossiers.rules import CLOSED, Channel, Phase, Progress, progress_of
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.statements import insert

_NO_MORE = frozenset({Progress.ENDED, Progress.LAPSED})
_LOOK_AGAIN = timedelta(minutes=1)
"""After which the papers are looked at again that have not been examined."""


def advance(*, dossier: UUID, at: datetime) -> None:
    """Begin the parts of a linked filing that have what they wait for; end it when every part is over.

    Doing it again changes nothing. A part that is to begin waits until every paper of the whole has been examined.
    """
    with transaction.atomic():
        whole = locked(actor=SYSTEM, dossier=dossier)
        if whole.phase != Phase.LINKED:
            return
        parts, there = whole.procedure.shape.parts, begun(whole)
        progress = progress_of(parts, phases={code: one.phase for code, one in there.items()})
        ready = [part for part in parts if progress[part.code] == Progress.READY]
        if (
            ready
            and whole.papers.filter(removed_at=None, file__state=StoredFile.State.AWAITING_SCAN).exists()
        ):
            enqueue(ADVANCE_JOB, {"dossier": str(whole.id)}, due_at=at + _LOOK_AGAIN)
            return
        for part in ready:
            _begin(whole, part, there, at)
        over = all(here in _NO_MORE or _closed(there.get(code)) for code, here in progress.items())
        if over:
            _end(whole, results=list(progress.values()).count(Progress.GIVEN), at=at)


def _begin(whole: Dossier, part: Part, there: Mapping[str, Dossier], at: datetime) -> None:
    """File a part for the person who filed the whole, with what it asks of the whole's answers and papers.

    By the rules of the day the whole was filed, as whatever was filed under earlier rules; that this holds for parts
    too is assumed. It goes to the agencies of today.
    """
    envelope = whole.envelope()
    results = {code: content_of(one, one.result) for code, one in there.items() if one.issued_at is not None}
    asked = asked_of(
        part,
        known={**envelope["precheck"], **envelope["answers"]},
        results=results,
        commune=whole.commune,
        on=whole.ruled_on,
    )
    dossier = opened(
        asked.procedure,
        filing=Filing(part.procedure, asked.commune, asked.precheck, asked.answers),
        channel=Channel(whole.channel),
        owner=whole.owner,
        submitter=whole.submitter_id,
        organisation=whole.organisation,
        receiver=whole.counter_id,
        helper=whole.helper_id,
        at=at,
        on=whole.ruled_on,
    )
    dossier.part_of, dossier.part, dossier.version = whole, part.code, 0
    titles = {paper.code: paper.title for paper in asked.procedure.shape.papers}
    handed_in = whole.papers.filter(removed_at=None, paper__in=titles).select_related("file")
    papers = [one for one in handed_in if one.file.state != StoredFile.State.REFUSED]
    send(
        dossier,
        actor=SYSTEM,
        precheck=dict(asked.precheck),
        answers=dict(asked.answers),
        given={one.paper for one in papers},
        at=at,
        data={"part": part.code, "part_of": str(whole.id)},
        strict=False,
    )
    copies = [_copied(one, dossier, titles[one.paper], whole, at) for one in papers]
    if copies:
        insert(*copies)


def _copied(paper: DossierPaper, part: Dossier, title: str, whole: Dossier, at: datetime) -> DossierPaper:
    """The same file under the part's own key."""
    kept = copy(at=at, of=whole.ref, file=paper.file_id, owner=part.ref, key=part.key)
    return DossierPaper(dossier=part, paper=paper.paper, title=title, file=kept, added_at=at)


def _end(whole: Dossier, *, results: int, at: datetime) -> None:
    whole.closed_at = at
    whole.delivered_at = at if results else None
    event = LinkedFilingEnded(**event_facts(whole, at=at), results=results)
    act = "conclude" if results else "lapse"
    enact(whole, act=act, actor=SYSTEM, at=at, event=event, data={"results": results})


def _closed(dossier: Dossier | None) -> bool:
    return dossier is not None and dossier.phase in CLOSED

"""Finding documents, outgoing and incoming: by every word of them, as far as the actor may see them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.files.reading import texts_of
from tinhso.foundation.search.held import Found, look
from tinhso.foundation.search.queries import FURTHEST
from tinhso.foundation.search.snippets import Piece, marked, passage, unmet
from tinhso.foundation.units.queries import agency_names
from tinhso.government.documents.models import INCOMING, KIND, Arrival, Document, Incoming
from tinhso.government.documents.queries.ended import Ended, ended
from tinhso.government.documents.queries.holding import AGENCY, IN, OUT, SENDER, TYPE, URGENCY, WAY, brought
from tinhso.government.documents.queries.incoming import visible_incoming
from tinhso.government.documents.queries.kinds import begun_on, type_of
from tinhso.government.documents.queries.lists import visible
from tinhso.government.documents.rules import PHASE_TITLES, TONES, Phase
from tinhso.government.documents.rules.incoming import STATE_TITLES, STATE_TONES, State
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref

PAGE, MOST = 20, FURTHEST
_LOOKED_AT = 200_000
"""Signs of what files say in which passages are looked for, for all hits of a page together."""


@dataclass(frozen=True)
class Wanted:
    """What is looked for; empty means no narrowing."""

    text: str = ""
    way: str = ""
    """`OUT` or `IN`."""
    type: str = ""
    urgency: str = ""
    agency: str = ""
    """Id of the agency whose documents they are."""
    sender: str = ""
    """Words of the name of who issued it."""
    since: date | None = None
    until: date | None = None

    @property
    def narrows(self) -> int:
        """How many things narrow it besides the words."""
        said = (self.way, self.type, self.urgency, self.agency, self.sender, self.since, self.until)
        return sum(map(bool, said))


@dataclass(frozen=True)
class Hit:
    """One document found, the words that were typed marked in it."""

    url: str
    way: str
    notation: tuple[Piece, ...]
    subject: tuple[Piece, ...]
    passage: tuple[Piece, ...]
    """Where its text, or a file beside it, says it; nothing when neither does."""
    type: str
    sender: str
    dated: date | None
    standing: str
    tone: str
    agency: str
    file: str = ""
    """Name of the file the passage is of."""

    @property
    def way_title(self) -> str:
        return _("Văn bản đi") if self.way == OUT else _("Văn bản đến")


def find(*, actor: Actor, wanted: Wanted, page: int, at: datetime) -> tuple[Sequence[Hit], bool]:
    """One page of what is found, the best first, and whether there is another after it."""
    found = _found(actor, wanted, at, limit=PAGE, offset=(page - 1) * PAGE)
    return _hits(found.refs, actor=actor, text=wanted.text, at=at), found.more


def every_hit(*, actor: Actor, wanted: Wanted, at: datetime) -> Iterator[Hit]:
    """Everything that is found, at most `MOST`."""
    refs = _found(actor, wanted, at, limit=MOST, offset=0).refs
    for start in range(0, len(refs), 100):
        yield from _hits(refs[start : start + 100], actor=actor, text=wanted.text, at=at)


def _found(actor: Actor, wanted: Wanted, at: datetime, *, limit: int, offset: int) -> Found:
    facets = {WAY: [wanted.way], TYPE: [wanted.type], URGENCY: [wanted.urgency], AGENCY: [wanted.agency]}
    return look(
        text=wanted.text, actor=actor, today=clock.local(at).date(), kinds=(KIND, INCOMING), facets=facets,
        names={SENDER: wanted.sender}, since=wanted.since, until=wanted.until, limit=limit, offset=offset,
    )  # fmt: skip


def _hits(refs: Sequence[Ref], *, actor: Actor, text: str, at: datetime) -> list[Hit]:
    """These documents as they stand; one that is seen no more since the index knew it is left out."""
    outgoing = list(visible(actor=actor).filter(id__in=_ids(refs, KIND)))
    incoming = list(visible_incoming(actor=actor).filter(id__in=_ids(refs, INCOMING)))
    whose = {one.agency_id for one in outgoing} | {one.agency_id for one in incoming}
    names = agency_names(whose, on=clock.local(at).date())
    said = _said(incoming)
    gone = ended(one.id for one in outgoing)
    hits = {one.ref: _sent(one, names.get(one.agency_id, ""), gone.get(one.id), text) for one in outgoing}
    hits |= {
        one.ref: _came(one, said.get(one.id, {}), names.get(one.agency_id, ""), text) for one in incoming
    }
    hits.update(_in_files(hits, said, text))
    return [hits[ref] for ref in refs if ref in hits]


def _ids(refs: Iterable[Ref], kind: str) -> list[UUID]:
    return [ref.id for ref in refs if ref.kind == kind]


def _said(found: Sequence[Incoming]) -> dict[UUID, dict[str, Any]]:
    """What the latest message about each said."""
    keys = {one.id: one.key for one in found}
    arrivals = Arrival.objects.filter(incoming__in=keys, number__gt=0).order_by("number", "at")
    return {one.incoming_id: one.content(key=keys[one.incoming_id]) for one in arrivals}


def _in_files(
    hits: Mapping[Ref, Hit], said: Mapping[UUID, Mapping[str, Any]], text: str
) -> Iterator[tuple[Ref, Hit]]:
    """Those of which a file beside them says more of what was typed than they do, with the passage of the file."""
    wanting = {
        ref: left
        for ref, hit in hits.items()
        if (left := unmet(text, hit.notation, hit.subject, hit.passage))
    }
    files = texts_of(wanting) if wanting else {}
    for ref, beside in files.items():
        hit, left = hits[ref], wanting[ref]
        for one in brought(said.get(ref.id, {}), beside) if hit.way == IN else beside:
            found = passage([one.text[: _LOOKED_AT // len(files)]], text)
            if (now := unmet(text, hit.notation, hit.subject, found)) < left:
                left = now
                yield ref, replace(hit, passage=found, file=one.name)


def _sent(one: Document, agency: str, gone: Ended | None, text: str) -> Hit:
    said = one.text()
    return Hit(
        url=reverse("documents:document", args=[one.id]),
        way=OUT,
        notation=marked(one.notation, text),
        subject=marked(one.subject, text),
        passage=passage([*said["paragraphs"], *said["addressed_to"], *said["places"]], text),
        type=type_of(one.type, on=begun_on(one)).title,
        sender=agency,
        dated=clock.local(one.numbered_at).date() if one.numbered_at else None,
        standing=gone.title if gone else str(PHASE_TITLES[Phase(one.phase)]),
        tone="bad" if gone else TONES[Phase(one.phase)],
        agency=agency,
    )


def _came(one: Incoming, said: Mapping[str, Any], agency: str, text: str) -> Hit:
    return Hit(
        url=reverse("documents:incoming", args=[one.id]),
        way=IN,
        notation=marked(one.notation, text),
        subject=marked(one.subject, text),
        passage=passage([str(said.get("content", "")), str(said.get("signer", ""))], text),
        type=one.type_title,
        sender=one.sender,
        dated=one.dated,
        standing=str(STATE_TITLES[State(one.state)]),
        tone=STATE_TONES[State(one.state)],
        agency=agency,
    )

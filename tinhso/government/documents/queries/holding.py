"""Documents as the index of holdings knows them: outgoing ones as they stand, incoming ones from the register on.

What a document and the files beside it say goes into the index as fingerprints; what came with a dossier does not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from tinhso.foundation.files.reading import Said, texts_of
from tinhso.foundation.search.registry import Holding, HoldingKind
from tinhso.foundation.units.queries import agency_names
from tinhso.government.documents.models import INCOMING, KIND, Arrival, CoDrafter, Document, Incoming
from tinhso.government.documents.queries.lists import VIEW
from tinhso.government.documents.rules import Phase
from tinhso.kernel import clock

OUT, IN = "di", "den"
"""Values of the facet `way`."""
WAY, TYPE, URGENCY, AGENCY, SENDER = "way", "type", "urgency", "agency", "sender"


def outgoing(ids: Sequence[UUID]) -> Iterator[Holding]:
    """A draft is found by those who write it, what went on from there by those who may see its agency's documents."""
    found = list(Document.objects.filter(id__in=ids).select_related("drafter", "signer"))
    names = agency_names({one.agency_id for one in found}, on=clock.today())
    files = texts_of(one.ref for one in found)
    writers: dict[UUID, list[UUID]] = {}
    for document, account in CoDrafter.objects.filter(document__in=found).values_list("document", "account"):
        writers.setdefault(document, []).append(account)
    for one in found:
        drafted = one.phase == Phase.DRAFT
        said = one.text()
        yield Holding(
            ref=one.ref,
            version=one.version,
            day=clock.local(one.numbered_at or one.saved_at).date(),
            agencies=[] if drafted else [one.agency_id],
            accounts=[one.drafter_id, *writers.get(one.id, ())] if drafted else [],
            code=one.notation,
            title=one.subject,
            names={
                SENDER: names.get(one.agency_id, ""), "signer": one.signer.name, "drafter": one.drafter.name,
            },
            facets={
                WAY: [OUT], TYPE: [one.type], URGENCY: [one.urgency], AGENCY: [str(one.agency_id)],
            },
            text=[
                *said["addressed_to"], *said["paragraphs"], *said["places"],
                *(file.text for file in files.get(one.ref, ())),
            ],
        )  # fmt: skip


def incoming(ids: Sequence[UUID]) -> Iterator[Holding]:
    """One that is in no register is found by nobody: it obliges nobody yet."""
    entered = Incoming.objects.filter(id__in=ids, registered_at__isnull=False).select_related("entry")
    arrivals = Arrival.objects.filter(number__gt=0).order_by("-number", "-at")
    found = list(entered.prefetch_related(Prefetch("arrivals", queryset=arrivals)))
    files = texts_of(one.ref for one in found)
    for one in found:
        latest = next(iter(one.arrivals.all()), None)
        content = latest.content(key=one.key) if latest else {}
        entry = getattr(one, "entry", None)
        yield Holding(
            ref=one.ref,
            version=one.version,
            day=one.dated,
            agencies=[one.agency_id],
            code=one.notation,
            title=one.subject,
            names={
                SENDER: one.sender, "lead": one.lead, "arrival": f"đến {entry.number}" if entry else "",
            },
            facets={
                WAY: [IN], TYPE: [one.type], URGENCY: [one.urgency], AGENCY: [str(one.agency_id)],
            },
            text=[
                str(content.get("content", "")), str(content.get("signer", "")),
                *(file.text for file in brought(content, files.get(one.ref, ()))),
            ],
        )  # fmt: skip


def brought(content: Mapping[str, Any], files: Sequence[Said]) -> list[Said]:
    """Those of the files that came with this message: those of an earlier one are no part of the document now."""
    latest = set(content.get("files", ()))
    return [one for one in files if str(one.file) in latest]


def _outgoing_versions(after: UUID | None, most: int) -> Sequence[tuple[UUID, int]]:
    rows = Document.objects.all() if after is None else Document.objects.filter(id__gt=after)
    return list(rows.order_by("id").values_list("id", "version")[:most])


def _incoming_versions(after: UUID | None, most: int) -> Sequence[tuple[UUID, int]]:
    rows = Incoming.objects.filter(registered_at__isnull=False)
    rows = rows if after is None else rows.filter(id__gt=after)
    return list(rows.order_by("id").values_list("id", "version")[:most])


HOLDINGS = (
    HoldingKind(KIND, VIEW, outgoing, _outgoing_versions),
    HoldingKind(INCOMING, VIEW, incoming, _incoming_versions),
)

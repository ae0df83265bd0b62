"""Papers that dossiers hold for people, and which of them a new filing may use again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from django.db.models import Prefetch, Q
from django.urls import reverse

from tinhso.contracts.wallet import Held, Used, wallets
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.people.models import ORGANISATION, PERSON
from tinhso.foundation.procedures.queries import version
from tinhso.foundation.procedures.rules import PaperNeed
from tinhso.foundation.procedures.shapes import Paper
from tinhso.government.dossiers.models import PAPER, RESULT, Dossier, DossierPaper, Result
from tinhso.government.dossiers.rules import Phase
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref


def held(holders: Collection[Ref]) -> Sequence[Held]:
    """The results issued to these, and the papers accepted with a request; the same bytes once, newest first.

    What stands in several dossiers is shown under the first, with the others as where it was used.
    """
    keys = [one.id for one in holders]
    papers = DossierPaper.objects.filter(removed_at=None, file__state=StoredFile.State.CLEAN)
    dossiers = (
        Dossier.objects.filter(Q(owner__in=keys) | Q(submitter__in=keys) | Q(organisation__in=keys))
        .filter(received_at__isnull=False, erased_at=None)
        .exclude(phase=Phase.REFUSED)
        .select_related("result__file")
        .prefetch_related(Prefetch("papers", queryset=papers.select_related("file")))
        .order_by("received_at", "id")
    )
    first: dict[tuple[Ref, str, str], Held] = {}
    for dossier in dossiers:
        for fingerprint, one in _of(dossier):
            if one.holder not in holders:
                continue
            same = (one.holder, one.kind, fingerprint)
            known = first.get(same)
            first[same] = replace(known, used=[*known.used, _use(one)]) if known else one
    return sorted(first.values(), key=lambda one: one.at, reverse=True)


def holder_of(dossier: Dossier, paper: Paper | None) -> Ref:
    """About whom a component is: whose request it is, unless it is about who hands it in. None is the result."""
    if paper is not None and paper.whose == "submitter":
        return Ref(PERSON, dossier.submitter_id)
    if dossier.organisation_id is not None:
        return Ref(ORGANISATION, dossier.organisation_id)
    return Ref(PERSON, dossier.owner_id)


def offers(
    draft: Dossier, needs: Iterable[PaperNeed], *, actor: Actor, at: datetime
) -> Mapping[str, Sequence[Held]]:
    """What may be used again for each component of a draft, by its code: of the same kind, about the same person."""
    wanted: dict[Ref, set[str]] = {}
    asking = [need for need in needs if need.paper.kind]
    for need in asking:
        wanted.setdefault(holder_of(draft, need.paper), set()).add(need.paper.kind)
    there = [
        one
        for holder, kinds in wanted.items()
        for wallet in wallets
        for one in wallet.offered(actor, holder, kinds, at)
    ]
    return {
        need.code: [
            one for one in there if one.kind == need.paper.kind and one.holder == holder_of(draft, need.paper)
        ]
        for need in asking
    }


def _of(dossier: Dossier) -> Iterator[tuple[str, Held]]:
    """What one dossier holds, each with the fingerprint of its file."""
    known = {paper.code: paper for paper in version(id=dossier.procedure_id).shape.papers}
    for row in dossier.papers.all():
        yield row.file.fingerprint, _handed_in(dossier, row, known.get(row.paper))
    result = getattr(dossier, "result", None)
    if result is not None and result.file is not None and result.issued_at is not None:
        yield result.file.fingerprint, _issued(dossier, result)


def _handed_in(dossier: Dossier, row: DossierPaper, paper: Paper | None) -> Held:
    assert dossier.received_at is not None
    return Held(
        thing=Ref(PAPER, row.id), holder=holder_of(dossier, paper), kind=paper.kind if paper else "",
        title=row.title, issued=False, at=dossier.received_at, taken=True, code=str(dossier),
        agency=dossier.agency_id, page=reverse("dossiers:paper", args=[dossier.id, row.id]), owner=dossier.ref,
        file=row.file_id, used=(),
    )  # fmt: skip


def _issued(dossier: Dossier, result: Result) -> Held:
    assert result.issued_at is not None and result.file_id is not None
    taken = dossier.delivered_at is not None
    return Held(
        thing=Ref(RESULT, result.id), holder=holder_of(dossier, None), kind=result.code, title=result.title,
        issued=True, at=result.issued_at, taken=taken, code=str(dossier), agency=dossier.agency_id,
        page=reverse("dossiers:result" if taken else "dossiers:own", args=[dossier.id]), owner=dossier.ref,
        file=result.file_id, used=(),
    )  # fmt: skip


def _use(one: Held) -> Used:
    return Used(code=one.code, page=reverse("dossiers:own", args=[one.owner.id]), at=one.at)

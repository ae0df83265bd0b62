"""Files for a supplement request, given item by item before the answer is sent: by its person, or on paper to the
clerk of the receiving point, who scans them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.files.actions import take_in
from tinhso.government.dossiers.actions.changing import locked
from tinhso.government.dossiers.actions.receiving import answer_supplement, completed, open_request
from tinhso.government.dossiers.actions.scanning import ask_signed, mark_scanned
from tinhso.government.dossiers.models import Dossier, DossierPaper, SupplementItem
from tinhso.government.dossiers.queries.own import asked_items, open_supplement
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.queries.scans import RECEIVE, in_hand
from tinhso.government.dossiers.rules import Phase
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound

FILE, COUNTER = "dossiers.file", "counter"


def attach_to_item(
    *, actor: Actor, dossier: UUID, item: UUID, upload: UploadedFile, at: datetime
) -> DossierPaper:
    """Add a file for one item of the open request; Invalid with the reason when it is refused, the others stay."""
    with transaction.atomic():
        found, asked = _open_item(actor=actor, dossier=dossier, item=item, at=at)
    stored = take_in(
        actor=actor,
        at=at,
        owner=found.ref,
        key=found.key,
        name=upload.name or "",
        content=upload,
        field=f"item:{asked.id}",
    )
    with transaction.atomic():
        found, asked = _open_item(actor=actor, dossier=dossier, item=item, at=at)
        components = {paper.code: paper.title for paper in found.procedure.shape.papers}
        # An official's own words for an item are sealed, so a file for it is named by its place in the request.
        place = f"Bổ sung lần {asked.supplement.number}, mục {asked.order}"
        added = DossierPaper.objects.create(
            dossier=found,
            paper=asked.subject if asked.subject in components else f"item:{asked.id}",
            title=components.get(asked.subject, place),
            file=stored,
            added_at=at,
        )
        if actor.kind == ActorKind.OFFICIAL:
            mark_scanned([added])
    return added


def complete(
    *,
    actor: Actor,
    dossier: UUID,
    answers: Mapping[UUID, str],
    uploads: Mapping[UUID, UploadedFile],
    at: datetime,
) -> Dossier:
    """Take the files in, then send the answer: every item with words or a file.

    Invalid names the files that were refused and the items left open; files that were taken in stay.
    """
    _attach_all(actor, dossier, uploads, at)
    return answer_supplement(
        actor=actor, dossier=dossier, answers=answers, files=_given(actor, dossier, at), at=at
    )


def complete_at_counter(
    *,
    actor: Actor,
    dossier: UUID,
    answers: Mapping[UUID, str],
    uploads: Mapping[UUID, UploadedFile],
    sign: bool,
    at: datetime,
) -> Dossier:
    """The same for a person who brings it to the receiving point: the clerk writes down what they say and scans the
    papers, which are signed where `sign`."""
    _attach_all(actor, dossier, uploads, at)
    files = _given(actor, dossier, at)
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier)
        actor = _allowed(actor, found, at)
        waiting = open_request(found)
        if waiting is None:
            raise _waits_no_more()
        said = {"source": COUNTER}
        completed(found, waiting, actor=actor, answers=answers, files=files, at=at, data=said)
        if sign:
            here = found.papers.filter(file__in=files.values()).values_list("id", flat=True)
            ask_signed(found, list(here), actor=actor, at=at)
    return found


def detach_from_item(*, actor: Actor, dossier: UUID, paper: UUID, at: datetime) -> None:
    """Take back a file given since the request; what was handed in before stays."""
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier)
        require(actor, FILE, persons=(found.owner_id, found.submitter_id), at=at)
        _must_wait(found)
        request = found.supplements.filter(answered_at=None).order_by("-number").first()
        if request is not None:
            given = DossierPaper.objects.filter(dossier=found, added_at__gte=request.requested_at)
            given.filter(id=paper, removed_at=None).update(removed_at=at)


def _attach_all(actor: Actor, dossier: UUID, uploads: Mapping[UUID, UploadedFile], at: datetime) -> None:
    faults: list[Fault] = []
    for item, upload in uploads.items():
        try:
            attach_to_item(actor=actor, dossier=dossier, item=item, upload=upload, at=at)
        except Invalid as refusal:
            faults += refusal.faults
    if faults:
        raise Invalid(_("Có tệp chưa nhận được."), faults=faults)


def _given(actor: Actor, dossier: UUID, at: datetime) -> dict[UUID, UUID]:
    """One file of each item that has any."""
    page = open_dossier(actor=actor, dossier=dossier, at=at)
    request = open_supplement(page)
    if request is None:
        return {}
    return {
        asked.item.item.id: asked.files[-1].file_id for asked in asked_items(page, request) if asked.files
    }


def _open_item(*, actor: Actor, dossier: UUID, item: UUID, at: datetime) -> tuple[Dossier, SupplementItem]:
    found = locked(actor=actor, dossier=dossier)
    _allowed(actor, found, at)
    _must_wait(found)
    asked = (
        SupplementItem.objects.select_related("supplement")
        .filter(id=item, supplement__dossier=found, supplement__answered_at=None)
        .first()
    )
    if asked is None:
        raise NotFound(_("Không có mục bổ sung này."))
    return found, asked


def _allowed(actor: Actor, dossier: Dossier, at: datetime) -> Actor:
    """Its person, or the clerk to whom the person brings it."""
    if actor.kind == ActorKind.OFFICIAL:
        actor = require(actor, RECEIVE, agencies=(dossier.counter_id,), at=at)
        if not in_hand(actor=actor, dossier=dossier):
            raise _waits_no_more()
        return actor
    return require(actor, FILE, persons=(dossier.owner_id, dossier.submitter_id), at=at)


def _must_wait(dossier: Dossier) -> None:
    if dossier.phase != Phase.SUPPLEMENT:
        raise _waits_no_more()


def _waits_no_more() -> Conflict:
    return Conflict(
        _("Hồ sơ không còn chờ bổ sung."),
        next_step=_("Tải lại trang để xem tình trạng mới nhất của hồ sơ."),
    )

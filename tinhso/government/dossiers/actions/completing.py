"""Files for a supplement request: given item by item before the answer is sent."""

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
from tinhso.government.dossiers.actions.receiving import answer_supplement
from tinhso.government.dossiers.models import Dossier, DossierPaper, SupplementItem
from tinhso.government.dossiers.queries.own import asked_items, open_supplement
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.rules import Phase
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound

FILE = "dossiers.file"


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
        return DossierPaper.objects.create(
            dossier=found,
            paper=asked.subject if asked.subject in components else f"item:{asked.id}",
            title=components.get(asked.subject, place),
            file=stored,
            added_at=at,
        )


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
    faults: list[Fault] = []
    for item, upload in uploads.items():
        try:
            attach_to_item(actor=actor, dossier=dossier, item=item, upload=upload, at=at)
        except Invalid as refusal:
            faults += refusal.faults
    if faults:
        raise Invalid(_("Có tệp chưa nhận được."), faults=faults)
    return answer_supplement(
        actor=actor, dossier=dossier, answers=answers, files=_given(actor, dossier, at), at=at
    )


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
    require(actor, FILE, persons=(found.owner_id, found.submitter_id), at=at)
    _must_wait(found)
    asked = (
        SupplementItem.objects.select_related("supplement")
        .filter(id=item, supplement__dossier=found, supplement__answered_at=None)
        .first()
    )
    if asked is None:
        raise NotFound(_("Không có mục bổ sung này."))
    return found, asked


def _must_wait(dossier: Dossier) -> None:
    if dossier.phase != Phase.SUPPLEMENT:
        raise Conflict(
            _("Hồ sơ không còn chờ bổ sung."),
            next_step=_("Tải lại trang để xem tình trạng mới nhất của hồ sơ."),
        )

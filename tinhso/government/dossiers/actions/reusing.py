"""Using again what the house holds already, because its person says so."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.files.copying import copy
from tinhso.government.dossiers.actions.changing import own_draft
from tinhso.government.dossiers.models import DossierPaper
from tinhso.government.dossiers.queries.page import needs_of
from tinhso.government.dossiers.queries.shelf import offers
from tinhso.kernel import ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Ref

PURPOSE = "dùng lại giấy tờ đã có cho hồ sơ mới"
CONSENT = "người nộp đồng ý khi bấm “Dùng lại”"


def reuse(*, actor: Actor, dossier: UUID, paper: str, thing: Ref, at: datetime) -> DossierPaper:
    """Put a copy of a paper held already into one's draft, for one component; pressing is the consent, and recorded.

    A second press finds the same copy. NotFound for anything that is not offered for this component: another kind,
    somebody else's, hidden by its holder, or gone.
    """
    with transaction.atomic():
        draft = own_draft(actor=actor, dossier=dossier)
        there = draft.papers.filter(paper=paper, origin=thing, removed_at=None).first()
        if there is not None:
            return there
        needs = {need.code: need for need in needs_of(draft, draft.envelope()["precheck"])}
        offered = offers(draft, needs.values(), actor=actor, at=at).get(paper, ())
        held = next((one for one in offered if one.thing == thing), None)
        if held is None:
            raise NotFound(
                _("Giấy tờ này không dùng lại được cho mục đó."),
                next_step=_("Tải trang lại để xem những giấy tờ dùng lại được, hoặc nộp tệp khác."),
            )
        # Within the lock, unlike a file that is sent to us: it is small work, and two presses make one copy.
        kept = copy(at=at, of=held.owner, file=held.file, owner=draft.ref, key=draft.key)
        added = DossierPaper.objects.create(
            dossier=draft, paper=paper, title=needs[paper].paper.title, file=kept, added_at=at, origin=thing
        )
        draft.saved_at = at
        draft.save(update_fields=["saved_at"])
        ledger.record(
            actor=actor, verb="dossiers.reuse_paper", about=draft.ref, at=at, agency=draft.agency_id,
            subjects=(*draft.subjects, held.holder), purpose=PURPOSE, basis=CONSENT,
            data={"item": paper, "origin": str(thing), "from": held.code},
        )  # fmt: skip
    return added

"""Results that wait at a counter, and whether a code is out for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import Collectable, results
from tinhso.foundation.access.policy import require
from tinhso.foundation.packs.queries import code_list
from tinhso.government.counter.models import HandOver
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

HAND_OVER = "counter.hand_over"
_PAPERS = "id_paper_kinds"


@dataclass(frozen=True)
class Waiting:
    """A result and when its code went out; None where none did."""

    result: Collectable
    code_sent_at: datetime | None


def waiting_result(*, actor: Actor, code: str, at: datetime) -> Waiting:
    """The result of a dossier, by its code, for the counter that hands it over; NotFound while there is none to take.

    The look is in the ledger.
    """
    source = results.get("dossiers")
    found = source.find(actor, code, at) if source else None
    if found is None:
        raise NotFound(
            _("Không có kết quả nào đang chờ trả với mã này."),
            next_step=_("Kiểm tra lại mã hồ sơ trên giấy hẹn; kết quả có thể chưa ban hành hoặc đã trả."),
        )
    require(actor, HAND_OVER, agencies=(found.counter,), at=at)
    out = HandOver.objects.filter(dossier=found.dossier, used_at=None).first()
    return Waiting(found, out.sent_at if out else None)


def asks_for_code(dossier: UUID) -> str:
    """Where the code of a result is asked for; empty while none is out."""
    if not HandOver.objects.filter(dossier=dossier, used_at=None).exists():
        return ""
    source = results.get("dossiers")
    found = source.collectable(dossier) if source else None
    return f"{reverse('counter:hand_over')}?{urlencode({'ma': found.code})}" if found else ""


def identity_papers(*, at: datetime) -> Mapping[str, str]:
    """The kinds of papers by which somebody shows who they are."""
    return {entry.value: entry.label for entry in code_list(_PAPERS, on=clock.local(at).date()).entries}

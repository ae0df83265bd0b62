"""What packs say of the portal and of how the province files. Published, so no actor is asked."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import Elsewhere
from tinhso.foundation.packs.keeping import kept
from tinhso.government.portalsync.models import NationalPortal, ProvinceFiling
from tinhso.government.portalsync.rules import FilingMode, Portal
from tinhso.kernel import clock
from tinhso.kernel.errors import Unavailable


@kept
def portal_on(on: date) -> Portal | None:
    """The portal on a day; None where no pack describes it."""
    body = NationalPortal.objects.on(on).values_list("body", flat=True).order_by("code").first()
    return None if body is None else Portal.model_validate(body)


def portal(*, at: datetime) -> Portal:
    """The portal at a moment; Unavailable where no pack describes it."""
    found = portal_on(clock.local(at).date())
    if found is None:
        raise Unavailable(_("Chưa nạp quy định về Cổng Dịch vụ công quốc gia."), retry_after=600)
    return found


@kept
def mode_on(on: date) -> FilingMode:
    """How the province files on a day; by itself where no pack says otherwise."""
    body = ProvinceFiling.objects.on(on).values_list("body", flat=True).order_by("code").first()
    return FilingMode() if body is None else FilingMode.model_validate(body)


def elsewhere(procedure: str, at: datetime) -> Elsewhere | None:
    """Where citizens file a procedure online; None while they do it here."""
    on = clock.local(at).date()
    there = portal_on(on) if mode_on(on).online == "national" else None
    if there is None:
        return None
    address = (there.file_at or there.address).replace("{procedure}", procedure)
    return Elsewhere(title=there.title, address=address)

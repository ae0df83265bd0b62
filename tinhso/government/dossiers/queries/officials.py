"""Officials as dossiers name them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from tinhso.foundation.access.models import Appointment
from tinhso.kernel import clock


def title_of(*, account: UUID | None, agency: UUID, at: datetime) -> str:
    """The title an official signs with at an agency on that day; empty when none is held."""
    today = clock.local(at).date()
    held = Appointment.objects.filter(
        Q(valid_until=None) | Q(valid_until__gt=today), account=account, agency=agency, valid_from__lte=today
    )
    return held.order_by("valid_from").values_list("title", flat=True).first() or ""

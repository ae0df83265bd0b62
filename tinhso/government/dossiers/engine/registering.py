"""The register of a unit, typeset."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from tinhso.foundation.files.actions import keep
from tinhso.foundation.packs.keeping import one_state
from tinhso.foundation.papers.engine import render
from tinhso.foundation.papers.heads import head_of
from tinhso.foundation.units.queries import agency
from tinhso.government.dossiers.models import PrintedRegister
from tinhso.government.dossiers.queries.form_sets import form_set
from tinhso.government.dossiers.queries.register import Entry, extract
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM


@one_state()
def print_register(*, register: UUID, at: datetime) -> None:
    """Typeset what was asked for and keep it; doing it again changes nothing."""
    asked = PrintedRegister.objects.get(id=register)
    if asked.file_id is not None:
        return
    day = clock.local(at).date()
    forms, unit = form_set(on=day), agency(asked.unit_id, on=day)
    form, title = forms.forms["register"]
    lines = extract(actor=SYSTEM, unit=asked.unit_id, first=asked.first_day, last=asked.last_day, at=at)
    data = head_of(unit, day) | {
        "form": form,
        "title": title,
        "circular": forms.circular,
        "unit": unit.name,
        "code": unit.identifier,
        "verify_url": f"{settings.PUBLIC_URL}{reverse('dossiers:desk_register')}",
        "first_day": asked.first_day,
        "last_day": asked.last_day,
        "entries": [_line(one) for one in lines],
    }
    name = f"so-theo-doi-{asked.first_day:%Y%m%d}-{asked.last_day:%Y%m%d}.pdf"
    file = keep(content=render("register", data, at=at), name=name, key=asked.key, owner=asked.ref, at=at)
    PrintedRegister.objects.filter(id=register, file=None).update(file=file)


def _line(entry: Entry) -> dict[str, Any]:
    dossier = entry.dossier
    return {
        "number": entry.number,
        "code": str(dossier),
        "procedure": dossier.procedure.name,
        "applicant": entry.applicant,
        "contact": entry.contact,
        "authority": entry.authority,
        "received_at": dossier.received_at,
        "due_at": dossier.first_due_at,
        "sent_at": dossier.issued_at,
        "returned_at": dossier.delivered_at,
        "way": entry.way,
        "note": entry.note,
    }

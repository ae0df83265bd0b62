"""Officials as dossiers name them."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse

from tinhso.foundation.access.models import Account
from tinhso.foundation.ui import words
from tinhso.foundation.workflow.models import Assignment
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import CLOCK_RUNS


def due_soon_letter(*, dossier: UUID, account: UUID) -> tuple[str, str, str] | None:
    """Address, subject and text of the warning to one official; None without an address, or once it is due no more.

    Names the code, the time and the page, and nobody.
    """
    found = Dossier.objects.filter(id=dossier, phase__in=CLOCK_RUNS).exclude(due_at=None).first()
    to = Account.objects.filter(id=account, is_active=True).values_list("email", flat=True).first()
    if found is None or found.due_at is None or not to:
        return None
    facts = {
        "code": str(found),
        "due": words.moment(found.due_at),
        "link": f"{settings.PUBLIC_URL}{reverse('dossiers:desk_dossier', args=[found.id])}",
    }
    subject = f"Hồ sơ {facts['code']} sắp đến hạn trả"
    return to, subject, render_to_string("dossiers/desk/due_soon.email.txt", facts)


def late_step_letter(*, assignment: UUID, account: UUID, at: datetime) -> tuple[str, str, str] | None:
    """The same of a step past its due time; None once it is done, or has been given another that is still to come."""
    step = Assignment.objects.filter(id=assignment, finished_at=None, due_at__lt=at).first()
    to = Account.objects.filter(id=account, is_active=True).values_list("email", flat=True).first()
    dossier = Dossier.objects.filter(id=step.about.id).first() if step else None
    if step is None or dossier is None or not to:
        return None
    facts = {
        "code": str(dossier),
        "step": step.title,
        "due": words.moment(step.due_at),
        "link": f"{settings.PUBLIC_URL}{reverse('dossiers:desk_dossier', args=[dossier.id])}",
    }
    subject = f"Hồ sơ {facts['code']}: bước “{facts['step']}” trễ hạn"
    return to, subject, render_to_string("dossiers/desk/late_step.email.txt", facts)

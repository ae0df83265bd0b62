"""The pages of directing: what they share."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tinhso.foundation.access.requests import holding
from tinhso.foundation.ui.answers import onward
from tinhso.kernel.errors import Invalid

official = holding("directing.view")
LONGEST = 150
"""Letters of a search."""
to = onward("directing")


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of directing."""
    return render(request, f"directing/{template}", words, status=status)


def put_faults(form: forms.Form, refusal: Invalid) -> None:
    """Each fault beside its field; without faults the refusal's own words above the form."""
    for fault in refusal.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
    if not refusal.faults:
        form.add_error(None, f"{refusal.detail} {refusal.next_step}".strip())

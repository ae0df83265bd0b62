"""The pages of the console: what they share, then one module for each part of the machinery."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tinhso.foundation.ui.answers import onward
from tinhso.kernel.errors import Conflict, Invalid


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of the console."""
    return render(request, f"console/{template}", words, status=status)


to = onward("console")


def carry_out(
    request: HttpRequest,
    *,
    act: Callable[[], object],
    done: str | Callable[[Any], str],
    onwards: Callable[[], HttpResponse],
    redraw: Callable[[int, Conflict | None], HttpResponse],
    form: forms.Form | None = None,
) -> HttpResponse:
    """Do it, say so and go on; otherwise the page again with the reason and everything that was typed."""
    if form is not None and not form.is_valid():
        return redraw(422, None)
    try:
        result = act()
    except Invalid as refusal:
        if form is None:
            raise
        for fault in refusal.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
        return redraw(refusal.status, None)
    except Conflict as refusal:
        return redraw(refusal.status, refusal)
    messages.success(request, done if isinstance(done, str) else done(result))
    return onwards()


def given(request: HttpRequest, name: str, allowed: Mapping[str, object], default: str = "") -> str:
    """A value of the query that is one of those allowed."""
    value = request.GET.get(name, default)
    return value if value in allowed else default

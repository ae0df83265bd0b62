"""What the officials' pages of payments share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import translation

from tinhso.foundation.access.requests import holding, may
from tinhso.foundation.ui.answers import onward
from tinhso.kernel.errors import Invalid

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
PAGE = 30


official = holding("payments.see")


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of the desk."""
    words["may_books"] = may(request, "payments.import")
    return render(request, f"payments/desk/{template}", words, status=status)


to = onward("payments")


def carried_out(form: forms.Form, act: Callable[..., object]) -> bool:
    """Do it with what was typed; what is wrong with it goes beside its field, and then False."""
    if not form.is_valid():
        return False
    try:
        act(**form.cleaned_data)
    except Invalid as wrong:
        for fault in wrong.faults:
            form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
        return False
    return True


def in_vietnamese(view: View) -> View:
    """A file speaks Vietnamese whoever asks for it: it goes on to others, and to programs that know its columns."""

    @wraps(view)
    def speaking(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        with translation.override(settings.LANGUAGE_CODE):
            return view(request, *args, **kwargs)

    return speaking  # type: ignore[return-value]

"""What the officials' pages of payments share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import permissions
from tinhso.foundation.access.requests import door, may
from tinhso.kernel.errors import Invalid, NotAllowed

View = TypeVar("View", bound=Callable[..., HttpResponseBase])
SEE_OTHER = 303
PAGE = 30


def holding(key: str) -> Callable[[View], View]:
    """A page for officials who hold this right somewhere; it stays out of every cache."""

    def guard(view: View) -> View:
        @door("official")
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not may(request, key):
                raise NotAllowed(
                    _("Ông/bà không có quyền: %(title)s.") % {"title": _(permissions[key].title)},
                    next_step=_(
                        "Nếu việc này thuộc nhiệm vụ của ông/bà, đề nghị quản trị tỉnh phân công lại."
                    ),
                )
            answer = view(request, *args, **kwargs)
            answer.headers.setdefault("Cache-Control", "private, no-store")
            return answer

        return guarded  # type: ignore[return-value]

    return guard


official = holding("payments.see")


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of the desk."""
    words["may_books"] = may(request, "payments.import")
    return render(request, f"payments/desk/{template}", words, status=status)


def to(name: str, *args: object) -> HttpResponse:
    """On to another page of payments."""
    return HttpResponse(status=SEE_OTHER, headers={"Location": reverse(f"payments:{name}", args=args)})


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

"""The pages of documents: what they share."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.access.requests import door, may
from tinhso.kernel.errors import Invalid, NotAllowed

View = TypeVar("View", bound=Callable[..., HttpResponseBase])


class SeeOther(HttpResponseRedirect):
    """On to another page after something was done."""

    status_code = 303


def official(view: View) -> View:
    """A page for officials who may see documents somewhere; it stays out of every cache."""

    @door("official")
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may(request, "documents.view"):
            raise NotAllowed(
                _("Ông/bà không có quyền: Xem văn bản."),
                next_step=_("Nếu việc này thuộc nhiệm vụ của ông/bà, đề nghị quản trị tỉnh phân công lại."),
            )
        answer = view(request, *args, **kwargs)
        answer.headers.setdefault("Cache-Control", "private, no-store")
        return answer

    return guarded  # type: ignore[return-value]


def show(request: HttpRequest, template: str, *, status: int = 200, **words: Any) -> HttpResponse:
    """A page of documents."""
    return render(request, f"documents/{template}", words, status=status)


def to(name: str, *args: object, query: str = "") -> SeeOther:
    """On to another page of documents."""
    address = reverse(f"documents:{name}", args=args)
    return SeeOther(f"{address}?{query}" if query else address)


def pdf(content: bytes, name: str) -> HttpResponse:
    """A typeset paper to look at."""
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def put_faults(form: forms.Form, refusal: Invalid) -> None:
    """Each fault beside its field; without faults the refusal's own words above the form."""
    for fault in refusal.faults:
        form.add_error(fault.field if fault.field in form.fields else None, fault.reason)
    if not refusal.faults:
        form.add_error(None, f"{refusal.detail} {refusal.next_step}".strip())

"""An official's own page: certificates, the picture of one's signature, the seals one keeps."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of, holding
from tinhso.foundation.signing import appearances, queries
from tinhso.foundation.signing.forms import LookForm
from tinhso.foundation.ui.answers import onward
from tinhso.kernel import clock
from tinhso.kernel.errors import Invalid, NotFound

to = onward("signing")
_ASKING = ["GET", "HEAD", "POST"]


@holding(appearances.OWN)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """What the official signs with, and the seals in the official's keeping."""
    actor, at = actor_of(request), clock.now()
    return render(request, "signing/own.html", {"hands": queries.hands_of(actor=actor, at=at)})


@holding(appearances.OWN)
@require_http_methods(_ASKING)
def look(request: HttpRequest, unit: UUID | None = None) -> HttpResponse:
    """Bring in a picture: one's own, or that of an agency's seal."""
    actor, at = actor_of(request), clock.now()
    hand = queries.hand_of(actor=actor, unit=unit, at=at)
    posted = request.method == "POST"
    form = LookForm(
        request.POST if posted else None, request.FILES if posted else None, initial={"width": hand.width}
    )
    if form.is_valid():
        given = form.cleaned_data
        try:
            appearances.keep_look(
                actor=actor, holder=hand.holder, picture=given["picture"].read(appearances.MAX_BYTES + 1),
                width=float(given["width"]), at=at,
            )  # fmt: skip
        except Invalid as refusal:
            for fault in refusal.faults:
                form.add_error(fault.field, fault.reason)
        else:
            messages.success(request, _("Đã lưu ảnh; văn bản ký từ bây giờ hiện ảnh này."))
            return to("own")
    return render(request, "signing/look.html", {"form": form, "hand": hand}, status=422 if posted else 200)


@holding(appearances.OWN)
@require_http_methods(_ASKING)
def drop(request: HttpRequest, unit: UUID | None = None) -> HttpResponse:
    """Take the picture away."""
    actor, at = actor_of(request), clock.now()
    hand = queries.hand_of(actor=actor, unit=unit, at=at)
    if hand.look is None:
        raise NotFound(_("Chưa có ảnh nào để gỡ."), next_step=_("Quay lại trang Chữ ký số."))
    if request.method != "POST":
        return render(request, "signing/drop.html", {"hand": hand})
    appearances.drop_look(actor=actor, holder=hand.holder, at=at)
    messages.success(request, _("Đã gỡ ảnh; khóa của ảnh đã hủy nên không ai mở lại được."))
    return to("own")


@holding(appearances.OWN)
@require_safe
def picture(request: HttpRequest, unit: UUID | None = None) -> HttpResponse:
    """The picture itself, to its keeper."""
    hand = queries.hand_of(actor=actor_of(request), unit=unit, at=clock.now())
    if hand.look is None:
        raise NotFound(_("Chưa có ảnh nào."), next_step=_("Tải ảnh lên ở trang Chữ ký số."))
    return HttpResponse(
        hand.look.image, headers={"Content-Type": "image/png", "X-Content-Type-Options": "nosniff"}
    )

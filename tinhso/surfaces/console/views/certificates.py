"""The register of certificates, one of them, letting nobody sign with it any more, and the roots that are trusted."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tinhso.foundation.access.requests import actor_of, may, permitted
from tinhso.foundation.signing.enrolling import retire as let_nobody_sign
from tinhso.foundation.signing.queries import Held
from tinhso.foundation.ui import words
from tinhso.foundation.ui.spreadsheets import spreadsheet
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict
from tinhso.surfaces.console.forms import ReasonForm
from tinhso.surfaces.console.queries import certificates
from tinhso.surfaces.console.views import carry_out, given, show, to

_HEAD = (
    gettext_lazy("Tên trên chứng thư số"), gettext_lazy("Cơ quan, tổ chức"), gettext_lazy("Loại"),
    gettext_lazy("Tổ chức cấp"), gettext_lazy("Số"), gettext_lazy("Từ ngày"), gettext_lazy("Đến ngày"),
    gettext_lazy("Tình trạng"), gettext_lazy("Lý do"),
)  # fmt: skip


@permitted(certificates.SEE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The register, narrowed by words, kind and standing."""
    at, filters = clock.now(), _filters(request)
    return show(
        request,
        "certificates.html",
        page=certificates.certificates(
            actor=actor_of(request), filters=filters, page=request.GET.get("page"), at=at
        ),
        filters=filters,
        active=bool(filters.kind) + bool(filters.life),
        kinds=[("", _("Mọi loại")), *certificates.KINDS.items()],
        lives=[("", _("Mọi tình trạng")), *certificates.LIVES.items()],
        query=request.GET.urlencode(),
    )


@permitted(certificates.SEE)
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same as CSV for a spreadsheet."""
    rows = certificates.every(actor=actor_of(request), filters=_filters(request), at=clock.now())
    return spreadsheet("so-chung-thu-so", _HEAD, map(_cells, rows))


@permitted(certificates.SEE)
@require_safe
def certificate(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """One certificate and what was done with it."""
    one, history = certificates.certificate(actor=actor_of(request), certificate=certificate, at=clock.now())
    return show(
        request, "certificate.html", one=one, history=history, kind=certificates.KINDS[one.certificate.kind],
        manages=may(request, certificates.MANAGE),
    )  # fmt: skip


@permitted(certificates.MANAGE)
@require_http_methods(["GET", "HEAD", "POST"])
def retire(request: HttpRequest, certificate: UUID) -> HttpResponse:
    """Let nobody sign with it from now on."""
    actor, at = actor_of(request), clock.now()
    one, _history = certificates.certificate(actor=actor, certificate=certificate, at=at)
    form = ReasonForm(request.POST or None)

    def page(status: int = 200, refusal: Conflict | None = None) -> HttpResponse:
        return show(request, "retire.html", status=status, one=one, form=form, refusal=refusal)

    if request.method != "POST":
        return page()
    return carry_out(
        request,
        form=form,
        act=lambda: let_nobody_sign(
            actor=actor, certificate=certificate, reason=form.cleaned_data["reason"], at=at
        ),
        done=_("Đã ngừng dùng. Báo tổ chức cấp thu hồi nếu khóa bị lộ hoặc mất."),
        onwards=lambda: to("certificate", certificate),
        redraw=page,
    )


@permitted(certificates.SEE)
@require_safe
def roots(request: HttpRequest) -> HttpResponse:
    """Whom signatures are trusted through, and for what."""
    found = certificates.roots(actor=actor_of(request))
    return show(request, "roots.html", roots=found, now=clock.now())


def _filters(request: HttpRequest) -> certificates.Filters:
    return certificates.Filters(
        text=request.GET.get("q", "").replace("\0", "").strip()[:100],
        kind=given(request, "kind", certificates.KINDS),
        life=given(request, "state", certificates.LIVES),
    )


def _cells(row: Held) -> tuple[str, ...]:
    one = row.certificate
    return (
        one.name, one.organisation, str(certificates.KINDS[one.kind]), one.issuer.name, one.serial,
        words.day(one.not_before), words.day(one.not_after), row.title, one.revocation_reason,
    )  # fmt: skip

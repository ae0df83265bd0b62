"""Accounts people pay to, gateways and statement layouts in force on a day. Published, so no actor is asked."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.payments.models import PayeeAccount, PaymentGateway, StatementLayout
from tinhso.foundation.payments.shapes import GatewayBody, StatementLayoutBody
from tinhso.foundation.units.models import AgencyVersion
from tinhso.kernel.errors import NotFound


def account_of(*, agency: UUID, on: date) -> PayeeAccount:
    """The account for what an agency collects: its own, else the nearest above it that has one; NotFound when none."""
    asked: UUID | None = agency
    for _step in range(5):
        found = PayeeAccount.objects.on(on).filter(agency=asked).order_by("code").first()
        if found is not None:
            return found
        version = AgencyVersion.objects.on(on).filter(agency=asked).first()
        above = AgencyVersion.objects.on(on).filter(code=version.parent_key).first() if version else None
        if above is None:
            break
        asked = above.agency_id
    raise NotFound(
        _("Cơ quan này chưa có tài khoản nhận tiền."),
        next_step=_("Đề nghị quản trị tỉnh khai báo tài khoản nhận tiền trong gói quy định."),
    )


def account(code: str, *, on: date) -> PayeeAccount:
    """The account of this code on a day; NotFound when there is none."""
    found = PayeeAccount.objects.on(on).filter(code=code).first()
    if found is None:
        raise NotFound(
            _("Ngày %(day)s không có tài khoản nhận tiền %(code)s.") % {"day": f"{on:%d/%m/%Y}", "code": code}
        )
    return found


def layout(code: str, *, on: date) -> StatementLayout:
    """The statement layout of this code on a day; NotFound when there is none."""
    found = StatementLayout.objects.on(on).filter(code=code).first()
    if found is None:
        raise NotFound(
            _("Ngày %(day)s không có mẫu sao kê %(code)s.") % {"day": f"{on:%d/%m/%Y}", "code": code}
        )
    return found


def layout_body(of: StatementLayout) -> StatementLayoutBody:
    return StatementLayoutBody.model_validate(of.body)


def gateway(code: str, *, on: date) -> GatewayBody:
    """The gateway of this code on a day; NotFound when there is none."""
    found = PaymentGateway.objects.on(on).filter(code=code).first()
    if found is None:
        raise NotFound(_("Không có cổng thanh toán này."))
    return GatewayBody.model_validate(found.body)

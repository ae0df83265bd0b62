"""What is asked on the pages of accounts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.access.roles import Role
from tinhso.foundation.ui.days import DayField

Options = Sequence[tuple[str, str]]


class AppointForm(forms.Form):
    """A post to give: where, as what, from when until when."""

    agency = forms.ChoiceField(label=_("Cơ quan"))
    role = forms.ChoiceField(label=_("Vai trò"), choices=[("", _("Chọn vai trò")), *Role.choices])
    title = forms.CharField(
        label=_("Chức danh"), required=False, max_length=150, help_text=_("Ví dụ: Công chức tư pháp, hộ tịch")
    )
    valid_from = DayField(label=_("Từ ngày"))
    valid_until = DayField(
        label=_("Đến trước ngày"),
        required=False,
        help_text=_("Để trống nếu chưa định ngày thôi."),
    )

    def __init__(self, data: Any = None, *, agencies: Options, **given: Any) -> None:
        super().__init__(data, **given)
        agency = self.fields["agency"]
        assert isinstance(agency, forms.ChoiceField)
        agency.choices = [("", _("Chọn cơ quan")), *agencies]


class EndForm(forms.Form):
    """The day from which a post gives no right any more."""

    valid_until = DayField(label=_("Thôi giữ vị trí từ ngày"))


class ReasonForm(forms.Form):
    """Why an account is locked, unlocked, or gets new second factors: kept in the ledger."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=200,
        help_text=_("Được ghi vào sổ nhật ký. Không ghi thông tin cá nhân của ai."),
    )


class NewAccountForm(forms.Form):
    """A work account to open."""

    name = forms.CharField(label=_("Họ và tên"), max_length=150)
    username = forms.RegexField(
        label=_("Tên đăng nhập"), regex=r"^[a-z0-9][a-z0-9.-]{2,59}$", max_length=60,
        help_text=_("Chữ thường không dấu, chữ số, dấu chấm, gạch ngang. Ví dụ: binh.tt.canglong"),
        error_messages={"invalid": _("Chỉ dùng chữ thường không dấu, chữ số, dấu chấm và gạch ngang, từ 3 ký tự.")},
    )  # fmt: skip
    email = forms.EmailField(label=_("Thư công vụ"), required=False)
    password = forms.CharField(
        label=_("Mật khẩu lần đầu"), min_length=12, max_length=128, widget=forms.PasswordInput,
        help_text=_("Ít nhất 12 ký tự; đưa tận tay cán bộ. Lần vào đầu tiên họ đặt lớp xác thực thứ hai."),
    )  # fmt: skip

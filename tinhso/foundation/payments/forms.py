"""Shape and wording of what officials type about money."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.payments.models import Receipt
from tinhso.foundation.payments.queries.receipts import REASONS
from tinhso.foundation.ui.days import DayField
from tinhso.kernel.money import parse_dong

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    Words = str | _StrPromise
    Options = Sequence[tuple[str, Words]]

MOST = 10**13


class DongField(forms.CharField):
    """An amount as people write it: `58000`, `58.000`, `58.000 đồng`."""

    def __init__(self, **given: Any) -> None:
        super().__init__(max_length=30, **given)

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        try:
            amount = parse_dong(text)
        except ValueError:
            raise forms.ValidationError(_("Ghi số tiền bằng chữ số, ví dụ 58.000.")) from None
        if not 0 < amount < MOST:
            raise forms.ValidationError(_("Số tiền phải lớn hơn 0."))
        return amount


def _reason(label: Words, missing: Words, hint: Words = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=500,
        widget=forms.Textarea,
        help_text=hint,
        error_messages={"required": missing},
    )


class Narrowing(forms.Form):
    """What a list is narrowed by; what is not understood narrows nothing."""

    def given(self) -> Mapping[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def active(self) -> int:
        return sum(name != "text" for name in self.given())


class ReceiptFilterForm(Narrowing):
    """The list of receipts."""

    text = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(
        label=_("Trạng thái"),
        required=False,
        choices=[("", _("Mọi trạng thái")), *Receipt.State.choices],
    )
    source = forms.ChoiceField(
        label=_("Nguồn"),
        required=False,
        choices=[("", _("Mọi nguồn")), *Receipt.Source.choices],
    )
    reason = forms.ChoiceField(
        label=_("Lý do chờ"),
        required=False,
        choices=[("", _("Mọi lý do")), *REASONS.items()],
    )
    first = DayField(label=_("Từ ngày"), required=False)
    last = DayField(label=_("Đến ngày"), required=False)


class IntentFilterForm(Narrowing):
    """The list of dues."""

    text = forms.CharField(required=False, max_length=100)
    state = forms.ChoiceField(label=_("Trạng thái"), required=False)

    def __init__(self, *args: Any, states: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        _offer(self, "state", [("", _("Mọi trạng thái")), *states])


class ReconcileForm(Narrowing):
    """The days and the agency to reconcile."""

    first = DayField(label=_("Từ ngày"), required=False)
    last = DayField(label=_("Đến ngày"), required=False)
    agency = forms.ChoiceField(label=_("Cơ quan"), required=False)

    def __init__(self, *args: Any, agencies: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        _offer(self, "agency", [("", _("Mọi cơ quan")), *agencies])


class CashForm(forms.Form):
    """Cash across the counter; `slip` makes a second press harmless."""

    amount = DongField(label=_("Số tiền mặt đã nhận"))
    slip = forms.UUIDField(widget=forms.HiddenInput)


class TransferForm(forms.Form):
    """A transfer that a paper of the bank proves."""

    amount = DongField(label=_("Số tiền"))
    reference = forms.RegexField(
        r"^[\w./:\-]{1,80}$", label=_("Số tham chiếu của ngân hàng"), max_length=80,
        help_text=_("In trên chứng từ; dòng sao kê cùng số này sẽ được coi là một."),
        error_messages={"invalid": _("Chỉ gồm chữ, số và các dấu . / : -")},
    )  # fmt: skip
    day = DayField(label=_("Ngày chuyển"))
    why = forms.CharField(
        label=_("Chứng từ"), max_length=200, help_text=_("Ví dụ: Ủy nhiệm chi số 12 ngày 21/11/2026."),
        error_messages={"required": _("Chưa ghi chứng từ làm căn cứ")},
    )  # fmt: skip


class MatchForm(forms.Form):
    """What waiting money is for."""

    code = forms.CharField(
        label=_("Mã nộp tiền"), max_length=12, help_text=_("11 ký tự, bắt đầu bằng TS."),
        error_messages={"required": _("Chưa ghi mã nộp tiền")},
    )  # fmt: skip
    reason = _reason(
        _("Lý do khớp"),
        _("Chưa ghi lý do"),
        _("Ví dụ: người nộp ghi thiếu mã, đã đối chiếu họ tên và số tiền."),
    )


class CoverForm(forms.Form):
    """Receipts that a line of the statement settles."""

    covered = forms.MultipleChoiceField(error_messages={"required": _("Đánh dấu ít nhất một khoản.")})

    def __init__(self, *args: Any, options: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        field = self.fields["covered"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = options


class RefundForm(forms.Form):
    """Money asked back."""

    amount = DongField(label=_("Số tiền hoàn"))
    payee = forms.CharField(
        label=_("Người nhận và tài khoản nhận"), max_length=300, help_text=_("Họ tên, số tài khoản, ngân hàng."),
        error_messages={"required": _("Chưa ghi người nhận và tài khoản nhận")},
    )  # fmt: skip
    reason = _reason(_("Lý do hoàn trả"), _("Chưa ghi lý do hoàn trả"))


class DeclineForm(forms.Form):
    """Why a refund is not approved."""

    why = _reason(_("Lý do không duyệt"), _("Chưa ghi lý do"))


class PayoutForm(forms.Form):
    """That a refund was paid out."""

    reference = forms.CharField(
        label=_("Số tham chiếu của ngân hàng"), max_length=80,
        error_messages={"required": _("Chưa ghi số tham chiếu")},
    )  # fmt: skip


class StatementForm(forms.Form):
    """A bank's file."""

    account_code = forms.ChoiceField(
        label=_("Tài khoản"), error_messages={"required": _("Chưa chọn tài khoản")}
    )
    layout_code = forms.ChoiceField(
        label=_("Mẫu sao kê"), error_messages={"required": _("Chưa chọn mẫu sao kê")}
    )
    file = forms.FileField(
        label=_("Tệp sao kê"), help_text=_("CSV hoặc XLSX do ngân hàng xuất ra, tối đa 5 MB, 2.000 dòng."),
        error_messages={"required": _("Chưa chọn tệp"), "empty": _("Tệp rỗng")},
    )  # fmt: skip

    def __init__(self, *args: Any, accounts: Options, layouts: Options, **given: Any) -> None:
        super().__init__(*args, **given)
        _offer(self, "account_code", accounts)
        _offer(self, "layout_code", layouts)


def _offer(form: forms.Form, name: str, options: Options) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = options

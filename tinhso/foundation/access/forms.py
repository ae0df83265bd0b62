"""What sign-in pages ask for."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class PhoneForm(forms.Form):
    phone = forms.CharField(
        label=_("Số điện thoại di động"),
        max_length=20,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel", "autofocus": True}),
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Mã xác nhận"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}
        ),
    )


class PasswordForm(forms.Form):
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=150,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Mật khẩu"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class NewPasswordForm(forms.Form):
    password = forms.CharField(
        label=_("Mật khẩu mới"),
        max_length=200,
        strip=False,
        help_text=_("Ít nhất 12 ký tự."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )
    again = forms.CharField(
        label=_("Nhập lại mật khẩu"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> None:
        given = self.cleaned_data
        if "again" in given and given.get("password") != given["again"]:
            self.add_error("again", _("Hai lần nhập chưa giống nhau."))


class OneselfForm(forms.Form):
    name = forms.CharField(
        label=_("Họ, chữ đệm và tên"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    birth_date = forms.CharField(
        label=_("Ngày sinh"),
        max_length=10,
        help_text=_("Ghi như 21/05/1960; không rõ ngày thì ghi 05/1960 hoặc 1960."),
    )
    national_id = forms.CharField(
        label=_("Số định danh cá nhân"),
        max_length=20,
        required=False,
        help_text=_("12 chữ số trên thẻ căn cước; để trống nếu chưa có."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )


class PasskeyForm(forms.Form):
    name = forms.CharField(
        label=_("Đặt tên cho khóa"), max_length=60, required=False, help_text=_("Ví dụ: Điện thoại của tôi")
    )
    credential = forms.JSONField(widget=forms.HiddenInput)


class CredentialForm(forms.Form):
    credential = forms.JSONField(widget=forms.HiddenInput)


class SimulatedIdentityForm(forms.Form):
    """What the simulated system of electronic identities is to answer: the right thing, or what must be refused."""

    person = forms.ChoiceField(label=_("Người (hư cấu)"), widget=forms.RadioSelect)
    level = forms.ChoiceField(label=_("Mức định danh"), widget=forms.RadioSelect)
    fault = forms.ChoiceField(
        label=_("Câu trả lời"),
        required=False,
        help_text=_("Để thử cách cổng xử lý câu trả lời sai."),
        choices={
            "": _("Trả lời đúng"),
            "name": _("Họ tên khác với tên đã biết"),
            "expired": _("Câu trả lời đã hết hạn"),
            "nonce": _("Câu trả lời của lượt khác"),
            "audience": _("Câu trả lời cho nơi khác"),
            "issuer": _("Câu trả lời của hệ thống khác"),
            "signature": _("Chữ ký sai"),
            "none": _("Không có chữ ký"),
            "down": _("Không có câu trả lời"),
        },
    )

    def __init__(
        self, *args: Any, people: Mapping[str, str], levels: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = people  # type: ignore[attr-defined]
        self.fields["level"].choices = levels  # type: ignore[attr-defined]

"""What sign-in pages ask for."""

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

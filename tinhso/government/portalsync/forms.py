"""What operators type about the portal."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.ui.days import DayField
from tinhso.government.portalsync.queries.inbox import PROBLEMS


class Narrowing(forms.Form):
    """What a list is narrowed by; what is not understood narrows nothing."""

    text = forms.CharField(required=False, max_length=200)

    def given(self) -> Mapping[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def active(self) -> int:
        return sum(name not in ("text", "state") for name in self.given())


class TwinFilterForm(Narrowing):
    """The list of dossiers both sides hold."""

    first = DayField(label=_("Nhận từ ngày"), required=False)
    last = DayField(label=_("Đến hết ngày"), required=False)
    which = forms.ChoiceField(
        label=_("Hồ sơ"), required=False,
        choices=[
            ("", _("Tất cả")), ("differs", _("Hai bên khác nhau")), ("behind", _("Chưa báo xong")),
            ("waits", _("Có yêu cầu chờ người xem")),
        ],
    )  # fmt: skip


class InboxFilterForm(Narrowing):
    """The list of what came in."""

    problem = forms.ChoiceField(
        label=_("Lý do"), required=False, choices=[("", _("Mọi lý do")), *PROBLEMS.items()]
    )


class ReasonForm(forms.Form):
    """What was done with a message, or why nothing is."""

    reason = forms.CharField(
        label=_("Cách giải quyết"),
        max_length=500,
        widget=forms.Textarea,
        help_text=_("Được ghi vào sổ nhật ký. Không ghi thông tin cá nhân của ai."),
        error_messages={"required": _("Xin ghi rõ.")},
    )

"""What officials and operators type about the axis."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.government.axis.queries.directory import ENDED, IN_FORCE
from tinhso.government.axis.rules import KIND_TITLES, PROBLEM_TITLES

Choices = Sequence[tuple[str, str]]


class Narrowing(forms.Form):
    """What a list is narrowed by; what is not understood narrows nothing."""

    text = forms.CharField(required=False, max_length=200)

    def given(self) -> Mapping[str, Any]:
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}

    @property
    def active(self) -> int:
        return sum(name not in ("text", "state") for name in self.given())


class DirectoryFilterForm(Narrowing):
    """The directory of organisations outside."""

    group = forms.ChoiceField(label=_("Nhóm cơ quan"), required=False)
    state = forms.ChoiceField(
        label=_("Hiệu lực"), required=False, choices=[(IN_FORCE, _("Còn hiệu lực")), (ENDED, _("Đã hết hiệu lực"))]
    )  # fmt: skip

    def __init__(self, data: Mapping[str, Any], *, groups: Sequence[str]) -> None:
        super().__init__(data)
        group = self.fields["group"]
        assert isinstance(group, forms.ChoiceField)
        group.choices = [("", _("Mọi nhóm")), *((one, one) for one in groups)]

    @property
    def active(self) -> int:
        return sum(value != IN_FORCE for name, value in self.given().items() if name != "text")


class OutboxFilterForm(Narrowing):
    """What goes out."""

    kind = forms.ChoiceField(
        label=_("Thông điệp"), required=False,
        choices=[("", _("Mọi thông điệp")), *((key or "status", title) for key, title in KIND_TITLES.items())],
    )  # fmt: skip


class InboxFilterForm(Narrowing):
    """What came in."""

    problem = forms.ChoiceField(
        label=_("Lý do"), required=False, choices=[("", _("Mọi lý do")), *PROBLEM_TITLES.items()]
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


class PinForm(forms.Form):
    """A certificate of an organisation outside."""

    certificate = forms.FileField(
        label=_("Chứng thư số (PEM)"),
        help_text=_("Tệp do chính cơ quan đó giao; so dấu vân tay SHA-256 với cơ quan trước khi ghim."),
        error_messages={"required": _("Xin chọn tệp.")},
    )


class SimulatedForm(forms.Form):
    """What the simulator is to send."""

    sender = forms.ChoiceField(label=_("Cơ quan gửi"))
    receiver = forms.ChoiceField(label=_("Cơ quan nhận"))
    mishap = forms.ChoiceField(label=_("Thông điệp"))

    def __init__(self, data: Mapping[str, Any] | None = None, *, offered: Mapping[str, Choices]) -> None:
        super().__init__(data)
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)

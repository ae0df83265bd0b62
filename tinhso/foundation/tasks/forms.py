"""What officials type of a task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.tasks.rules import TITLE_MOST, WORDS_MOST, Hand, Part
from tinhso.foundation.ui.days import DayField

Choices = Sequence[tuple[str, str]]


class Versioned(forms.Form):
    """An act on the version of a task its page was drawn from."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class WordsForm(Versioned):
    """An act that needs words."""

    note = forms.CharField(label=_("Nội dung"), max_length=WORDS_MOST, widget=forms.Textarea)


class ReasonForm(Versioned):
    """An act that needs its reason."""

    note = forms.CharField(label=_("Lý do"), max_length=WORDS_MOST, widget=forms.Textarea)


class AcceptForm(Versioned):
    """The giver's word on what was reported as done."""

    note = forms.CharField(label=_("Nhận xét"), max_length=WORDS_MOST, required=False, widget=forms.Textarea)


class FinishForm(Versioned):
    """What came of it."""

    note = forms.CharField(
        label=_("Kết quả thực hiện"), max_length=WORDS_MOST, widget=forms.Textarea,
        help_text=_("Ghi kết quả chính; tệp minh chứng thêm ở trang nhiệm vụ trước khi báo cáo."),
    )  # fmt: skip


class ReportForm(Versioned):
    """How far it is; in percent from its lead alone."""

    progress = forms.IntegerField(label=_("Tiến độ (%)"), min_value=0, max_value=100, required=False)
    note = forms.CharField(label=_("Đã làm được gì, còn gì"), max_length=WORDS_MOST, widget=forms.Textarea)


class ExtensionForm(Versioned):
    """A later day, with the reason."""

    due = DayField(label=_("Hạn đề nghị"))
    note = forms.CharField(label=_("Lý do"), max_length=WORDS_MOST, widget=forms.Textarea)


class AnswerForm(Versioned):
    """The giver's answer to it."""

    granted = forms.ChoiceField(
        label=_("Trả lời"), choices=[("yes", _("Đồng ý gia hạn")), ("no", _("Không đồng ý"))],
        widget=forms.RadioSelect,
    )  # fmt: skip
    note = forms.CharField(
        label=_("Lý do"), max_length=WORDS_MOST, required=False, widget=forms.Textarea,
        help_text=_("Bắt buộc khi không đồng ý."),
    )  # fmt: skip


class AssignForm(Versioned):
    """Who at the agency does it."""

    holder = forms.ChoiceField(label=_("Người thực hiện"))

    def __init__(
        self, data: Mapping[str, Any] | None, *, officials: Choices, initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        holder = self.fields["holder"]
        assert isinstance(holder, forms.ChoiceField)
        holder.choices = list(officials)


class GiveForm(forms.Form):
    """A task as its giver writes it. A place is an agency, or one official of it: `<agency>`, `<agency>.<account>`."""

    agency = forms.ChoiceField(label=_("Cơ quan giao"))
    title = forms.CharField(
        label=_("Nội dung nhiệm vụ"), max_length=TITLE_MOST, help_text=_("Một câu; hiện trong mọi danh sách.")
    )
    detail = forms.CharField(
        label=_("Yêu cầu cụ thể"), max_length=WORDS_MOST, required=False, widget=forms.Textarea
    )
    lead = forms.ChoiceField(label=_("Chủ trì"))
    together = forms.MultipleChoiceField(
        label=_("Phối hợp"), required=False, widget=forms.CheckboxSelectMultiple
    )
    informed = forms.MultipleChoiceField(
        label=_("Để biết"), required=False, widget=forms.CheckboxSelectMultiple
    )
    due = DayField(
        label=_("Hạn hoàn thành"), required=False,
        help_text=_("Hết giờ làm việc ngày đó. Để trống nếu không có hạn."),
    )  # fmt: skip

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        *,
        offices: Choices,
        places: Choices,
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        offered: dict[str, Choices] = {
            "agency": offices, "lead": [("", str(_("Chọn một nơi"))), *places], "together": places, "informed": places,
        }  # fmt: skip
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)

    @property
    def hands(self) -> list[Hand]:
        """Who was chosen, once it is valid."""
        given = self.cleaned_data
        return [
            _hand(Part.LEAD, given["lead"]),
            *(_hand(Part.TOGETHER, one) for one in given["together"]),
            *(_hand(Part.INFORMED, one) for one in given["informed"]),
        ]


def _hand(part: Part, place: str) -> Hand:
    agency, _dot, holder = place.partition(".")
    return Hand(part, UUID(agency), UUID(holder) if holder else None)

"""What officials type of instructions and of the calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.ui.days import DayField
from tinhso.government.directing.rules import KIND_TITLES, PLACE_MOST, TITLE_MOST, WORDS_MOST, Plan, Saying
from tinhso.kernel.clock import VIETNAM

Choices = Sequence[tuple[str, str]]
_HOURS = ["%H:%M", "%Hh%M", "%Hg%M"]


class _Chosen(forms.Form):
    """A form whose choices are read for each request; a field nothing is offered for falls away."""

    def __init__(
        self, data: Mapping[str, Any] | None, *, offered: Mapping[str, Choices], initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)
        if "agency" not in offered:
            del self.fields["agency"]


class SayingForm(_Chosen):
    """An instruction."""

    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    agency = forms.ChoiceField(label=_("Cơ quan"))
    kind = forms.ChoiceField(label=_("Loại"), choices=list(KIND_TITLES.items()))
    title = forms.CharField(label=_("Trích yếu"), max_length=TITLE_MOST)
    leader = forms.ChoiceField(label=_("Lãnh đạo chỉ đạo"))
    said_on = DayField(label=_("Ngày"))
    occasion = forms.CharField(
        label=_("Cuộc họp hoặc dịp chỉ đạo"), max_length=300, required=False,
        help_text=_("Ví dụ: họp giao ban tháng 11; chỉ đạo trực tiếp khi kiểm tra."),
    )  # fmt: skip
    text = forms.CharField(label=_("Nội dung"), max_length=WORDS_MOST, required=False, widget=forms.Textarea)

    @property
    def saying(self) -> Saying:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        return Saying(given["kind"], given["title"], given["text"], given["said_on"], given["occasion"])


class PlanForm(_Chosen):
    """An entry of the calendar."""

    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    agency = forms.ChoiceField(label=_("Cơ quan"))
    title = forms.CharField(label=_("Nội dung"), max_length=TITLE_MOST)
    leaders = forms.MultipleChoiceField(label=_("Lãnh đạo dự"), widget=forms.CheckboxSelectMultiple)
    day = DayField(label=_("Ngày"))
    starts = forms.TimeField(label=_("Từ giờ"), input_formats=_HOURS, help_text=_("Ví dụ 8:00."))
    ends = forms.TimeField(label=_("Đến giờ"), input_formats=_HOURS)
    place = forms.CharField(label=_("Địa điểm"), max_length=PLACE_MOST, required=False)
    participants = forms.CharField(
        label=_("Thành phần"), max_length=WORDS_MOST, required=False, widget=forms.Textarea
    )
    prepared_by = forms.CharField(label=_("Chuẩn bị"), max_length=300, required=False)
    public = forms.BooleanField(
        label=_("Công khai trên Cổng (giờ, nội dung, địa điểm, lãnh đạo dự)"), required=False
    )

    @property
    def plan(self) -> Plan:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        return Plan(
            title=given["title"],
            place=given["place"],
            starts_at=datetime.combine(given["day"], given["starts"], VIETNAM),
            ends_at=datetime.combine(given["day"], given["ends"], VIETNAM),
            leaders=[UUID(one) for one in given["leaders"]],
            participants=given["participants"],
            prepared_by=given["prepared_by"],
            public=given["public"],
        )


class VersionForm(forms.Form):
    """An act on the version its page was drawn from."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class CancelForm(VersionForm):
    """Cancelling, with the reason."""

    note = forms.CharField(label=_("Lý do"), max_length=2000, widget=forms.Textarea)


class UrgeForm(forms.Form):
    """Urging an agency on everything that is late."""

    note = forms.CharField(label=_("Nội dung đôn đốc"), max_length=2000, widget=forms.Textarea)

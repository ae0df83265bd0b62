"""What officials type of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.government.documents.rules import AUTHORITY_TITLES, SUBJECT_MOST, Text, lines_of

Choices = Sequence[tuple[str, str]]


class Versioned(forms.Form):
    """An act on the version of a document its page was drawn from."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ApproveForm(Versioned):
    """An act on exactly the text its page showed."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


class ReasonForm(Versioned):
    """Going back, with the reason."""

    note = forms.CharField(label=_("Lý do"), max_length=2000, widget=forms.Textarea)


class DraftForm(forms.Form):
    """A document as its drafter writes it."""

    agency = forms.ChoiceField(label=_("Cơ quan ban hành"))
    type = forms.ChoiceField(label=_("Loại văn bản"))
    subject = forms.CharField(
        label=_("Trích yếu nội dung"),
        max_length=SUBJECT_MOST,
        help_text=_("Một câu ngắn; công văn không cần ghi “V/v”."),
    )
    addressed_to = forms.CharField(
        label=_("Kính gửi"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Mỗi nơi một dòng. Bắt buộc với công văn."),
    )
    body = forms.CharField(
        label=_("Nội dung"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Mỗi đoạn một dòng. Dòng bắt đầu bằng “Căn cứ” được in nghiêng."),
    )
    places = forms.CharField(
        label=_("Nơi nhận văn bản"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Mỗi nơi một dòng. “Như trên” (khi có nơi kính gửi) và “Lưu: VT” được thêm tự động."),
    )
    urgency = forms.ChoiceField(label=_("Độ khẩn"))
    secrecy = forms.ChoiceField(
        label=_("Độ mật"),
        help_text=_("Hệ thống chỉ nhận văn bản không mật; văn bản mật không được nhập vào đây."),
    )
    unit = forms.CharField(
        label=_("Ký hiệu đơn vị soạn thảo"),
        max_length=15,
        required=False,
        help_text=_("Ví dụ VP; đứng trong số, ký hiệu của công văn."),
    )
    signer = forms.ChoiceField(label=_("Người ký"))
    authority = forms.ChoiceField(label=_("Cách ký"), choices=list(AUTHORITY_TITLES.items()))
    superior = forms.CharField(
        label=_("Chức vụ người giao ký"), max_length=100, required=False,
        help_text=_("Chỉ khi ký thừa lệnh hoặc thừa ủy quyền, ví dụ Chủ tịch."),
    )  # fmt: skip

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        offered: Mapping[str, Choices],
        initial: Mapping[str, Any],
    ) -> None:
        super().__init__(data, initial=dict(initial))
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)
        if "agency" not in offered:
            del self.fields["agency"]

    @property
    def text(self) -> Text:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        return Text(
            type=given["type"],
            subject=" ".join(given["subject"].split()),
            urgency=given["urgency"],
            addressed_to=lines_of(given["addressed_to"]),
            places=lines_of(given["places"]),
            paragraphs=lines_of(given["body"]),
            unit=given["unit"],
            authority=given["authority"],
            superior=given["superior"],
        )


class RegisterForm(forms.Form):
    """Which register is looked at."""

    unit = forms.ChoiceField(label=_("Cơ quan"))
    sequence = forms.ChoiceField(label=_("Dãy số"))
    year = forms.ChoiceField(label=_("Năm"))

    def __init__(
        self, data: Mapping[str, Any], *, units: Choices, sequences: Choices, years: Sequence[int]
    ) -> None:
        super().__init__(data)
        offered = {"unit": units, "sequence": sequences, "year": [(str(one), str(one)) for one in years]}
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)


class TakenForm(forms.Form):
    """A number that stands in the register on paper."""

    number = forms.IntegerField(label=_("Số"), min_value=1)
    notation = forms.CharField(
        label=_("Số, ký hiệu ghi trên văn bản"), max_length=60, help_text=_("Ví dụ 15/QĐ-UBND.")
    )
    dated = forms.DateField(label=_("Ngày văn bản"), input_formats=["%d/%m/%Y", "%Y-%m-%d"])
    about = forms.CharField(label=_("Tên loại và trích yếu"), max_length=600)
    signer = forms.CharField(label=_("Người ký"), max_length=150)
    receivers = forms.CharField(label=_("Nơi nhận văn bản"), max_length=1000)
    reason = forms.CharField(label=_("Lý do lấy số trong sổ giấy"), max_length=300)

"""What officials type of files, cases, hand-overs and disposals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.ui.days import DayField
from tinhso.government.archive.rules import CODE_MOST, TITLE_MOST, Entry, PaperWords

Choices = Sequence[tuple[str, str]]


class Offering(forms.Form):
    """A form some of whose choices are offered by the page."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        offered: Mapping[str, Choices] | None = None,
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}))
        for name, choices in (offered or {}).items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField | forms.MultipleChoiceField)
            field.choices = list(choices)


class Confirmed(Offering):
    """A page that only asks whether it is meant."""


class Versioned(Offering):
    """An act on the version of a file its page was drawn from."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class DayForm(Versioned):
    """An act with the day it counts from."""

    on = DayField(label=_("Ngày tháng"))


class RetentionForm(Versioned):
    """Another retention, and why."""

    retention = forms.ChoiceField(label=_("Thời hạn bảo quản"))
    reason = forms.CharField(label=_("Lý do"), max_length=1000, widget=forms.Textarea)


class DescriptionForm(Versioned):
    """A note on a file."""

    text = forms.CharField(
        label=_("Chú giải"), max_length=4000, required=False, widget=forms.Textarea,
        help_text=_("Điều người mở hồ sơ nhiều năm sau cần biết: việc gì, kết quả ra sao, tài liệu nào còn thiếu."),
    )  # fmt: skip


class ReasonForm(Offering):
    """An act with its reason."""

    reason = forms.CharField(label=_("Lý do"), max_length=2000, widget=forms.Textarea)


class BeginPlanForm(Offering):
    """How the list of a year begins."""

    carry = forms.BooleanField(
        label=_("Chép đề mục và hồ sơ từ danh mục năm trước"), required=False,
        help_text=_("Sửa được từng dòng trước khi lãnh đạo duyệt."),
    )  # fmt: skip


class HeadingForm(Offering):
    """One heading of a list."""

    code = forms.CharField(label=_("Ký hiệu đề mục"), max_length=10, help_text=_("Ví dụ I, II hoặc 01, 02."))
    title = forms.CharField(label=_("Tên đề mục"), max_length=200)


class FileForm(Offering):
    """One line of a list."""

    version = forms.IntegerField(min_value=0, required=False, widget=forms.HiddenInput)
    heading = forms.TypedChoiceField(label=_("Đề mục"), coerce=int)
    code = forms.CharField(
        label=_("Số, ký hiệu hồ sơ"),
        max_length=CODE_MOST,
        help_text=_("Ví dụ 12.VP: số, dấu chấm, ký hiệu đơn vị."),
    )
    title = forms.CharField(
        label=_("Tiêu đề hồ sơ"), max_length=TITLE_MOST, widget=forms.Textarea,
        help_text=_("Ngắn, nêu được việc, nơi và thời gian; mọi người trong cơ quan đọc được tiêu đề này."),
    )  # fmt: skip
    retention = forms.ChoiceField(label=_("Thời hạn bảo quản"))
    starts = forms.ChoiceField(label=_("Thời hạn tính từ"))
    access = forms.ChoiceField(label=_("Chế độ sử dụng"))
    responsible = forms.ChoiceField(label=_("Người phụ trách"))

    @property
    def entry(self) -> Entry:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        return Entry(
            heading=given["heading"],
            code=given["code"].strip(),
            title=given["title"],
            retention=given["retention"],
            starts=given["starts"],
            access=given["access"],
            responsible=UUID(given["responsible"]),
        )


class PaperForm(Offering):
    """A paper that stands in no system."""

    type_title = forms.CharField(
        label=_("Tên loại"), max_length=100, help_text=_("Ví dụ: Biên bản, Bản vẽ, Ảnh.")
    )
    notation = forms.CharField(label=_("Ký hiệu"), max_length=60, required=False)
    dated = DayField(label=_("Ngày tài liệu"))
    author = forms.CharField(
        label=_("Tác giả"), max_length=200, help_text=_("Cơ quan hoặc người lập tài liệu.")
    )
    subject = forms.CharField(label=_("Trích yếu tài liệu"), max_length=TITLE_MOST)
    file = forms.FileField(label=_("Tệp"))

    @property
    def words(self) -> PaperWords:
        """How it is described, once it is valid."""
        given = self.cleaned_data
        return PaperWords(
            given["type_title"], given["notation"], given["dated"], given["author"], given["subject"]
        )


class ThingsForm(Offering):
    """Documents chosen to be filed."""

    things = forms.MultipleChoiceField(label=_("Các văn bản"))


class TakerForm(Offering):
    """The file a document goes into."""

    file = forms.ChoiceField(label=_("Hồ sơ"))


class FilesForm(Offering):
    """Files chosen from a list."""

    chosen = forms.MultipleChoiceField(label=_("Hồ sơ"))


class HoldForm(FilesForm):
    """A case and the files it holds."""

    title = forms.CharField(label=_("Tên vụ việc"), max_length=200)
    reason = forms.CharField(
        label=_("Lý do giữ lại"), max_length=2000, widget=forms.Textarea,
        help_text=_("Theo văn bản nào, của ai; nội dung này được niêm phong."),
    )  # fmt: skip


class TransferForm(FilesForm):
    """Who receives which files."""

    receiver = forms.ChoiceField(label=_("Lưu trữ nhận"))


class DisposalForm(FilesForm):
    """Which files, weighed by whom."""

    council = forms.CharField(
        label=_("Thành viên hội đồng xét hủy"), widget=forms.Textarea, max_length=2000,
        help_text=_("Mỗi người một dòng, ghi họ tên và chức vụ; ít nhất 3 người (theo giả định)."),
    )  # fmt: skip
    minutes = forms.CharField(
        label=_("Biên bản họp hội đồng"),
        max_length=200,
        help_text=_("Số và ngày, ví dụ: Biên bản số 02 ngày 05/01/2027."),
    )

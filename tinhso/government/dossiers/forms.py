"""Shape and wording of what citizens type outside the forms of procedures, and of what officials type."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.people.models import Mandate, Organisation
from tinhso.foundation.ui.days import DayField
from tinhso.government.dossiers.queries.late_steps import TOLD, Narrowed, Offered
from tinhso.government.dossiers.rules import MOST_EXTRA_DAYS, MOST_ORIGINALS

ORGANISATION = "organisation"


class PrincipalForm(forms.Form):
    """A person acted for."""

    name = forms.CharField(
        label=_("Họ, chữ đệm và tên"),
        max_length=150,
        error_messages={"required": _("Ông/bà chưa ghi họ, chữ đệm và tên")},
    )
    birth_date = forms.CharField(
        label=_("Ngày sinh"),
        required=False,
        max_length=10,
        help_text=_("Ví dụ: 05/11/2020, hoặc chỉ năm sinh."),
    )
    national_id = forms.CharField(
        label=_("Số định danh cá nhân"),
        required=False,
        max_length=20,
        help_text=_("12 chữ số, nếu đã được cấp."),
    )
    relation = forms.ChoiceField(
        label=_("Ông/bà làm thay với tư cách"),
        choices=[
            (Mandate.Kind.PARENT, _("Cha, mẹ của trẻ")),
            (Mandate.Kind.GUARDIAN, _("Người giám hộ")),
            (Mandate.Kind.AUTHORISED, _("Người được ủy quyền (người thân, hàng xóm nhờ làm giúp)")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/bà chưa chọn mình làm thay với tư cách gì")},
    )


class OrganisationForm(forms.Form):
    """An organisation acted for."""

    name = forms.CharField(
        label=_("Tên tổ chức"), max_length=250, error_messages={"required": _("Ông/bà chưa ghi tên tổ chức")}
    )
    kind = forms.ChoiceField(
        label=_("Loại tổ chức"),
        choices=Organisation.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/bà chưa chọn loại tổ chức")},
    )
    tax_code = forms.CharField(label=_("Mã số thuế"), required=False, max_length=14)
    address = forms.CharField(label=_("Địa chỉ trụ sở"), required=False, max_length=300)
    relation = forms.ChoiceField(
        label=_("Ông/bà làm thay với tư cách"),
        choices=[
            (Mandate.Kind.LEGAL_REPRESENTATIVE, _("Người đại diện theo pháp luật")),
            (Mandate.Kind.AUTHORISED, _("Người được ủy quyền")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Ông/bà chưa chọn mình làm thay với tư cách gì")},
    )


class Versioned(forms.Form):
    """An act on a dossier as it stood when the page was drawn."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class ApproveForm(Versioned):
    """A leader's word on exactly the content whose digest the page carried."""

    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)


class ReasonForm(Versioned):
    """An act that needs words: why it goes back, what the person asked."""

    note = forms.CharField(label=_("Lý do"), widget=forms.Textarea, max_length=2000)


class PauseForm(ReasonForm):
    """For which of the reasons its procedure knows a dossier is paused, and what is waited for."""

    code = forms.CharField(
        label=_("Tạm dừng vì"),
        max_length=60,
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một lý do.")},
    )


class RefuseForm(Versioned):
    """A refusal in writing."""

    reason = forms.CharField(
        label=_("Lý do không tiếp nhận, giải quyết"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=_("Người nộp đọc đúng những lời này trên phiếu từ chối."),
    )
    basis = forms.CharField(
        label=_("Căn cứ pháp lý"), max_length=200, help_text=_("Điều, khoản của văn bản làm căn cứ từ chối.")
    )


class ApologyForm(Versioned):
    """An apology for what is late, with the extra time it needs."""

    reason = forms.ChoiceField(
        label=_("Nhóm lý do"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Chọn một lý do.")},
    )
    note = forms.CharField(
        label=_("Lý do cụ thể"),
        widget=forms.Textarea,
        max_length=1000,
        help_text=_("Người nộp đọc đúng những lời này trên văn bản xin lỗi."),
    )
    days = forms.IntegerField(
        label=_("Thời gian cần thêm (ngày làm việc)"),
        min_value=1,
        max_value=MOST_EXTRA_DAYS,
        help_text=_("Tính từ hạn đã hẹn, hoặc từ hôm nay nếu đã quá hạn; ngày nghỉ không tính."),
    )

    def __init__(self, *args: Any, reasons: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["reason"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(reasons)


class RegisterForm(forms.Form):
    """Of which unit, and over which days, the register is asked for."""

    unit = forms.ChoiceField(label=_("Đơn vị"), error_messages={"required": _("Chọn một đơn vị.")})
    first = DayField(label=_("Từ ngày"))
    last = DayField(label=_("Tính đến ngày"))

    def __init__(self, *args: Any, units: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(units)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("first") and cleaned.get("last") and cleaned["first"] > cleaned["last"]:
            self.add_error("last", _("Ngày cuối phải không sớm hơn ngày đầu."))
        return cleaned

    @property
    def days(self) -> tuple[date, date]:
        """First and last, both inclusive."""
        return self.cleaned_data["first"], self.cleaned_data["last"]


class OriginalForm(forms.Form):
    """Originals of one component, taken in."""

    paper = forms.ChoiceField(label=_("Giấy tờ"), error_messages={"required": _("Chọn một thành phần.")})
    count = forms.IntegerField(label=_("Số bản chính"), min_value=1, max_value=MOST_ORIGINALS, initial=1)

    def __init__(self, *args: Any, papers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["paper"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(papers)


class ScanForm(forms.Form):
    """The scan of one component, brought on paper."""

    paper = forms.ChoiceField(label=_("Giấy tờ"), error_messages={"required": _("Chọn một thành phần.")})
    file = forms.FileField(
        label=_("Bản quét"), error_messages={"required": _("Chọn tệp quét."), "empty": _("Tệp rỗng.")}
    )
    sign = forms.BooleanField(
        label=_("Ký số bằng chứng thư số của tôi: bản quét đúng với bản giấy"), required=False
    )

    def __init__(self, *args: Any, papers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["paper"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(papers)


class SupplementForm(Versioned):
    """The head of a request to complete a dossier."""

    basis = forms.CharField(
        label=_("Căn cứ pháp lý"),
        max_length=200,
        required=False,
        help_text=_("Văn bản quy định thành phần hồ sơ hoặc cách khai."),
    )


OTHER = "other"


class LackForm(forms.Form):
    """One thing to complete."""

    subject = forms.ChoiceField(label=_("Giấy tờ hoặc mục khai"), required=False)
    title = forms.CharField(
        label=_("Tên mục"), max_length=300, required=False, help_text=_("Chỉ ghi khi chọn “Nội dung khác”.")
    )
    fault = forms.CharField(label=_("Thiếu hoặc sai gì"), required=False, max_length=1000)
    remedy = forms.CharField(label=_("Cách khắc phục"), required=False, max_length=1000)

    def __init__(self, *args: Any, subjects: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._subjects = dict(subjects)
        field = self.fields["subject"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("Chọn mục cần bổ sung")), *subjects, (OTHER, _("Nội dung khác"))]

    @property
    def named(self) -> str:
        """What is to be completed, in words; empty for a row left blank."""
        words = self._subjects.get(self.cleaned_data.get("subject", ""), "")
        return words.partition(": ")[2] if words else str(self.cleaned_data.get("title", ""))


LackFormSet = forms.formset_factory(LackForm, extra=0, min_num=1, max_num=30, absolute_max=30)


class DraftForm(Versioned):
    """The plain texts of a result, as the officer corrects them. `content` maps keys to `(label, text, is a date)`."""

    def __init__(self, *args: Any, texts: Mapping[str, tuple[str, str, bool]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, (label, text, dated) in texts.items():
            widget = forms.Textarea if len(text) > 90 else forms.DateInput if dated else forms.TextInput
            self.fields[f"text-{key}"] = forms.CharField(
                label=label, initial=text, required=False, max_length=2000, widget=widget
            )
        self._dates = {key for key, (_, _, dated) in texts.items() if dated}

    def clean(self) -> dict[str, Any]:
        """Dates come back as the content keeps them."""
        cleaned = super().clean() or self.cleaned_data
        for key in self._dates:
            name = f"text-{key}"
            try:
                day, month, year = map(int, str(cleaned.get(name, "")).split("/"))
                cleaned[name] = date(year, month, day).isoformat()
            except ValueError:
                self.add_error(name, _("Ghi ngày theo dạng 21/11/2026."))
        return cleaned

    def texts(self) -> dict[str, str]:
        """The corrected texts by their keys."""
        return {
            name.removeprefix("text-"): value
            for name, value in self.cleaned_data.items()
            if name.startswith("text-")
        }


class AssignForm(forms.Form):
    """Open steps of several dossiers for one colleague."""

    dossiers = forms.MultipleChoiceField(error_messages={"required": _("Đánh dấu ít nhất một hồ sơ.")})
    holder = forms.ChoiceField(label=_("Giao cho"), error_messages={"required": _("Chọn người được giao.")})

    def __init__(
        self, *args: Any, colleagues: Sequence[tuple[str, str]], sent: Sequence[str] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        holder, dossiers = self.fields["holder"], self.fields["dossiers"]
        assert isinstance(holder, forms.ChoiceField)
        assert isinstance(dossiers, forms.MultipleChoiceField)
        holder.choices = [("", _("Chọn người")), *colleagues]
        self.offers = bool(colleagues)
        dossiers.choices = [(key, key) for key in sent if _is_key(key)]


class LateStepForm(forms.Form):
    """What the list of late steps is narrowed by; what is not understood narrows nothing."""

    text = forms.CharField(required=False, max_length=150)
    agency = forms.ChoiceField(label=_("Cơ quan"), required=False)
    step = forms.ChoiceField(label=_("Bước"), required=False)
    told = forms.ChoiceField(
        label=_("Tình trạng"), required=False, choices=[("", _("Tất cả")), *TOLD.items()]
    )

    def __init__(self, *args: Any, offered: Offered, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, options in (("agency", offered.agencies), ("step", offered.steps)):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Tất cả")), *options]

    def narrowed(self) -> Narrowed:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value}
        if "agency" in given:
            given["agency"] = UUID(given["agency"])
        return Narrowed(**given)

    @property
    def active(self) -> int:
        return sum(bool(value) for name, value in self.cleaned_data.items() if name != "text")


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True

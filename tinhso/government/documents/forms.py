"""What officials type of a document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.ui.days import DayField
from tinhso.government.documents.rules import AUTHORITY_TITLES, COPIES_MOST, SUBJECT_MOST, Text, lines_of
from tinhso.government.documents.rules.incoming import REASON_MOST, WORDS_MOST, Slip

Choices = Sequence[tuple[str, str]]


class Versioned(forms.Form):
    """An act on the version of a document its page was drawn from."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)


class ApproveForm(Versioned):
    """An act on exactly the text its page showed."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)


_NO_SUBJECT = _("Xin ghi trích yếu nội dung.")


class ChosenField(forms.Field):
    """Documents marked on a page, each as `id:version:digest`."""

    widget = forms.MultipleHiddenInput

    def to_python(self, value: Any) -> list[tuple[UUID, int, str]]:
        found = []
        for one in value or ():
            try:
                document, version, digest = str(one).split(":")
                found.append((UUID(document), int(version), digest[:64]))
            except ValueError:
                raise forms.ValidationError(
                    _("Danh sách đã chọn không đọc được; xin tải lại trang.")
                ) from None
        return found


class BatchForm(forms.Form):
    """Many documents with one press."""

    chosen = ChosenField(label=_("Văn bản"), error_messages={"required": _("Xin chọn ít nhất một văn bản.")})


class ReasonForm(Versioned):
    """Going back, with the reason."""

    note = forms.CharField(label=_("Lý do"), max_length=2000, widget=forms.Textarea)


class ChangeForm(Versioned):
    """What is done to an issued document, and why: receivers read the words."""

    reason = forms.CharField(
        label=_("Lý do"),
        max_length=500,
        widget=forms.Textarea,
        help_text=_("Gửi đến mọi nơi nhận. Không ghi nội dung mật hay thông tin cá nhân không cần thiết."),
    )


class ReplaceForm(ChangeForm):
    """The same, with the document that stands in its place."""

    by = forms.ChoiceField(label=_("Văn bản thay thế"))
    field_order = ("by", "reason")

    def __init__(self, *args: Any, offered: Choices = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by = self.fields["by"]
        assert isinstance(by, forms.ChoiceField)
        by.choices = [("", _("Chọn văn bản")), *offered]


class Chosen(forms.MultipleChoiceField):
    """Keys of places; whether each is there is for the action to say."""

    def valid_value(self, value: Any) -> bool:
        return True


class ReaddressForm(ChangeForm):
    """The same, with the receivers as they are to be."""

    receivers = Chosen(label=_("Gửi điện tử tới"), required=False)


class GroupForm(forms.Form):
    """Places that an agency often writes to together."""

    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    agency = forms.ChoiceField(label=_("Cơ quan"))
    name = forms.CharField(
        label=_("Tên nhóm"), max_length=100, help_text=_("Ví dụ: Các xã, phường khu vực Trà Vinh.")
    )
    receivers = Chosen(label=_("Nơi nhận trong nhóm"))

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, offices: Choices = (), initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        if offices:
            field = self.fields["agency"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(offices)
        # A new one has no version yet, one that is there keeps its agency.
        del self.fields["version" if offices else "agency"]


class PassForm(Versioned):
    """Into the hands of another records clerk."""

    to = forms.ChoiceField(label=_("Văn thư nhận"))
    note = forms.CharField(label=_("Lời nhắn"), max_length=REASON_MOST, required=False, widget=forms.Textarea)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, clerks: Choices, initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        field = self.fields["to"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(clerks)


class RemarkForm(forms.Form):
    """Something said of a draft, of the whole or of one of its parts."""

    quote = forms.ChoiceField(label=_("Góp ý cho"), required=False)
    words = forms.CharField(label=_("Góp ý"), max_length=2000, widget=forms.Textarea)

    def __init__(self, data: Mapping[str, Any] | None = None, *, parts: Sequence[str] = ()) -> None:
        super().__init__(data)
        quote = self.fields["quote"]
        assert isinstance(quote, forms.ChoiceField)
        cut = [(one, one if len(one) <= 90 else f"{one[:90]}…") for one in dict.fromkeys(parts)]
        quote.choices = [("", _("Toàn văn bản")), *cut]


class DraftForm(forms.Form):
    """A document as its drafter writes it."""

    agency = forms.ChoiceField(label=_("Cơ quan ban hành"))
    type = forms.ChoiceField(label=_("Loại văn bản"))
    subject = forms.CharField(
        label=_("Trích yếu nội dung"),
        max_length=SUBJECT_MOST,
        help_text=_("Một câu ngắn; công văn không cần ghi “V/v”."),
        error_messages={"required": _NO_SUBJECT},
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
        help_text=_(
            "Mỗi đoạn một dòng: “Căn cứ …;”, “Chương I. …”, “Điều 1. …”, “1. …”, “a) …”, bảng, phụ lục được nhận ra và "
            "trình bày đúng thể thức."
        ),
    )
    places = forms.CharField(
        label=_("Nơi nhận văn bản"),
        required=False,
        widget=forms.Textarea,
        help_text=_("Mỗi nơi một dòng. “Như trên” (khi có nơi kính gửi) và “Lưu: VT” được thêm tự động."),
    )
    receivers = Chosen(label=_("Gửi điện tử tới"), required=False)
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
    circulation = forms.ChoiceField(
        label=_("Phạm vi lưu hành"),
        required=False,
        help_text=_("In trong khung dưới số, ký hiệu. Không phải độ mật."),
    )
    mark = forms.CharField(
        label=_("Ký hiệu người soạn thảo"), max_length=10, required=False,
        help_text=_("Chữ in hoa viết liền, ví dụ NVA; in dưới nơi nhận."),
    )  # fmt: skip
    copies = forms.IntegerField(
        label=_("Số lượng bản phát hành"), min_value=1, max_value=COPIES_MOST, required=False,
        help_text=_("Số bản giấy; in cạnh ký hiệu người soạn thảo và ghi vào sổ."),
    )  # fmt: skip
    contact = forms.BooleanField(label=_("In địa chỉ cơ quan ở chân trang đầu"), required=False)
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
            circulation=given["circulation"],
            mark=given["mark"].strip(),
            copies=given["copies"] or 0,
            contact=given["contact"],
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
    dated = DayField(label=_("Ngày văn bản"))
    about = forms.CharField(label=_("Tên loại và trích yếu"), max_length=600)
    signer = forms.CharField(label=_("Người ký"), max_length=150)
    receivers = forms.CharField(label=_("Nơi nhận văn bản"), max_length=1000)
    reason = forms.CharField(label=_("Lý do lấy số trong sổ giấy"), max_length=300)


class FindForm(forms.Form):
    """What documents are looked for by. Its names stand in the address."""

    q = forms.CharField(label=_("Từ cần tìm"), max_length=200, required=False)
    chieu = forms.ChoiceField(label=_("Đi hay đến"), required=False)
    loai = forms.ChoiceField(label=_("Loại văn bản"), required=False)
    do_khan = forms.ChoiceField(label=_("Độ khẩn"), required=False)
    co_quan = forms.ChoiceField(label=_("Văn bản của cơ quan"), required=False)
    noi_gui = forms.CharField(label=_("Nơi ban hành"), max_length=100, required=False)
    tu = DayField(label=_("Từ ngày"), required=False)
    den = DayField(label=_("Đến ngày"), required=False)

    def __init__(self, data: Mapping[str, Any], *, offered: Mapping[str, Choices]) -> None:
        super().__init__(data)
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(choices)
            if not choices:
                del self.fields[name]


class ReturnForm(Versioned):
    """Going back to its sender, with the reason as carriers take it."""

    note = forms.CharField(
        label=_("Lý do"),
        max_length=REASON_MOST,
        widget=forms.Textarea,
        help_text=_("Nơi gửi sẽ đọc lý do này."),
    )


class SlipForm(forms.Form):
    """What the records clerk reads off a document that comes without a description of its own."""

    agency = forms.ChoiceField(label=_("Cơ quan nhận"))
    sender = forms.CharField(
        label=_("Nơi gửi"), max_length=300, help_text=_("Cơ quan, tổ chức hoặc người gửi.")
    )
    number = forms.CharField(label=_("Số"), max_length=20, required=False)
    symbol = forms.CharField(
        label=_("Ký hiệu"),
        max_length=39,
        required=False,
        help_text=_("Phần sau dấu gạch chéo, ví dụ STC-VP."),
    )
    dated = DayField(label=_("Ngày văn bản"))
    type = forms.ChoiceField(label=_("Loại văn bản"), required=False)
    subject = forms.CharField(
        label=_("Trích yếu nội dung"), max_length=SUBJECT_MOST, error_messages={"required": _NO_SUBJECT}
    )
    urgency = forms.ChoiceField(label=_("Độ khẩn"))
    secrecy = forms.ChoiceField(
        label=_("Độ mật"), help_text=_("Văn bản mật không nhập vào hệ thống này; đăng ký trong sổ riêng.")
    )
    signer = forms.CharField(label=_("Người ký"), max_length=150, required=False)
    position = forms.CharField(label=_("Chức vụ người ký"), max_length=100, required=False)
    due = DayField(label=_("Hạn trả lời ghi trên văn bản"), required=False)
    file = forms.FileField(
        label=_("Bản quét"), required=False, help_text=_("PDF hoặc ảnh; thêm được sau khi lưu.")
    )

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        files: Any = None,
        *,
        offered: Mapping[str, Choices],
        initial: Mapping[str, Any] | None = None,
        without: Sequence[str] = (),
    ) -> None:
        super().__init__(data, files, initial=dict(initial or {}))
        for name in without:
            del self.fields[name]
        for name, choices in offered.items():
            field = self.fields.get(name)
            if isinstance(field, forms.ChoiceField):
                field.choices = list(choices)

    @property
    def slip(self) -> Slip:
        """What was typed, once it is valid."""
        given = self.cleaned_data
        return Slip(
            sender=" ".join(given["sender"].split()), number=given["number"].strip(), symbol=given["symbol"].strip(),
            dated=given["dated"], type=given["type"], subject=" ".join(given["subject"].split()),
            urgency=given["urgency"], due=given["due"], signer=given["signer"].strip(),
            position=given["position"].strip(),
        )  # fmt: skip


class TakeInForm(Versioned):
    """Into the register of incoming documents, and before a leader."""

    leader = forms.ChoiceField(label=_("Trình lãnh đạo"))
    taken = forms.IntegerField(
        label=_("Số đến đã ghi trong sổ giấy"), required=False, min_value=1,
        help_text=_("Để trống: hệ thống cấp số tiếp theo của năm."),
    )  # fmt: skip
    arrived_on = DayField(label=_("Ngày đến ghi trong sổ giấy"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, leaders: Choices, initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        field = self.fields["leader"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(leaders)


class InstructForm(Versioned):
    """A leader's word, and whom it is given to."""

    text = forms.CharField(label=_("Ý kiến chỉ đạo"), max_length=WORDS_MOST, widget=forms.Textarea)
    lead = forms.ChoiceField(
        label=_("Chủ trì"),
        required=False,
        help_text=_("Không chọn ai: văn bản để biết, lưu; không phải xử lý."),
    )
    handle_by = DayField(
        label=_("Hạn xử lý"),
        required=False,
        help_text=_("Ngày làm việc."),
    )
    together = forms.MultipleChoiceField(
        label=_("Phối hợp"), required=False, widget=forms.CheckboxSelectMultiple
    )
    informed = forms.MultipleChoiceField(
        label=_("Để biết"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, hands: Choices, initial: Mapping[str, Any]
    ) -> None:
        super().__init__(data, initial=dict(initial))
        for name in ("lead", "together", "informed"):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [("", _("Không giao, chỉ lưu")), *hands] if name == "lead" else list(hands)


class RecallForm(Versioned):
    """The answer to a sender that asks for a document back."""

    AGREE, DECLINE = "dong-y", "khong-dong-y"
    answer = forms.ChoiceField(
        label=_("Trả lời nơi gửi"),
        choices=[
            (AGREE, _("Đồng ý: hủy văn bản, dòng trong sổ vẫn giữ và ghi rõ đã thu hồi")),
            (DECLINE, _("Không đồng ý")),
        ],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("Lý do không đồng ý"), max_length=REASON_MOST, required=False, widget=forms.Textarea
    )


class IncomingBookForm(forms.Form):
    """Which register of incoming documents is looked at."""

    unit = forms.ChoiceField(label=_("Cơ quan"))
    year = forms.ChoiceField(label=_("Năm"))
    q = forms.CharField(label=_("Tìm trong sổ"), max_length=150, required=False)

    def __init__(self, data: Mapping[str, Any], *, units: Choices, years: Sequence[int]) -> None:
        super().__init__(data)
        offered = {"unit": list(units), "year": [(str(one), str(one)) for one in years]}
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = choices


class CopyForm(forms.Form):
    """What copy is wanted, and for whom."""

    kind = forms.ChoiceField(label=_("Hình thức sao"))
    pages = forms.CharField(
        label=_("Trang cần trích"),
        max_length=100,
        required=False,
        help_text=_("Chỉ khi trích sao, ví dụ 1-3, 5."),
    )
    receivers = forms.CharField(
        label=_("Nơi nhận bản sao"), widget=forms.Textarea, help_text=_("Mỗi nơi một dòng.")
    )

    def __init__(self, data: Mapping[str, Any] | None = None, *, kinds: Choices) -> None:
        super().__init__(data)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(kinds)


class DecideForm(Versioned):
    """The leader's word on a copy."""

    reason = forms.CharField(
        label=_("Lý do, khi không cho sao"), max_length=300, required=False, widget=forms.Textarea
    )

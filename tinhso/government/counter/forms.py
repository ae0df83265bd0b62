"""What clerks type at the counter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.ui.days import DayField
from tinhso.government.counter.rules import CLOSING_TITLES, CONSENT_TITLES, Closing, NewPerson, Proof

HERE, THERE = "here", "there"


class NumberForm(forms.Form):
    """By what a person is looked for."""

    number = forms.CharField(label=_("Số định danh cá nhân hoặc số điện thoại"), max_length=20)


class BeginForm(forms.Form):
    """Who is helped with what, and how they agreed."""

    person = forms.ChoiceField(label=_("Người được giúp"), widget=forms.RadioSelect)
    name = forms.CharField(label=_("Họ và tên"), max_length=150, required=False)
    national_id = forms.CharField(label=_("Số định danh cá nhân"), max_length=20, required=False)
    birth_date = DayField(label=_("Ngày sinh"), required=False)
    phone = forms.CharField(label=_("Số điện thoại"), max_length=20, required=False)
    address = forms.CharField(label=_("Nơi ở"), max_length=300, required=False)
    procedure = forms.ChoiceField(label=_("Thủ tục"))
    commune = forms.ChoiceField(
        label=_("Nơi giải quyết"),
        required=False,
        help_text=_("Xã, phường có thẩm quyền, với thủ tục do cấp xã giải quyết: bất cứ nơi nào trong tỉnh."),
    )
    receives = forms.ChoiceField(
        label=_("Quầy nào tiếp nhận?"),
        choices=[
            (HERE, _("Quầy này tiếp nhận, rồi chuyển đến cơ quan giải quyết nếu ở nơi khác")),
            (THERE, _("Quầy này chỉ giúp nộp; quầy của cơ quan giải quyết tiếp nhận")),
        ],
        widget=forms.RadioSelect,
    )
    consent = forms.ChoiceField(
        label=_("Người nộp đồng ý để cán bộ nộp hồ sơ giúp bằng cách nào?"),
        choices=list(CONSENT_TITLES.items()),
        widget=forms.RadioSelect,
    )
    NEW = "new"

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        people: Sequence[tuple[str, str]],
        procedures: Sequence[tuple[str, str]],
        communes: Mapping[str, str],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=dict(initial or {}))
        chosen, procedure, commune = (self.fields[name] for name in ("person", "procedure", "commune"))
        assert isinstance(chosen, forms.ChoiceField)
        assert isinstance(procedure, forms.ChoiceField)
        assert isinstance(commune, forms.ChoiceField)
        commune.choices = [("", _("Chọn xã, phường")), *communes.items()]
        chosen.choices = [
            *people,
            (self.NEW, _("Người chưa có trong hệ thống: ghi theo giấy tờ tùy thân đã xem")),
        ]
        procedure.choices = [("", _("Chọn thủ tục")), *procedures]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("person") == self.NEW:
            for field in ("name", "national_id"):
                if not given.get(field):
                    self.add_error(field, _("Ghi theo giấy tờ tùy thân."))
        return given

    def new_person(self) -> NewPerson:
        """What was typed of somebody new."""
        given = self.cleaned_data
        born: date | None = given["birth_date"]
        return NewPerson(
            name=given["name"], national_id=given["national_id"], birth_date=born.isoformat() if born else "",
            phone=given["phone"], address=given["address"],
        )  # fmt: skip


class HandOverForm(forms.Form):
    """By what somebody shows that a result is theirs to take."""

    proof = forms.ChoiceField(
        label=_("Người nhận chứng minh bằng"),
        choices=[
            (Proof.CODE, _("Mã nhận kết quả")),
            (Proof.IDENTITY_PAPER, _("Giấy tờ tùy thân (không có điện thoại hoặc mất mã)")),
        ],
        widget=forms.RadioSelect,
    )
    code = forms.CharField(label=_("Mã nhận kết quả"), max_length=10, required=False)
    paper = forms.ChoiceField(label=_("Giấy tờ đã xem"), required=False)

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, papers: Mapping[str, str], **given: Any
    ) -> None:
        super().__init__(data, **given)
        paper = self.fields["paper"]
        assert isinstance(paper, forms.ChoiceField)
        paper.choices = [("", _("Chọn loại giấy tờ")), *papers.items()]


CLOSINGS = [(one.value, title) for one, title in CLOSING_TITLES.items() if one != Closing.RUN_OUT]
"""What an official may say; that a slip ran out is for the clock to say."""


class ClosingForm(forms.Form):
    """Why no dossier comes of a slip."""

    closing = forms.ChoiceField(label=_("Vì sao không nộp?"), choices=CLOSINGS, widget=forms.RadioSelect)

"""One field component draws Django's bound fields and plain values alike."""

from datetime import date

import pytest
from django import forms

from tinhso.foundation.ui.controls import control, faults
from tinhso.foundation.ui.tests.drawing import drawn


class Birth(forms.Form):
    name = forms.CharField(label="Họ và tên", help_text="Viết đủ")
    born = forms.DateField(
        label="Ngày sinh", input_formats=["%d/%m/%Y"], widget=forms.DateInput(format="%d/%m/%Y")
    )
    sex = forms.ChoiceField(label="Giới tính", choices=[("m", "Nam"), ("f", "Nữ")], widget=forms.RadioSelect)
    kin = forms.MultipleChoiceField(
        label="Giấy tờ", choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple, required=False
    )
    sure = forms.BooleanField(label="Tôi cam đoan")
    paper = forms.FileField(label="Giấy chứng sinh", required=False)

    def clean(self) -> None:
        self.add_error(None, "Hồ sơ trùng")


def test_a_day_stands_there_as_people_type_it() -> None:
    assert control(Birth(initial={"born": date(2026, 11, 2)})["born"], {}).value == "02/11/2026"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("name", "text"),
        ("born", "date"),
        ("sex", "radio"),
        ("kin", "checkboxes"),
        ("sure", "checkbox"),
        ("paper", "file"),
    ],
)
def test_the_kind_follows_the_widget(name: str, kind: str) -> None:
    assert control(Birth()[name], {}).kind == kind


def test_answers_are_kept_and_faults_stand_beside_them() -> None:
    form = Birth({"name": "<b>Hoa</b>", "born": "31/02/2026", "sex": "f", "kin": ["b"]})
    name, born = (
        drawn('<c-field :field="form.name" />', form=form),
        drawn('<c-field :field="form.born" />', form=form),
    )
    assert 'value="&lt;b&gt;Hoa&lt;/b&gt;"' in name
    assert "field-wrong" not in name
    assert 'value="31/02/2026"' in born
    assert 'aria-invalid="true"' in born
    assert 'aria-describedby="id_born-error"' in born
    assert 'id="id_born-error"' in born
    assert [option.chosen for option in control(form["kin"], {}).options] == [False, True]
    assert [option.chosen for option in control(form["sex"], {}).options] == [False, True]


def test_the_summary_leads_to_controls_that_are_there() -> None:
    form = Birth({})
    found = faults(form)
    assert found[0] == ("", "Hồ sơ trùng")
    ids = {key for key, _ in found if key}
    assert ids == {"id_name", "id_born", "id_sex", "id_sure"}
    page = "".join(drawn('<c-field :field="f" />', f=form[name]) for name in ("name", "born", "sex", "sure"))
    assert all(f'id="{key}"' in page for key in ids)


def test_what_the_page_gives_wins() -> None:
    assert control(Birth()["name"], {"label": "Tên con", "hint": ""}).label == "Tên con"
    assert control(Birth()["name"], {"label": "Tên con", "hint": ""}).hint == "Viết đủ"


def test_the_label_names_its_control() -> None:
    page = drawn(
        '<c-field name="phone" type="tel" label="Số điện thoại" value="0900" data-x="{{ x }}" />', x='"><i>'
    )
    assert '<label for="id_phone">Số điện thoại</label>' in page
    assert 'type="tel" id="id_phone" name="phone" value="0900"' in page
    assert 'autocomplete="tel"' in page
    assert "<i>" not in page


def test_a_password_is_never_sent_back() -> None:
    class SignIn(forms.Form):
        secret = forms.CharField(widget=forms.PasswordInput)

    assert control(SignIn({"secret": "hoa-sen"})["secret"], {}).value == ""


def test_an_unknown_kind_is_a_mistake_of_the_page() -> None:
    with pytest.raises(ValueError, match="colour"):
        control(None, {"name": "x", "type": "colour"})
    with pytest.raises(ValueError, match="name"):
        control(None, {"label": "x"})


def test_an_empty_field_is_named_beside_it_and_in_the_summary() -> None:
    form = Birth({})
    words = {"id_name": "Chưa điền: Họ và tên", "id_born": "Chưa điền: Ngày sinh", "id_sex": "Chưa chọn: Giới tính",
             "id_sure": "Chưa chọn: Tôi cam đoan"}  # fmt: skip
    assert dict(faults(form)) == {"": "Hồ sơ trùng", **words}
    assert "Chưa điền: Họ và tên" in drawn('<c-field :field="form.name" />', form=form)
    own = Birth({})
    own.fields["name"].error_messages["required"] = "Xin ghi tên"
    assert ("id_name", "Xin ghi tên") in faults(own)

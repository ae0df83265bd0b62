"""Which questions are asked, what is sent, what is kept."""

from tinhso.foundation.forms import rules
from tinhso.foundation.forms.shapes import FormBody, Page
from tinhso.foundation.forms.tests.factories import answers, birth, context


def page(form: FormBody, key: str) -> Page:
    return next(page for page in form.pages if page.key == key)


def reasons(checked: rules.Checked) -> dict[str, str]:
    return {fault.field: fault.reason for fault in checked.faults}


def test_sound_answers_pass_unchanged() -> None:
    assert rules.clean_all(birth(), answers(), context()) == (answers(), (), ())


def test_a_hidden_answer_is_not_sent_and_decides_nothing() -> None:
    kept = answers(relation_text="Cậu ruột", relation_proof="Giấy xác nhận")
    checked = rules.clean_all(birth(), kept, context())
    assert checked.answers == answers()
    assert not checked.faults
    shown = rules.visible_questions(birth(), kept, context())
    assert not {"relation_text", "relation_proof"} & {question.key for question in shown}


def test_a_question_that_comes_up_must_be_answered() -> None:
    checked = rules.clean_all(birth(), answers(relation="other"), context())
    assert reasons(checked) == {"relation_text": "Ông/bà chưa nhập “Ghi rõ quan hệ”"}


def test_pages_come_and_go_with_what_is_given() -> None:
    def keys(**given: str) -> list[str]:
        return [page.key for page in rules.visible_pages(birth(), answers(), context(**given))]

    assert keys(case="usual") == ["nguoi-khai", "tre-em", "cha", "cam-doan"]
    assert keys(case="no_father") == ["nguoi-khai", "tre-em", "cam-doan"]


def test_answers_of_a_page_that_is_not_asked_are_left_out() -> None:
    checked = rules.clean_all(birth(), answers(), context(case="no_father"))
    assert "father.name" not in checked.answers
    assert not checked.faults


def test_unknown_keys_are_refused_on_every_channel() -> None:
    form = birth()
    assert "is_admin" in reasons(rules.clean_all(form, {**answers(), "is_admin": True}, context()))
    checked = rules.clean_page(form, page(form, "cam-doan"), {"pledge": "yes", "words": "x"}, {}, context())
    assert "words" in reasons(checked)


def test_keys_nobody_could_print_are_still_named() -> None:
    checked = rules.clean_all(birth(), {**answers(), "\ud800": 1, "x" * 9999: 1}, context())
    assert all(fault.field.isascii() and len(fault.field) < 1000 for fault in checked.faults)


def test_what_is_not_a_mapping_is_refused() -> None:
    raws: tuple[object, ...] = (None, [], "x", 3)
    for raw in raws:
        assert rules.clean_all(birth(), raw, context()).faults


def test_a_rule_between_answers_speaks_at_its_field() -> None:
    checked = rules.clean_all(birth(), answers(father__birth_date="2026-11-20"), context())
    assert reasons(checked) == {"father.birth_date": "Cha phải sinh trước con"}


def test_a_rule_waits_for_the_answers_it_rests_on() -> None:
    checked = rules.clean_all(birth(), answers(child__birth_date="31/02/2026"), context())
    assert list(reasons(checked)) == ["child.birth_date"]


def test_a_soft_rule_warns_and_lets_pass() -> None:
    checked = rules.clean_all(birth(), answers(copies__wanted=True, copies__count=9), context())
    assert not checked.faults
    assert [warning.field for warning in checked.warnings] == ["copies.count"]


def test_a_draft_keeps_hidden_answers() -> None:
    form = birth()
    first = page(form, "nguoi-khai")
    draft = rules.clean_page(
        form, first, {"requester.name": "An", "relation": "other", "relation_text": "Cậu"}, {}, context()
    ).answers
    draft = rules.clean_page(
        form, first, {"requester.name": "An", "relation": "father", "relation_text": ""}, draft, context()
    ).answers
    assert draft["relation_text"] == "Cậu"
    assert "relation_text" not in rules.clean_all(form, answers(**draft), context()).answers


def test_an_emptied_box_leaves_the_draft_and_a_faulty_one_does_not() -> None:
    form, draft = birth(), answers()
    checked = rules.clean_page(
        form, page(form, "nguoi-khai"), {"requester.name": "", "relation": "chú"}, draft, context()
    )
    assert set(reasons(checked)) == {"requester.name", "relation"}
    assert checked.answers["relation"] == "father"


def test_a_page_checks_only_rules_whose_answers_were_asked() -> None:
    form = birth()
    pledge = rules.clean_page(
        form, page(form, "cam-doan"), {"copies.wanted": "no", "pledge": "no"}, {}, context()
    )
    assert reasons(pledge) == {"pledge": "Cần cam đoan thì mới nộp được"}
    father = {"father.name": "An", "father.birth_date": "2026-11-20"}
    checked = rules.clean_page(form, page(form, "cha"), father, answers(), context())
    assert "father.birth_date" in reasons(checked)


def test_a_condition_inside_a_row_looks_at_that_row() -> None:
    rows = [{"name": "An", "twin": True}, {"name": "Bé", "twin": False, "hour": "07:00"}]
    checked = rules.clean_all(birth(), answers(siblings=rows), context())
    assert list(reasons(checked)) == ["siblings.0.hour"]
    rows[0]["hour"] = "6h15"
    checked = rules.clean_all(birth(), answers(siblings=rows), context())
    assert checked.answers["siblings"] == [
        {"name": "An", "twin": True, "hour": "06:15"},
        {"name": "Bé", "twin": False},
    ]


def test_a_draft_starts_with_defaults_and_what_is_known() -> None:
    first = rules.first_answers(birth(), {"account.name": "Thạch Văn Mẫu"}, context())
    assert first == {"requester.name": "Thạch Văn Mẫu", "copies.wanted": False}


def test_only_declared_facts_leave_the_envelope() -> None:
    assert rules.facts_of(birth(), answers()) == {"child.sex": "female"}


def test_the_summary_shows_what_is_asked_as_people_read_it() -> None:
    given = answers(siblings=[{"name": "An", "twin": False}])
    sections = rules.summary(birth(), given, context(case="no_father"))
    assert [section.page.key for section in sections] == ["nguoi-khai", "tre-em", "cam-doan"]
    lines = {line.key: line for section in sections for line in section.lines}
    assert lines["child.birth_date"].text == "01/11/2026"
    assert lines["child.birth_date"].sensitive
    assert lines["child.sex"].text == "Nữ"
    assert lines["siblings"].headings == ("Tên", "Sinh đôi", "Giờ sinh")
    assert lines["siblings"].rows == (("An", "Không", ""),)

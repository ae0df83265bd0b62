"""What is written in `packs/vietnam` about procedures, forms and processes holds together.

The files are read as plain YAML, apart from the code that applies packs: what an author can get wrong is
found here even before a pack is planned.
"""

from __future__ import annotations

import csv
import itertools
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from tests.journeys.answering import prechecks
from tinhso.foundation.conditions.rules import fields_of, holds
from tinhso.foundation.conditions.shapes import Condition, Shape
from tinhso.foundation.forms.registry import Context
from tinhso.foundation.forms.rules import clean_all, visible_pages
from tinhso.foundation.forms.shapes import FormBody, Page, Question, Rule
from tinhso.foundation.partners.sources import sources
from tinhso.foundation.procedures.rules import case_for, fees_for, papers_for, time_limit_for
from tinhso.foundation.procedures.shapes import (
    Case,
    Channel,
    Exemption,
    Fee,
    Paper,
    ProcedureBody,
    TimeLimit,
)
from tinhso.foundation.workflow.shapes import ProcessBody

pytestmark = pytest.mark.once

PACK = Path(__file__).resolve().parents[1] / "packs" / "vietnam"
SHAPES: Mapping[str, type[Shape]] = {"procedure": ProcedureBody, "form": FormBody, "process": ProcessBody}
FOLDERS = {"procedure": "procedures", "form": "forms", "process": "processes"}

FACTS = frozenset({"channel", "case", "territory"})
"""What conditions of a procedure may name though nobody is asked it: `procedures.rules` hands them in."""

DAY = date(2026, 11, 20)

AREAS: Mapping[str, frozenset[str]] = {
    "justice": frozenset({"Hộ tịch", "Chứng thực", "Nuôi con nuôi"}),
    "police": frozenset({"Đăng ký, quản lý cư trú", "Lý lịch tư pháp", "Sát hạch, cấp giấy phép lái xe"}),
    "finance": frozenset({
        "Thành lập và hoạt động doanh nghiệp (hộ kinh doanh)",
        "Thành lập và hoạt động của doanh nghiệp",
        "Thành lập và hoạt động của tổ hợp tác, hợp tác xã, liên hiệp hợp tác xã",
    }),
    "construction": frozenset({"Hoạt động xây dựng", "Quy hoạch đô thị và nông thôn"}),
    "land": frozenset({"Đất đai"}),
    "agriculture": frozenset({"Quản lý chất lượng nông lâm sản và thủy sản", "Trồng trọt", "Thú y"}),
    "social affairs": frozenset({"Giảm nghèo"}),
}  # fmt: skip
"""The areas a province's people come with, by the official fields."""


class Version(NamedTuple):
    """One version of one rule, as its file says it."""

    file: Path
    code: str
    effective_from: date
    effective_until: date | None
    legal_basis: Sequence[str]
    body: Mapping[str, Any]


@cache
def versions(kind: str) -> tuple[Version, ...]:
    return tuple(_read(kind))


def _read(kind: str) -> Iterator[Version]:
    for file in sorted((PACK / FOLDERS[kind]).glob("*.yaml")):
        head = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        assert head["kind"] == kind, file.name
        for rule in head.get("rules") or [head]:
            said = {**{key: value for key, value in head.items() if key != "rules"}, **rule}
            yield Version(
                file,
                said["code"],
                said["effective_from"],
                said.get("effective_until"),
                said["legal_basis"],
                said["body"],
            )


def procedure(code: str, on: date = DAY) -> ProcedureBody:
    (found,) = (
        one for one in versions("procedure")
        if one.code == code and one.effective_from <= on and (not one.effective_until or on < one.effective_until)
    )  # fmt: skip
    return ProcedureBody.model_validate(found.body)


def forms() -> dict[str, FormBody]:
    return {one.code: FormBody.model_validate(one.body) for one in versions("form")}


def named(version: Version) -> str:
    return f"{version.code}@{version.effective_from}"


@cache
def code_lists() -> dict[str, dict[str, str]]:
    """Value to label of every code list of the pack."""
    lists: dict[str, dict[str, str]] = {}
    for file in sorted((PACK / "codes").glob("*.yaml")):
        head = yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader)
        for rule in head.get("rules") or [head]:
            entries = rule["body"]["entries"]
            lists[rule.get("code") or head["code"]] = {one["value"]: one["label"] for one in entries}
    return lists


@cache
def departments() -> frozenset[str]:
    """The roles of the agencies of the province that the pack of the province names."""
    text = (PACK.parent / "vinh-long" / "agencies" / "province.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(row["role"] for row in rows)


every_procedure = pytest.mark.parametrize("version", versions("procedure"), ids=named)
every_form = pytest.mark.parametrize("version", versions("form"), ids=named)
every_process = pytest.mark.parametrize("version", versions("process"), ids=named)


@pytest.mark.parametrize("kind", SHAPES)
def test_every_file_has_the_shape_of_its_kind_and_says_its_law(kind: str) -> None:
    for version in versions(kind):
        SHAPES[kind].model_validate(version.body)
        assert isinstance(version.code, str), f"{version.file.name}: mã phải đặt trong ngoặc kép"
        assert version.file.name.startswith(version.code), version.file.name
        assert version.legal_basis and all(version.legal_basis), version.file.name
        assert isinstance(version.effective_from, date), version.file.name


@pytest.mark.parametrize("kind", SHAPES)
def test_versions_of_one_code_do_not_overlap(kind: str) -> None:
    for code, several in itertools.groupby(
        sorted(versions(kind), key=lambda one: one[1:3]), key=lambda one: one.code
    ):
        for earlier, later in itertools.pairwise(several):
            assert earlier.effective_until is not None, code
            assert earlier.effective_until <= later.effective_from, code


def test_the_catalogue_is_wide_enough() -> None:
    bodies = [procedure(code) for code in sorted({one.code for one in versions("procedure")})]
    fileable = [body for body in bodies if body.process]
    assert len(fileable) >= 30
    assert all(body.form for body in fileable)
    assert {level for body in bodies for level in body.levels} >= {"province", "commune", "ministry"}
    assert {body.competent for body in fileable} == {
        "commune_office", "commune_police", "department", "land_office", "province", "social_insurance",
    }  # fmt: skip
    for area, fields in AREAS.items():
        assert sum(body.field in fields for body in fileable) >= 2, area


@every_procedure
def test_a_procedure_says_a_field_results_and_an_agency_that_are_known(version: Version) -> None:
    body = ProcedureBody.model_validate(version.body)
    assert body.field in code_lists()["procedure_fields"]
    assert {result.code for result in body.results} <= set(code_lists()["result_codes"])
    assert {case for result in body.results for case in result.cases} <= {case.code for case in body.cases}
    assert not body.department or body.department in departments()


@every_procedure
def test_a_procedure_names_a_form_and_a_process_that_exist_from_its_first_day(version: Version) -> None:
    body = ProcedureBody.model_validate(version.body)
    for kind, code in (("form", body.form), ("process", body.process)):
        if code:
            found = [one for one in versions(kind) if one.code == code]
            assert found, f"không có {kind} {code}"
            assert min(one.effective_from for one in found) <= version.effective_from


@pytest.mark.parametrize("kind", ["form", "process"])
def test_nothing_lies_about_that_no_procedure_uses(kind: str) -> None:
    used = {one.body.get(kind) for one in versions("procedure")}
    assert {one.code for one in versions(kind)} <= used


@every_procedure
def test_conditions_of_a_procedure_look_at_what_is_asked(version: Version) -> None:
    body = ProcedureBody.model_validate(version.body)
    asked = {question.key for question in questions(body)} | FACTS
    for place, condition in conditions(body):
        assert fields_of(condition) <= asked, f"{place}: không ai hỏi {sorted(fields_of(condition) - asked)}"


@every_procedure
def test_conditions_of_a_procedure_name_values_that_can_be_chosen(version: Version) -> None:
    body = ProcedureBody.model_validate(version.body)
    for place, condition in conditions(body):
        for wrong in not_offered(condition, body):
            pytest.fail(f"{place}: {wrong}")


@every_procedure
def test_conditions_of_its_form_name_values_that_can_be_chosen(version: Version) -> None:
    body = ProcedureBody.model_validate(version.body)
    if not body.form:
        return
    form = forms()[body.form]
    parts: list[Page | Question | Rule] = [*form.pages, *form.questions(), *form.rules]
    whens = [part.when for part in parts]
    for condition in (*whens, *(rule.require for rule in form.rules)):
        if condition is not None:
            assert list(not_offered(condition, body)) == []


@every_form
def test_a_form_asks_before_it_builds_on_the_answer(version: Version) -> None:
    form = FormBody.model_validate(version.body)
    earlier = set(form.given)
    for page in form.pages:
        assert page.when is None or fields_of(page.when) <= earlier, page.key
        for question in page.questions:
            assert question.when is None or fields_of(question.when) <= earlier, question.key
            assert question.key not in earlier, f"hỏi hai lần: {question.key}"
            earlier.add(question.key)
    for rule in form.rules:
        assert rule.field in earlier
        assert fields_of(rule.require) <= earlier
        assert rule.when is None or fields_of(rule.when) <= earlier
    assert set(form.facts) <= earlier
    assert not form.subject or any(key.startswith(f"{form.subject}.") for key in earlier)


@every_form
def test_a_form_is_one_group_a_page_and_ends_with_a_pledge_where_the_citizen_signs(version: Version) -> None:
    form = FormBody.model_validate(version.body)
    assert all(1 <= len(page.questions) <= 16 for page in form.pages)
    if version.code != "copy_certification":
        assert form.pages[-1].key == "pledge"
        assert any(rule.field == "pledge.truthful" and not rule.soft for rule in form.rules)
    for question in form.questions():
        if question.type == "personal_number":
            assert question.sensitive, f"{question.key} là dữ liệu phải che"


def test_lists_that_are_named_exist_and_hold_what_is_named() -> None:
    bodies = [ProcedureBody.model_validate(one.body) for one in versions("procedure")]
    asked = [question for body in bodies for question in questions(body)]
    for question in itertools.chain(asked, *(question.columns for question in asked)):
        if question.code_list:
            assert question.code_list in code_lists(), question.key
            assert question.default is None or question.default in code_lists()[question.code_list]
    for body in bodies:
        assert body.life_events and set(body.life_events) <= set(code_lists()["life_events"]), body.name


@every_procedure
def test_what_is_looked_up_is_asked_and_told_and_kinds_of_papers_are_known(version: Version) -> None:
    body = ProcedureBody.model_validate(version.body)
    asked = {question.key for question in body.precheck.questions} if body.precheck else set()
    asked |= {question.key for question in forms()[body.form].questions()} if body.form else set()
    kinds = {*code_lists()["paper_kinds"], *code_lists()["result_codes"]}
    for paper in body.papers:
        assert not paper.kind or paper.kind in kinds, paper.code
        if rule := paper.look_up:
            assert {rule.number, *rule.fields.values()} <= asked, paper.code
            assert any(rule.fields.keys() <= sources[one].fields.keys() for one in paper.replaced_by), (
                paper.code
            )


@every_procedure
def test_a_question_asked_twice_is_the_same_question(version: Version) -> None:
    body = ProcedureBody.model_validate(version.body)
    in_form = {question.key: question for question in forms()[body.form].questions()} if body.form else {}
    for question in body.precheck.questions if body.precheck else ():
        if twin := in_form.get(question.key):
            assert (twin.type, twin.code_list) == (question.type, question.code_list), question.key
            assert [option.value for option in twin.options] == [
                option.value for option in question.options
            ], question.key


@every_procedure
def test_papers_name_cases_that_exist_and_every_case_and_paper_can_happen(version: Version) -> None:
    body = ProcedureBody.model_validate(version.body)
    cases = {case.code for case in body.cases}
    assert {code for paper in body.papers for code in paper.cases} <= cases
    met: set[str] = set()
    needed: set[str] = set()
    for answers in prechecks(body, on=DAY):
        case = case_for(body, answers=answers, on=DAY)
        assert case is not None or not body.cases, f"không trường hợp nào cho {answers}"
        met |= {case.code} if case else set()
        for channel in body.channels:
            papers = papers_for(body, case=case, channel=channel, answers=answers, on=DAY)
            needed |= {paper.code for paper in papers}
            assert time_limit_for(body, channel=channel, answers=answers, on=DAY) is not None
    assert met == cases, f"không bao giờ tới: {sorted(cases - met)}"
    assert needed == {paper.code for paper in body.papers}


@every_procedure
def test_amounts_are_whole_dong_and_counts_are_whole_numbers(version: Version) -> None:
    body = ProcedureBody.model_validate(version.body)
    kinds = {question.key: question.type for question in questions(body)}
    for fee in body.fees:
        # The published pages print some fees a thousand times too small.
        assert fee.amount is None or fee.amount >= 1000, fee.code
        for counter in filter(None, (fee.per, fee.times)):
            assert kinds.get(counter) == "integer", f"{fee.code}: {counter} không phải số đếm"
        assert set(fee.channel) <= set(body.channels), fee.code


@every_procedure
def test_published_faults_are_not_carried_over(version: Version) -> None:
    body = ProcedureBody.model_validate(version.body)
    text = yaml.safe_dump(dict(version.body), allow_unicode=True)
    assert version.code not in body.name
    assert not re.search(r"\b(thị trấn|quận|huyện|thị xã)\b", text, re.IGNORECASE), "đơn vị đã bỏ"
    assert all(re.fullmatch(r"KQ\.G\d{2}\.\d{6}", result.code) for result in body.results)
    assert ("online" in body.channels and "counter" in body.channels) or body.partial_reason
    assert text == unicodedata.normalize("NFC", text)


@every_process
def test_a_process_runs_from_the_counter_to_the_counter(version: Version) -> None:
    process = ProcessBody.model_validate(version.body)
    assert process.steps[0].kind == "reception"
    assert process.steps[-1].kind == "return"
    assert "sign" in {step.kind for step in process.steps}
    assert {step.role for step in process.steps} <= {"clerk", "officer", "head", "leader", "records"}
    places = {step.key: number for number, step in enumerate(process.steps)} | {"end": len(process.steps)}
    for step in process.steps:
        assert len({move.key for move in step.moves}) == len(step.moves), step.key
        for move in step.moves:
            said = places[move.to] < places[step.key] or move.beside
            assert move.needs_reason == said or step.kind == "consult", (
                f"{step.key}.{move.key}: chuyển trả hoặc hỏi ý kiến thì phải nêu lý do"
            )


@every_procedure
def test_the_hours_of_the_steps_fit_into_the_legal_time(version: Version) -> None:
    body = ProcedureBody.model_validate(version.body)
    if not body.process:
        return
    (process,) = (one for one in versions("process") if one.code == body.process)
    hours = sum(step.hours for step in ProcessBody.model_validate(process.body).steps)
    for limit in body.time_limits:
        working_days = limit.amount if limit.unit == "working_day" else limit.amount * 5 // 7
        assert hours <= working_days * 8, f"{body.process}: {hours} giờ trong {working_days} ngày làm việc"


# What the two procedures of the main journey, and the ones with the hardest rules, come out as.


@pytest.mark.parametrize(
    ("code", "channel", "answers", "case", "papers"),
    [
        ("1.001193", "online", {"birth.situation": "ordinary", "birth.evidence": "notice"}, "ordinary",
         {"birth_notice"}),
        ("1.001193", "counter", {"birth.situation": "ordinary", "birth.evidence": "witness"}, "witness",
         {"declaration", "witness_statement"}),
        ("1.001193", "counter", {"birth.situation": "abandoned"}, "abandoned",
         {"declaration", "abandonment_minutes"}),
        ("1.001193", "online", {"birth.situation": "surrogacy", "birth.evidence": "notice"}, "surrogacy",
         {"birth_notice", "surrogacy_confirmation"}),
        ("1.001193", "online", {"birth.situation": "ordinary", "birth.evidence": "pledge",
                                "requester.mandated": True}, "pledge", {"birth_pledge", "mandate"}),
        ("1.001612", "online", {"business.founder": "person", "applicant.capacity": "owner",
                                "principal.eid": True}, "person", set()),
        ("1.001612", "counter", {"business.founder": "family", "applicant.capacity": "organisation",
                                 "principal.eid": False}, "family",
         {"request", "family_mandate", "service_contract", "introduction", "owner_identity"}),
        ("1.000656", "online", {"death.evidence": "long_ago"}, "long_ago", {"death_evidence"}),
        ("1.013225", "online", {"work.kind": "house_household", "work.adjoining": True}, "house_household",
         {"land_paper", "drawings", "safety_pledge"}),
        ("1.004194", "online", {"residence.basis": "family"}, "family", set()),
    ],
)  # fmt: skip
def test_the_case_and_the_papers_one_has_to_bring(
    code: str, channel: Channel, answers: Mapping[str, Any], case: str, papers: set[str]
) -> None:
    body = procedure(code)
    found = case_for(body, answers=answers, on=DAY)
    assert found is not None
    assert found.code == case
    needs = papers_for(body, case=found, channel=channel, answers=answers, on=DAY)
    assert {need.code for need in needs if need.paper.required and not need.paper.shown_only} == papers


@pytest.mark.parametrize(
    ("code", "channel", "answers", "amounts"),
    [
        # Registered within 60 days: nothing to pay.
        ("1.001193", "online", {"child.birth_date": "2026-09-21"}, {}),
        # A day later it is late: the province says how much, and a poor household pays nothing.
        ("1.001193", "online", {"child.birth_date": "2026-09-20"}, {"civil_status_birth_late": None}),
        ("1.001193", "online", {"child.birth_date": "2026-09-20", "payer.group": "poor"},
         {"civil_status_birth_late": 0}),
        ("1.001193", "online", {"child.birth_date": "2026-11-01", "copies.wanted": True, "copies.count": 3},
         {"civil_status_extract_copy": 24_000}),
        ("1.000656", "counter", {"deceased.death_date": "2026-11-05"}, {}),
        ("1.000656", "counter", {"deceased.death_date": "2026-11-04"}, {"civil_status_death_late": None}),
        ("2.000635", "post", {"copies.count": 2}, {"civil_status_extract_copy": 16_000}),
        ("1.004222", "counter", {"person.birth_date": "1990-01-01"}, {"residence_permanent": 20_000}),
        ("1.004222", "online", {"person.birth_date": "1990-01-01"}, {"residence_permanent_online": 10_000}),
        ("1.004194", "online", {"person.birth_date": "2010-11-21"}, {"residence_temporary_online": 0}),
        ("1.004194", "online", {"person.birth_date": "2010-11-20"}, {"residence_temporary_online": 7_000}),
        ("1.004194", "online", {"person.birth_date": "1966-11-20"}, {"residence_temporary_online": 0}),
        ("1.004194", "online", {"person.birth_date": "1966-11-21"}, {"residence_temporary_online": 7_000}),
        # One page 2,000; from the third page 1,000; at most 200,000 a copy.
        ("2.000815", "counter", {"original.pages": 1, "copies.count": 1}, {"certified_copy_page": 2_000}),
        ("2.000815", "counter", {"original.pages": 5, "copies.count": 2}, {"certified_copy_page": 14_000}),
        ("2.000815", "counter", {"original.pages": 900, "copies.count": 2}, {"certified_copy_page": 400_000}),
    ],
)  # fmt: skip
def test_what_there_is_to_pay(
    code: str, channel: Channel, answers: Mapping[str, Any], amounts: Mapping[str, int | None]
) -> None:
    due = fees_for(procedure(code), channel=channel, answers=answers, territory="", rates=(), on=DAY)
    assert {fee.code: fee.amount for fee in due} == amounts


def test_a_fee_that_is_cut_until_a_day_is_whole_again_from_that_day() -> None:
    for day, amount in ((date(2026, 12, 31), 25_000), (date(2027, 1, 1), 50_000)):
        body = procedure("1.014063", day)
        (fee,) = fees_for(body, channel="counter", answers={}, territory="", rates=(), on=day)
        assert fee.amount == amount


@pytest.mark.parametrize(
    ("form", "field", "birth_date", "accepted"),
    [
        ("marriage_registration", "husband.birth_date", "2006-11-20", True),
        ("marriage_registration", "husband.birth_date", "2006-11-21", False),
        ("household_business_registration", "owner.birth_date", "2008-11-20", True),
        ("household_business_registration", "owner.birth_date", "2008-12-20", False),
    ],
)
def test_who_is_old_enough(form: str, field: str, birth_date: str, accepted: bool) -> None:
    (rule,) = (rule for rule in forms()[form].rules if rule.field == field)
    assert holds(rule.require, {field: birth_date}, on=DAY) is accepted


# Invented people, the shortest answers that may be sent.
HOME = {"province": "86", "commune": "29266", "detail": "Ấp 3"}
REQUESTER = {
    "requester.name": "Nguyễn Thị Mẫu",
    "requester.birth_date": "1996-03-08",
    "requester.personal_number": "084196000001",
    "requester.phone": "0912345678",
    "requester.address": HOME,
}
BIRTH = {
    **REQUESTER,
    "requester.relation": "mother",
    "registration.kind": "new",
    "birth.kind": "mother_only",
    "child.name": "Nguyễn Minh Mẫu",
    "child.birth_date": "2026-11-05",
    "child.sex": "male",
    "child.ethnicity": "01",
    "child.nationality": "VN",
    "birth.at_facility": True,
    "child.birth_facility": "Trung tâm Y tế khu vực",
    "child.birth_place": HOME,
    "child.hometown": HOME,
    "mother.name": "Nguyễn Thị Mẫu",
    "mother.birth_date": "1996",
    "mother.ethnicity": "01",
    "mother.nationality": "VN",
    "mother.deceased": False,
    "mother.address": HOME,
    "copies.wanted": False,
    "delivery.method": "electronic",
    "pledge.truthful": True,
}
HOUSEHOLD_BUSINESS = {
    "owner.name": "Trần Văn Mẫu",
    "owner.birth_date": "1988-05-20",
    "owner.sex": "male",
    "owner.nationality": "VN",
    "owner.personal_number": "084088000002",
    "owner.phone": "0912345679",
    "owner.permanent_address": HOME,
    "owner.address": HOME,
    "applicant.capacity": "owner",
    "business.name": "Tạp hóa Mẫu",
    "business.address": HOME,
    "business.phone": "0912345679",
    "business.main_industry": "4711",
    "business.capital": 50_000_000,
    "business.workers": 1,
    "business.founder": "person",
    "tax.same_address": True,
    "tax.phone": "0912345679",
    "tax.method": "direct_revenue",
    "delivery.method": "counter",
    "pledge.truthful": True,
}


class OneCommune:
    """The places of these answers."""

    def provinces(self) -> Mapping[str, str]:
        return {"86": "Vĩnh Long"}

    def communes(self, province: str) -> Mapping[str, str]:
        return {"29266": "Càng Long"} if province == "86" else {}

    def countries(self) -> Mapping[str, str]:
        return {"VN": "Việt Nam"}


def context() -> Context:
    return Context(
        on=DAY, places=OneCommune(), given={"channel": "online"}, code_list=lambda code: code_lists()[code]
    )


SHORTEST = [("birth_registration", BIRTH), ("household_business_registration", HOUSEHOLD_BUSINESS)]


@pytest.mark.parametrize(("form", "answers"), SHORTEST)
def test_the_shortest_answers_may_be_sent(form: str, answers: Mapping[str, Any]) -> None:
    checked = clean_all(forms()[form], answers, context())
    assert (checked.faults, checked.warnings) == ((), ())
    assert checked.answers.keys() == answers.keys()
    assert len(visible_pages(forms()[form], checked.answers, context())) >= 6


@pytest.mark.parametrize(("form", "answers"), SHORTEST)
def test_no_answer_of_the_shortest_can_be_left_out(form: str, answers: Mapping[str, Any]) -> None:
    for key in answers:
        rest = {other: value for other, value in answers.items() if other != key}
        assert clean_all(forms()[form], rest, context()).faults, f"{key} không bắt buộc"


def test_without_the_pledge_nothing_is_sent() -> None:
    checked = clean_all(forms()["birth_registration"], BIRTH | {"pledge.truthful": False}, context())
    assert [fault.field for fault in checked.faults] == ["pledge.truthful"]


def questions(body: ProcedureBody) -> list[Question]:
    """Every question whose answer the conditions of a procedure may look at."""
    own = list(body.precheck.questions) if body.precheck else []
    return own + (list(forms()[body.form].questions()) if body.form else [])


def conditions(body: ProcedureBody) -> Iterator[tuple[str, Condition]]:
    """Every condition of a procedure with the place where it stands."""
    parts: list[TimeLimit | Case | Paper | Fee | Exemption | Question]
    parts = [*body.time_limits, *body.cases, *body.papers, *body.fees]
    parts += [one for fee in body.fees for one in fee.exemptions]
    parts += body.precheck.questions if body.precheck else ()
    for part in parts:
        if part.when is not None:
            yield str(getattr(part, "code", getattr(part, "key", type(part).__name__))), part.when


def not_offered(condition: Condition, body: ProcedureBody) -> Iterator[str]:
    """The values a condition waits for that nobody can answer."""
    offered: dict[str, set[object]] = {
        "channel": set(body.channels),
        "case": {case.code for case in body.cases},
    }
    for question in questions(body):
        if question.options:
            offered[question.key] = {option.value for option in question.options}
        elif question.type == "yes_no":
            offered[question.key] = {True, False}
    for field, value in values(condition.model_dump(by_alias=True)):
        if field in offered and value not in offered[field]:
            yield f"{field} không thể là {value!r}"


def values(dumped: Any) -> Iterator[tuple[str, object]]:
    """The (field, value) pairs of the equalities in a condition."""
    if isinstance(dumped, Mapping):
        if isinstance(field := dumped.get("field"), str):
            for comparison in ("is", "is_not", "in", "not_in"):
                value = dumped.get(comparison)
                for one in value if isinstance(value, list | tuple) else () if value is None else (value,):
                    yield field, one
        for part in dumped.values():
            yield from values(part)
    elif isinstance(dumped, list | tuple):
        for part in dumped:
            yield from values(part)

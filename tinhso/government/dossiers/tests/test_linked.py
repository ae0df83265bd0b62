"""One filing, three results: each part has its own agency, code and clock, and begins when its turn has come."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tinhso.contracts.dossiers import DossierSubmitted
from tinhso.foundation.access.tests.factories import actor_of, signed_in
from tinhso.foundation.access.tests.factories import citizen as person
from tinhso.foundation.files.actions import keep
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.tests.corpus import jpeg
from tinhso.foundation.measures.rules import Window
from tinhso.foundation.notices.models import Notice
from tinhso.foundation.procedures.models import Procedure
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.changing import event_facts
from tinhso.government.dossiers.actions.filing import Filing
from tinhso.government.dossiers.actions.issuing import digest_of
from tinhso.government.dossiers.engine.contents import compose
from tinhso.government.dossiers.listeners import tell_submitted
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.desk_page import desk_dossier
from tinhso.government.dossiers.queries.figures import counts
from tinhso.government.dossiers.queries.guidance import guidance
from tinhso.government.dossiers.queries.linked import part_lines
from tinhso.government.dossiers.queries.lists import visible
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.queries.tracking import tracked
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import (
    LINKED,
    MONDAY,
    Office,
    link,
    linked_filing,
    make_citizen,
    make_office,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db
NUMBER = "084326000012"
"""What the registrar gives the child."""


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    return link(make_office())


def filed(citizen: Actor, filing: Filing | None = None) -> Dossier:
    whole = actions.file(actor=citizen, filing=filing or linked_filing(), channel=Channel.ONLINE, at=MONDAY)
    worked_off()
    return whole


def worked_off() -> None:
    while work_off():
        pass
    assert list(Delivery.objects.exclude(error="").values_list("handler", "error")) == []


def part_of(whole: Dossier, code: str) -> Dossier:
    return Dossier.objects.get(part_of=whole, part=code)


def begun(whole: Dossier) -> list[str]:
    return list(whole.parts.order_by("submitted_at", "id").values_list("part", flat=True))


def received(office: Office, part: Dossier) -> Dossier:
    return actions.receive(actor=office.clerk, dossier=part.id, version=part.version, at=MONDAY)


def refused(office: Office, part: Dossier) -> None:
    actions.refuse(
        actor=office.clerk, dossier=part.id, version=part.version, reason="Chưa đủ điều kiện", basis="Điều 20",
        at=MONDAY,
    )  # fmt: skip
    worked_off()


def issued(office: Office, part: Dossier, **content: Any) -> Dossier:
    """Through every hand of its agency to the signed paper."""
    who = {"birth": "", "residence": "police_", "insurance": "insurance_"}[part.part]
    found = received(office, part)
    while (step := open_of(about=found.ref)[0]).shape.kind != "return":
        found = Dossier.objects.get(id=found.id)
        actor = office.officials[f"{who}{step.role}"]
        call: dict[str, Any] = {"actor": actor, "dossier": found.id, "version": found.version, "at": MONDAY}
        match step.shape.kind:
            case "draft":
                page = open_dossier(actor=actor, dossier=found.id, at=MONDAY)
                actions.draft_result(**call, content={**compose(page), **content})
                call["version"] += 1
            case "sign":
                said = open_dossier(actor=actor, dossier=found.id, at=MONDAY).result_content or {}
                actions.approve_result(**call, digest=digest_of(said))
                continue
            case "number":
                found = actions.number_result(**call)
                file = keep(at=MONDAY, owner=found.ref, key=found.key, name="ket-qua.pdf", content=b"%PDF-")
                Delivery.objects.filter(handler="dossiers.issue_result").delete()
                actions.finish_issue(dossier=found.id, file=file, digest=new_id().hex * 2, at=MONDAY)
                continue
        actions.move_on(**call, assignment=step.id, move="forward", note="")
    worked_off()
    return Dossier.objects.get(id=found.id)


def given(office: Office, citizen: Actor, part: Dossier, **content: Any) -> None:
    done = issued(office, part, **content)
    actions.deliver(actor=citizen, dossier=done.id, version=None, at=MONDAY)
    worked_off()


def test_each_part_begins_when_what_it_waits_for_is_out_and_the_whole_ends_with_the_last(
    office: Office,
) -> None:
    citizen = make_citizen()
    whole = filed(citizen)
    assert (whole.phase, whole.code, whole.due_at) == (Phase.LINKED, None, None)
    assert begun(whole) == ["birth"]
    birth = issued(office, part_of(whole, "birth"), personal_number=NUMBER)
    assert begun(whole) == ["birth", "residence"]
    actions.deliver(actor=citizen, dossier=birth.id, version=None, at=MONDAY)
    given(office, citizen, part_of(whole, "residence"))
    assert begun(whole) == ["birth", "residence", "insurance"]
    issued(office, part_of(whole, "insurance"))
    whole.refresh_from_db()
    assert whole.phase == Phase.LINKED
    actions.deliver(actor=citizen, dossier=part_of(whole, "insurance").id, version=None, at=MONDAY)
    worked_off()
    whole.refresh_from_db()
    assert (whole.phase, whole.closed_at) == (Phase.DELIVERED, MONDAY)
    parts = list(whole.parts.all())
    assert len({part.code for part in parts}) == len({part.agency_id for part in parts}) == 3
    assert {part.counter_id for part in parts} == {whole.counter_id}
    assert {part.due_at is not None and part.result.issued_at is not None for part in parts} == {True}


def test_a_part_is_asked_from_the_answers_of_the_whole_and_from_the_result_before_it(office: Office) -> None:
    citizen = make_citizen()
    whole = filed(citizen)
    given(office, citizen, part_of(whole, "birth"), personal_number=NUMBER)
    envelope = part_of(whole, "residence").envelope()
    assert set(envelope["precheck"]) == {"residence.basis"}
    answers = envelope["answers"]
    assert answers["person.name"] == "Trần Gia Bảo"
    assert answers["person.personal_number"] == NUMBER
    assert answers["household.own"] is False
    assert not any(key.startswith(("mother.", "father.", "insurance.")) for key in answers)


def test_a_number_nobody_was_given_holds_no_part_up(office: Office) -> None:
    citizen = make_citizen()
    whole = filed(citizen)
    given(office, citizen, part_of(whole, "birth"))
    residence = part_of(whole, "residence")
    assert residence.phase == Phase.SUBMITTED
    assert "person.personal_number" not in residence.envelope()["answers"]


def test_without_the_birth_the_others_never_begin(office: Office) -> None:
    whole = filed(make_citizen())
    refused(office, part_of(whole, "birth"))
    whole.refresh_from_db()
    assert (whole.phase, begun(whole)) == (Phase.STOPPED, ["birth"])
    assert [line.words for line in part_lines(whole, at=MONDAY)] == [
        "Không tiếp nhận",
        "Không bắt đầu, vì “Đăng ký khai sinh” không có kết quả.",
        "Không bắt đầu, vì “Đăng ký thường trú” không có kết quả.",
    ]
    told = Notice.objects.get(about=whole.ref, kind="dossiers.linked_ended")
    assert "Không bắt đầu, vì “Đăng ký khai sinh”" in str(told.data())


def test_the_card_is_made_though_the_residence_is_refused(office: Office) -> None:
    citizen = make_citizen()
    whole = filed(citizen)
    given(office, citizen, part_of(whole, "birth"), personal_number=NUMBER)
    refused(office, part_of(whole, "residence"))
    assert begun(whole) == ["birth", "residence", "insurance"]
    assert "Vẫn được giải quyết dù “Đăng ký thường trú”" in part_lines(whole, at=MONDAY)[2].words
    given(office, citizen, part_of(whole, "insurance"))
    whole.refresh_from_db()
    assert whole.phase == Phase.DELIVERED


def test_a_part_taken_back_ends_what_waits_for_it(office: Office) -> None:
    citizen = make_citizen()
    whole = filed(citizen)
    actions.withdraw(actor=citizen, dossier=part_of(whole, "birth").id, reason="Khai lại", at=MONDAY)
    worked_off()
    whole.refresh_from_db()
    assert whole.phase == Phase.STOPPED


def test_looking_again_begins_nothing_twice(office: Office) -> None:
    whole = filed(make_citizen())
    actions.advance(dossier=whole.id, at=MONDAY)
    assert begun(whole) == ["birth"]
    refused(office, part_of(whole, "birth"))
    actions.advance(dossier=whole.id, at=MONDAY)
    assert begun(whole) == ["birth"]


def test_every_desk_sees_its_own_part_and_nothing_of_the_others(office: Office) -> None:
    citizen = make_citizen()
    secret = "Trạm Y tế Rất Riêng"
    filing = linked_filing(**{"insurance.clinic": secret, "father.name": "Người Cha Kín"})
    whole = filed(citizen, filing)
    given(office, citizen, part_of(whole, "birth"), personal_number=NUMBER)
    given(office, citizen, part_of(whole, "residence"))
    for name, own in (
        ("officer", "birth"),
        ("police_officer", "residence"),
        ("insurance_officer", "insurance"),
    ):
        official = office.officials[name]
        assert [one.part for one in visible(actor=official)] == [own]
        for other in (whole, *whole.parts.exclude(part=own)):
            with pytest.raises(NotFound):
                open_dossier(actor=official, dossier=other.id, at=MONDAY)
        page = desk_dossier(actor=official, dossier=part_of(whole, own).id, at=MONDAY)
        shown = str([(line.label, line.text) for section in page.page.sections for line in section.lines])
        assert (secret in shown) == (own == "insurance")
        assert ("Người Cha Kín" in shown) == (own == "birth")
        assert page.belongs_to is not None
        assert whole.request_id not in str(page.belongs_to)


def test_papers_go_to_the_parts_that_need_them_and_open_there(office: Office) -> None:
    citizen = make_citizen()
    whole = actions.start_draft(actor=citizen, filing=linked_filing(), at=MONDAY)
    for paper in ("birth_notice", "kinship"):
        upload = SimpleUploadedFile(f"{paper}.jpg", jpeg((40, 30)), "image/jpeg")
        actions.attach(actor=citizen, dossier=whole.id, paper=paper, upload=upload, at=MONDAY)
    actions.submit(actor=citizen, dossier=whole.id, at=MONDAY)
    worked_off()
    birth = part_of(whole, "birth")
    assert [(one.paper, one.file.state) for one in birth.papers.all()] == [("birth_notice", "clean")]
    given(office, citizen, birth, personal_number=NUMBER)
    assert [one.paper for one in part_of(whole, "residence").papers.all()] == ["kinship"]


def test_each_part_counts_once_and_the_whole_does_not(office: Office) -> None:
    citizen = make_citizen()
    whole = filed(citizen)
    given(office, citizen, part_of(whole, "birth"), personal_number=NUMBER)
    cut = Window(start=MONDAY, until=MONDAY.replace(hour=23), agency=None)
    assert {one.part for one in counts.submitted(cut)} == {"birth", "residence"}
    assert [one.part for one in counts.received(cut)] == ["birth"]


def test_no_part_begins_before_the_papers_have_been_examined(office: Office) -> None:
    citizen = make_citizen()
    whole = actions.start_draft(actor=citizen, filing=linked_filing(), at=MONDAY)
    for paper in ("birth_notice", "kinship"):
        upload = SimpleUploadedFile(f"{paper}.jpg", jpeg((40, 30)), "image/jpeg")
        actions.attach(actor=citizen, dossier=whole.id, paper=paper, upload=upload, at=MONDAY)
    StoredFile.objects.update(state=StoredFile.State.AWAITING_SCAN, examined_at=None)
    actions.submit(actor=citizen, dossier=whole.id, at=MONDAY)
    actions.advance(dossier=whole.id, at=MONDAY)
    assert begun(whole) == []
    again = Delivery.objects.filter(handler="dossiers.advance_linked").latest("due_at")
    assert again.due_at > MONDAY
    StoredFile.objects.update(state=StoredFile.State.CLEAN)
    actions.advance(dossier=whole.id, at=MONDAY)
    assert begun(whole) == ["birth"]


def test_what_the_whole_lacks_is_said_once_and_where_it_is_asked(office: Office) -> None:
    filing = linked_filing()
    answers = {key: value for key, value in filing.answers.items() if key != "child.name"}
    with pytest.raises(Invalid) as refusal:
        filed(make_citizen(), filing._replace(answers=answers))
    said = [fault.field for fault in refusal.value.faults]
    assert said.count("child.name") == 1
    assert "person.name" not in said
    assert len(said) == len(set(said))


def test_the_person_is_told_of_a_part_that_waits_for_its_fee(office: Office) -> None:
    whole = filed(make_citizen())
    birth = part_of(whole, "birth")
    told = Notice.objects.filter(kind="dossiers.submitted")
    assert [one.about for one in told] == [whole.ref]
    Dossier.objects.filter(id=birth.id).update(answer_due_at=None)
    sent = Act.objects.get(verb="dossiers.submit", about=birth.ref)
    event = DossierSubmitted(**event_facts(birth, at=MONDAY), channel=birth.channel)
    tell_submitted(
        event, Delivery(handler="dossiers.tell_submitted", act=sent.id, created_at=MONDAY, due_at=MONDAY)
    )
    assert told.filter(about=birth.ref).exists()


def test_nobody_works_on_the_whole_itself(office: Office) -> None:
    citizen = make_citizen()
    whole = filed(citizen)
    call: dict[str, Any] = {"dossier": whole.id, "version": whole.version, "at": MONDAY}
    with pytest.raises(Conflict):
        actions.receive(actor=office.clerk, **call)
    with pytest.raises(Conflict):
        actions.refuse(actor=office.clerk, reason="x", basis="y", **call)
    with pytest.raises(Conflict):
        actions.stop(actor=office.clerk, reason="x", **call)
    with pytest.raises(Conflict):
        actions.withdraw(actor=citizen, dossier=whole.id, reason="x", at=MONDAY)
    assert desk_dossier(actor=office.clerk, dossier=whole.id, at=MONDAY).acts == frozenset()


def test_what_it_costs_is_what_its_parts_cost_and_each_part_asks_for_its_own(office: Office) -> None:
    unasked = guidance(code=LINKED, answers=None, on=MONDAY.date())
    assert unasked.first.total is None
    assert "residence_permanent_online" in {due.code for due in unasked.first.fees}
    assert {one.exemption.code for one in unasked.waivers} >= {"child", "poor"}
    told = guidance(code=LINKED, answers={"child.birth_date": "2026-11-02"}, on=MONDAY.date())
    assert (told.first.total, [due.exemption.code for due in told.first.fees if due.exemption]) == (
        0,
        ["child"],
    )
    citizen = make_citizen()
    whole = filed(citizen)
    given(office, citizen, part_of(whole, "birth"))
    assert whole.charges == []
    assert [one["fee"] for one in part_of(whole, "residence").charges] == ["residence_permanent_online"]


def test_opinions_are_given_on_the_parts(office: Office) -> None:
    citizen = make_citizen()
    whole = filed(citizen)
    given(office, citizen, part_of(whole, "birth"))
    Dossier.objects.filter(id=whole.id).update(phase=Phase.DELIVERED)
    with pytest.raises(Conflict):
        actions.rate(actor=citizen, dossier=whole.id, stars=5, words="", at=MONDAY)
    actions.rate(actor=citizen, dossier=part_of(whole, "birth").id, stars=5, words="", at=MONDAY)


def test_what_a_part_needs_and_the_whole_does_not_ask_is_named_before_it_is_accepted(office: Office) -> None:
    whole = Procedure.objects.get(code=LINKED)
    del whole.body["parts"][1]["answers"]["person.name"]
    whole.save()
    with pytest.raises(Invalid) as refusal:
        filed(make_citizen())
    said = {fault.field: fault.reason for fault in refusal.value.faults}
    assert said["person.name"].startswith("Đăng ký thường trú: ")


def test_one_page_shows_three_lines_and_anyone_may_follow_them_by_one_code(office: Office) -> None:
    account = person()
    citizen = actor_of(account)
    whole = filed(citizen)
    given(office, citizen, part_of(whole, "birth"), personal_number=NUMBER)
    face = tracked(text=whole.request_id, at=MONDAY)
    assert [(stage.title, stage.state) for stage in face.stages] == [
        ("Đã nộp hồ sơ", "done"), ("Đăng ký khai sinh", "done"), ("Đăng ký thường trú", "now"),
        ("Cấp thẻ bảo hiểm y tế", "next"),
    ]  # fmt: skip
    client = signed_in(account)
    own = client.get(reverse("dossiers:own", args=[whole.id]))
    text = own.content.decode()
    assert own.status_code == 200
    for part in whole.parts.all():
        assert reverse("dossiers:own", args=[part.id]) in text
    assert "Bắt đầu khi có kết quả “Đăng ký thường trú”." in text
    page = client.get(reverse("dossiers:own", args=[part_of(whole, "residence").id])).content.decode()
    assert "Phần 2/3 của hồ sơ liên thông" in page

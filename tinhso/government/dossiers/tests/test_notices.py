"""What people are told about their dossiers: the right thing, to the right people, and no more than needed."""

from __future__ import annotations

import json
import socket
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine
from pytest_django import Settings

from tinhso.contracts.dossiers import ResultIssued
from tinhso.foundation.notices.models import Notice
from tinhso.foundation.notices.queries import mine, told
from tinhso.foundation.notices.registry import notice_kinds
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Mandate, Person, person_ref
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.changing import event_facts
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import (
    COMMUNE,
    MONDAY,
    Office,
    birth_filing,
    citizen_of,
    let_pause,
    link,
    linked_filing,
    make_citizen,
    make_office,
)
from tinhso.kernel import ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off

pytestmark = pytest.mark.django_db
EMAIL, PHONE, NAME = "hanh@example.com", "0912345678", "Nguyễn Thị Chim Hoàng Yến"
LATER = MONDAY + timedelta(minutes=20)


@pytest.fixture(autouse=True)
def outbox(tmp_path: Path, settings: Settings) -> Path:
    settings.OUTBOX_ROOT = tmp_path / "outbox"
    return tmp_path / "outbox"


@pytest.fixture
def office() -> Office:
    return make_office()


@pytest.fixture
def citizen() -> Actor:
    return citizen_of(create_person(actor=SYSTEM, at=MONDAY, name=NAME, phone=PHONE, email=EMAIL))


def filed(citizen: Actor) -> Dossier:
    return actions.file(actor=citizen, filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)


def received(office: Office, dossier: Dossier) -> Dossier:
    return actions.receive(actor=office.clerk, dossier=dossier.id, version=dossier.version, at=LATER)


def settled() -> None:
    """Work off events, then what they owe."""
    for _ in range(3):
        work_off()


Story = Callable[[Office, Actor], Dossier]


def _submitted(office: Office, citizen: Actor) -> Dossier:
    return filed(citizen)


def _supplement(office: Office, citizen: Actor) -> Dossier:
    dossier = filed(citizen)
    lacks = [Lack("p", "Giấy chứng sinh", "mờ", "chụp lại"), Lack("q", "Tờ khai", "thiếu", "khai thêm")]
    return actions.request_supplement(
        actor=office.clerk, dossier=dossier.id, version=dossier.version, lacks=lacks, basis="Điều 1", at=LATER
    )


def _received(office: Office, citizen: Actor) -> Dossier:
    return received(office, filed(citizen))


def _refused(office: Office, citizen: Actor) -> Dossier:
    dossier = filed(citizen)
    return actions.refuse(
        actor=office.clerk,
        dossier=dossier.id,
        version=dossier.version,
        reason="Lý do riêng",
        basis="Điều 1",
        at=LATER,
    )


def _issued(office: Office, citizen: Actor) -> Dossier:
    dossier = received(office, filed(citizen))
    event = ResultIssued(**event_facts(dossier, at=LATER), on_time=True)
    ledger.record(actor=SYSTEM, verb="dossiers.issue", about=dossier.ref, at=LATER, event=event)
    return dossier


def _withdrawn(office: Office, citizen: Actor) -> Dossier:
    return actions.withdraw(actor=citizen, dossier=filed(citizen).id, reason="", at=LATER)


def _stopped(office: Office, citizen: Actor) -> Dossier:
    dossier = received(office, filed(citizen))
    return actions.stop(
        actor=office.clerk, dossier=dossier.id, version=dossier.version, reason="Theo đề nghị", at=LATER
    )


def _linked_ended(office: Office, citizen: Actor) -> Dossier:
    link(office)
    whole = actions.file(actor=citizen, filing=linked_filing(), channel=Channel.ONLINE, at=MONDAY)
    settled()
    (part,) = whole.parts.all()
    actions.refuse(
        actor=office.clerk,
        dossier=part.id,
        version=part.version,
        reason="Lý do riêng",
        basis="Điều 1",
        at=LATER,
    )
    return whole


def _apologised(office: Office, citizen: Actor) -> Dossier:
    dossier = received(office, filed(citizen))
    return actions.apologise(
        actor=office.leader, dossier=dossier.id, version=dossier.version, reason="verification", note="Lý do riêng",
        days=3, at=LATER,
    )  # fmt: skip


def _paused(office: Office, citizen: Actor) -> Dossier:
    let_pause()
    dossier = received(office, filed(citizen))
    return actions.pause(
        actor=office.officer,
        dossier=dossier.id,
        version=dossier.version,
        code="verify",
        reason="Lý do riêng",
        at=LATER,
    )


def _resumed(office: Office, citizen: Actor) -> Dossier:
    dossier = _paused(office, citizen)
    return actions.resume(
        actor=office.officer, dossier=dossier.id, version=dossier.version, reason="Lý do riêng", at=LATER
    )


STORIES: dict[str, tuple[Story, bool, str]] = {
    "submitted": (_submitted, False, "Chậm nhất 08:00, thứ Ba 17/11/2026"),
    "supplement": (_supplement, True, "cần bổ sung 2 mục"),
    "received": (_received, True, "Hẹn trả kết quả: 17:00, thứ Hai 16/11/2026."),
    "refused": (_refused, True, "xem lý do, căn cứ và văn bản từ chối"),
    "issued": (_issued, True, "nhận kết quả có chữ ký số"),
    "apologised": (_apologised, True, "hẹn trả kết quả: 17:00, thứ Năm 19/11/2026"),
    "paused": (_paused, False, "chờ xác minh giấy tờ, theo Điều 9 văn bản thử nghiệm"),
    "due_changed": (_resumed, False, "Hẹn trả kết quả: 17:00, thứ Hai 23/11/2026"),
    "linked_ended": (_linked_ended, False, "Không bắt đầu, vì “Đăng ký khai sinh” không có kết quả."),
    "withdrawn": (_withdrawn, False, "đã được rút theo đề nghị của người nộp"),
    "stopped": (_stopped, False, "đã dừng giải quyết theo đề nghị"),
}


@pytest.mark.parametrize("name", STORIES)
def test_each_event_tells_the_right_thing(
    name: str, office: Office, citizen: Actor, mailoutbox: list[Any], outbox: Path
) -> None:
    story, important, words = STORIES[name]
    with time_machine.travel(LATER, tick=False):
        dossier = story(office, citizen)
        settled()
    kind = f"dossiers.{name}"
    code = dossier.request_id if dossier.code is None else dossier.code
    [notice] = Notice.objects.filter(kind=kind)
    assert notice.person_id == citizen.person
    assert code in notice.title
    assert notice.about == dossier.ref
    [page] = [one for one in told(list(mine(actor=citizen))) if one.id == notice.id]
    assert words in page.text
    assert page.path == f"/ho-so/{dossier.id}/"
    [mail] = [mail for mail in mailoutbox if mail.subject == notice.title]
    assert mail.to == [EMAIL]
    assert code in mail.body
    assert page.path in mail.body
    texts = [json.loads(file.read_text(encoding="utf-8"))["text"] for file in (outbox / "sms").glob("*.json")]
    owed = Delivery.objects.filter(handler="notices.sms", payload__notice=str(notice.id))
    assert owed.exists() is important
    assert not important or [text for text in texts if page.path in text and code in text]
    for outside in (mail.subject, mail.body, *texts):
        assert not [
            secret for secret in (NAME, PHONE, dossier.procedure.name, "Lý do riêng") if secret in outside
        ]
        assert "{{" not in outside


def test_every_kind_has_its_story() -> None:
    assert {kind.key for kind in notice_kinds if kind.key.startswith("dossiers.")} == {
        f"dossiers.{name}" for name in STORIES
    }


def test_the_owner_is_told_too_when_another_sends_it(office: Office, mailoutbox: list[Any]) -> None:
    sender = make_citizen("Trần Văn Nam", phone="0987654321")
    owner = create_person(actor=SYSTEM, at=MONDAY, name=NAME, email=EMAIL)
    assert sender.person is not None
    Mandate.objects.create(
        principal=person_ref(owner.id), agent=Person.objects.get(id=sender.person), kind=Mandate.Kind.AUTHORISED,
        valid_from=MONDAY.date(), created_at=MONDAY,
    )  # fmt: skip
    with time_machine.travel(LATER, tick=False):
        actions.file(actor=sender, filing=birth_filing(COMMUNE, owner.id), channel=Channel.ONLINE, at=MONDAY)
        settled()
    assert set(Notice.objects.values_list("person_id", flat=True)) == {sender.person, owner.id}
    assert [mail.to for mail in mailoutbox] == [[EMAIL]]


def test_mail_lands_in_the_folder(office: Office, citizen: Actor, outbox: Path, settings: Settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = outbox / "mail"
    with time_machine.travel(LATER, tick=False):
        filed(citizen)
        settled()
    [kept] = (outbox / "mail").iterdir()
    text = kept.read_text(encoding="utf-8")
    delivery = Delivery.objects.get(handler="notices.email")
    assert f"Message-ID: <{delivery.id}@" in text
    assert f"To: {EMAIL}" in text


def test_a_dead_mail_server_leaves_the_dossier_alone(
    office: Office, citizen: Actor, settings: Settings
) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    with time_machine.travel(LATER, tick=False) as now:
        dossier = received(office, filed(citizen))
        settled()
        assert Dossier.objects.get(id=dossier.id).phase == Phase.IN_PROGRESS
        assert Notice.objects.count() == 2
        waiting = Delivery.objects.filter(handler="notices.email")
        assert [(one.state, one.attempts) for one in waiting] == [("due", 1), ("due", 1)]
        settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
        now.move_to(LATER + timedelta(minutes=1))
        work_off()
        assert {one.state for one in waiting.all()} == {"done"}


def test_the_facts_of_a_notice_are_sealed_with_the_dossier(office: Office, citizen: Actor) -> None:
    with time_machine.travel(LATER, tick=False):
        dossier = filed(citizen)
        settled()
    notice = Notice.objects.get()
    assert notice.key == dossier.key
    assert dossier.procedure.name.encode() not in bytes(notice.data_sealed)
    assert dossier.procedure.name not in notice.title

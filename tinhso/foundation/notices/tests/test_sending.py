"""What leaves the house: once, by the channels that reach the person, and when the other side is up again."""

import email
import json
import socket
from datetime import UTC, datetime, timedelta
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.db import connection
from pytest_django import Settings

from tinhso.foundation.notices.models import Notice
from tinhso.foundation.notices.tests.factories import SECRET, mail_server, tell
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.kernel import sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 16, 1, tzinfo=UTC)
CODE = "H61.101-261116-0001"


def person(*, phone: str = "", email: str = "") -> Person:
    return create_person(actor=SYSTEM, at=NOW, name="Nguyễn Thị Hạnh", phone=phone, email=email)


def sent(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(file.read_text(encoding="utf-8")) for file in sorted(folder.glob("*.json"))]


def owed() -> list[str]:
    return sorted(
        Delivery.objects.filter(state="due", handler__startswith="notices.").values_list("handler", flat=True)
    )


def test_by_every_channel_that_reaches_the_person(
    outbox: Path, mailoutbox: list[Any], settings: Settings
) -> None:
    settings.ZALO_SENDER = "folder"
    tell(person(phone="0912345678", email="hanh@example.com").id)
    assert owed() == ["notices.email", "notices.sms", "notices.zalo"]
    work_off()
    [mail] = mailoutbox
    assert mail.to == ["hanh@example.com"]
    assert mail.subject == f"Việc {CODE} đã xong"
    assert f"Việc {CODE} đã xong. Xem tại https://tinh.example/viec/" in mail.body
    [text], [zalo] = sent(outbox / "sms"), sent(outbox / "zalo")
    assert text["to"] == zalo["to"] == "+84912345678"
    assert text["text"] == zalo["text"]
    assert text["text"].startswith(f"Viec {CODE} xong: https://tinh.example/viec/")
    assert not [one for one in (mail.body, text["text"], zalo["text"]) if SECRET in one]


def test_a_message_carries_the_id_of_its_delivery(
    outbox: Path, mailoutbox: list[Any], settings: Settings
) -> None:
    settings.ZALO_SENDER = "folder"
    tell(person(phone="0912345678", email="hanh@example.com").id)
    deliveries = dict(Delivery.objects.filter(handler__startswith="notices.").values_list("handler", "id"))
    work_off()
    assert mailoutbox[0].message()["Message-ID"] == f"<{deliveries['notices.email']}@tinh.example>"
    assert sent(outbox / "zalo")[0]["id"] == str(deliveries["notices.zalo"])


def test_whoever_has_no_address_is_told_on_the_page_only() -> None:
    tell(person().id)
    assert owed() == []
    assert Notice.objects.count() == 1


def test_without_an_official_account_nothing_is_owed_to_zalo() -> None:
    tell(person(phone="0912345678").id)
    assert owed() == ["notices.sms"]


def test_a_dead_mail_server_costs_time_and_nothing_else(settings: Settings) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        settings.EMAIL_PORT = closed.getsockname()[1]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_USE_TLS = "127.0.0.1", False
    with time_machine.travel(NOW, tick=False) as now:
        notice = tell(person(email="hanh@example.com").id)
        delivery = Delivery.objects.get(handler="notices.email")
        for attempt in (1, 2, 3):
            work_off()
            delivery.refresh_from_db()
            assert (delivery.state, delivery.attempts) == (Delivery.State.DUE, attempt)
            assert "ConnectionRefused" in delivery.error
            now.move_to(delivery.due_at)
        assert delivery.due_at - NOW > timedelta(seconds=2 + 4), "each wait is longer than the one before"
        with mail_server() as server:
            settings.EMAIL_PORT = server.port
            work_off()
            work_off()
        delivery.refresh_from_db()
        assert delivery.state == Delivery.State.DONE
    [taken] = server.taken
    message = email.message_from_string(taken, policy=default)
    assert message["Message-ID"] == f"<{delivery.id}@tinh.example>"
    assert message["To"] == "hanh@example.com"
    assert str(notice.title) == message["Subject"]


def test_what_was_erased_meanwhile_is_not_sent(mailoutbox: list[Any]) -> None:
    key = sealing.new_key("tests")
    tell(person(email="hanh@example.com").id, key=key)
    sealing.destroy(key)
    gone = person(email="nam@example.com")
    tell(gone.id)
    sealing.destroy(gone.key)
    work_off()
    assert mailoutbox == []
    assert owed() == []


def test_nothing_said_is_kept_in_the_clear() -> None:
    tell(person(phone="0912345678", email="hanh@example.com").id, name=SECRET)
    work_off()
    canaries = [
        part.encode()
        for part in (SECRET, "Hoàng Yến", "Ho\\u00e0ng Y\\u1ebfn", "hanh@example.com", "912345678")
    ]
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = repr(
                [[bytes(cell) if isinstance(cell, memoryview) else cell for cell in row] for row in cursor]
            )
            assert not [canary for canary in canaries if canary in rows.encode()], table


def test_telling_is_undone_with_the_act_that_caused_it() -> None:
    from django.db import transaction

    someone = person(email="hanh@example.com")
    with pytest.raises(RuntimeError), transaction.atomic():
        tell(someone.id)
        raise RuntimeError
    assert (Notice.objects.count(), owed()) == (0, [])


def test_an_undeclared_kind_is_a_mistake_in_the_code() -> None:
    from tinhso.foundation.notices import actions
    from tinhso.kernel.refs import Ref

    with pytest.raises(KeyError):
        actions.send(
            person=new_id(),
            kind="tests.unknown",
            about=Ref("tests.thing", new_id()),
            key=new_id(),
            data={},
            at=NOW,
        )

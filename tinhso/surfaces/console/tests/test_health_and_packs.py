"""Whether the machinery runs, and which rules it runs by."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tinhso.foundation.packs.models import AppliedPack, CodeList
from tinhso.kernel import clock
from tinhso.kernel.deliveries.models import Schedule
from tinhso.surfaces.console.queries.health import LATE, Worker
from tinhso.surfaces.console.tests.factories import at_console, delivery

pytestmark = pytest.mark.django_db
HEALTH, PACKS = "/quan-tri/tinh-trang/", "/quan-tri/goi/"


def rule(code: str, **more: object) -> CodeList:
    given = {"effective_from": date(2026, 1, 1), "origin": "pack:test", "body": {}, **more}
    return CodeList.objects.create(code=code, **given)


def test_all_is_well_when_nothing_waits() -> None:
    page = at_console().get(HEALTH).content.decode()
    assert "Mọi phần đang chạy" in page
    assert "Kho khóa" in page


def test_a_schedule_that_nobody_starts_says_that_the_worker_stands_still() -> None:
    Schedule.objects.create(key="tests.daily", next_at=clock.now() - timedelta(hours=1))
    assert "có thể tiến trình worker đã dừng" in at_console().get(HEALTH).content.decode()


def test_work_that_waits_too_long_is_named() -> None:
    client = at_console()
    delivery("due", due_at=clock.now() - timedelta(minutes=5))
    page = client.get(HEALTH).content.decode()
    assert "Có việc đến hạn quá một phút" in page


def test_what_waits_a_moment_is_no_alarm() -> None:
    at = clock.now()
    assert not Worker(at - LATE, None, None, None).late(at)
    assert Worker(at - LATE - timedelta(seconds=1), None, None, None).late(at)


def test_packs_rules_and_what_needs_a_look_are_counted() -> None:
    AppliedPack.objects.create(name="vietnam", title="Việt Nam", digest="ab" * 32, applied_at=clock.now())
    rule("a", assumed=True)
    rule("b", origin="officials")
    rule("c", effective_until=date(2026, 2, 1))
    page = at_console().get(PACKS).content.decode()
    assert "vietnam" in page
    for query in ("?only=assumed", "?only=officials"):
        assert f'href="/quan-tri/goi/code_list/{query}">1</a>' in page


@pytest.mark.parametrize(
    ("query", "wanted"),
    [("", {"alpha", "beta", "gamma"}), ("?only=assumed", {"alpha"}), ("?only=officials", {"beta"}),
     ("?q=amm", {"gamma"}), ("?q=zz", set()), ("?only=nonsense", {"alpha", "beta", "gamma"})],
)  # fmt: skip
def test_the_rules_of_a_kind_are_narrowed(query: str, wanted: set[str]) -> None:
    rule("alpha", assumed=True)
    rule("beta", origin="officials")
    rule("gamma")
    page = at_console().get(f"{PACKS}code_list/{query}").content.decode()
    assert {code for code in ("alpha", "beta", "gamma") if f'class="key">{code}<' in page} == wanted


def test_a_kind_costs_the_same_however_many_rules() -> None:
    client = at_console()
    rule("a")
    client.get(f"{PACKS}code_list/")
    with CaptureQueriesContext(connection) as one:
        client.get(f"{PACKS}code_list/")
    for number in range(60):
        rule(f"r{number}")
    with CaptureQueriesContext(connection) as many:
        client.get(f"{PACKS}code_list/")
    assert len(many) == len(one)


def test_the_console_speaks_english_to_who_chose_it() -> None:
    rule("x")
    delivery()
    client = at_console()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    health = client.get(HEALTH).content.decode()
    assert "1 item is parked; somebody must look at it." in health
    assert "Data, files, outgoing mail" in health
    assert "All are read" in health
    assert "<h1>Code lists</h1>" in client.get(f"{PACKS}code_list/").content.decode()
    assert '<option value="auditor">Auditor</option>' in client.get("/quan-tri/tai-khoan/").content.decode()

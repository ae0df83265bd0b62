"""The operators' pages: both sides beside each other, what waits, what is done about it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
import time_machine
from django.db.models import F
from django.test import Client

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import official_actor, signed_in
from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.tests.factories import MONDAY, make_office
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.engine.samples import Mishap, sendings
from tinhso.government.portalsync.formats.change import Kind
from tinhso.government.portalsync.formats.filing import Damaged, Problem, read
from tinhso.government.portalsync.models import Message, SimulatedDossier, Twin
from tinhso.government.portalsync.rules import Portal
from tinhso.government.portalsync.tests.factories import filing, make_portal, sent
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Refusal
from tinhso.kernel.ledger.models import Read

pytestmark = pytest.mark.django_db
HERE = "/quan-tri/cong-quoc-gia/"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        make_office()
        make_portal()
        yield


@pytest.fixture
def admin() -> Client:
    account = official_actor("admin").account
    assert account is not None
    return signed_in(Account.objects.get(id=account))


def bring(code: str, **changes: Any) -> None:
    with suppress(Refusal):
        actions.accept(actor=SYSTEM, raw=sent(filing(code, **changes)), at=MONDAY)


def test_an_empty_list_says_what_will_come(admin: Client) -> None:
    assert "Chưa có hồ sơ nào phải đồng bộ" in admin.get(HERE).content.decode()
    assert "Không có mục nào chờ" in admin.get(f"{HERE}hop-thu/").content.decode()


def test_what_differs_shows_both_values_and_can_be_told_again(admin: Client) -> None:
    bring("QG-1")
    bring("QG-2")
    one, other = Twin.objects.order_by("outside_code")
    Twin.objects.filter(dossier=one.dossier).update(
        theirs=5, asked_at=MONDAY, told_version=F("version"), told_at=MONDAY
    )
    Twin.objects.filter(dossier=other.dossier).update(
        theirs=1, asked_at=MONDAY, told_version=F("version"), told_at=MONDAY
    )
    page = admin.get(HERE, {"which": "differs"}).content.decode()
    assert "QG-1" in page
    assert "QG-2" not in page
    assert "1 hồ sơ hai bên khác nhau" in page
    assert page.count("Gửi lại<") == 1
    assert "QG-2" in admin.get(HERE, {"text": "QG-2"}).content.decode()
    assert "Không có hồ sơ nào như vậy" in admin.get(HERE, {"text": "QG-9"}).content.decode()
    lines = admin.get(f"{HERE}danh-sach.csv", {"which": "differs"}).content.decode().splitlines()
    assert len(lines) == 2
    answer = admin.post(f"{HERE}gui-lai/{one.dossier}/?which=differs")
    assert answer.headers["Location"] == f"{HERE}?which=differs"
    owed = Delivery.objects.get(handler="portalsync.tell")
    assert owed.payload == {"dossier": str(one.dossier), "again": True}
    assert admin.post(f"{HERE}doi-chieu/", {"first": "2026-11-01", "last": "2026-11-16"}).status_code == 303
    asked = Delivery.objects.get(handler="portalsync.ask")
    assert set(asked.payload["dossiers"]) == {str(one.dossier), str(other.dossier)}


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001"])
def test_a_day_that_no_calendar_bears_is_refused_beside_its_field(admin: Client, day: str) -> None:
    for given in ({"first": day}, {"last": day}):
        assert "từ năm 1900 đến năm 2199" in admin.get(HERE, given).content.decode()
        assert admin.get(f"{HERE}danh-sach.csv", given).status_code == 200
        assert admin.post(f"{HERE}doi-chieu/", given).status_code == 303


def test_a_list_has_pages(admin: Client) -> None:
    for number in range(31):
        bring(f"QG-{number}", papers=[])
    assert admin.get(HERE, {"page": 2}).content.decode().count('class="code"') == 1


def test_codes_of_strangers_are_no_formulas(admin: Client) -> None:
    bring("=1+1")
    assert ",'=1+1" in f",{admin.get(f'{HERE}danh-sach.csv').content.decode().splitlines()[1]}"


def test_what_waits_is_shown_with_its_reasons_and_seen_to(admin: Client) -> None:
    bring("QG-1", ChuHoSo="")
    bring("QG-2")
    bring("QG-2", DiaChi="Ấp 9")
    listed = admin.get(f"{HERE}hop-thu/").content.decode()
    assert "Thiếu hoặc sai trường" in listed
    assert "QG-2" not in listed
    rejected, parked = Message.objects.get(state="rejected"), Message.objects.get(state="parked")
    page = admin.get(f"{HERE}hop-thu/{rejected.id}/").content.decode()
    assert "ChuHoSo" in page
    assert "DiaChi" in admin.get(f"{HERE}hop-thu/{parked.id}/").content.decode()
    assert "QG-1" in admin.get(f"{HERE}hop-thu/danh-sach.csv").content.decode()

    sent_here = admin.get(f"{HERE}hop-thu/{parked.id}/noi-dung/")
    assert "Ấp 9" in sent_here.content.decode()
    assert Read.objects.filter(about=parked.ref).count() == 1
    again = admin.post(f"{HERE}hop-thu/{rejected.id}/nhan-lai/")
    assert again.status_code == 422
    assert "ChuHoSo" in again.content.decode()
    assert admin.post(f"{HERE}hop-thu/{rejected.id}/bo/", {"reason": ""}).status_code == 422
    assert admin.post(f"{HERE}hop-thu/{rejected.id}/bo/", {"reason": "Cổng gửi nhầm"}).status_code == 303
    assert admin.post(f"{HERE}hop-thu/{parked.id}/giai-quyet/", {"reason": "Đã bổ sung"}).status_code == 303
    assert admin.get(f"{HERE}hop-thu/{parked.id}/noi-dung/").status_code == 409
    assert admin.post(f"{HERE}hop-thu/{parked.id}/bo/", {"reason": "lần nữa"}).status_code == 409
    assert "Đã giải quyết" in admin.get(f"{HERE}hop-thu/{parked.id}/").content.decode()


def test_the_simulator_sends_and_shows_and_is_gone_for_the_real_one(admin: Client, settings: Any) -> None:
    SimulatedDossier.objects.create(request_id="YC-1", status=4, version=3, told_at=MONDAY)
    assert "YC-1" in admin.get(f"{HERE}mo-phong/").content.decode()
    admin.post(f"{HERE}mo-phong/gui/", {"mishap": "unreadable"})
    assert Message.objects.get().problem == "unreadable"
    assert not Dossier.objects.exists()
    settings.NATIONAL_PORTAL = "https://cong.example/"
    assert admin.get(f"{HERE}mo-phong/").status_code == 404
    assert admin.post(f"{HERE}mo-phong/gui/").status_code == 404
    assert "mo-phong" not in admin.get(HERE).content.decode()


def test_the_simulators_person_answers_what_is_asked(admin: Client) -> None:
    bring("QG-1")
    dossier = Dossier.objects.get()
    lack = Lack("birth_notice", "Giấy chứng sinh", "Ảnh mờ", "Chụp lại")
    dossiers.request_supplement(
        actor=official_actor("clerk", agency=dossier.counter_id), dossier=dossier.id, version=1, lacks=[lack],
        basis="Điều 16", at=MONDAY,
    )  # fmt: skip
    work_off(limit=100)
    for _ in range(2):
        assert admin.post(f"{HERE}mo-phong/bo-sung/").status_code == 303
        work_off(limit=100)
    dossier.refresh_from_db()
    assert dossier.phase == "submitted"
    assert Message.objects.get(kind="answer").times == 1, "what is answered is asked for no more"


@pytest.mark.parametrize("mishap", list(Mishap))
def test_every_sample_is_what_it_says(mishap: Mishap) -> None:
    terms = Portal(title="Cổng", address="https://cong.example")
    sent_there = sendings(mishap, terms=terms, at=MONDAY)
    raws = [sending.raw for sending in sent_there if sending.kind == Kind.FILING]
    assert len(raws) == (2 if mishap in ("doubled", "resent") else 1)
    assert len(set(raws)) == (2 if mishap == "resent" else 1)
    kinds = [sending.kind for sending in sent_there]
    assert kinds.index(Kind.FILING) == (mishap == "withdrawn_first")
    assert (Kind.WITHDRAWAL in kinds) == mishap.startswith("withdrawn")
    problem = None
    try:
        found = read(raws[0], names=terms.filing, proven=True, at=MONDAY)
        assert (found.filed_at < MONDAY) == (mishap == "late")
    except Damaged as damaged:
        problem = damaged.problem
    assert problem == {"hash": Problem.HASH, "unreadable": Problem.UNREADABLE}.get(mishap)


def test_the_pages_speak_english(admin: Client) -> None:
    bring("QG-1")
    bring("QG-2", ChuHoSo="")
    admin.post("/ui/language/", {"language": "en", "next": "/"})
    page = admin.get(HERE).content.decode()
    for words in (
        "Reconciliation with the national portal",
        "In the province",
        "Ask the portal about this period",
    ):
        assert words in page
    waiting = admin.get(f"{HERE}hop-thu/").content.decode()
    assert "Fields missing or wrong" in waiting

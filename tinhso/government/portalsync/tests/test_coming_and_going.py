"""Links that come from the portal, and citizens who are led to it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.test import Client

from tinhso.foundation.access.tests.factories import citizen, signed_in
from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import (
    BIRTH,
    COMMUNE,
    MONDAY,
    birth_filing,
    make_citizen,
    make_office,
)
from tinhso.government.portalsync.tests.factories import make_portal
from tinhso.kernel.errors import Conflict

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
PREPARE = f"/thu-tuc/{BIRTH}/chuan-bi/"
ANSWERS = {
    "birth.situation": "ordinary", "birth.evidence": "notice", "child.birth_date": "2026-11-02",
    "requester.mandated": "no",
}  # fmt: skip


@pytest.fixture
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        make_office()
        yield


@pytest.mark.parametrize(
    ("query", "leads"),
    [
        (f"MaTTHCDP={BIRTH}.000.00.00.H61&MaCoQuanThucHien=H61.101&vnconnect=1&MDT=x", f"{PREPARE}?xa={COMMUNE}"),
        (f"MaTTHCDP={BIRTH}&MaCoQuanThucHien=H61.101.01", f"{PREPARE}?xa={COMMUNE}"),
        (f"MaTTHCDP={BIRTH}&MaCoQuanThucHien=H61.999", PREPARE),
        (f"MaTTHCDP={BIRTH}", PREPARE),
    ],
)  # fmt: skip
def test_a_link_opens_the_procedure_at_the_right_agency(query: str, leads: str, client: Client) -> None:
    answer = client.get(f"/nop-ho-so?{query}")
    assert (answer.status_code, answer.headers["Location"]) == (302, leads)
    assert client.get(leads).status_code == 200


@pytest.mark.parametrize("query", ["", "MaTTHCDP=9.999999.000.00.00.H61", "MaTTHCDP=%3Cb%3E"])
def test_an_unknown_one_says_so(query: str, client: Client) -> None:
    answer = client.get(f"/nop-ho-so?{query}")
    assert answer.status_code == 404
    assert "Không tìm thấy thủ tục" in answer.content.decode()
    assert "<b>" not in answer.content.decode().partition("<h1>")[2]


def test_the_place_stays_chosen_from_the_link_to_the_draft(client: Client) -> None:
    asked = client.get(PREPARE, {"xa": COMMUNE})
    assert f'name="xa" value="{COMMUNE}"' in asked.content.decode()
    assert "error-summary" not in asked.content.decode(), "nothing was answered yet, so nothing is wrong"
    answered = client.post(PREPARE, {**ANSWERS, "xa": COMMUNE, "press": "next", "asked": list(ANSWERS)})
    prepared = client.get(answered.headers["Location"]).content.decode()
    start = f"/ho-so/moi/{BIRTH}/"
    assert f"{start}?" in prepared
    account = signed_in(citizen())
    begun = account.get(start, {**ANSWERS, "xa": COMMUNE})
    assert "Ông/bà làm hồ sơ này cho ai?" in begun.content.decode()
    elsewhere = account.get(start, {**ANSWERS})
    assert "Ông/bà nộp ở xã, phường nào?" in elsewhere.content.decode()
    assert account.get(start, {"xa": COMMUNE}).headers["Location"] == f"{PREPARE}?xa={COMMUNE}"


def test_by_itself_a_province_takes_filings_here(client: Client) -> None:
    make_portal()
    assert f"/ho-so/moi/{BIRTH}/" in client.get(PREPARE, ANSWERS).content.decode()


def test_where_the_portal_is_the_main_door_citizens_are_led_to_it_and_counters_stay(client: Client) -> None:
    make_portal(online="national")
    page = client.get(PREPARE, ANSWERS).content.decode()
    assert "https://dichvucong.gov.vn" in page
    assert f"/ho-so/moi/{BIRTH}/" not in page
    assert "Trung tâm Phục vụ hành chính công" in page
    led = signed_in(citizen()).get(f"/ho-so/moi/{BIRTH}/", {**ANSWERS, "xa": COMMUNE})
    assert led.headers["Location"] == f"{PREPARE}?xa={COMMUNE}"
    asker = make_citizen()
    with pytest.raises(Conflict, match="Cổng Dịch vụ công quốc gia"):
        dossiers.file(actor=asker, filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    dossiers.file(actor=asker, filing=birth_filing(), channel=Channel.COUNTER, at=MONDAY)
    assert Dossier.objects.get().channel == "counter"

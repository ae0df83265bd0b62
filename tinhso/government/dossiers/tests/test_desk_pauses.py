"""Pausing at the desk, and what the desk and the person see of it: why, by which text, until when at most."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine

from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import MONDAY, Office, birth_filing, let_pause, make_office
from tinhso.government.dossiers.tests.test_desk_pages import address, at_desk, filed
from tinhso.government.dossiers.tests.test_straight_path import fresh

pytestmark = pytest.mark.django_db

WORDS = ("chờ xác minh giấy tờ", "Điều 9 văn bản thử nghiệm", "17:00 ngày 19/11/2026")


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def office() -> Office:
    office = make_office()
    let_pause()
    return office


def test_the_reasons_offered_are_those_of_the_procedure_each_with_its_clause(office: Office) -> None:
    dossier = filed()
    actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=MONDAY)
    desk = at_desk(office.officer)
    assert address(dossier, "tam-dung") in desk.get(address(dossier)).content.decode()
    page = desk.get(address(dossier, "tam-dung")).content.decode()
    assert "Chờ xác minh giấy tờ (Điều 9 văn bản thử nghiệm)" in page
    sent = {"version": str(fresh(dossier).version), "note": "Hỏi trạm y tế"}
    wrong = desk.post(address(dossier, "tam-dung"), sent)
    assert (wrong.status_code, fresh(dossier).phase) == (422, Phase.IN_PROGRESS)
    assert "Hỏi trạm y tế" in wrong.content.decode()
    assert desk.post(address(dossier, "tam-dung"), sent | {"code": "verify"}).status_code == 303
    assert fresh(dossier).phase == Phase.PAUSED


def test_desk_and_person_see_why_by_which_text_and_until_when(office: Office) -> None:
    account = citizen(name="Nguyễn Thị Hạnh", phone="+84912345678")
    dossier = actions.file(actor=actor_of(account), filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=MONDAY)
    version = fresh(dossier).version
    actions.pause(
        actor=office.officer,
        dossier=dossier.id,
        version=version,
        code="verify",
        reason="Hỏi trạm y tế",
        at=MONDAY,
    )
    desk = at_desk(office.officer)
    for page in (desk.get(address(dossier)), signed_in(account).get(f"/ho-so/{dossier.id}/")):
        text = page.content.decode()
        assert all(words in text for words in WORDS)
        assert "Hỏi trạm y tế" in text
    text = desk.get(address(dossier)).content.decode()
    assert address(dossier, "giai-quyet-tiep") in text
    assert "/chuyen/" not in text
    sent = {"version": str(fresh(dossier).version), "note": "Đã trả lời"}
    assert desk.post(address(dossier, "giai-quyet-tiep"), sent).status_code == 303
    assert fresh(dossier).phase == Phase.IN_PROGRESS


def test_a_procedure_without_such_a_text_offers_no_pause() -> None:
    office = make_office()
    dossier = filed()
    actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=MONDAY)
    desk = at_desk(office.officer)
    assert "tam-dung" not in desk.get(address(dossier)).content.decode()
    assert desk.get(address(dossier, "tam-dung")).status_code == 409

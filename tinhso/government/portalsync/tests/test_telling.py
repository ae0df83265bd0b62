"""What the portal is told: whole, in whatever order, of whom it concerns; and what happens when it does not listen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import pytest
import time_machine
from django.core.cache import cache

from tinhso.contracts.dossiers import statuses
from tinhso.foundation.access.tests.factories import official_actor
from tinhso.foundation.payments import actions as payments
from tinhso.foundation.payments.rules import Charge
from tinhso.foundation.payments.tests.factories import make_account
from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import MONDAY, Office, birth_filing, make_citizen, make_office
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.engine import client
from tinhso.government.portalsync.engine.simulator import Mishaps, SimulatedPortal, simulator
from tinhso.government.portalsync.formats.telling import dossier_message, step_message
from tinhso.government.portalsync.models import SimulatedDossier, Twin
from tinhso.government.portalsync.queries.terms import portal
from tinhso.government.portalsync.tests.factories import filing, machine, make_portal, sent
from tinhso.kernel import http
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, NotAllowed
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act, Read
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def moment() -> Iterator[Any]:
    with time_machine.travel(MONDAY, tick=False) as moving:
        yield moving


@pytest.fixture
def office() -> Office:
    return make_office()


def bring(code: str = "QG-0001") -> Dossier:
    answer = actions.accept(actor=machine()[0], raw=sent(filing(code)), at=MONDAY)
    return Dossier.objects.get(request_id=answer["SoBienNhan"])


def work(moment: Any, seconds: int = 600) -> None:
    """Until nothing is due for a while."""
    for _ in range(seconds // 5):
        work_off(limit=500)
        moment.shift(5)


def test_the_whole_state_goes_out_and_the_look_is_in_the_ledger(office: Office) -> None:
    make_portal()
    dossier = bring()
    lack = Lack("birth_notice", "Giấy chứng sinh", "Ảnh mờ", "Chụp lại")
    dossiers.request_supplement(
        actor=office.clerk, dossier=dossier.id, version=1, lacks=[lack], basis="Điều 16", at=MONDAY
    )
    found = statuses["dossiers"].snapshot(
        actor=SYSTEM, dossier=dossier.id, at=MONDAY, purpose="thử", basis=""
    )
    assert found is not None
    message = dossier_message(found, outside_code="QG-0001", names=portal(at=MONDAY).dossier)
    assert message | {"DanhSachHoSoBoSung": []} == {
        "MaHoSo": dossier.request_id, "SoBienNhan": dossier.request_id, "MaHoSoCong": "QG-0001", "PhienBan": 5,
        "TrangThaiHoSo": "5", "MaTTHC": "1.001193", "TenTTHC": "Đăng ký khai sinh", "TenLinhVuc": "Hộ tịch",
        "ChuHoSo": "Nguyễn Thị Hạnh", "SoDienThoai": "+84912345678", "Email": "hanh@vi-du.example",
        "DonViXuLy": "Ủy ban nhân dân xã Càng Long", "NgayNop": "20261116080000", "NgayTiepNhan": "", "NgayHenTra": "",
        "NgayTra": "", "NgayKetThucXuLy": "", "DanhSachHoSoBoSung": [], "DanhSachGiayToKetQua": [],
    }  # fmt: skip
    assert message["DanhSachHoSoBoSung"][0]["NoiDungBoSung"] == "Giấy chứng sinh: Ảnh mờ Chụp lại"
    assert set(Read.objects.get(about=dossier.ref).data["fields"]) == {
        "owner",
        "phone",
        "email",
        "supplements",
    }


def test_a_step_says_who_did_what(office: Office) -> None:
    make_portal()
    dossier = bring()
    dossiers.receive(actor=office.clerk, dossier=dossier.id, version=1, at=MONDAY)
    act = Act.objects.get(verb="dossiers.receive")
    found = statuses["dossiers"].step(act.id)
    assert found is not None
    message = step_message(found, outside_code="QG-0001", terms=portal(at=MONDAY))
    assert (message["NguoiXuLy"], message["ChucDanh"]) == ("Công chức Càng Long", "Công chức")
    assert (message["TrangThai"], message["PhienBan"]) == ("2", 4)
    assert message["NoiDungXuLy"] == "Tiếp nhận hồ sơ"
    assert statuses["dossiers"].step(Act.objects.get(verb="dossiers.submit").id) is None, (
        "no official did that"
    )


def test_the_newest_stays_in_whatever_order_they_come() -> None:
    make_portal()
    there, names = SimulatedPortal(), portal(at=MONDAY).dossier
    for version, status in ((3, "4"), (1, "1"), (2, "5"), (3, "4")):
        data = {names.request_id: "YC-1", names.version: version, names.status: status}
        there.answer(json.dumps({"service": "DongBoHoSoMC", "data": data}).encode())
    held = SimulatedDossier.objects.get()
    assert (held.status, held.version, held.messages) == (4, 3, 4)


def test_only_what_was_filed_there_is_told_unless_the_province_wants_all(office: Office, moment: Any) -> None:
    make_portal()
    here = dossiers.file(actor=make_citizen(), filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    work(moment, 60)
    assert not Twin.objects.exists()
    make_portal_tells_all()
    dossiers.receive(actor=office.clerk, dossier=here.id, version=1, at=MONDAY)
    work(moment, 60)
    assert Twin.objects.get().outside_code == ""
    assert SimulatedDossier.objects.get().status == 4


def make_portal_tells_all() -> None:
    from datetime import date

    from tinhso.government.portalsync.models import ProvinceFiling

    ProvinceFiling.objects.create(
        code="filing", body={"tell": "all"}, effective_from=date(2021, 1, 1), origin="test"
    )


def test_once_it_is_paid_the_portal_asks_for_no_money_any_more(office: Office, moment: Any) -> None:
    make_portal()
    make_account(office.committee.id)
    dossier = bring()
    due = payments.open_intent(
        actor=SYSTEM, about=dossier.ref, due="before_acceptance", payer=Ref("people.person", dossier.owner_id),
        agency=office.committee.id, counter=office.centre.id, charges=[Charge("fee", "Lệ phí", 8_000)], at=MONDAY,
    )  # fmt: skip
    Dossier.objects.filter(id=dossier.id).update(answer_due_at=None, charges=due.lines)
    Twin.objects.update(status=6, version=2)
    work(moment, 60)
    assert SimulatedDossier.objects.get().status == 6
    payments.take_cash(actor=office.clerk, intent=due.id, amount=8_000, slip=new_id(), at=MONDAY)
    work(moment, 60)
    assert SimulatedDossier.objects.get().status == 1
    twin = Twin.objects.get()
    assert (twin.status, twin.behind) == (1, False)


def test_a_portal_that_is_away_is_left_alone_and_told_afterwards(office: Office, moment: Any) -> None:
    make_portal()
    away = simulator()
    away.mishaps = Mishaps(lost=1.0)
    for number in range(8):
        bring(f"QG-{number}")
    for _ in range(2):
        work_off(limit=500)
    assert cache.get("portalsync.failed") == 5, "eight wanted to speak, five tried"
    assert not SimulatedDossier.objects.exists()
    away.mishaps = Mishaps()
    work(moment)
    assert SimulatedDossier.objects.filter(status=1).count() == 8
    assert Twin.objects.all().behind().count() == 0


def test_what_was_parked_meanwhile_is_told_by_itself(office: Office, moment: Any) -> None:
    make_portal()
    bring()
    simulator().mishaps = Mishaps(lost=1.0)
    work(moment, 60)
    Delivery.objects.filter(handler="portalsync.tell").update(state="parked")
    simulator().mishaps = Mishaps()
    work(moment, 600)
    assert not SimulatedDossier.objects.exists()
    moment.shift(3600)
    work(moment, 60)
    assert SimulatedDossier.objects.filter(status=1).exists()


def test_a_no_begins_a_new_session_and_is_tried_again(office: Office) -> None:
    make_portal()
    terms = portal(at=MONDAY)
    simulator().mishaps = Mishaps(errors=1.0)
    cache.set("portalsync.session", "old")
    with pytest.raises(client.Said):
        client.call(terms, terms.services.dossier, {}, delivery="x")
    assert cache.get("portalsync.session") is None


def test_what_the_portal_lost_is_seen_and_told_again(office: Office, moment: Any) -> None:
    make_portal()
    simulator().mishaps = Mishaps(forgotten=1.0)
    dossier = bring()
    work(moment, 60)
    twin = Twin.objects.get()
    assert twin.told_version == twin.version
    assert not SimulatedDossier.objects.exists()
    admin = official_actor("admin")
    simulator().mishaps = Mishaps()
    assert actions.ask_again(actor=admin, first=MONDAY.date(), last=MONDAY.date(), at=MONDAY) == 1
    work_off(limit=500)
    twin.refresh_from_db()
    assert (twin.status, twin.theirs, twin.differs) == (1, 0, True)
    work(moment, 60)
    assert SimulatedDossier.objects.get(request_id=dossier.request_id).status == 1
    actions.ask_again(actor=admin, first=MONDAY.date(), last=MONDAY.date(), at=MONDAY)
    work(moment, 60)
    twin.refresh_from_db()
    assert not twin.differs


def test_only_operators_compare_and_tell_again(office: Office, settings: Any) -> None:
    make_portal()
    dossier = bring()
    for role in ("clerk", "auditor"):
        with pytest.raises(NotAllowed):
            actions.tell_again(actor=official_actor(role), dossier=dossier.id, at=MONDAY)
        with pytest.raises(NotAllowed):
            actions.ask_again(actor=official_actor(role), first=MONDAY.date(), last=MONDAY.date(), at=MONDAY)
    settings.NATIONAL_PORTAL = ""
    with pytest.raises(Conflict, match="Chưa cấu hình"):
        actions.tell_again(actor=official_actor("admin"), dossier=dossier.id, at=MONDAY)


def test_without_a_portal_nothing_is_sent(office: Office, settings: Any, moment: Any) -> None:
    make_portal()
    settings.NATIONAL_PORTAL = ""
    bring()
    work(moment, 60)
    assert Twin.objects.all().behind().count() == 1
    assert not Delivery.objects.filter(handler="portalsync.tell").exists()


@pytest.fixture
def there() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A real server on loopback that takes everything, and what it got."""
    got: list[dict[str, Any]] = []

    class Portal(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            got.append(message)
            body = json.dumps({"error_code": 0, "session": "s1", "data": []}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Portal)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}/", got
    server.shutdown()
    server.server_close()


def test_over_http_it_signs_in_once_and_is_refused_inside(
    there: tuple[str, list[dict[str, Any]]], settings: Any
) -> None:
    make_portal()
    address, got = there
    settings.NATIONAL_PORTAL, settings.NATIONAL_PORTAL_USER = address, "tinh"
    terms = portal(at=MONDAY)
    with pytest.raises(http.Refused):
        client.call(terms, terms.services.dossier, {"a": 1}, delivery="x")
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]
    for _ in range(2):
        assert client.call(terms, terms.services.dossier, {"a": 1}, delivery="x") == []
    assert [one["service"] for one in got] == ["LayPhien", "DongBoHoSoMC", "DongBoHoSoMC"]
    assert got[0]["username"] == "tinh"
    assert got[1] == {"service": "DongBoHoSoMC", "session": "s1", "data": {"a": 1}}

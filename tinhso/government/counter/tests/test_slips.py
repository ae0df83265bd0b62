"""Received while the network was down: each slip once, readable for its counter alone, one dossier, then erased."""

from __future__ import annotations

import base64
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import unquote
from uuid import UUID

import pytest
import zxingcpp
from django.db import connection, connections
from django.test import Client
from PIL import Image

from tinhso.foundation.people.models import Person
from tinhso.foundation.units.queries import agency
from tinhso.government.counter import actions
from tinhso.government.counter.formats.slips import Taken
from tinhso.government.counter.models import Assistance, Slip
from tinhso.government.counter.queries.slips import find_provisional, open_slip, slip_lines, slips
from tinhso.government.counter.rules import (
    Closing,
    Consent,
    NewPerson,
    asked_at,
    provisional_code,
    read_provisional,
)
from tinhso.government.counter.tests.factories import account, client_of, colleague
from tinhso.government.counter.tests.slips import Device, closed, prepare, written
from tinhso.government.counter.tests.test_helping import NUMBER, PRECHECK, known
from tinhso.government.dossiers.models import Dossier, Original
from tinhso.government.dossiers.queries.tracking import tracked
from tinhso.government.dossiers.tests.factories import (
    BIRTH,
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_answers,
    make_office,
)
from tinhso.kernel import sealing
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound
from tinhso.kernel.ledger.models import Act, Read

pytestmark = pytest.mark.django_db
LATER = MONDAY + timedelta(hours=2)
BACK = MONDAY + timedelta(hours=3)
LIST = "/can-bo/quay/phieu/"


def taken_in(office: Office, device: Device | None = None, number: int = 0, **changes: Any) -> Slip:
    device = device or prepare(office)
    code = device.codes[number]
    envelope = closed(written(LATER, **changes), public=device.public, code=code)
    return actions.take_slip(actor=office.clerk, code=code, envelope=envelope, at=BACK)


def filed(office: Office, slip: Slip) -> Dossier:
    """The slip, completed by the clerk."""
    assistance = begun(office, slip)
    return Dossier.objects.get(id=file(office, assistance))


def begun(office: Office, slip: Slip) -> Assistance:
    person = Person.objects.filter(name="Nguyễn Thị Hạnh").first() or known()
    return actions.begin_helping(
        actor=office.clerk, counter=agency(office.centre.id, on=MONDAY.date()), procedure=BIRTH, at=BACK,
        person=person.id, consent=Consent.SPOKEN, ticket=None,
        commune=office.unit, receives=True, slip=slip.id,
    )  # fmt: skip


def file(office: Office, assistance: Assistance) -> Any:
    return actions.file_for_person(
        actor=office.clerk, assistance=assistance.id, precheck=PRECHECK, answers=birth_answers(office.unit),
        papers=(), seen={"birth_notice": "original"}, at=BACK,
    )  # fmt: skip


def test_codes_are_read_as_people_type_them_and_cannot_be_guessed() -> None:
    code = provisional_code("7K3M9Q", 7, "ab" * 32)
    assert read_provisional(f"  {code.lower()} ") == (code, "7K3M9Q", 7)
    assert read_provisional("TN-7K3M9Q-07") is None
    assert read_provisional("YC-261122-7K3M9Q2F") is None
    tails = {provisional_code("7K3M9Q", number, sealing.blind("x", str(number)))[-4:] for number in range(50)}
    assert len(tails) == 50


def test_two_blocks_share_no_code(office: Office) -> None:
    one, other = prepare(office), prepare(office, actor=colleague(office))
    assert len({*one.codes, *other.codes}) == 100


def test_sent_ten_times_it_is_one_slip(office: Office) -> None:
    device = prepare(office)
    envelope = closed(written(LATER), public=device.public, code=device.codes[0])
    found = {
        actions.take_slip(actor=actor, code=device.codes[0], envelope=envelope, at=BACK).id
        for actor in [office.clerk, colleague(office)] * 5
    }
    assert len(found) == Slip.objects.count() == 1
    assert Act.objects.filter(verb="counter.slip_taken_in").count() == 1


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory gives threads no connections of their own"
)
@pytest.mark.django_db(transaction=True)
def test_sent_from_many_windows_at_once_it_is_one_slip() -> None:
    office = make_office()
    device = prepare(office)
    envelope = closed(written(LATER), public=device.public, code=device.codes[0])

    def window(_: int) -> UUID:
        try:
            return actions.take_slip(actor=office.clerk, code=device.codes[0], envelope=envelope, at=BACK).id
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as windows:
        assert len(set(windows.map(window, range(10)))) == 1
    assert Slip.objects.count() == 1


def test_something_else_under_the_same_code_is_refused(office: Office) -> None:
    device = prepare(office)
    slip = taken_in(office, device)
    with pytest.raises(Conflict):
        taken_in(office, device, name="Người Khác")
    assert open_slip(actor=office.clerk, slip=slip.id, at=BACK).taken == Taken.model_validate(written(LATER))


def test_an_envelope_opens_only_under_its_own_code_and_block(office: Office) -> None:
    device, other = prepare(office), prepare(office)
    envelope = closed(written(LATER), public=device.public, code=device.codes[0])
    for code in (device.codes[1], other.codes[0]):
        with pytest.raises(Invalid):
            actions.take_slip(actor=office.clerk, code=code, envelope=envelope, at=BACK)
    for wrong in ("", "%%%", "QUJD", envelope[:-8] + "AAAAAAA="):
        with pytest.raises(Invalid):
            actions.take_slip(actor=office.clerk, code=device.codes[0], envelope=wrong, at=BACK)
    assert not Slip.objects.exists()


def test_a_code_the_house_never_gave_is_nobodys(office: Office) -> None:
    code = prepare(office).codes[0]
    made_up = code[:-1] + ("0" if code[-1] != "0" else "1")
    with pytest.raises(NotFound):
        actions.take_slip(actor=office.clerk, code=made_up, envelope="QUJD", at=BACK)
    assert find_provisional(made_up, BACK) is None


def test_what_is_no_slip_is_refused(office: Office) -> None:
    device = prepare(office)
    changes: list[dict[str, Any]] = [
        {"name": ""}, {"consent": "guessed"}, {"more": "x"}, {"papers": [{"paper": "x", "kept": 100}]},
    ]  # fmt: skip
    for number, change in enumerate(changes):
        with pytest.raises(Invalid):
            taken_in(office, device, number, **change)
    assert not Slip.objects.exists()


def test_only_the_counter_sends_and_sees(office: Office) -> None:
    other = make_office(OTHER_COMMUNE, "Tân An", 102)
    device = prepare(office)
    envelope = closed(written(LATER), public=device.public, code=device.codes[0])
    for stranger in (other.clerk, office.officer):
        with pytest.raises(NotAllowed):
            actions.take_slip(actor=stranger, code=device.codes[0], envelope=envelope, at=BACK)
    slip = taken_in(office, device)
    for stranger in (other.clerk, office.officer):
        with pytest.raises(NotAllowed):
            open_slip(actor=stranger, slip=slip.id, at=BACK)
        with pytest.raises(NotAllowed):
            actions.close_slip(actor=stranger, slip=slip.id, closing="double", at=BACK)
    assert not slips(actor=other.clerk, state="", text="", at=BACK)
    with pytest.raises(Conflict):
        actions.begin_helping(
            actor=other.clerk, counter=agency(other.centre.id, on=MONDAY.date()), procedure=BIRTH, at=BACK,
            person=NewPerson(name="Nguyễn Thị Hạnh", national_id=NUMBER), consent=Consent.SPOKEN, ticket=None,
            commune=office.unit, receives=True, slip=slip.id,
        )  # fmt: skip


def test_the_look_at_a_slip_is_in_the_ledger_and_lists_mask(office: Office) -> None:
    slip = taken_in(office)
    (line,) = slip_lines(list(slips(actor=office.clerk, state="cho", text=slip.code[:8], at=BACK)), at=BACK)
    assert (line.owner, Read.objects.count()) == ("Nguyễn T** H**", 0)
    assert open_slip(actor=office.clerk, slip=slip.id, at=BACK).taken is not None
    assert Read.objects.get().about == slip.ref


def test_a_slip_is_sealed(office: Office) -> None:
    slip = taken_in(office)
    assert "Hạnh".encode() not in bytes(slip.content_sealed)
    assert NUMBER not in str(Act.objects.values_list("data", flat=True))


@pytest.mark.parametrize("hours", [-100, 0, 100_000])
def test_a_wrong_clock_loses_nothing_and_is_not_believed(office: Office, hours: int) -> None:
    slip = taken_in(office, taken_at=(BACK + timedelta(minutes=1, hours=hours)).isoformat())
    assert slip.asked_at == BACK
    (line,) = slip_lines([slip], at=BACK)
    assert line.clock_doubted
    assert asked_at(taken_at=LATER, given_at=MONDAY, received_at=BACK) == LATER


def test_it_becomes_one_dossier_and_is_erased(
    office: Office, django_capture_on_commit_callbacks: Any
) -> None:
    slip = taken_in(office)
    first, second = begun(office, slip), begun(office, slip)
    assert first.agreed_at == LATER
    with django_capture_on_commit_callbacks(execute=True):
        dossier = Dossier.objects.get(id=file(office, first))
    assert file(office, first) == dossier.id
    with pytest.raises(Conflict):
        file(office, second)
    with pytest.raises(Conflict):
        begun(office, slip)
    with pytest.raises(Conflict):
        actions.close_slip(actor=office.clerk, slip=slip.id, closing="double", at=BACK)
    assert Dossier.objects.count() == 1
    act = Act.objects.get(verb="dossiers.submit")
    assert act.data["outside_code"] == slip.code
    assert datetime.fromisoformat(act.data["filed_at"]) == LATER
    opened = open_slip(actor=office.clerk, slip=slip.id, at=BACK)
    assert (opened.taken, opened.line.code, opened.line.owner) == (None, dossier.request_id, "")


def test_closed_it_is_erased_and_stays_closed(
    office: Office, django_capture_on_commit_callbacks: Any
) -> None:
    slip = taken_in(office)
    assistance = begun(office, slip)
    with pytest.raises(Invalid):
        actions.close_slip(actor=office.clerk, slip=slip.id, closing="vì thế", at=BACK)
    with django_capture_on_commit_callbacks(execute=True):
        actions.close_slip(actor=office.clerk, slip=slip.id, closing="not_wanted", at=BACK)
    with pytest.raises(Conflict):
        file(office, assistance)
    assert not Dossier.objects.exists()
    assert open_slip(actor=office.clerk, slip=slip.id, at=BACK).taken is None
    told = find_provisional(slip.code, BACK)
    assert told is not None
    assert (told.dossier, told.owner) == (None, "")


def test_completed_by_nobody_it_runs_out_and_is_erased(
    office: Office, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.COUNTER_SLIP_DAYS = 2
    device = prepare(office)
    slip, end = taken_in(office, device), BACK + timedelta(days=2)
    assert "tự khép" in client_of(office.clerk).get(LIST).content.decode()
    with pytest.raises(Invalid):
        actions.close_slip(actor=office.clerk, slip=slip.id, closing=Closing.RUN_OUT, at=BACK)
    assert actions.close_run_out(at=end - timedelta(seconds=1)) == 0
    filed(office, taken_in(office, device, 1))
    with django_capture_on_commit_callbacks(execute=True):
        assert actions.close_run_out(at=end) == 1
    assert actions.close_run_out(at=end) == 0
    assert open_slip(actor=office.clerk, slip=slip.id, at=BACK).taken is None
    (closed_now,) = slip_lines([Slip.objects.get(id=slip.id)], at=end)
    assert closed_now.state_title == "Quá hạn hoàn thành, hệ thống tự khép"


def test_whoever_holds_the_code_follows_it(office: Office) -> None:
    device = prepare(office)
    code = device.codes[0]
    anyone = Client()

    def page() -> str:
        return anyone.get(f"/tra-cuu/?ma={code.lower()}").content.decode()

    assert "Quầy chưa gửi thông tin về" in page()
    slip = taken_in(office, device)
    waiting = page()
    assert "Nguyễn T** H**" in waiting
    assert NUMBER not in waiting
    assert "Thị Hạnh" not in waiting
    dossier = filed(office, slip)
    assert dossier.request_id in page()
    assert tracked(text=code, at=BACK).request_id == dossier.request_id
    neighbour = code[:10] + "2" + code[11:]
    assert anyone.get(f"/tra-cuu/?ma={neighbour}").status_code == 404


def test_from_the_slip_to_the_form_on_pages(office: Office) -> None:
    clerk = client_of(office.clerk)
    slip = taken_in(office)
    assert slip.code in clerk.get(LIST).content.decode()
    page = clerk.get(f"{LIST}{slip.id}/").content.decode()
    address = f"/can-bo/quay/nop-ho/?quay={office.centre.key}&phieu={slip.id}"
    assert address.replace("&", "&amp;") in page
    assert f'value="{NUMBER}"' in clerk.get(address).content.decode()
    asked = clerk.post(address, {"number": NUMBER, "press": "find", "phieu": slip.id}).content.decode()
    assert 'value="Nguyễn Thị Hạnh"' in asked
    assert f'value="{BIRTH}" selected' in asked
    done = clerk.post(
        address,
        {"number": NUMBER, "press": "begin", "phieu": slip.id, "person": "new", "name": "Nguyễn Thị Hạnh",
         "national_id": NUMBER, "procedure": BIRTH, "commune": office.unit, "receives": "here", "consent": "spoken"},
    )  # fmt: skip
    assert done.status_code == 303
    assert Assistance.objects.get().slip == slip
    onward = clerk.post(done.headers["Location"], PRECHECK)
    form = clerk.get(onward.headers["Location"]).content.decode()
    assert '<option value="original" selected>' in form
    assert 'name="kept:birth_notice" value="1"' in form


def test_a_slip_is_closed_on_its_page(office: Office) -> None:
    clerk = client_of(office.clerk)
    slip = taken_in(office)
    assert clerk.post(f"{LIST}{slip.id}/khep/", {}).status_code == 422
    assert clerk.post(f"{LIST}{slip.id}/khep/", {"closing": "double"}).status_code == 303
    assert clerk.post(f"{LIST}{slip.id}/khep/", {"closing": "double"}).status_code == 409
    assert "đã được xóa" in clerk.get(f"{LIST}{slip.id}/").content.decode()
    assert "Đã nhận bằng phiếu" in clerk.get(f"{LIST}?trang-thai=da-khep").content.decode()
    export = clerk.get(f"{LIST}danh-sach.csv").content.decode()
    assert slip.code in export
    assert "Hạnh" not in export
    assert "Không có phiếu nào" in clerk.get(f"{LIST}?q=TN-XXXX").content.decode()


def test_the_device_is_prepared_and_sends(office: Office) -> None:
    clerk = client_of(office.clerk)
    told = clerk.get("/can-bo/quay/mat-mang/chuan-bi/").json()
    assert "block" not in told
    asked = {one["code"]: [paper["code"] for paper in one["papers"]] for one in told["procedures"]}
    assert "birth_notice" in asked[BIRTH]
    given = clerk.post("/can-bo/quay/mat-mang/chuan-bi/").json()["block"]
    assert given["codes"][0]["qr"].startswith("data:image/svg+xml")
    code = given["codes"][0]["code"]
    envelope = closed(written(), public=base64.b64decode(given["public"]), code=code)
    answer = clerk.post("/can-bo/quay/mat-mang/gui/", {"code": code, "envelope": envelope})
    assert answer.json()["page"] == f"{LIST}{Slip.objects.get().id}/"
    json = {"headers": {"accept": "application/json"}}
    refused = clerk.post("/can-bo/quay/mat-mang/gui/", {"code": code, "envelope": "QUJD"}, **json)
    assert (refused.status_code, refused.json()["status"]) == (409, 409)


def test_every_code_of_a_block_is_read_by_another_reader(office: Office) -> None:
    """As the device draws it, read by zxing-cpp, which knows nothing of this house."""
    clerk = client_of(office.clerk)
    block = clerk.post("/can-bo/quay/mat-mang/chuan-bi/").json()["block"]
    for one in block["codes"]:
        [seen] = zxingcpp.read_barcodes(drawn(one["qr"]))
        assert seen.text.startswith("http")
        assert one["code"] in seen.text


def drawn(uri: str) -> Image.Image:
    """The picture of an SVG whose one path is made of moves and lines to the right, four points a module."""
    path = re.search(r"d='([^']+)'", unquote(uri))
    assert path is not None
    steps = re.findall(r"([Mmh])([\d.-]+)(?: ([\d.-]+))?", path[1])
    x = y = 0.0
    lines = []
    for step, across, down in steps:
        if step == "h":
            lines.append((x, y, x + float(across)))
            x += float(across)
        else:
            x, y = (0.0, 0.0) if step == "M" else (x, y)
            x, y = x + float(across), y + float(down)
    side = int(max(line[2] for line in lines) + 4) * 4
    picture = Image.new("L", (side, side), 255)
    for left, middle, right in lines:
        picture.paste(0, (int(left * 4), int((middle - 0.5) * 4), int(right * 4), int((middle + 0.5) * 4)))
    return picture


def test_the_page_that_devices_keep_is_about_nobody(office: Office) -> None:
    official = client_of(office.clerk)
    name = account(office.clerk).name
    assert name in official.get("/can-bo/quay/").content.decode()
    page, again = (official.get("/can-bo/quay/mat-mang/").content.decode() for _ in range(2))
    assert page == again
    assert name not in page
    assert "csrf" not in page
    other = client_of(make_office(OTHER_COMMUNE, "Tân An", 102).clerk)
    assert other.get("/can-bo/quay/mat-mang/").content.decode() == page
    worker = official.get("/can-bo/quay/mat-mang.js")
    assert worker.headers["Content-Type"] == "text/javascript"
    assert 'PAGE = "/can\\u002Dbo/quay/mat\\u002Dmang/"' in worker.content.decode()


def test_originals_noted_on_the_slip_are_the_dossiers(office: Office) -> None:
    slip = taken_in(office)
    opened = open_slip(actor=office.clerk, slip=slip.id, at=BACK)
    assert opened.taken is not None
    assert [(seen, kept) for _, seen, kept in opened.papers] == [("original", 1)]
    dossier = actions.file_for_person(
        actor=office.clerk, assistance=begun(office, slip).id, precheck=PRECHECK, papers=(), at=BACK,
        answers=birth_answers(office.unit), seen=opened.taken.seen, kept=opened.taken.kept,
    )  # fmt: skip
    assert Original.objects.get().dossier_id == dossier

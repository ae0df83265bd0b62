"""The network really goes down: people are received all the same, and each is one slip when it comes back."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from django.test import Client
from pytest_django.live_server_helper import LiveServer

from tests.journeys.visitor import Visitor
from tinhso.foundation.access.tests.factories import sign_in
from tinhso.government.counter.models import Slip
from tinhso.government.counter.queries.slips import open_slip
from tinhso.government.counter.tests.factories import account, make_groups
from tinhso.government.counter.tests.line import Line
from tinhso.government.dossiers.tests.factories import BIRTH, make_office
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
]
PAGE, DESK = "/can-bo/quay/mat-mang/", "/can-bo/quay/"
NAME, NUMBER, PHONE = "Thạch Thị Mất Mạng", "084198001234", "0912345678"
KEPT = """async () => {
  const open = (done) => { const asked = indexedDB.open("tinhso-quay"); asked.onsuccess = () => done(asked.result); };
  const base = await new Promise(open), told = [];
  for (const name of base.objectStoreNames) told.push(JSON.stringify(await new Promise((done) => {
    const asked = base.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  })));
  base.close();
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys())
    told.push(request.url, await (await caches.match(request)).text());
  told.push(JSON.stringify(localStorage), JSON.stringify(sessionStorage));
  return told.join("\\n");
}"""
"""All that stands on the device, as text."""
WAITS = """() => new Promise((done) => {
  const asked = indexedDB.open("tinhso-quay");
  asked.onsuccess = () => {
    const all = asked.result.transaction("slips", "readwrite");
    const slip = { code: "TN-000000-010000", envelope: "QUJD", state: "waiting", at: Date.now(), title: "" };
    all.objectStore("slips").put(slip);
    all.oncomplete = () => { asked.result.close(); done(); };
  };
})"""
"""A slip under a code that nobody was given."""


def clerk_at(browser: Any, line: Line, actor: Actor, *, width: int) -> Visitor:
    one = Visitor(browser, line.url, name="offline", width=width)
    client = sign_in(Client(), account(actor))
    one.context.add_cookies(
        [{"name": name, "value": morsel.value, "url": line.url} for name, morsel in client.cookies.items()]
    )
    return one


def receive(page: Any) -> str:
    """Write one person down; the code they are given."""
    page.locator("#procedure").select_option(BIRTH)
    for field, value in (("name", NAME), ("national_id", NUMBER), ("phone", PHONE)):
        page.locator(f"#{field}").fill(value)
    page.locator("#seen-birth_notice").select_option("original")
    page.locator("#kept-birth_notice").fill("1")
    page.locator("#consent-spoken").check()
    page.get_by_role("button", name="Ghi nhận và cấp mã tạm").click()
    page.locator("#slip").wait_for()
    return str(page.locator("#slip-code").inner_text())


def test_people_are_received_while_the_network_is_down(browser: Any, live_server: LiveServer) -> None:
    office, line = make_office(), Line(live_server.url)
    make_groups()
    one = clerk_at(browser, line, office.clerk, width=1280)
    one.go(PAGE)
    one.page.locator("#ready").wait_for()
    one.look()

    line.cut()
    one.page.goto(line.url + DESK)
    one.page.locator("#ready").wait_for()
    one.page.locator("#offline").wait_for()
    one.look()
    first = receive(one.page)
    assert one.page.locator("#slip-qr").evaluate("node => node.naturalWidth") > 0
    assert one.page.locator("#slip-name").inner_text() == NAME
    one.look()
    one.show("counter-offline-slip")
    one.page.get_by_role("button", name="Nhận người tiếp theo").click()
    assert NAME not in one.page.content()
    other = one.context.new_page()
    other.goto(line.url + PAGE)
    second = receive(other)
    assert first != second
    other.get_by_role("button", name="Nhận người tiếp theo").click()
    other.locator("#kept [data-state=waiting]").nth(1).wait_for()
    kept = other.evaluate(KEPT)
    assert first in kept
    assert [words for words in (NAME, NUMBER, PHONE, account(office.clerk).name) if words in kept] == []

    line.mend()
    for page in (one.page, other):
        page.get_by_role("button", name="Gửi ngay").dispatch_event("click")
        page.goto(line.url + PAGE)
        page.locator("#kept [data-state=sent]").nth(1).wait_for()
    assert set(Slip.objects.values_list("code", flat=True)) == {first, second}
    taken = open_slip(actor=office.clerk, slip=Slip.objects.get(code=first).id, at=clock.now()).taken
    assert taken is not None
    assert (taken.name, taken.number, taken.kept) == (NAME, NUMBER, {"birth_notice": 1})
    assert '"envelope":' not in other.evaluate(KEPT)

    one.go("/can-bo/quay/phieu/")
    one.page.locator("main").get_by_role("link", name=first).click()
    one.look()
    sign_out_with_a_slip_that_waits(one)
    line.cut()
    one.page.goto(line.url + DESK)
    one.page.locator("#unready").wait_for()
    one.look()
    line.mend()
    one.close()
    line.cut()
    expected = ("net::ERR_", "404 (Not Found)")  # no network; the slip that nobody was given a code for
    assert [fault for fault in one.faults if not any(one in fault for one in expected)] == []


def sign_out_with_a_slip_that_waits(one: Visitor) -> None:
    """Asked first; the slip is one that the house refuses, so that it goes on waiting."""
    one.page.evaluate(WAITS)
    one.page.goto(one.base + DESK)
    one.page.locator("#unsent").wait_for()
    asked: list[str] = []
    for answer in ("dismiss", "accept"):
        one.page.once("dialog", partial(_answered, asked, answer))
        one.page.get_by_role("button", name="Đăng xuất").first.click()
    one.page.wait_for_url("**/dang-nhap/**")
    assert len(asked) == 2
    assert "còn phiếu chưa gửi" in asked[0]


def _answered(asked: list[str], answer: str, box: Any) -> None:
    asked.append(box.message)
    getattr(box, answer)()


def test_a_browser_that_cannot_says_so(browser: Any, live_server: LiveServer) -> None:
    office, line = make_office(), Line(live_server.url)
    one = clerk_at(browser, line, office.clerk, width=390)
    one.context.add_init_script("Object.defineProperty(navigator, 'serviceWorker', {value: undefined})")
    one.go(PAGE)
    one.page.locator("#unable").wait_for()
    assert not one.page.locator("#taking").is_visible()
    one.close()
    line.cut()
    assert one.faults == []


def test_on_a_phone_too(browser: Any, live_server: LiveServer) -> None:
    office, line = make_office(), Line(live_server.url)
    one = clerk_at(browser, line, office.clerk, width=390)
    one.go(PAGE)
    one.page.locator("#ready").wait_for()
    receive(one.page)
    one.page.locator("#kept [data-state=sent]").wait_for()
    one.look()
    one.close()
    line.cut()
    assert one.faults == []

"""The journeys in headless Chromium, on a phone and on a desk: no page objects to axe, and nothing typed is lost."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.faults.province import Province
from tests.journeys import at_counter, drive
from tests.journeys.drive import (
    BIRTH,
    BUSINESS,
    CLERK,
    COMMITTEE,
    COMMUNE,
    HEAD,
    INSURANCE,
    LEADER,
    LINKED,
    OFFICER,
    POLICE,
    RECORDS,
    Journey,
    file_request,
    fresh_province,
    signed_in,
)
from tests.journeys.visitor import Visitor

EVERY = [(BIRTH, 390), (BUSINESS, 1280), (BIRTH, 1280), (BUSINESS, 390)]
CHOSEN = EVERY if os.environ.get("TINHSO_PROVE") == "1" else EVERY[:1]
WIDTHS = [390, 1280] if os.environ.get("TINHSO_PROVE") == "1" else [1280]
WIDTHS_OF_LINKED = [390, 1280] if os.environ.get("TINHSO_PROVE") == "1" else [390]
CODE = re.compile(r"H\d\d(?:\.[0-9A-Z]{2,})*-\d{6}-\d{4,7}")
REQUEST = re.compile(r"YC-\d{6}-[0-9A-Z]{8}")
CITIZENS = "/vao-vai/"
pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture(scope="module")
def province(template: Province) -> Iterator[tuple[str, Path]]:
    """The address of a fresh province, and its folder."""
    with fresh_province(template) as both:
        yield both


@pytest.fixture(scope="module")
def base(province: tuple[str, Path]) -> str:
    return province[0]


@pytest.mark.parametrize(("journey", "width"), CHOSEN, ids=[f"{one.name}-{width}" for one, width in CHOSEN])
def test_from_the_search_box_to_the_signed_paper(
    browser: Any, base: str, journey: Journey, width: int, tmp_path: Path
) -> None:
    one = Visitor(browser, base, name=journey.name, width=width)
    one.become(journey.citizen, door=CITIZENS)
    own = file_in_browser(one, journey)
    request = _read(REQUEST, one)
    if journey.supplement:
        ask_supplement(one, request)
        answer_supplement(one, journey, own)
    code = receive(one, request)
    work(one, code)
    paper = take_result(one, journey, own, tmp_path)
    check_publicly(one, code, paper)
    one.close()
    assert one.faults == []


@pytest.mark.parametrize("width", WIDTHS)
def test_a_morning_at_the_counter(browser: Any, province: tuple[str, Path], width: int) -> None:
    base, home = province
    one = Visitor(browser, base, name="counter", width=width)
    at_counter.draw_a_number(one)
    at_counter.call_the_number(one)
    at_counter.file_for_them(one, BIRTH)
    one.press("Tiếp nhận hồ sơ")
    code = _read(CODE, one)
    work(one, code)
    at_counter.hand_over(one, code, home)
    one.close()
    assert one.faults == []


@pytest.mark.parametrize("width", WIDTHS_OF_LINKED)
def test_one_filing_comes_to_three_results(browser: Any, base: str, width: int) -> None:
    one = Visitor(browser, base, name="linked", width=width)
    one.become(LINKED.citizen, door=CITIZENS)
    own = file_in_browser(one, LINKED)
    whole = _read(REQUEST, one)
    for number, staff in enumerate((COMMITTEE, POLICE, INSURANCE), start=1):
        wait_for(one, own, lambda: len(set(_all(REQUEST, one))) == 2)
        (part,) = {*_all(REQUEST, one)} - {whole}
        one.show(f"linked-{number}")
        code = receive(one, part)
        drive.work(base, code, staff)
        one.become(LINKED.citizen, door=CITIZENS)
        wait_for(one, own, lambda: one.offers("Nhận kết quả"))
        one.follow("Nhận kết quả")
        with one.page.expect_download():
            one.page.get_by_role("button", name="Nhận kết quả").click()
    wait_for(one, own, lambda: len(set(_all(CODE, one))) == 3 and one.says("Đã trả kết quả"))
    one.become(CLERK)
    open_on_desk(one, whole)
    assert one.says("Từng phần là một hồ sơ riêng")
    one.close()
    assert one.faults == []


def wait_for(one: Visitor, address: str, there: Callable[[], bool]) -> None:
    """Until a page has what the house is still doing, then look at it."""
    for _ in range(120):
        one.page.goto(address)
        if there():
            break
        one.page.wait_for_timeout(500)
    one.look()
    assert there(), address


def test_a_dossier_is_received_by_keys_alone(browser: Any, base: str) -> None:
    request = file_anew(base)
    clerk = Visitor(browser, base, name="keys", width=1280)
    clerk.become(CLERK)
    clerk.go("/can-bo/ho-so/")
    keys, page = clerk.page.keyboard, clerk.page
    keys.press("/")
    keys.type(request)
    with page.expect_navigation():
        keys.press("Enter")
    keys.press("j")
    keys.press("k")
    keys.press("j")
    assert page.evaluate("document.activeElement.textContent").strip() == request
    keys.press("Enter")
    page.locator("#detail h2").first.wait_for()
    clerk.look()
    for _ in range(60):
        keys.press("Tab")
        if "Tiếp nhận hồ sơ" in page.evaluate("document.activeElement.textContent"):
            break
    with page.expect_navigation():
        keys.press("Enter")
    clerk.look()
    assert CODE.search(page.locator("main").inner_text())
    clerk.close()
    assert clerk.faults == []


def test_a_citizen_files_without_scripts(browser: Any, base: str) -> None:
    citizen = Visitor(browser, base, name="no-scripts", width=390, scripts=False)
    citizen.become(BIRTH.citizen, door=CITIZENS)
    file_in_browser(citizen, replace(BIRTH, seen={}))
    assert REQUEST.search(citizen.page.locator("main").inner_text())
    citizen.close()
    assert citizen.faults == []


def test_signed_out_half_way_the_draft_is_still_there(browser: Any, base: str) -> None:
    citizen = Visitor(browser, base, name="signed-out", width=390)
    citizen.become(BUSINESS.citizen, door=CITIZENS)
    first = begin(citizen, BUSINESS)
    citizen.answer(BUSINESS.answers, button="Tiếp tục")
    assert citizen.page.url != first
    citizen.context.clear_cookies(name=re.compile("^(?!csrf)"))
    citizen.press("Tiếp tục")
    assert "/dang-nhap/" in citizen.page.url
    citizen.become(BUSINESS.citizen, door=CITIZENS)
    citizen.go("/ho-so/")
    citizen.follow("Làm tiếp")
    assert "/khai/" in citizen.page.url and citizen.page.url != first
    citizen.go(first)
    assert citizen.page.locator('[name="owner.name"]').input_value() == BUSINESS.answers["owner.name"]
    citizen.close()
    assert citizen.faults == []


def test_a_wrong_answer_is_named_and_the_others_are_kept(browser: Any, base: str) -> None:
    citizen = Visitor(browser, base, name="wrong-answer", width=390)
    citizen.become(BUSINESS.citizen, door=CITIZENS)
    address = begin(citizen, BUSINESS)
    citizen.answer({**BUSINESS.answers, "owner.personal_number": "12345"}, button="Tiếp tục")
    page = citizen.page
    assert page.url == address
    wrong = page.locator('[name="owner.personal_number"]')
    said = page.locator(f"[id='{wrong.get_attribute('id')}-error']").inner_text().replace("Lỗi:", "").strip()
    assert "12" in said and said in page.locator("[data-focus]").inner_text()
    assert page.evaluate("document.activeElement.hasAttribute('data-focus')")
    assert wrong.input_value() == "12345"
    assert page.locator('[name="owner.name"]').input_value() == BUSINESS.answers["owner.name"]
    citizen.show("a-wrong-answer")
    citizen.answer(BUSINESS.answers, button="Tiếp tục")
    assert page.url != address
    citizen.close()
    assert citizen.faults == []


def test_a_refused_file_says_which_and_why_and_the_others_stay(
    browser: Any, base: str, tmp_path: Path
) -> None:
    from tinhso.foundation.files.tests.corpus import jpeg

    good, bad = tmp_path / "giay-chung-sinh.jpg", tmp_path / "giay-la.pdf"
    good.write_bytes(jpeg((900, 600)))
    bad.write_bytes(b"MZ\x90\x00" + bytes(300))
    citizen = Visitor(browser, base, name="refused-file", width=390)
    citizen.become(BIRTH.citizen, door=CITIZENS)
    begin(citizen, BIRTH)
    citizen.go(re.sub(r"khai/.*$", "giay-to/", citizen.page.url))
    upload(citizen, good)
    assert citizen.says(good.name)
    upload(citizen, bad)
    assert citizen.says(good.name)
    said = citizen.page.locator("[data-focus]").inner_text()
    assert bad.name in said and "không" in said
    citizen.show("a-refused-file")
    citizen.close()
    assert citizen.faults == []


def begin(citizen: Visitor, journey: Journey) -> str:
    """From the search box to the first page of the form; its address."""
    citizen.go("/")
    citizen.show("portal")
    citizen.page.locator("input[name=q]").first.fill(journey.words)
    citizen.press("Tìm")
    citizen._leave(citizen.page.locator(f'main a[href^="/thu-tuc/{journey.procedure}/"]').first)
    citizen.show(f"procedure-{journey.name}")
    citizen.follow("Chuẩn bị")
    while not citizen.page.get_by_role("link", name="Nộp hồ sơ").count():
        citizen.answer(journey.precheck, button="Xem giấy tờ của tôi")
    citizen.show(f"papers-needed-{journey.name}")
    citizen.follow("Nộp hồ sơ")
    if citizen.page.get_by_role("searchbox").count():
        citizen.page.locator("[name=tim]").fill("càng long")
        citizen.press("Tìm")
        citizen.show("which-commune")
        citizen.follow(COMMUNE)
    citizen.press("Bắt đầu khai")
    return str(citizen.page.url)


def file_in_browser(citizen: Visitor, journey: Journey) -> str:
    """From the search box to the receipt; the address of the dossier's own page."""
    begin(citizen, journey)
    citizen.show(f"form-{journey.name}")
    for _ in range(60):
        if "/khai/" not in citizen.page.url:
            break
        citizen.answer(journey.answers, button="Tiếp tục")
    citizen.follow("Tiếp tục: kiểm tra lại")
    citizen.show(f"check-{journey.name}")
    citizen.press("Nộp hồ sơ")
    citizen.show(f"receipt-{journey.name}")
    return re.sub(r"da-nop/$", "", citizen.page.url)


def ask_supplement(one: Visitor, request: str) -> None:
    """Everything that is missing, in one time."""
    one.become(CLERK)
    open_on_desk(one, request)
    one.follow("Yêu cầu bổ sung")
    for name, words in (
        ("lacks-0-title", "Giấy chứng sinh"),
        ("lacks-0-fault", "Ảnh mờ, không đọc được số"),
        ("lacks-0-remedy", "Chụp lại đủ bốn góc"),
    ):
        one.page.locator(f"[name={name}]").fill(words)
    one.press("Gửi yêu cầu bổ sung")


def answer_supplement(one: Visitor, journey: Journey, own: str) -> None:
    one.become(journey.citizen, door=CITIZENS)
    one.go(own)
    one.show("supplement-asked")
    one.follow("Bổ sung ngay")
    one.page.locator("textarea").first.fill("Tôi đã chụp lại")
    one.press("Nộp bổ sung")


def receive(one: Visitor, request: str) -> str:
    """Accept, and take in cash what is to be paid; the dossier's code."""
    one.become(CLERK)
    open_on_desk(one, request)
    one.show("clerk-dossier")
    one.press("Tiếp nhận hồ sơ")
    one.show("clerk-received")
    code = _read(CODE, one)
    asked = one.page.locator("a[href*='/thanh-toan/phai-thu/']")
    if asked.count():
        one.go(asked.first.get_attribute("href") or "")
        one.press("Ghi nhận tiền mặt")
    return code


def work(one: Visitor, code: str) -> None:
    """From hand to hand by what each page offers, until the records clerk has numbered it."""
    done = []
    for who, words in (
        (HEAD, "Phân công người xử lý"),
        (OFFICER, "Soạn kết quả"),
        (OFFICER, "Soạn dự thảo kết quả"),
        (OFFICER, "Trình"),
        (HEAD, "Trình lãnh đạo ký"),
        (LEADER, "Xem và ký"),
        (RECORDS, "Cấp số và ban hành"),
    ):
        one.become(who)
        open_on_desk(one, code)
        if not one.offers(words):
            continue
        done.append(words)
        one.show(f"desk-{_SHOWN[words]}")
        if words in ("Soạn dự thảo kết quả", "Xem và ký"):
            one.follow(words)
            one.show(f"desk-{_SHOWN[words]}-page")
            one.press("Ký" if words == "Xem và ký" else "Lưu dự thảo")
        else:
            one.press(words)
    assert {"Soạn dự thảo kết quả", "Xem và ký", "Cấp số và ban hành"} <= set(done)


_SHOWN = {
    "Phân công người xử lý": "assign",
    "Soạn kết quả": "verify",
    "Soạn dự thảo kết quả": "draft",
    "Trình": "submit-draft",
    "Trình lãnh đạo ký": "head-approve",
    "Xem và ký": "sign",
    "Cấp số và ban hành": "number",
}


def open_on_desk(official: Visitor, code: str) -> None:
    """By searching; on a wide screen the dossier opens beside the list first."""
    official.go("/can-bo/ho-so/")
    official.page.locator("input[name=q]").first.fill(code)
    official.press("Tìm")
    if official.width < 1024:
        official.follow(code)
        return
    official.page.get_by_role("link", name=code).click()
    official.page.locator("#detail h2").first.wait_for()
    official.look()
    official.follow("Mở trang đầy đủ")


def take_result(one: Visitor, journey: Journey, own: str, folder: Path) -> Path:
    """Wait until the paper is signed, take it, say how it went."""
    one.become(journey.citizen, door=CITIZENS)
    for _ in range(120):
        one.page.goto(own)
        if one.says("Đã có kết quả"):
            break
        one.page.wait_for_timeout(500)
    one.look()
    one.show(f"result-{journey.name}")
    with one.page.expect_download() as taken:
        one.page.get_by_role("button", name="Nhận kết quả").click()
    paper = folder / "ket-qua.pdf"
    taken.value.save_as(paper)
    assert paper.read_bytes().startswith(b"%PDF-")
    one.go(own)
    one.page.locator("[name=stars][value='5']").check()
    one.press("Gửi đánh giá")
    one.go("/ai-da-xem/")
    one.show("who-looked")
    return paper


def check_publicly(one: Visitor, code: str, paper: Path) -> None:
    """Signed out: where it stands, and that the paper is whole."""
    one.context.clear_cookies()
    one.go(f"/tra-cuu/?ma={code}")
    assert one.says("Đã trả kết quả")
    one.show("tracking")
    one.go("/kiem-tra/")
    one.page.locator("input[type=file]").set_input_files(paper)
    one.press("Kiểm tra")
    assert one.says("còn nguyên vẹn")
    one.show("verify")


def upload(citizen: Visitor, file: Path) -> None:
    """Hand a file in for the first paper of this case."""
    section = citizen.page.locator("section.paper").first
    if section.locator("summary").count():
        section.locator("summary").first.click()
    section.locator("input[type=file]").set_input_files(file)
    citizen._leave(section.get_by_role("button", name="Tải lên"))


def file_anew(base: str) -> str:
    """A household business, filed over HTTP; its request id."""
    journey = replace(BUSINESS, seen={})
    file_request(signed_in(base, CITIZENS, journey.citizen), journey)
    return str(journey.seen["request_id"])


def _all(pattern: re.Pattern[str], one: Visitor) -> list[str]:
    return pattern.findall(one.page.locator("main").inner_text())


def _read(pattern: re.Pattern[str], one: Visitor) -> str:
    found = pattern.search(one.page.locator("main").inner_text())
    assert found is not None, one.page.url
    return found.group()

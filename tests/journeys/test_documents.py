"""A document in headless Chromium, on a phone and on a desk: drafted, signed and issued here, received there, done."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.province import Province
from tests.journeys.drive import COMMUNE, LEADER, OFFICER, RECORDS, Staff, fresh_province
from tests.journeys.visitor import Visitor

FINANCE = Staff("Trương Hoàng Phúc", "Kim Thị Sô Phi", "Dương Hữu Nghĩa", "Hồ Ngọc Ánh")
WIDTHS = [390, 1280] if os.environ.get("TINHSO_PROVE") == "1" else [390]
OUT, IN, FIND = "/can-bo/van-ban/", "/can-bo/van-ban-den/", "/can-bo/van-ban/tim/"
BODY = "Căn cứ kế hoạch phối hợp năm 2026;\nĐề nghị rà soát hộ kinh doanh đang hoạt động ở từng ấp."
pytestmark = [pytest.mark.browser, pytest.mark.once]


@pytest.fixture(scope="module")
def province(template: Province) -> Iterator[tuple[str, Path]]:
    """The address of a fresh province, and its folder."""
    with fresh_province(template) as both:
        yield both


@pytest.mark.parametrize("width", WIDTHS)
def test_from_the_draft_at_one_agency_to_the_work_done_at_another(
    browser: Any, province: tuple[str, Path], width: int
) -> None:
    subject = f"Rà soát hộ kinh doanh đợt {width}"
    one = Visitor(browser, province[0], name="document", width=width)
    page = write(one, subject)
    issue(one, page)
    receive(one, subject)
    carry_out(one, subject)
    for address in (
        FIND,
        f"{FIND}?q=ra+soat+ho+kinh+doanh",
        "/can-bo/van-ban/so-lieu/",
        "/can-bo/so-van-ban-den/",
    ):
        one.go(address)
    assert one.faults == []
    one.close()


def write(one: Visitor, subject: str) -> str:
    """An officer drafts it and sends it to the head; the address of its page."""
    one.become(FINANCE.officer)
    one.go(f"{OUT}soan/")
    one.page.locator('[name="type"]').select_option("cong-van")
    one.page.locator('[name="subject"]').fill(subject)
    one.page.locator('[name="addressed_to"]').fill(f"Ủy ban nhân dân {COMMUNE.lower()}")
    one.page.locator('[name="body"]').fill(BODY)
    one.page.locator('[name="unit"]').fill("VP")
    one.page.locator('[name="find"]').fill(COMMUNE)
    one.press("Tìm nơi nhận")
    one.page.locator("#receivers-found").get_by_label(f"Ủy ban nhân dân {COMMUNE.lower()}").first.check()
    one.press("Lưu dự thảo")
    own = str(one.page.url).removeprefix(one.base)
    one.press("Trình")
    return own


def issue(one: Visitor, page: str) -> None:
    """Head, leader and records clerk, each by what the page offers; then the worker signs and seals it."""
    for who, words in ((FINANCE.head, "Trình lãnh đạo"), (FINANCE.leader, "Ký"), (FINANCE.records, "Cấp số")):
        one.become(who)
        one.go(page)
        one.press(words)
    wait_for(one, page, lambda: one.offers("Mở văn bản đã ký"))


def receive(one: Visitor, subject: str) -> None:
    """At the commune: into the register, and given to somebody by the leader."""
    one.become(RECORDS)
    wait_for(one, f"{IN}?nhom=cho-tiep-nhan", lambda: one.offers(subject))
    one.follow(subject)
    one.follow("Tiếp nhận, vào sổ")
    one.press("Vào sổ và trình lãnh đạo")
    one.become(LEADER)
    one.go(f"{IN}?nhom=cho-toi")
    one.follow(subject)
    one.follow("Cho ý kiến, phân công")
    one.page.locator('[name="text"]').fill("Giao chuyên viên rà soát, báo cáo trong tháng.")
    lead = one.page.locator('[name="lead"]')
    lead.select_option(label=lead.locator("option", has_text=OFFICER).first.inner_text())
    one.press("Phân công")


def carry_out(one: Visitor, subject: str) -> None:
    """The officer does the task, its giver accepts, and the document is done."""
    one.become(OFFICER)
    one.go(f"{IN}?nhom=cho-toi")
    one.follow(subject)
    own = one.page.url.removeprefix(one.base)
    one.press("Bắt đầu xử lý")
    one.page.locator('a[href*="/can-bo/nhiem-vu/"]').filter(has_text=subject).first.click()
    one.look()
    task = one.page.url.removeprefix(one.base)
    one.follow("Báo cáo hoàn thành")
    one.page.locator("textarea:visible").first.fill("Đã rà soát 12 ấp.")
    one.press("Báo cáo hoàn thành")
    one.become(LEADER)
    one.go(task)
    one.follow("Xác nhận hoàn thành")
    if one.page.locator("textarea:visible").count():
        one.page.locator("textarea:visible").first.fill("Tốt.")
    one.press("Xác nhận hoàn thành")
    wait_for(one, own, lambda: one.says("Đã xử lý xong"))


def wait_for(one: Visitor, address: str, there: Callable[[], bool]) -> None:
    """Look again until the worker has done its part."""
    for _ in range(60):
        one.page.goto(one.base + address)
        if there():
            one.look()
            return
        one.page.wait_for_timeout(500)
    raise AssertionError(f"not there: {one.page.inner_text('main')[:2000]}")

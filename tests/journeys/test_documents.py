"""A document in headless Chromium, on a phone and on a desk: drafted, signed and issued here, received there, done.

Another is put into a file, and a message of the axis that nobody can read waits to be seen. The pictures of the pages
for readers come from here: `TINHSO_PROVE=1 TINHSO_DOCS=1`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.province import Province
from tests.journeys.drive import ADMIN, COMMUNE, LEADER, OFFICER, RECORDS, Staff, fresh_province
from tests.journeys.visitor import Visitor

FINANCE = Staff("Trương Hoàng Phúc", "Kim Thị Sô Phi", "Dương Hữu Nghĩa", "Hồ Ngọc Ánh")
PROVE = os.environ.get("TINHSO_PROVE") == "1"
COMMITTEE = f"Ủy ban nhân dân xã {COMMUNE.removeprefix('Xã ')}"
WIDTHS = [390, 1280] if PROVE else [390]
OUT, IN, FIND = "/can-bo/van-ban/", "/can-bo/van-ban-den/", "/can-bo/van-ban/tim/"
AXIS = "/quan-tri/truc-lien-thong/"
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
    one.go(FIND)
    one.go(f"{FIND}?q=ra+soat+ho+kinh+doanh")
    one.show("documents-found")
    one.go("/can-bo/van-ban/so-lieu/")
    one.go("/can-bo/so-van-ban-den/")
    assert one.faults == []
    one.close()


@pytest.mark.skipif(not PROVE, reason="what comes after the journey with TINHSO_PROVE=1 only")
def test_a_document_is_put_into_a_file(browser: Any, province: tuple[str, Path]) -> None:
    one = Visitor(browser, province[0], name="file", width=1280)
    page = write(one, "Kế hoạch rà soát hộ kinh doanh quý IV")
    issue(one, page)
    plan_the_files(one)
    one.become(FINANCE.officer)
    one.go(page)
    one.follow("Đưa vào hồ sơ")
    one.press("Đưa vào hồ sơ")
    one.show("archive-file")
    assert one.says("Mục lục văn bản 1")
    assert one.faults == []
    one.close()


@pytest.mark.skipif(not PROVE, reason="what comes after the journey with TINHSO_PROVE=1 only")
def test_what_cannot_be_read_waits_to_be_seen(browser: Any, province: tuple[str, Path]) -> None:
    one = Visitor(browser, province[0], name="axis", width=1280)
    one.become(ADMIN)
    one.go(f"{AXIS}mo-phong/")
    one.page.locator("[name=mishap]").select_option("cut")
    one.press("Gửi")
    wait_for(one, f"{AXIS}hop-den/", lambda: one.says("Không đọc được"))
    one.show("axis-parked")
    one._leave(one.page.locator("main table a").first)
    assert one.faults == []
    one.close()


def write(one: Visitor, subject: str) -> str:
    """An officer drafts it and sends it to the head; the address of its page."""
    one.become(FINANCE.officer)
    one.go(f"{OUT}soan/")
    one.page.locator('[name="type"]').select_option("cong-van")
    one.page.locator('[name="subject"]').fill(subject)
    one.page.locator('[name="addressed_to"]').fill(COMMITTEE)
    one.page.locator('[name="body"]').fill(BODY)
    one.page.locator('[name="unit"]').fill("VP")
    one.page.locator('[name="find"]').fill(COMMUNE)
    one.press("Tìm nơi nhận")
    one.page.locator("#receivers-found").get_by_label(COMMITTEE).first.check()
    one.show("document-receivers")
    one.page.evaluate("scrollTo(0, 0)")
    one.show("document-draft")
    one.press("Lưu dự thảo")
    own = str(one.page.url).removeprefix(one.base)
    one.press("Trình")
    return own


def issue(one: Visitor, page: str) -> None:
    """Head, office, leader and records clerk, each by what the page offers; then the worker signs and seals it."""
    for who, words in (
        (FINANCE.head, "Trình văn phòng"),
        (FINANCE.records, "Trình lãnh đạo"),
        (FINANCE.leader, "Ký"),
        (FINANCE.records, "Cấp số"),
    ):
        one.become(who)
        one.go(page)
        if who == FINANCE.leader:
            one.show("document-sign")
        one.press(words)
    wait_for(one, page, lambda: one.offers("Mở văn bản đã ký"))
    one.page.locator("#sent").evaluate("node => node.scrollIntoView()")
    one.show("document-issued")


def receive(one: Visitor, subject: str) -> None:
    """At the commune: into the register, and given to somebody by the leader."""
    one.become(RECORDS)
    wait_for(one, f"{IN}?nhom=cho-tiep-nhan", lambda: one.offers(subject))
    one.follow(subject)
    one.show("incoming-waiting")
    one.follow("Tiếp nhận, vào sổ")
    one.press("Vào sổ và trình lãnh đạo")
    one.become(LEADER)
    one.go(f"{IN}?nhom=cho-toi")
    one.follow(subject)
    one.follow("Cho ý kiến, phân công")
    one.page.locator('[name="text"]').fill("Giao chuyên viên rà soát, báo cáo trong tháng.")
    lead = one.page.locator('[name="lead"]')
    lead.select_option(label=lead.locator("option", has_text=OFFICER).first.inner_text())
    one.show("incoming-instruct")
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
    one.show("task-given")
    task = one.page.url.removeprefix(one.base)
    one.follow("Báo cáo hoàn thành")
    one.page.locator("textarea:visible").first.fill("Đã rà soát 12 ấp.")
    one.press("Báo cáo hoàn thành")
    one.become(LEADER)
    one.go(task)
    one.show("task-reported")
    one.follow("Xác nhận hoàn thành")
    if one.page.locator("textarea:visible").count():
        one.page.locator("textarea:visible").first.fill("Tốt.")
    one.press("Xác nhận hoàn thành")
    wait_for(one, own, lambda: one.says("Đã xử lý xong"))


def plan_the_files(one: Visitor) -> None:
    """The records clerk lists the files of the year, the leader approves the list."""
    one.become(FINANCE.records)
    one.go("/can-bo/luu-tru/danh-muc/")
    one.follow("Lập danh mục")
    one.press("Lập danh mục")
    one.follow("Thêm đề mục")
    for name, words in (("code", "I"), ("title", "Đăng ký kinh doanh")):
        one.page.locator(f"[name={name}]").fill(words)
    one.press("Thêm đề mục")
    one.follow("Thêm hồ sơ")
    for name, words in (("code", "01.ĐKKD"), ("title", "Hồ sơ rà soát hộ kinh doanh năm 2026")):
        one.page.locator(f"[name={name}]").fill(words)
    one.page.locator("[name=responsible]").select_option(label=FINANCE.officer)
    one.press("Thêm hồ sơ")
    one.become(FINANCE.leader)
    one.go("/can-bo/luu-tru/danh-muc/")
    one.follow("Duyệt danh mục")
    one.press("Duyệt danh mục")


def wait_for(one: Visitor, address: str, there: Callable[[], bool]) -> None:
    """Look again until the worker has done its part."""
    for _ in range(60):
        one.page.goto(one.base + address)
        if there():
            one.look()
            return
        one.page.wait_for_timeout(500)
    raise AssertionError(f"not there: {one.page.inner_text('main')[:2000]}")

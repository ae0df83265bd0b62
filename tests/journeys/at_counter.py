"""A morning at the one-stop counter, in a browser: the number, the window, the filing, the result against a code."""

from __future__ import annotations

import json
import re
from pathlib import Path

from tests.journeys.drive import CLERK, Journey
from tests.journeys.visitor import Visitor
from tinhso.foundation.files.tests.corpus import png

COUNTER, PHONE = "/quay/pvhcc-xa-cang-long", "0509000001"
_SENT = re.compile(r"kết quả hồ sơ (\S+) tại quầy: (\d{6})")


def draw_a_number(person: Visitor) -> None:
    """At the machine by the door."""
    person.go(f"{COUNTER}/lay-so/")
    person.show("counter-machine")
    person.press("Hộ tịch, chứng thực")
    person.show("counter-number")
    assert re.search(r"\bA\d{3}\b", person.page.locator("main").inner_text())


def call_the_number(clerk: Visitor) -> None:
    clerk.become(CLERK)
    clerk.go("/can-bo/quay/")
    clerk.page.locator("[name=window]").fill("3")
    clerk.show("counter-window")
    clerk.press("Gọi số tiếp theo")
    clerk.press("Bắt đầu phục vụ")


def file_for_them(clerk: Visitor, journey: Journey) -> None:
    """With their consent, an original kept and a paper scanned; up to the page where the dossier is received."""
    clerk.follow("Nộp hồ sơ giúp")
    clerk.page.locator("[name=number]").fill(PHONE)
    clerk.press("Tìm người nộp")
    clerk.page.locator("[name=procedure]").select_option(journey.procedure)
    clerk.page.locator("[name=consent][value=spoken]").check()
    clerk.show("counter-consent")
    clerk.press("Ghi nhận đồng ý và tiếp tục")
    clerk.answer(journey.precheck, button="Tiếp tục đến tờ khai")
    clerk.page.locator("[id='kept-birth_notice']").fill("1")
    clerk.answer(journey.answers, button="Nộp hồ sơ này")
    clerk.show("counter-filed")
    clerk.follow("Mở hồ sơ để tiếp nhận")
    clerk.page.locator("#ban-chinh").scroll_into_view_if_needed()
    clerk.show("counter-original")
    clerk.page.get_by_text("Thêm bản quét giấy tờ mang đến").click()
    clerk.page.locator("#id_scan_paper").select_option("birth_notice")
    scan = {"name": "giay-chung-sinh.png", "mimeType": "image/png", "buffer": png()}
    clerk.page.locator("#id_scan_file").set_input_files([scan])
    clerk.press("Nhận bản quét")
    signed = clerk.page.get_by_text("Bản số hóa, ký số bởi")
    signed.wait_for()
    clerk.look()
    signed.scroll_into_view_if_needed()
    clerk.show("counter-scan")


def hand_over(clerk: Visitor, code: str, home: Path) -> None:
    """Wait for the result, give the original back, and ask for the code that the person was sent."""
    clerk.become(CLERK)
    address = f"/can-bo/quay/tra-ket-qua/?ma={code}"
    for _ in range(120):
        clerk.page.goto(clerk.base + address)
        if clerk.says("Mã đã gửi cho người nhận"):
            break
        clerk.page.wait_for_timeout(500)
    clerk.look()
    clerk.show("counter-hand-over")
    clerk.follow("Ghi nhận đã trả ở hồ sơ")
    clerk.press("Đã trả người nộp")
    clerk.go(address)
    clerk.page.locator("[name=code]").fill(code_sent(home, code))
    clerk.press("Xác nhận đã trao kết quả")
    assert clerk.page.get_by_text("Đã trả kết quả và kết thúc hồ sơ").count()
    clerk.go("/can-bo/quay/")
    clerk.press("Xong")


def code_sent(home: Path, dossier: str) -> str:
    """The code in the text message about a dossier."""
    texts = [
        json.loads(one.read_text(encoding="utf-8"))["text"] for one in (home / "outbox/sms").glob("*.json")
    ]
    found = [match[2] for match in map(_SENT.search, texts) if match and match[1] == dossier]
    assert len(found) == 1, dossier
    return found[0]

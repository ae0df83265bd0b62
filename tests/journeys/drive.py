"""`make journey`: on a fresh province, over real HTTP, from the citizen's form to the signed result.

A birth registration, with a supplement asked and answered, and a household-business registration. Writes
`var/journey.json` and `var/journey/result-<code>.pdf`; exits with 1 as soon as a page does not offer what it must.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from tests import databases
from tests.faults.province import Province
from tests.journeys.walker import Page, Walker

ROOT = Path(__file__).resolve().parents[2]
COMMUNE = "Xã Càng Long"
HOME = {".province": "86", ".commune": "29266", ".detail": "Ấp 3"}
CLERK, HEAD, OFFICER = "Lê Thị Ngọc Lan", "Huỳnh Thị Kim Thoa", "Thạch Văn Sơn"
LEADER, RECORDS = "Nguyễn Văn Hòa", "Trần Thị Bé Sáu"
ADMIN = "Đinh Thị Minh Hạnh"


class Staff(NamedTuple):
    """Who works on a dossier in an agency, by name."""

    head: str
    officer: str
    leader: str
    records: str


COMMITTEE = Staff(HEAD, OFFICER, LEADER, RECORDS)
POLICE = Staff("Ngô Minh Khải", "Lưu Thanh Phong", "Hà Quốc Dũng", "Tạ Thị Yến")
INSURANCE = Staff("Mạc Văn Tín", "Đoàn Thị Kim Chi", "Châu Ngọc Bích", "Quách Thị Lệ")
_CODE = re.compile(r"H\d\d(?:\.[0-9A-Z]{2,})*-\d{6}-\d{4,7}")


@dataclass
class Journey:
    """One request, what it is answered with, and how the signed paper is told from others."""

    name: str
    citizen: str
    procedure: str
    words: str
    """What one looks for."""
    precheck: Mapping[str, str]
    answers: Mapping[str, Any]
    supplement: bool = False
    seen: dict[str, Any] = field(default_factory=dict)


def address(key: str) -> dict[str, str]:
    return {f"{key}{part}": value for part, value in HOME.items()}


BIRTH = Journey(
    "birth",
    "Nguyễn Thị Hạnh",
    "1.001193",
    "khai sinh",
    {
        "birth.situation": "ordinary",
        "birth.evidence": "notice",
        "requester.mandated": "no",
        "child.birth_date": "2026-11-02",
    },
    {
        "requester.relation": "mother", "requester.name": "Nguyễn Thị Hạnh", "requester.birth_date": "1998-03-12",
        "requester.personal_number": "084198001234", "requester.phone": "0509000001", **address("requester.address"),
        "registration.kind": "new", "birth.kind": "both_parents", "child.name": "Trần Gia Bảo",
        "child.birth_date": "2026-11-02", "child.sex": "male", "child.ethnicity": "01", "child.nationality": "VN",
        "birth.at_facility": "yes", "child.birth_facility": "Trung tâm Y tế Càng Long",
        **address("child.birth_place"), **address("child.hometown"),
        "mother.name": "Nguyễn Thị Hạnh", "mother.birth_date": "12/03/1998", "mother.ethnicity": "01",
        "mother.nationality": "VN", "mother.personal_number": "084198001234", "mother.deceased": "no",
        **address("mother.address"),
        "father.name": "Trần Văn Nam", "father.birth_date": "1995", "father.ethnicity": "01",
        "father.nationality": "VN", "father.deceased": "no", **address("father.address"),
        "marriage.registered": "no", "copies.wanted": "no", "delivery.method": "electronic", "pledge.truthful": "yes",
    },
    supplement=True,
)  # fmt: skip
BUSINESS = Journey(
    "household-business",
    "Trần Văn Nam",
    "1.001612",
    "ho kinh doanh",
    {"business.founder": "person", "applicant.capacity": "owner", "principal.eid": "yes"},
    {
        "owner.name": "Trần Văn Nam", "owner.birth_date": "1988-05-20", "owner.sex": "male", "owner.nationality": "VN",
        "owner.personal_number": "086088004321", "owner.phone": "0509000002", **address("owner.permanent_address"),
        **address("owner.address"), "applicant.capacity": "owner", "business.name": "Tạp hóa Hai Nam",
        **address("business.address"), "business.phone": "0509000002", "business.main_industry": "4711",
        "business.capital": "50.000.000", "business.workers": "1", "business.founder": "person",
        "tax.same_address": "yes", "tax.phone": "0509000002", "tax.method": "direct_revenue",
        "delivery.method": "electronic", "pledge.truthful": "yes",
    },
)  # fmt: skip
LINKED = Journey(
    "linked",
    BIRTH.citizen,
    "2.000986",
    "lien thong khai sinh",
    {key: value for key, value in BIRTH.precheck.items() if key != "birth.situation"},
    {
        **BIRTH.answers, **address("residence.address"), "household.head_name": "Trần Văn Chủ",
        "household.head_personal_number": "086060000077", "household.relation_to_head": "grandchild",
        "consents.head": "vneid", "consents.owner_needed": "no", "consents.guardian_name": "Nguyễn Thị Hạnh",
        "consents.guardian_personal_number": "084198001234", "insurance.clinic": "Trạm Y tế xã Càng Long",
    },
)  # fmt: skip


def main() -> int:
    """Run both journeys; the exit status."""
    var = Path(os.environ.get("TINHSO_VAR", ROOT / "var"))
    folder = var / "journey"
    folder.mkdir(parents=True, exist_ok=True)
    with fresh_province() as (base, home):
        report = run(base, home, folder)
    (var / "journey.json").write_text(json.dumps(report, ensure_ascii=False, indent=1), encoding="utf-8")
    sys.stdout.write(f"written: {var / 'journey.json'}\n")
    return 0


def run(base: str, home: Path, folder: Path) -> list[dict[str, Any]]:
    """Both journeys; what each saw and what the province's tables say of it. Papers are put into `folder`."""
    journeys = [replace(one, seen={}) for one in (BIRTH, BUSINESS)]
    for journey in journeys:
        sys.stdout.write(f"{journey.name}\n")
        travel(base, journey, folder)
    command(base, home, "tinhso", "worker", "--once")  # a checkpoint now, not within the minute
    told = [command(base, home, "tests.journeys.telling", journey.seen["code"]) for journey in journeys]
    return [journey.seen | json.loads(one) for journey, one in zip(journeys, told, strict=True)]


def travel(base: str, journey: Journey, folder: Path) -> None:
    """One journey, by every hand in turn."""
    citizen = signed_in(base, "/vao-vai/", journey.citizen)
    own = file_request(citizen, journey)
    if journey.supplement:
        ask_supplement(signed_in(base, "/can-bo/vao-vai/", CLERK), journey)
        answer_supplement(citizen, own)
    clerk = signed_in(base, "/can-bo/vao-vai/", CLERK)
    code = receive(clerk, journey)
    take_fee(clerk, code)
    work(base, code)
    pdf = take_result(citizen, own)
    path = folder / f"result-{code}.pdf"
    path.write_bytes(pdf)
    forms = take_forms(citizen, own, folder, code)
    journey.seen |= {"name": journey.name, "code": code, "result": str(path), "form_papers": forms}
    check_publicly(Walker(base), code, pdf)


def signed_in(base: str, door: str, name: str) -> Walker:
    """A demo account, entered by its name."""
    walker = Walker(base)
    walker.go(door)
    walker.press(f"Vào vai {name}")
    return walker


def file_request(citizen: Walker, journey: Journey) -> str:
    """From the search box to the receipt; the address of the dossier's own page."""
    citizen.go("/")
    citizen.press("Tìm", {"q": journey.words})
    citizen.go(_address_of(citizen.page, f"/thu-tuc/{journey.procedure}/"))
    citizen.follow("Chuẩn bị")
    while "Nộp hồ sơ" not in [text for text, _ in citizen.page.links]:
        citizen.fill(journey.precheck)
    citizen.follow("Nộp hồ sơ")
    citizen.press("Tìm", {"tim": "càng long"})
    if any(COMMUNE in text for text, _ in citizen.page.links):
        citizen.follow(COMMUNE)
    else:
        citizen.press(COMMUNE)
    if "/khai/" not in citizen.page.url:
        citizen.press("Bắt đầu khai")
    for _ in range(60):
        if "/khai/" not in citizen.page.url:
            break
        before = citizen.page
        citizen.fill(journey.answers)
        if citizen.page.url == before.url and len(citizen.page.text) == len(before.text):
            raise LookupError(f"{before.url}: the page does not go on\n{_words(citizen.page)[:2000]}")
    if "/giay-to/" in citizen.page.url:
        citizen.press("Tiếp tục") if _has_button(citizen.page, "Tiếp tục") else citizen.follow("Tiếp tục")
    citizen.press("Nộp hồ sơ")
    journey.seen["request_id"] = _found(r"YC-\d{6}-[0-9A-Z]{8}", citizen.page)
    return re.sub(r"da-nop/$", "", citizen.page.url)


def ask_supplement(clerk: Walker, journey: Journey) -> None:
    """Everything that is missing, in one time."""
    open_on_desk(clerk, journey.seen["request_id"])
    clerk.follow("Yêu cầu bổ sung")
    form, _ = clerk.page.form("Gửi yêu cầu")
    first = {
        key: value
        for key, value in (
            ("lacks-0-title", "Giấy chứng sinh"),
            ("lacks-0-fault", "Ảnh mờ, không đọc được số"),
            ("lacks-0-remedy", "Chụp lại đủ bốn góc"),
        )
        if key in form.fields
    }
    clerk.press("Gửi yêu cầu", first)


def answer_supplement(citizen: Walker, own: str) -> None:
    citizen.go(own)
    citizen.follow("Bổ sung")
    form, _ = citizen.page.form("Nộp bổ sung")
    words = {name: "Tôi đã chụp lại" for name in form.fields if "words" in name or "answer" in name}
    citizen.press("Nộp bổ sung", words)


def receive(clerk: Walker, journey: Journey) -> str:
    """Accept; the dossier's code."""
    open_on_desk(clerk, journey.seen["request_id"])
    clerk.press("Tiếp nhận")
    return _found(_CODE.pattern, clerk.page)


def take_fee(clerk: Walker, code: str) -> None:
    """Take in cash what the dossier's page says is to be paid, if anything is."""
    open_on_desk(clerk, code)
    asked = [address for _, address in clerk.page.links if "/thanh-toan/phai-thu/" in address]
    if asked:
        clerk.go(asked[0])
        clerk.press("Ghi nhận tiền mặt")


def work(base: str, code: str, staff: Staff = COMMITTEE) -> None:
    """From hand to hand by what each page offers, until the records clerk has numbered it."""
    hands = (
        (staff.head, "Phân công người xử lý"),
        (staff.officer, "Soạn kết quả"),
        (staff.officer, "Soạn dự thảo kết quả"),
        (staff.officer, "Trình"),
        (staff.head, "Trình lãnh đạo ký"),
        (staff.leader, "Xem và ký"),
        (staff.records, "Cấp số và ban hành"),
    )
    done = []
    for name, words in hands:
        official = signed_in(base, "/can-bo/vao-vai/", name)
        open_on_desk(official, code)
        if _has_button(official.page, words):
            official.press(words)
            done.append(words)
        elif any(words in text for text, _ in official.page.links):
            official.follow(words)
            official.press("Ký" if words == "Xem và ký" else "Lưu dự thảo")
            done.append(words)
    if not {"Soạn dự thảo kết quả", "Xem và ký", "Cấp số và ban hành"} <= set(done):
        raise LookupError(f"{code}: the desk offered only {done}")


def take_result(citizen: Walker, own: str) -> bytes:
    """Wait until the paper is signed, take it, say how it went."""
    for _ in range(120):
        citizen.go(own)
        if "Đã có kết quả" in citizen.page.text:
            break
        time.sleep(0.5)
    citizen.press("Nhận kết quả")
    citizen.go(own + "ket-qua/")
    pdf = citizen.page.content
    if not pdf.startswith(b"%PDF-"):
        raise LookupError("the result is no PDF")
    citizen.go(own)
    citizen.press("Gửi đánh giá", {"stars": "5"})
    return pdf


def take_forms(citizen: Walker, own: str, folder: Path, code: str) -> list[str]:
    """Keep every form the citizen was given; the paths, in the order of the dossier's page."""
    citizen.go(own)
    kept = []
    for number, address in enumerate((href for _, href in citizen.page.links if "/mau/" in href), start=1):
        path = folder / f"form-{code}-{number}.pdf"
        path.write_bytes(citizen.go(address).content)
        kept.append(str(path))
    return kept


def check_publicly(anyone: Walker, code: str, pdf: bytes) -> None:
    """Without signing in: where it stands, and that the paper is whole."""
    anyone.go(f"/tra-cuu/?ma={code}")
    if "Đã trả kết quả" not in anyone.page.text:
        raise LookupError(f"{code}: tracking does not say that the result was handed over")
    anyone.go("/kiem-tra/")
    form, _ = anyone.page.form("Kiểm tra")
    anyone.press("Kiểm tra", files={next(iter(form.files)): ("ket-qua.pdf", pdf)})
    if "còn nguyên vẹn" not in anyone.page.text.lower():
        raise LookupError(f"{code}: the paper is not called intact:\n{_words(anyone.page)[:1500]}")


def open_on_desk(official: Walker, code: str) -> None:
    official.go("/can-bo/ho-so/")
    official.press("Tìm", {"q": code})
    official.follow(code)


@contextmanager
def fresh_province(like: Province | None = None) -> Iterator[tuple[str, Path]]:
    """A province of its own, served on this machine, its address and its folder: from nothing, or equal to `like`."""
    with tempfile.TemporaryDirectory(prefix="tinhso-journey-") as folder:
        port = _free_port()
        base = f"http://127.0.0.1:{port}"
        environment = _environment(base, Path(folder))
        own = databases.beside(Path(folder).name).values()
        if like:
            shutil.copytree(like.var, folder, dirs_exist_ok=True)
        templates = [databases.name_of(url) for url in like.databases] if like else ["template0"] * len(own)
        for url, template in zip(own, templates, strict=True):
            databases.create(url, template=template)
        command = [sys.executable, "-m", "tinhso", "serve", "--port", str(port)]
        server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
        try:
            _wait(base, server)
            yield base, Path(folder)
        finally:
            server.terminate()
            server.wait(30)
            for url in own:
                databases.drop(url)


def command(base: str, home: Path, *words: str) -> str:
    """What a module prints, run with these words in a province: `tinhso ledger key`, `tests.journeys.telling CODE`."""
    done = subprocess.run(
        [sys.executable, "-m", *words],
        cwd=ROOT, env=_environment(base, home), stdout=subprocess.PIPE, text=True, check=True,
    )  # fmt: skip
    return done.stdout


def _environment(base: str, home: Path) -> dict[str, str]:
    own = {"TINHSO_VAR": str(home), "TINHSO_PUBLIC_URL": base}
    return {**os.environ, **own, **databases.beside(home.name)}


def _wait(base: str, server: subprocess.Popen[bytes]) -> None:
    """Until it answers: however long a slow machine takes, and no longer than it lives."""
    while server.poll() is None:
        try:
            urllib.request.urlopen(f"{base}/readyz", timeout=5).close()
            return
        except OSError:
            time.sleep(0.2)
    raise RuntimeError("the province did not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert isinstance(port, int)
    return port


def _address_of(page: Page, address: str) -> str:
    if any(href.split("?")[0] == address for _, href in page.links):
        return address
    raise LookupError(f"{page.url}: the search does not lead to {address}")


def _has_button(page: Page, words: str) -> bool:
    return any(words in one[2] for form in page.forms for one in form.buttons)


def _found(pattern: str, page: Page) -> str:
    match = re.search(pattern, page.text)
    if match is None:
        raise LookupError(f"{page.url}: nothing like {pattern}\n{_words(page)[:1500]}")
    return match.group()


def _words(page: Page) -> str:
    body = page.text.partition("<main")[2] or page.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", body))


if __name__ == "__main__":
    sys.exit(main())

"""The pages: what a payer sees, what officials may see and do, and that nothing of another agency shows."""

from __future__ import annotations

import re
from html import unescape
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import actor_of, appointed, citizen, signed_in
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.formats.vietqr import Transfer, parse
from tinhso.foundation.payments.models import PayeeAccount, PaymentIntent, Receipt, Refund, Statement
from tinhso.foundation.payments.queries.intents import qr_of
from tinhso.foundation.payments.rules import VIETQR_BELOW, Charge, IntentState
from tinhso.foundation.payments.tests.factories import (
    MORNING,
    later,
    make_account,
    make_agency,
    make_intent,
    make_layout,
    statement_csv,
)
from tinhso.foundation.payments.tests.test_receiving import take
from tinhso.foundation.people.actions import grant_mandate
from tinhso.foundation.people.models import Mandate, person_ref
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.ledger.models import Read

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
DESK = "/can-bo/thanh-toan"


class Place:
    """One agency with its counter, an account, a payer and a due."""

    def __init__(self) -> None:
        self.agency, self.counter = make_agency(), make_agency("Trung tâm Phục vụ hành chính công")
        self.account: PayeeAccount = make_account(self.agency)
        self.payer = citizen()
        person = actor_of(self.payer).person
        assert person is not None
        self.person = person
        self.intent = make_intent(self.agency, payer=person, counter=self.counter, expires_at=later(days=1))

    def official(self, role: str, *, counter: bool = False) -> Account:
        return appointed(role, agency=self.counter if counter else self.agency).account

    def client(self, role: str, *, counter: bool = False) -> Client:
        return signed_in(self.official(role, counter=counter))


@pytest.fixture
def place() -> Place:
    make_layout()
    return Place()


def text(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address)
    assert answer.status_code == status, address
    return unescape(answer.content.decode())


def test_the_payer_sees_what_to_pay_and_when_it_has_come(place: Place) -> None:
    address = f"/thanh-toan/{place.intent.id}/"
    client = signed_in(place.payer)
    page = text(client, address)
    assert "58.000 đồng" in page
    assert place.intent.code in page
    assert place.account.account in page
    assert "<svg" in page
    assert "no-store" in client.get(address)["Cache-Control"]
    take(place.intent.code, 50_000)
    assert "còn thiếu 8.000 đồng" in text(client, address)
    take(place.intent.code, 10_000)
    page = text(client, address)
    assert "Đã nộp đủ" in page
    assert "nộp thừa 2.000 đồng" in page
    assert "hx-trigger" not in page


def test_nobody_else_sees_it_but_who_acts_for_the_payer(place: Place) -> None:
    address = f"/thanh-toan/{place.intent.id}/"
    agent, stranger = citizen(), citizen()
    assert signed_in(stranger).get(address).status_code == 404
    assert Client().get(address).status_code == 302
    assert place.client("records").get(address).status_code == 302
    assert signed_in(stranger).get(f"/thanh-toan/{uuid4()}/").status_code == 404
    agents = actor_of(agent).person
    assert agents is not None
    grant_mandate(
        actor=actor_of(place.payer), at=MORNING, principal=person_ref(place.person), agent=agents,
        kind=Mandate.Kind.AUTHORISED, valid_from=MORNING.date(),
    )  # fmt: skip
    assert signed_in(agent).get(address).status_code == 200


def test_the_qr_asks_for_what_remains(place: Place) -> None:
    take(place.intent.code, 50_000)
    due = PaymentIntent.objects.select_related("account").get(id=place.intent.id)
    code = parse(qr_of(due))
    assert code.payee == Transfer(place.account.bank, place.account.account)
    assert (code.amount, code.once, code.additional.purpose) == (8_000, True, due.code)
    large = make_intent(place.agency, charges=[Charge("x", "Lớn", VIETQR_BELOW)])
    assert qr_of(large) == ""
    take(due.code, 8_000)
    assert qr_of(PaymentIntent.objects.select_related("account").get(id=due.id)) == ""


def test_each_state_has_its_page(place: Place) -> None:
    client, address = signed_in(place.payer), f"/thanh-toan/{place.intent.id}/"
    actions.close_expired(at=later(days=2))
    assert "hết hạn nộp" in text(client, address)
    actions.cancel_intent(actor=SYSTEM, intent=place.intent.id, reason="rút", at=MORNING)
    assert "Không phải nộp nữa" in text(client, address)


def test_what_waits_comes_first_and_others_see_nothing_of_it(place: Place) -> None:
    waiting = take("quên mã", 12_345, owner=place.agency, at=later(days=-5))
    done = take(place.intent.code, 58_000)
    page = text(place.client("records"), f"{DESK}/")
    assert page.index(str(waiting.id)) < page.index(str(done.id))
    assert "1 khoản chờ người khớp" in page
    stranger = signed_in(appointed("records").account)
    assert "Chưa có khoản thu nào" in text(stranger, f"{DESK}/")
    for one in (waiting, done):
        for path in ("", "doi-tru/", "hoan-tra/"):
            assert stranger.get(f"{DESK}/khoan-thu/{one.id}/{path}").status_code == 404
    assert stranger.get(f"{DESK}/phai-thu/{place.intent.id}/").status_code == 404
    assert str(done.external_id) not in stranger.get(f"{DESK}/khoan-thu.csv").content.decode()
    assert signed_in(appointed("officer").account).get(f"{DESK}/").status_code == 403
    assert str(waiting.id) in text(signed_in(appointed("auditor").account), f"{DESK}/")


def test_the_list_is_searched_narrowed_and_taken_along(place: Place) -> None:
    take("quên mã", 12_345, owner=place.agency, external_id="FT-A")
    take(place.intent.code, 58_000, external_id="=FT-B")
    client = place.client("records")
    for query, seen, unseen in (
        (f"text={place.intent.code.lower()}", "58.000", "12.345"),
        ("text=12.345", "12.345 đồng", "58.000"),
        ("text=FT-A", "12.345", "58.000"),
        ("state=matched", "58.000", "12.345"),
        ("reason=no_code&first=23/11/2026&last=23/11/2026", "12.345", "58.000"),
        ("text=khong-co", "Không tìm thấy", "58.000"),
        ("last=22/11/2026", "Không tìm thấy", "58.000"),
        ("text=99999999999999999999999999", "Không tìm thấy", "58.000"),
        ("state=x&page=9", "58.000", "Không tìm thấy"),
    ):
        page = text(client, f"{DESK}/?{query}")
        assert seen in page, query
        assert unseen not in page, query
    export = client.get(f"{DESK}/khoan-thu.csv?state=matched").content.decode()
    assert "'=FT-B" in export, "a number that begins with = is no formula"
    assert "12345" not in export


def test_pages_are_read_in_english_and_files_stay_vietnamese(place: Place) -> None:
    take("quên mã", 12_345, owner=place.agency)
    client = place.client("records")
    client.cookies["django_language"] = "en"
    page = text(client, f"{DESK}/")
    assert "1 payment waits to be matched" in page
    assert "The words of the transfer hold no payment code" in page
    assert "Trạng thái" not in page
    for path, word in (
        ("khoan-thu.csv", "Chưa khớp,Nội dung chuyển khoản không có mã"),
        ("doi-soat/bang.csv", "Thu trong ngày"),
    ):
        assert word in client.get(f"{DESK}/{path}").content.decode()


def test_opening_evidence_is_written_down(place: Place) -> None:
    receipt = take(place.intent.code, 58_000, evidence={"payer": "CHIM HOÀNG YẾN"})
    page = text(place.client("clerk", counter=True), f"{DESK}/khoan-thu/{receipt.id}/")
    assert "CHIM HOÀNG YẾN" in page
    look = Read.objects.get(about=str(receipt.ref))
    assert look.subjects == [str(person_ref(place.person))]


def test_matching_by_hand_from_the_page(place: Place) -> None:
    waiting = take("quên mã", 58_000, owner=place.agency)
    client, address = place.client("records"), f"{DESK}/khoan-thu/{waiting.id}/"
    assert place.intent.code in text(client, address), "a due of the same amount is offered to the eye"
    answer = client.post(f"{address}khop/", {"code": "TS", "reason": ""})
    assert answer.status_code == 422
    assert "Chưa ghi lý do" in answer.content.decode()
    answer = client.post(f"{address}khop/", {"code": "TS222222222", "reason": "x"})
    assert (answer.status_code, "Không có mã này" in unescape(answer.content.decode())) == (422, True)
    answer = client.post(f"{address}khop/", {"code": place.intent.code, "reason": "đúng họ tên, số tiền"})
    assert (answer.status_code, answer["Location"]) == (303, address)
    assert "đúng họ tên, số tiền" in text(client, address)
    assert client.post(f"{address}khop/", {"code": place.intent.code, "reason": "lại"}).status_code == 409


def test_cash_and_transfers_at_the_counter(place: Place) -> None:
    client, address = place.client("clerk", counter=True), f"{DESK}/phai-thu/{place.intent.id}/"
    slip = re.search(r'name="slip" value="([^"]+)"', text(client, address))
    assert slip is not None
    cash = {"amount": "50.000 đồng", "slip": slip[1]}
    assert client.post(f"{address}tien-mat/", cash | {"amount": "năm mươi"}).status_code == 422
    assert client.post(f"{address}tien-mat/", cash | {"amount": "60.000"}).status_code == 422
    for _ in range(2):
        assert client.post(f"{address}tien-mat/", cash).status_code == 303
    paper = {"amount": "8000", "reference": "FT 1", "day": "23/11/2026", "why": "UNC 12"}
    assert client.post(f"{address}chuyen-khoan/", paper).status_code == 422
    assert client.post(f"{address}chuyen-khoan/", paper | {"reference": "FT1"}).status_code == 303
    assert PaymentIntent.objects.get(id=place.intent.id).state == IntentState.PAID
    assert "Thu tiền mặt" not in text(client, address)
    assert "58.000" in text(client, f"{DESK}/phai-thu/?text={place.intent.code}&state=paid")
    assert "Không tìm thấy" in text(client, f"{DESK}/phai-thu/?state=expired")


def test_refunds_from_the_pages(place: Place) -> None:
    receipt = take(place.intent.code, 60_000)
    clerk, head, books = place.client("clerk", counter=True), place.client("head"), place.client("records")
    ask = f"{DESK}/khoan-thu/{receipt.id}/hoan-tra/"
    assert 'value="2.000"' in text(clerk, ask), "the excess is proposed"
    typed = {"amount": "2.000", "payee": "Nguyễn Văn An, 0123", "reason": "Nộp thừa"}
    answer = clerk.post(ask, typed | {"amount": "60.001"})
    assert (answer.status_code, "Hoàn được từ 1 đồng" in unescape(answer.content.decode())) == (422, True)
    assert clerk.post(ask, typed).status_code == 303
    refund = Refund.objects.get()
    address = f"{DESK}/hoan-tra/{refund.id}/"
    assert clerk.post(f"{address}duyet/").status_code == 403
    assert head.post(f"{address}khong-duyet/", {"why": ""}).status_code == 422
    assert head.post(f"{address}duyet/").status_code == 303
    assert refund.code in text(books, f"{DESK}/hoan-tra/")
    assert books.post(f"{address}chi-tra/", {"reference": ""}).status_code == 422
    assert books.post(f"{address}chi-tra/", {"reference": "FT9"}).status_code == 303
    assert "Đã chi trả" in text(head, address)
    assert signed_in(appointed("head").account).get(address).status_code == 404
    again = {**typed, "amount": "58.000"}
    assert clerk.post(ask, again).status_code == 303
    other = Refund.objects.get(amount=58_000)
    assert head.post(f"{DESK}/hoan-tra/{other.id}/khong-duyet/", {"why": "thiếu giấy"}).status_code == 303
    assert "thiếu giấy" in text(head, f"{DESK}/hoan-tra/{other.id}/")


def test_a_statement_is_looked_at_and_then_imported(place: Place) -> None:
    client = place.client("records")
    assert place.client("clerk").get(f"{DESK}/sao-ke/").status_code == 403
    lines = [
        ("23/11/2026", "FT1", "", "58,000", f"{place.intent.code} nop", ""),
        ("31/02/2026", "FT2", "", "1", "", ""),
    ]
    typed = {"account_code": place.account.code, "layout_code": "csv"}

    def upload(content: bytes) -> SimpleUploadedFile:
        return SimpleUploadedFile("sao-ke.csv", content, content_type="text/csv")

    assert client.post(f"{DESK}/sao-ke/", typed).status_code == 422
    answer = client.post(f"{DESK}/sao-ke/", {**typed, "file": upload(b"\x00\x01")})
    assert (answer.status_code, "Chỉ nhận CSV" in unescape(answer.content.decode())) == (422, True)
    answer = client.post(f"{DESK}/sao-ke/", {**typed, "file": upload(statement_csv(lines))})
    address = answer["Location"]
    page = text(client, address)
    assert "Nhập 1 dòng mới" in page
    assert "không đọc được ngày “31/02/2026”" in page
    assert Receipt.objects.count() == 0
    assert client.post(f"{address}nhap/").status_code == 303
    assert "Đã nhập" in text(client, address)
    assert PaymentIntent.objects.get(id=place.intent.id).state == IntentState.PAID
    other = signed_in(appointed("records").account)
    assert other.get(address).status_code == 404
    assert other.post(f"{address}nhap/").status_code == 404
    assert Statement.objects.get().counts == {"matched": 1, "broken": 1}


def test_what_was_paid_for_nothing_is_listed_until_it_is_asked_back(place: Place) -> None:
    books, other = place.official("records"), make_intent(place.agency)
    client, listed = signed_in(books), f"{DESK}/phai-thu/?state=for_nothing"
    take(place.intent.code, 58_000)
    assert "khoản đã nộp cho hồ sơ" not in text(client, f"{DESK}/phai-thu/")
    for one in (place.intent, other):
        for _ in range(2):
            actions.end_intent(actor=SYSTEM, intent=one.id, reason="refused", at=MORNING)
    assert "1 khoản đã nộp cho hồ sơ không có kết quả" in text(client, f"{DESK}/phai-thu/")
    page = text(client, listed)
    assert place.intent.code in page
    assert other.code not in page, "nothing was paid for it"
    assert "Chưa có khoản" not in page
    assert place.intent.code not in text(signed_in(appointed("records").account), listed)
    receipt = Receipt.objects.get()
    due = text(client, f"{DESK}/phai-thu/{place.intent.id}/")
    assert f"{DESK}/khoan-thu/{receipt.id}/hoan-tra/" in due
    refund = actions.request_refund(
        actor=actor_of(books), receipt=receipt.id, amount=58_000, reason="Từ chối", payee="An", at=MORNING
    )
    assert place.intent.code not in text(client, listed)
    head = actor_of(place.official("head"))
    actions.decline_refund(actor=head, refund=refund.id, why="Phí không hoàn", at=MORNING)
    assert place.intent.code in text(client, listed)
    assert PaymentIntent.objects.get(id=other.id).state == IntentState.CANCELLED
    assert PaymentIntent.objects.get(id=place.intent.id).state == IntentState.PAID


def test_the_reconciliation_opens_to_its_rows(place: Place) -> None:
    clerk = actor_of(place.official("clerk", counter=True))
    late = make_intent(place.agency, at=later(days=-1))
    actions.take_cash(actor=clerk, intent=place.intent.id, amount=58_000, slip=uuid4(), at=MORNING)
    client = place.client("records")
    page = text(client, f"{DESK}/doi-soat/")
    assert "Sổ cân đến từng đồng" in page
    assert "Ủy ban nhân dân xã Càng Long" in page
    link = re.search(r'href="([^"]*chi-tiet/\?ngay=2026-11-23[^"]*)"', page)
    assert link is not None
    rows = text(client, link[1])
    assert "Đã thu nhưng chưa có trên sao kê" in rows
    assert "58.000 đồng" in rows
    yesterday = text(client, link[1].replace("2026-11-23", "2026-11-22"))
    assert late.code in yesterday
    assert "Không có chênh lệch" in text(client, link[1].replace("2026-11-23", "2026-11-20"))
    stranger = signed_in(appointed("records").account)
    assert stranger.get(link[1]).status_code == 404
    assert "Không có thu, chi nào" in text(stranger, f"{DESK}/doi-soat/")
    assert client.get(f"{DESK}/doi-soat/chi-tiet/?ngay=x").status_code == 404
    assert client.get(f"{DESK}/doi-soat/chi-tiet/?ngay=2026-11-23&co-quan=x").status_code == 404
    export = client.get(f"{DESK}/doi-soat/bang.csv?first=23/11/2026&last=23/11/2026&agency={place.agency}")
    assert "23/11/2026,Ủy ban nhân dân xã Càng Long,1,58000" in export.content.decode()


@pytest.mark.parametrize("day", ["31/12/9999", "01/01/0001"])
def test_a_day_that_no_calendar_bears_is_refused_beside_its_field(place: Place, day: str) -> None:
    client = place.client("records")
    for given in (f"first={day}", f"last={day}", f"first={day}&last={day}"):
        for page in ("", "doi-soat/"):
            assert "từ năm 1900 đến năm 2199" in text(client, f"{DESK}/{page}?{given}")
        assert client.get(f"{DESK}/doi-soat/bang.csv?{given}").status_code == 200
    iso = "-".join(reversed(day.split("/")))
    assert client.get(f"{DESK}/doi-soat/chi-tiet/?ngay={iso}&co-quan={place.agency}").status_code == 404
    typed = {"amount": "58.000", "reference": "FT1", "day": day, "why": "Ủy nhiệm chi"}
    answer = place.client("clerk").post(f"{DESK}/phai-thu/{place.intent.id}/chuyen-khoan/", typed)
    assert answer.status_code == 422
    assert not Receipt.objects.exists()


def test_a_wrong_book_is_said_loudly(place: Place) -> None:
    take(place.intent.code, 50_000)
    PaymentIntent.objects.filter(id=place.intent.id).update(paid=57_000)
    assert "Sổ lệch" in text(place.client("records"), f"{DESK}/doi-soat/")

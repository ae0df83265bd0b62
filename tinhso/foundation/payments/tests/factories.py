"""A bank account, dues, officials, and gateways of this machine that send, double, delay and forge. All invented."""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any
from urllib.parse import quote_plus
from uuid import UUID

from django.test import Client

from tinhso.foundation.access.tests.factories import new_agency
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.models import PayeeAccount, PaymentGateway, PaymentIntent, StatementLayout
from tinhso.foundation.payments.rules import Charge
from tinhso.foundation.people.models import person_ref
from tinhso.foundation.units.models import Agency, AgencyVersion
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

MORNING = datetime(2026, 11, 23, 9, 0, tzinfo=VIETNAM)
SINCE = date(2025, 7, 1)
FEE = Charge("le-phi-ho-tich", "Lệ phí đăng ký khai sinh quá hạn", 50_000)
COPY = Charge("phi-trich-luc", "Phí cấp bản sao trích lục", 8_000)
VNPAY_SECRET, MOMO_ACCESS, MOMO_SECRET = "bí-mật-vnpay-thử", "truy-cap", "bi-mat-momo-thu"
SECRETS = {"vnpay": VNPAY_SECRET, "momo": f"{MOMO_ACCESS}:{MOMO_SECRET}"}
_numbers = count(1)

MOMO_SIGNED = (
    "accessKey", "amount", "extraData", "message", "orderId", "orderInfo", "orderType", "partnerCode", "payType",
    "requestId", "responseTime", "resultCode", "transId",
)  # fmt: skip
LAYOUT = {
    "title": "Sao kê CSV", "reference": "Số tham chiếu", "day": "Ngày giao dịch", "content": "Nội dung",
    "credit": "Ghi có", "debit": "Ghi nợ", "payer": "Đối tác",
}  # fmt: skip
HEADINGS = ("Ngày giao dịch", "Số tham chiếu", "Ghi nợ", "Ghi có", "Nội dung", "Đối tác")


def rule(**columns: Any) -> dict[str, Any]:
    return {"effective_from": SINCE, "origin": "tests", **columns}


def make_agency(name: str = "Ủy ban nhân dân xã Càng Long") -> UUID:
    """An agency with a name."""
    agency = new_agency()
    key = Agency.objects.get(id=agency).key
    AgencyVersion.objects.create(
        **rule(code=key, agency_id=agency, name=name, short_name=name[:60], kind="commune", folded=name)
    )
    return agency


def make_account(agency: UUID, code: str = "") -> PayeeAccount:
    """An account of its own for an agency."""
    number = next(_numbers)
    return PayeeAccount.objects.create(
        **rule(
            code=code or f"tk-{number}", agency_id=agency, agency_key=f"k{number}", bank="970403", assumed=True,
            bank_name="Ngân hàng thử nghiệm", account=f"0011{number:09}", holder="UBND XA THU NGHIEM", layout="csv",
        )
    )  # fmt: skip


def make_layout() -> StatementLayout:
    return StatementLayout.objects.create(**rule(code="csv", body=LAYOUT, assumed=True))


def make_gateways(account: PayeeAccount) -> None:
    """Both gateways, settling to this account."""
    vnpay = {
        "title": "VNPAY", "scheme": "vnpay", "account": account.code, "merchant": "TINHSO01",
        "merchant_field": "vnp_TmnCode", "order_field": "vnp_TxnRef", "amount_field": "vnp_Amount",
        "amount_factor": 100, "transaction_field": "vnp_TransactionNo", "time_field": "vnp_PayDate",
        "signature_field": "vnp_SecureHash",
        "succeeded": {"vnp_ResponseCode": "00", "vnp_TransactionStatus": "00"},
    }  # fmt: skip
    momo = {
        "title": "MoMo", "scheme": "momo", "account": account.code, "merchant": "MOMOTINHSO",
        "merchant_field": "partnerCode", "order_field": "orderId", "amount_field": "amount",
        "transaction_field": "transId", "time_field": "responseTime", "signature_field": "signature",
        "succeeded": {"resultCode": "0"}, "signed": list(MOMO_SIGNED),
    }  # fmt: skip
    for code, body in (("vnpay", vnpay), ("momo", momo)):
        PaymentGateway.objects.create(**rule(code=code, body=body, assumed=True))


def make_intent(
    agency: UUID,
    *,
    charges: Sequence[Charge] = (FEE, COPY),
    payer: UUID | None = None,
    at: datetime = MORNING,
    expires_at: datetime | None = None,
    about: Ref | None = None,
    account: PayeeAccount | None = None,
    counter: UUID | None = None,
) -> PaymentIntent:
    """A due of 58,000 đồng, waiting."""
    return actions.open_intent(
        actor=SYSTEM, about=about or Ref("tests.thing", new_id()), due="before_acceptance",
        payer=person_ref(payer) if payer else None, agency=agency, charges=charges, at=at, expires_at=expires_at,
        account=account, counter=counter,
    )  # fmt: skip


def statement_csv(lines: Iterable[Sequence[object]]) -> bytes:
    """A bank's CSV: rows of (day, reference, debit, credit, content, payer)."""
    import csv
    import io

    held = io.StringIO()
    writer = csv.writer(held)
    writer.writerow(["NGÂN HÀNG THỬ NGHIỆM"])
    writer.writerow(HEADINGS)
    writer.writerows(lines)
    return held.getvalue().encode("utf-8-sig")


@dataclass
class Vnpay:
    """The gateway's side of VNPAY 2.1.0, made from its published text and not from this house's code."""

    secret: str = VNPAY_SECRET
    numbers: Any = field(default_factory=lambda: count(14_000_001))

    def message(self, code: str, dong: int, *, at: datetime = MORNING, **changed: str) -> dict[str, str]:
        """What it says of one payment, unsigned."""
        return {
            "vnp_TmnCode": "TINHSO01", "vnp_Amount": str(dong * 100), "vnp_BankCode": "NCB",
            "vnp_BankTranNo": "VNP1", "vnp_CardType": "ATM", "vnp_OrderInfo": "Nop phi, le phi",
            "vnp_PayDate": clock.local(at).strftime("%Y%m%d%H%M%S"), "vnp_ResponseCode": "00",
            "vnp_TransactionNo": str(next(self.numbers)), "vnp_TransactionStatus": "00", "vnp_TxnRef": code, **changed,
        }  # fmt: skip

    def signed(self, message: dict[str, str]) -> str:
        """The query that it calls with."""
        query = "&".join(f"{quote_plus(name)}={quote_plus(message[name])}" for name in sorted(message))
        mark = hmac.new(self.secret.encode(), query.encode(), hashlib.sha512).hexdigest()
        return f"{query}&vnp_SecureHash={mark}"

    def send(self, query: str) -> str:
        """Call; the code it is answered with."""
        answer = Client().get(f"/thanh-toan/bao-co/vnpay/?{query}")
        assert answer.status_code == 200
        return str(answer.json()["RspCode"])

    def pay(self, code: str, dong: int, **more: Any) -> str:
        return self.send(self.signed(self.message(code, dong, **more)))


@dataclass
class Momo:
    """The gateway's side of MoMo v2."""

    secret: str = MOMO_SECRET
    numbers: Any = field(default_factory=lambda: count(4_000_000_001))

    def message(self, code: str, dong: int, *, at: datetime = MORNING, **changed: Any) -> dict[str, Any]:
        return {
            "partnerCode": "MOMOTINHSO", "orderId": code, "requestId": str(new_id()), "amount": dong,
            "orderInfo": "Nộp phí, lệ phí", "orderType": "momo_wallet", "transId": next(self.numbers),
            "resultCode": 0, "message": "Thành công.", "payType": "qr",
            "responseTime": int(at.timestamp() * 1000), "extraData": "", **changed,
        }  # fmt: skip

    def signed(self, message: dict[str, Any]) -> bytes:
        values = {**message, "accessKey": MOMO_ACCESS}
        text = "&".join(f"{name}={values[name]}" for name in MOMO_SIGNED)
        mark = hmac.new(self.secret.encode(), text.encode(), hashlib.sha256).hexdigest()
        return json.dumps({**message, "signature": mark}).encode()

    def send(self, body: bytes) -> int:
        return Client().post("/thanh-toan/bao-co/momo/", body, content_type="application/json").status_code

    def pay(self, code: str, dong: int, **more: Any) -> int:
        return self.send(self.signed(self.message(code, dong, **more)))


def later(**more: float) -> datetime:
    return MORNING + timedelta(**more)

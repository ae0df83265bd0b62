"""Gateways that send, double, delay and forge; what they are answered, and what is kept."""

from __future__ import annotations

import json

import pytest
import structlog
from django.test import Client
from pytest_django import Settings

from tinhso.foundation.payments import actions
from tinhso.foundation.payments.formats.callbacks import LONGEST
from tinhso.foundation.payments.models import PaymentIntent, Receipt
from tinhso.foundation.payments.rules import IntentState, Reason
from tinhso.foundation.payments.tests.factories import (
    Momo,
    Vnpay,
    later,
    make_account,
    make_agency,
    make_gateways,
    make_intent,
)
from tinhso.kernel.ledger.models import Act

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


@pytest.fixture
def intent() -> PaymentIntent:
    agency = make_agency()
    make_gateways(make_account(agency))
    return make_intent(agency, expires_at=later(days=1))


def paid(intent: PaymentIntent) -> int:
    return PaymentIntent.objects.get(id=intent.id).paid


def test_vnpay_tells_and_is_answered(intent: PaymentIntent) -> None:
    gateway = Vnpay()
    query = gateway.signed(gateway.message(intent.code, 58_000))
    assert gateway.send(query) == "00"
    assert paid(intent) == 58_000
    assert [gateway.send(query) for _ in range(3)] == ["02"] * 3, "told again, and taken once"
    receipt = Receipt.objects.get()
    assert receipt.evidence()["message"]["vnp_TxnRef"] == intent.code
    assert (receipt.source, receipt.channel, receipt.amount) == ("webhook", "vnpay", 58_000)


def test_momo_tells_and_is_answered(intent: PaymentIntent) -> None:
    gateway = Momo()
    body = gateway.signed(gateway.message(intent.code, 58_000))
    assert [gateway.send(body) for _ in range(3)] == [204] * 3
    assert paid(intent) == 58_000
    assert Receipt.objects.count() == 1


def test_both_gateways_paid_is_one_too_many(intent: PaymentIntent) -> None:
    gateway = Vnpay()
    assert gateway.pay(intent.code, 58_000) == "00"
    assert Momo().pay(intent.code, 58_000) == 204
    assert gateway.pay(intent.code, 58_000) == "02", "another transaction, and already paid"
    assert paid(intent) == 58_000
    assert list(Receipt.objects.filter(state="unmatched").values_list("reason", flat=True)) == [
        Reason.DUPLICATE, Reason.DUPLICATE,
    ]  # fmt: skip


@pytest.mark.parametrize("dong", [57_999, 58_001, 5_800_000, 1])
def test_another_amount_than_was_asked_is_kept_apart(intent: PaymentIntent, dong: int) -> None:
    assert Vnpay().pay(intent.code, dong) == "04"
    assert Momo().pay(intent.code, dong) == 204
    assert paid(intent) == 0
    assert {one.reason for one in Receipt.objects.all()} == {Reason.WRONG_AMOUNT}


def test_an_unknown_order_is_kept_apart(intent: PaymentIntent) -> None:
    gateway = Vnpay()
    assert gateway.pay("TS22222222Z", 58_000) == "01"
    assert gateway.pay("x y", 58_000) == "01"
    assert Receipt.objects.filter(intent=None, agency=intent.agency_id).count() == 2


@pytest.mark.parametrize("changed", [{"vnp_ResponseCode": "24"}, {"vnp_TransactionStatus": "07"}])
def test_what_was_not_paid_brings_no_money(intent: PaymentIntent, changed: dict[str, str]) -> None:
    gateway = Vnpay()
    assert gateway.send(gateway.signed(gateway.message(intent.code, 58_000) | changed)) == "00"
    assert Momo().pay(intent.code, 58_000, resultCode=1006) == 204
    assert Receipt.objects.count() == 0


def test_forged_vnpay_calls_change_nothing(intent: PaymentIntent) -> None:
    gateway = Vnpay()
    message = gateway.message(intent.code, 58_000)
    good = gateway.signed(message)
    mark = good.rpartition("=")[2]
    forged = [
        Vnpay(secret="đoán").signed(message),
        Vnpay(secret="").signed(message),
        good.replace("5800000", "5800001"),
        good.replace(intent.code, "TS22222222Z"),
        good.rpartition("&")[0],
        good.replace(mark, ""),
        good.replace(mark, mark[:-1]),
        good.replace(mark, "đ" * 128),
        f"{good}&vnp_Amount=1",
        f"vnp_Amount=1&{good}",
        gateway.signed(message | {"vnp_TmnCode": "KHAC"}),
        gateway.signed(message | {"vnp_Amount": "-5800000"}),
        gateway.signed(message | {"vnp_Amount": "5800050"}),
        gateway.signed(message | {"vnp_Amount": "5.8e6"}),
        gateway.signed(message | {"vnp_PayDate": "hôm nay"}),
        gateway.signed(message | {"vnp_TransactionNo": "1 2"}),
        f"{good}&{'x' * LONGEST}=1",
        "%ff=1",
        "",
    ]
    with structlog.testing.capture_logs() as logs:
        assert [gateway.send(query) for query in forged] == ["97"] * len(forged)
    assert [log["event"] for log in logs if log["event"] == "payments.forged"] == ["payments.forged"] * len(
        forged
    )
    assert Receipt.objects.count() == 0
    assert not Act.objects.filter(verb__startswith="payments.take").exists()
    assert gateway.send(good) == "00", "the real one still counts"


def test_forged_momo_calls_change_nothing(intent: PaymentIntent) -> None:
    gateway = Momo()
    message = gateway.message(intent.code, 58_000)
    good = gateway.signed(message)
    forged = [
        Momo(secret="doan").signed(message),
        good.replace(b"58000", b"58001"),
        json.dumps(message).encode(),
        good[:-1],
        b"[]",
        b"[[1, 2]]",
        b'"x"',
        b"\xff",
        b"[" * 5_000,
        good[:-1] + b', "amount": 58000}',
        json.dumps({**message, "signature": 5}).encode(),
        json.dumps({**message, "signature": None}).encode(),
        json.dumps({**message, "amount": {"x": 1}}).encode(),
        json.dumps({**message, "orderInfo": "\ud800", "signature": "x"}).encode(),
        json.dumps({**message, "signature": "\udfff"}).encode(),
        good + b" " * LONGEST,
        gateway.signed(message | {"partnerCode": "KHAC"}),
        gateway.signed(message | {"transId": "4\0"}),
        gateway.signed(message | {"responseTime": 10**18}),
        b"",
    ]
    assert [gateway.send(body) for body in forged] == [400] * len(forged)
    assert Receipt.objects.count() == 0
    assert gateway.send(good) == 204
    assert paid(intent) == 58_000


def test_half_a_secret_is_none(intent: PaymentIntent, settings: Settings) -> None:
    settings.GATEWAY_SECRETS = {"momo": "truy-cap"}
    assert Momo(secret="").pay(intent.code, 58_000) == 400


def test_a_due_of_another_account_is_paid_through_the_provinces_gateway(intent: PaymentIntent) -> None:
    commune = make_agency()
    make_account(commune)
    theirs = make_intent(commune)
    assert Vnpay().pay(theirs.code, 58_000) == "00"
    assert PaymentIntent.objects.get(id=theirs.id).state == IntentState.PAID
    assert Receipt.objects.get().agency_id == commune


def test_late_news_of_a_payment_in_time_still_counts(intent: PaymentIntent) -> None:
    actions.close_expired(at=later(days=2))
    assert Vnpay().pay(intent.code, 58_000, at=later(hours=23)) == "00"
    assert PaymentIntent.objects.get(id=intent.id).state == IntentState.PAID


def test_a_payment_after_the_time_waits(intent: PaymentIntent) -> None:
    assert Vnpay().pay(intent.code, 58_000, at=later(hours=25)) == "00", (
        "it is ours to sort out, not the gateway's"
    )
    assert Receipt.objects.get().reason == Reason.LATE


def test_gateways_without_a_secret_are_not_there(intent: PaymentIntent, settings: Settings) -> None:
    settings.GATEWAY_SECRETS = {"momo": "x:y"}
    assert Client().get("/thanh-toan/bao-co/vnpay/").status_code == 404
    assert Client().get("/thanh-toan/bao-co/momo/").status_code == 405
    assert Client().post("/thanh-toan/bao-co/khong-co/").status_code == 404

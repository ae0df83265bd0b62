"""What there is of payments in the world: a due of the owner at the office, money that waits, a refund, a statement."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from tinhso.foundation.payments import actions
from tinhso.foundation.payments.models import Receipt
from tinhso.foundation.payments.tests.factories import make_account, make_intent, make_layout, statement_csv
from tinhso.government.dossiers.tests.factories import Office
from tinhso.kernel.actors import SYSTEM


def make_money(office: Office, *, payer: UUID, at: datetime) -> dict[str, object]:
    """The parts of addresses that lead to it."""
    agency = office.committee.id
    account = make_account(agency)
    make_layout()
    intent = make_intent(agency, payer=payer, at=at, counter=office.centre.id)
    coming = actions.Coming(
        source=Receipt.Source.STATEMENT, channel=account.code, external_id="FT1", amount=58_000, at=at,
        content="quên ghi mã", account=account.code, owner=agency,
    )  # fmt: skip
    receipt = actions.take_receipt(actor=SYSTEM, coming=coming, at=at).receipt
    other = actions.Coming(
        source=Receipt.Source.STATEMENT, channel=account.code, external_id="FT2", amount=9_000, at=at,
        content="nhầm", account=account.code, owner=agency,
    )  # fmt: skip
    refund = actions.request_refund(
        actor=office.records, receipt=actions.take_receipt(actor=SYSTEM, coming=other, at=at).receipt.id,
        amount=9_000, reason="Nhầm", payee="Người chuyển nhầm", at=at,
    )  # fmt: skip
    statement = actions.bring_statement(
        actor=office.records, account_code=account.code, layout_code="csv", at=at,
        content=statement_csv([(f"{at:%d/%m/%Y}", "FT3", "", "58,000", intent.code, "")]),
    )  # fmt: skip
    return {
        "gateway": "vnpay", "intent": intent.id, "receipt": receipt.id, "refund": refund.id,
        "statement": statement.id, "slip": uuid4(), "transfer_code": intent.code,
    }  # fmt: skip

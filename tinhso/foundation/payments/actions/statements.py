"""Bank statements: brought, looked at line by line, imported. Importing again changes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.payments.actions.receipts import Coming, hold_account, take_receipt
from tinhso.foundation.payments.actions.refunds import pay_out
from tinhso.foundation.payments.formats import statements as files
from tinhso.foundation.payments.models import (
    STATEMENT,
    PaymentIntent,
    Receipt,
    Refund,
    Statement,
    StatementLine,
)
from tinhso.foundation.payments.queries.accounts import account, layout, layout_body
from tinhso.foundation.payments.rules import Prefix, codes_in
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.errors import Fault, Invalid, NotFound
from tinhso.kernel.ids import new_id

IMPORT = "payments.import"
KEPT_UNREAD = timedelta(days=1)
"""How long a statement that was only looked at is kept."""


class LineOutcome(StrEnum):
    """What a line of a statement came to."""

    MATCHED = "matched"
    UNMATCHED = "unmatched"
    SAME = "same"
    """Money that was taken by hand before, under the same number."""
    KNOWN = "known"
    """Imported before."""
    PAYOUT = "payout"
    OUT = "out"
    CLASH = "clash"
    """Imported before with another amount or day: nothing is done, somebody must look."""
    BROKEN = "broken"


@dataclass(frozen=True)
class LineResult:
    """One line and what it came to; `why` is a reason's key, or words for a broken line."""

    number: int
    outcome: str
    reference: str = ""
    day: str = ""
    amount: int = 0
    why: str = ""


def bring_statement(
    *, actor: Actor, account_code: str, layout_code: str, content: bytes, at: datetime
) -> Statement:
    """Keep a bank's file, sealed, for looking at and importing; Invalid with the reason when it cannot be read."""
    today = clock.local(at).date()
    payee = account(account_code, on=today)
    actor = require(actor, IMPORT, agencies=(payee.agency_id,), at=at)
    chosen = layout(layout_code, on=today)
    shape = layout_body(chosen)
    try:
        cells = files.cells_of(content, delimiter=shape.delimiter)
        rows = files.read(cells, shape)
    except files.Unreadable as wrong:
        raise Invalid(str(wrong), faults=[Fault("file", str(wrong))]) from wrong
    if not rows:
        words = _("Không có dòng giao dịch nào dưới dòng tiêu đề.")
        raise Invalid(words, faults=[Fault("file", words)])
    assert actor.account is not None
    statement = Statement(
        id=new_id(), account=payee, layout=chosen, brought_by_id=actor.account, brought_at=at,
        key=sealing.new_key(STATEMENT),
    )  # fmt: skip
    statement.seal({"cells": cells, "results": []})
    with transaction.atomic():
        statement.save(force_insert=True)
        ledger.record(
            actor=actor, verb="payments.bring_statement", about=statement.ref, at=at, agency=payee.agency_id,
            data={"account": payee.code, "rows": len(rows), "digest": files.digest(content)},
        )  # fmt: skip
    return statement


def preview_statement(*, actor: Actor, statement: UUID, at: datetime) -> list[LineResult]:
    """What importing would do, line by line: it is done, told and undone."""
    with transaction.atomic():
        results = import_statement(actor=actor, statement=statement, at=at)
        transaction.set_rollback(True)
    return results


def import_statement(*, actor: Actor, statement: UUID, at: datetime) -> list[LineResult]:
    """Take in every line of a statement that is new, each judged by itself; what became of each.

    The second time it answers the same and changes nothing; so does the same file brought again.
    """
    with transaction.atomic():
        held = Statement.objects.select_for_update(of=("self",)).select_related("account", "layout")
        found = held.filter(id=statement).first()
        if found is None:
            raise NotFound(_("Không tìm thấy sao kê này."))
        actor = require(actor, IMPORT, agencies=(found.account.agency_id,), at=at)
        evidence = found.evidence()
        if found.imported_at is not None:
            return [LineResult(**result) for result in evidence.get("results", ())]
        rows = files.read(evidence["cells"], layout_body(found.layout))
        _hold(found, [row for row in rows if isinstance(row, files.Row)])
        results = [_line(actor, found, row, at=at) for row in rows]
        found.imported_at = at
        found.counts = dict(Counter(result.outcome for result in results))
        found.seal({**evidence, "results": [asdict(result) for result in results]})
        found.save(update_fields=["imported_at", "counts", "evidence_sealed"])
        ledger.record(
            actor=actor, verb="payments.import_statement", about=found.ref, at=at, agency=found.account.agency_id,
            data={"account": found.account.code, "counts": found.counts},
        )  # fmt: skip
    return results


def forget_statements(*, at: datetime) -> int:
    """Drop the statements that were looked at and not imported within a day; how many."""
    with transaction.atomic():
        unread = list(
            Statement.objects.select_for_update()
            .filter(imported_at=None, brought_at__lt=at - KEPT_UNREAD)
            .order_by("id")
        )
        for one in unread:
            ledger.record(actor=SYSTEM, verb="payments.forget_statement", about=one.ref, at=at)
        Statement.objects.filter(id__in=[one.id for one in unread]).delete()
    for one in unread:
        sealing.destroy(one.key)
    return len(unread)


def _hold(statement: Statement, rows: Sequence[files.Row]) -> None:
    """Hold at once all that the lines may touch, in the order of every other act, not in that of the bank's file."""
    hold_account(statement.account.code)
    refunds = Refund.objects.select_for_update(of=("self",)).select_related("receipt").order_by("id")
    receipts = Receipt.objects.select_for_update().order_by("id")
    intents = PaymentIntent.objects.select_for_update().order_by("id")
    paid_out = refunds.filter(code__in=_sole_codes(rows, Prefix.REFUND))
    touched = {one.receipt.intent_id for one in paid_out}
    touched |= {
        one.intent_id
        for one in receipts.filter(
            source=Receipt.Source.MANUAL,
            channel=statement.account.code,
            external_id__in=[row.reference for row in rows],
            line=None,
        )
    }
    list(intents.filter(Q(id__in=touched - {None}) | Q(code__in=_sole_codes(rows, Prefix.DUE))))


def _sole_codes(rows: Sequence[files.Row], prefix: Prefix) -> set[str]:
    """The codes of lines that name one and no other."""
    named = (codes_in(row.content, prefix) for row in rows)
    return {codes[0] for codes in named if len(codes) == 1}


def _line(actor: Actor, statement: Statement, row: files.Row | files.Broken, *, at: datetime) -> LineResult:
    if isinstance(row, files.Broken):
        return LineResult(row.number, LineOutcome.BROKEN, why=row.why)
    told: dict[str, Any] = {"reference": row.reference, "day": row.day.isoformat(), "amount": row.amount}
    code = statement.account.code
    known = StatementLine.objects.filter(account=code, reference=row.reference).first()
    if known is not None:
        same = (known.amount, known.day) == (row.amount, row.day)
        return LineResult(row.number, LineOutcome.KNOWN if same else LineOutcome.CLASH, **told)
    line = StatementLine(
        id=new_id(), statement=statement, account=code, agency_id=statement.account.agency_id,
        reference=row.reference, day=row.day, amount=row.amount, key=statement.key,
    )  # fmt: skip
    line.seal({"content": row.content, "payer": row.payer})
    line.save(force_insert=True)
    if row.amount < 0:
        return LineResult(row.number, _money_out(actor, line, row, at=at), **told)
    outcome, why = _money_in(actor, statement, line, row, at=at)
    return LineResult(row.number, outcome, why=why, **told)


def _money_in(
    actor: Actor, statement: Statement, line: StatementLine, row: files.Row, *, at: datetime
) -> tuple[LineOutcome, str]:
    before = Receipt.objects.filter(
        source=Receipt.Source.MANUAL, channel=line.account, external_id=row.reference, line=None
    ).first()
    if before is not None and before.amount == row.amount:
        before.line = line
        before.save(update_fields=["line"])
        _belongs(line, before.agency_id)
        return LineOutcome.SAME, ""
    coming = Coming(
        source=Receipt.Source.STATEMENT,
        channel=line.account,
        external_id=row.reference,
        amount=row.amount,
        at=datetime.combine(row.day, time(), VIETNAM),
        content=row.content,
        account=line.account,
        owner=line.agency_id,
        evidence={"payer": row.payer},
        disputed=before.intent_id if before is not None else None,
    )
    receipt = take_receipt(actor=actor, coming=coming, at=at, key=statement.key, line=line).receipt
    _belongs(line, receipt.agency_id)
    return (LineOutcome.UNMATCHED, receipt.reason) if receipt.reason else (LineOutcome.MATCHED, "")


def _money_out(actor: Actor, line: StatementLine, row: files.Row, *, at: datetime) -> LineOutcome:
    """A payout of ours when the line bears one refund's code and its amount, else money that went elsewhere."""
    codes = codes_in(row.content, Prefix.REFUND)
    held = Refund.objects.select_for_update(of=("self",)).select_related("receipt__intent")
    refund = held.filter(code=codes[0], line=None).first() if len(codes) == 1 else None
    if refund is None or refund.amount != -row.amount:
        return LineOutcome.OUT
    if refund.state == Refund.State.APPROVED:
        pay_out(actor, refund, reference=row.reference, line=line, at=at)
    elif refund.state == Refund.State.PAID_OUT:
        refund.line = line
        refund.save(update_fields=["line"])
    else:
        return LineOutcome.OUT
    _belongs(line, refund.agency_id)
    return LineOutcome.PAYOUT


def _belongs(line: StatementLine, agency: UUID | None) -> None:
    """Let the line's money be of the agency its receipt or refund is of."""
    if agency is not None and agency != line.agency_id:
        line.agency_id = agency
        line.save(update_fields=["agency"])

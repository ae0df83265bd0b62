"""Bank statements, CSV and XLSX: every line judged by itself, broken ones told, and nothing taken in twice."""

from __future__ import annotations

import io
import zipfile
from collections import Counter
from datetime import date, datetime, time
from itertools import product

import pytest
import xlsxwriter

from tinhso.foundation.access.tests.factories import official_actor
from tinhso.foundation.payments import actions
from tinhso.foundation.payments.formats import statements as files
from tinhso.foundation.payments.models import (
    PayeeAccount,
    PaymentIntent,
    Receipt,
    Refund,
    Statement,
    StatementLine,
)
from tinhso.foundation.payments.queries.reconciliation import reconciled
from tinhso.foundation.payments.rules import IntentState
from tinhso.foundation.payments.shapes import StatementLayoutBody
from tinhso.foundation.payments.tests.factories import (
    HEADINGS,
    LAYOUT,
    MORNING,
    Vnpay,
    later,
    make_account,
    make_agency,
    make_gateways,
    make_intent,
    make_layout,
    statement_csv,
)
from tinhso.foundation.payments.tests.test_receiving import take
from tinhso.kernel import sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Invalid, NotAllowed
from tinhso.kernel.ledger.models import Act

SHAPE = StatementLayoutBody.model_validate(LAYOUT)
DAY = "23/11/2026"


@pytest.fixture
def account() -> PayeeAccount:
    make_layout()
    return make_account(make_agency())


@pytest.fixture
def books(account: PayeeAccount) -> Actor:
    return official_actor("records", agency=account.agency_id)


def bring(actor: Actor, account: PayeeAccount, content: bytes) -> Statement:
    return actions.bring_statement(
        actor=actor, account_code=account.code, layout_code="csv", content=content, at=MORNING
    )


def imported(actor: Actor, account: PayeeAccount, lines: list[tuple[object, ...]]) -> list[str]:
    statement = bring(actor, account, statement_csv(lines))
    return [one.outcome for one in actions.import_statement(actor=actor, statement=statement.id, at=MORNING)]


def workbook(lines: list[tuple[object, ...]]) -> bytes:
    held = io.BytesIO()
    with xlsxwriter.Workbook(held, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        dates = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet.write_row(3, 0, HEADINGS)
        for number, line in enumerate(lines, 4):
            for place, cell in enumerate(line):
                if isinstance(cell, datetime):
                    sheet.write_datetime(number, place, cell, dates)
                else:
                    sheet.write(number, place, cell)
    return held.getvalue()


@pytest.mark.django_db
def test_each_line_is_judged_by_itself(account: PayeeAccount, books: Actor) -> None:
    intent = make_intent(account.agency_id)
    part = make_intent(account.agency_id)
    outcomes = imported(books, account, [
        (DAY, "FT1", "", "58,000", f"{intent.code} nop phi", "NGUYEN VAN AN"),
        (DAY, "FT2", "", "8.000", f"chuyen tien {part.code}", ""),
        (DAY, "FT3", "", "58000", f"{intent.code} nop lai", ""),
        (DAY, "FT4", "", "58.000,00", "nop phi khai sinh", ""),
        (DAY, "FT5", "1.000.000", "", "chuyen kho bac", ""),
        (DAY, "FT1", "", "58,000", f"{intent.code} nop phi", ""),
        (DAY, "FT2", "", "9.000", f"chuyen tien {part.code}", ""),
        ("31/02/2026", "FT6", "", "1", "", ""),
        (DAY, "", "", "1", "khong so tham chieu", ""),
        (DAY, "FT7", "", "năm nghìn", "", ""),
        (DAY, "FT8", "1", "1", "hai chieu", ""),
        (DAY, "FT9", "", "-5", "ghi có âm", ""),
        (DAY, "FT10", "", "9" * 16, "", ""),
        ("Tổng cộng", "", "", "", "", ""),
    ])  # fmt: skip
    assert outcomes == [
        "matched", "matched", "unmatched", "unmatched", "out", "known", "clash",
        "broken", "broken", "broken", "broken", "broken", "broken",
    ]  # fmt: skip
    assert PaymentIntent.objects.get(id=intent.id).state == IntentState.PAID
    assert PaymentIntent.objects.get(id=part.id).paid == 8_000
    total = reconciled(actor=books, first=date(2026, 11, 23), last=date(2026, 11, 23)).total
    assert (total.credits, total.received, total.debits, total.other_out) == (
        182_000,
        182_000,
        1_000_000,
        1_000_000,
    )
    assert total.balanced


@pytest.mark.django_db
def test_importing_again_changes_nothing(account: PayeeAccount, books: Actor) -> None:
    intent = make_intent(account.agency_id)
    lines: list[tuple[object, ...]] = [
        (DAY, "FT1", "", "58,000", intent.code, ""), (DAY, "FT2", "", "7", "x", ""),
    ]  # fmt: skip
    content = statement_csv(lines)
    statement = bring(books, account, content)
    first = actions.import_statement(actor=books, statement=statement.id, at=MORNING)
    before = (
        Receipt.objects.count(),
        StatementLine.objects.count(),
        Act.objects.filter(verb="payments.take").count(),
    )
    assert actions.import_statement(actor=books, statement=statement.id, at=MORNING) == first
    again = actions.import_statement(actor=books, statement=bring(books, account, content).id, at=MORNING)
    assert [one.outcome for one in again] == ["known", "known"]
    assert before == (
        Receipt.objects.count(), StatementLine.objects.count(), Act.objects.filter(verb="payments.take").count(),
    )  # fmt: skip
    other = make_account(make_agency())
    theirs = official_actor("records", agency=other.agency_id)
    assert imported(theirs, other, lines) == ["unmatched", "unmatched"], (
        "another account has numbers of its own"
    )


@pytest.mark.django_db
def test_a_preview_tells_all_and_does_nothing(account: PayeeAccount, books: Actor) -> None:
    intent = make_intent(account.agency_id)
    statement = bring(
        books,
        account,
        statement_csv(
            [(DAY, "FT1", "", "58,000", intent.code, ""), (DAY, "FT2", "", "58,000", intent.code, "")]
        ),
    )
    seen = actions.preview_statement(actor=books, statement=statement.id, at=MORNING)
    assert [(one.outcome, one.why) for one in seen] == [("matched", ""), ("unmatched", "duplicate")]
    assert (Receipt.objects.count(), StatementLine.objects.count()) == (0, 0)
    assert not Act.objects.filter(verb="payments.import_statement").exists()
    assert actions.import_statement(actor=books, statement=statement.id, at=MORNING) == seen


@pytest.mark.django_db
def test_only_who_keeps_the_books_of_the_account_imports(account: PayeeAccount, books: Actor) -> None:
    statement = bring(books, account, statement_csv([(DAY, "FT1", "", "58,000", "x", "")]))
    for stranger in (official_actor("records"), official_actor("clerk", agency=account.agency_id)):
        with pytest.raises(NotAllowed):
            bring(stranger, account, b"")
        for act in (actions.preview_statement, actions.import_statement):
            with pytest.raises(NotAllowed):
                act(actor=stranger, statement=statement.id, at=MORNING)
    assert StatementLine.objects.count() == 0


@pytest.mark.django_db
def test_a_transfer_taken_by_hand_is_the_line_with_its_number(account: PayeeAccount, books: Actor) -> None:
    intent = make_intent(account.agency_id)
    taken = actions.take_by_hand(
        actor=books,
        intent=intent.id,
        amount=58_000,
        reference="FT1",
        moved_at=MORNING,
        why="Ủy nhiệm chi",
        at=MORNING,
    )
    assert imported(books, account, [(DAY, "FT1", "", "58,000", intent.code, "")]) == ["same"]
    assert Receipt.objects.get().line is not None
    assert Receipt.objects.get().id == taken.id
    assert PaymentIntent.objects.get(id=intent.id).paid == 58_000


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [5_800, 58_000])
def test_the_number_of_money_taken_by_hand_never_pays_twice(
    account: PayeeAccount, books: Actor, typed: int
) -> None:
    intent = make_intent(account.agency_id)
    actions.take_by_hand(
        actor=books, intent=intent.id, amount=typed, reference="FT1", moved_at=MORNING, why="Ủy nhiệm chi", at=MORNING
    )  # fmt: skip
    assert imported(books, account, [(DAY, "FT1", "", "57,000", f"{intent.code} nop phi", "")]) == [
        "unmatched"
    ]
    shown = Receipt.objects.get(source="statement")
    assert (shown.reason, shown.intent_id) == ("wrong_amount", intent.id)
    assert PaymentIntent.objects.get(id=intent.id).paid == typed


@pytest.mark.django_db
def test_a_payout_is_known_by_its_code_and_amount(account: PayeeAccount, books: Actor) -> None:
    intent = make_intent(account.agency_id)
    receipt = take(intent.code, 60_000, account=account.code)
    refund = actions.request_refund(
        actor=books, receipt=receipt.id, amount=2_000, reason="thừa", payee="An", at=MORNING
    )
    lines: list[tuple[object, ...]] = [(DAY, "FT7", "2,000", "", f"{refund.code} hoan tra", "")]
    assert imported(books, account, [(DAY, "FT6", "2,000", "", f"{refund.code}", "")]) == ["out"], (
        "nobody approved it"
    )
    actions.approve_refund(
        actor=official_actor("head", agency=account.agency_id), refund=refund.id, at=MORNING
    )
    assert imported(books, account, [(DAY, "FT8", "2,001", "", refund.code, "")]) == ["out"]
    assert imported(books, account, lines) == ["payout"]
    assert Refund.objects.get().state == "paid_out"
    assert PaymentIntent.objects.get(id=intent.id).state == IntentState.PAID


@pytest.mark.django_db
@pytest.mark.usefixtures("morning")
def test_what_a_gateway_settles_covers_what_it_told(account: PayeeAccount, books: Actor) -> None:
    make_gateways(account)
    gateway = Vnpay()
    for _ in range(3):
        gateway.pay(make_intent(account.agency_id).code, 58_000)
    assert imported(books, account, [("24/11/2026", "FT1", "", "174,000", "VNPAY quyet toan", "")]) == [
        "unmatched"
    ]
    bulk = Receipt.objects.get(source="statement")
    parts = list(Receipt.objects.filter(source="webhook").values_list("id", flat=True))
    with pytest.raises(Invalid):
        actions.cover(actor=books, receipt=bulk.id, covered=parts[:2], at=MORNING)
    actions.cover(actor=books, receipt=bulk.id, covered=parts, at=MORNING)
    found = reconciled(actor=books, first=date(2026, 11, 23), last=date(2026, 11, 24))
    assert found.total.balanced
    assert (found.total.received, found.total.credits) == (174_000, 174_000)
    yesterday, today = sorted(found.cells, key=lambda cell: cell.day)
    assert (yesterday.sums.not_shown, today.sums.shown_of_others, today.sums.credits) == (
        174_000,
        174_000,
        174_000,
    )


@pytest.mark.django_db
def test_what_nobody_imported_is_forgotten(account: PayeeAccount, books: Actor) -> None:
    kept = bring(books, account, statement_csv([(DAY, "FT1", "", "5", "x", "")]))
    actions.import_statement(actor=books, statement=kept.id, at=MORNING)
    left = bring(books, account, statement_csv([(DAY, "FT2", "", "5", "x", "")]))
    assert actions.forget_statements(at=later(hours=20)) == 0
    assert actions.forget_statements(at=later(days=2)) == 1
    assert Statement.objects.get().id == kept.id
    with pytest.raises(sealing.Destroyed):
        sealing.seal_text(left.key, "x", row="x")


def test_csv_and_xlsx_say_the_same() -> None:
    lines: list[tuple[object, ...]] = [
        (DAY, "FT1", "", 58_000, "TS1 nộp phí", "An"), (DAY, "FT2", 1_000, "", "phí ngân hàng", ""),
    ]  # fmt: skip
    dated = [(datetime.combine(date(2026, 11, 23), time()), *line[1:]) for line in lines]
    found = [
        files.read(files.cells_of(content, delimiter=","), SHAPE)
        for content in (statement_csv(lines), workbook(lines), workbook(list(dated)))
    ]
    bare = [
        [(row.reference, row.day, row.amount, row.content) for row in one if isinstance(row, files.Row)]
        for one in found
    ]
    assert bare[0] == bare[1] == bare[2] == [
        ("FT1", date(2026, 11, 23), 58_000, "TS1 nộp phí"), ("FT2", date(2026, 11, 23), -1_000, "phí ngân hàng"),
    ]  # fmt: skip


def test_other_layouts() -> None:
    shape = StatementLayoutBody.model_validate(
        {"title": "x", "reference": "Ref", "day": "Date", "content": "Text", "amount": "Amount",
         "day_format": "%Y-%m-%d", "delimiter": ";"}
    )  # fmt: skip
    content = "Ref;Date;Text;Amount\nA1;2026-11-23 08:00:01;x;+5,000\nA2;2026-11-24;y;-7.000\n".encode(
        "utf-16"
    )
    rows = files.read(files.cells_of(content, delimiter=";"), shape)
    assert [(row.amount, row.day.day) for row in rows if isinstance(row, files.Row)] == [
        (5_000, 23),
        (-7_000, 24),
    ]
    for wrong in ({"credit": "x", "amount": "y"}, {"debit": "x"}):
        with pytest.raises(ValueError, match="cột"):
            StatementLayoutBody.model_validate(
                {"title": "x", "reference": "r", "day": "d", "content": "c", **wrong}
            )


def _bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", b"0" * (files.LARGEST_UNPACKED + 1))
    return held.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"\x00\x01\x02", b"\xff\xfe\x00", b"PK\x03\x04rubbish", b"%PDF-1.7", b'a,"b\n', b"x" * (files.LARGEST + 1),
        b"a\n" * (files.MOST_ROWS + 1), "Ngày;Số\n1;2".encode(),
    ],
)  # fmt: skip
def test_files_that_are_no_statement_are_refused_in_words(content: bytes) -> None:
    with pytest.raises(files.Unreadable, match=r"[a-zà-ỹ]"):
        files.read(files.cells_of(content, delimiter=","), SHAPE)


def test_a_small_file_that_unpacks_to_a_large_one_is_refused() -> None:
    with pytest.raises(files.Unreadable, match="quá lớn"):
        files.cells_of(_bomb(), delimiter=",")


def test_amounts_as_banks_print_them() -> None:
    printed = (
        "1500000",
        "1,500,000",
        "1.500.000",
        "1 500 000",
        "1.500.000,00",
        "1,500,000.00",
        "1.500.000 VND",
    )
    rows = files.read(
        files.cells_of(
            statement_csv([(DAY, f"F{n}", "", text, "", "") for n, text in enumerate(printed)]), delimiter=","
        ),
        SHAPE,
    )
    assert Counter(row.amount for row in rows if isinstance(row, files.Row)) == {1_500_000: len(printed)}
    wrong = ("1,5", "1.500.00", "15.00.000", "1e6", "0", "--5", "5 - 3")
    rows = files.read(
        files.cells_of(
            statement_csv([(DAY, f"F{n}", "", text, "", "") for n, text in enumerate(wrong)]), delimiter=","
        ),
        SHAPE,
    )
    assert {type(row) for row in rows} == {files.Broken}


def test_any_cells_are_read_or_refused() -> None:
    for debit, credit, day in product(("", "-1", "x", "0"), ("", "1", "\0"), ("", DAY, "0")):
        try:
            files.read([list(HEADINGS), [day, "F", debit, credit, "", ""]], SHAPE)
        except files.Unreadable:
            pytest.fail("one line never spoils the file")

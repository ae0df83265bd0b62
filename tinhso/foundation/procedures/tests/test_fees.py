"""What is to be paid in one case, and why."""

import pytest

from tinhso.foundation.procedures import queries
from tinhso.foundation.procedures.rules import FeeDue, fees_for, total_of
from tinhso.foundation.procedures.shapes import RateRow
from tinhso.foundation.procedures.tests.factories import ON, body, procedure, rate

POOR = {"code": "poor", "title": "Người thuộc hộ nghèo", "when": {"field": "payer", "is": "poor"}}
HALF = {
    "code": "half",
    "title": "Nộp trực tuyến",
    "when": {"field": "channel", "is": "online"},
    "percent": 50,
}


def due(
    fee: dict[str, object], *rates: RateRow, channel: str = "counter", territory: str = "", **answers: object
) -> FeeDue:
    shape = body(fees=[{"code": "fee", "kind": "le_phi", "title": "Lệ phí"} | fee])
    (one,) = fees_for(
        shape,
        channel=channel,  # type: ignore[arg-type]
        answers={key.replace("_", "."): value for key, value in answers.items()},
        territory=territory,
        rates=rates,
        on=ON,
    )
    return one


def row(amount: int, territory: str = "", channel: str = "") -> RateRow:
    return RateRow.model_validate(
        {"code": "fee", "amount": amount, "territory": territory, "channel": channel}
    )


def test_the_narrowest_row_of_the_table_wins() -> None:
    table = (row(1000), row(2000, channel="online"), row(3000, territory="84"), row(4000, "84", "online"))
    assert due({}, *table).amount == 1000
    assert due({}, *table, channel="online").amount == 2000
    assert due({}, *table, territory="84").amount == 3000
    assert due({}, *table, territory="84", channel="online").amount == 4000
    assert due({}, *table, territory="83").amount == 1000


def test_an_amount_nobody_set_is_not_nothing() -> None:
    unknown = due({})
    assert unknown.amount is None
    assert total_of([due({"amount": 8000}), unknown]) is None
    assert "Hội đồng nhân dân" in unknown.explanation


def test_the_exemption_that_leaves_least_applies_and_is_named() -> None:
    fee = {"amount": 15_001, "exemptions": [HALF, POOR]}
    assert due(fee).amount == 15_001
    assert due(fee, channel="online").amount == 7_500
    poor = due(fee, channel="online", payer="poor")
    assert poor.amount == 0
    assert poor.exemption is not None
    assert poor.exemption.code == "poor"
    assert poor.explanation.startswith("Được miễn: người thuộc hộ nghèo.")
    assert due(fee, channel="online").explanation.startswith("Được giảm 50%")


def test_who_is_exempt_pays_nothing_even_where_no_table_says_how_much() -> None:
    assert due({"exemptions": [POOR]}, payer="poor").amount == 0
    assert due({"exemptions": [HALF]}, channel="online").amount is None


@pytest.mark.parametrize(
    ("count", "amount"), [(None, 8000), (0, 0), (3, 24_000), (True, 8000), ("3", 8000), (-1, 8000)]
)
def test_a_fee_by_the_piece(count: object, amount: int) -> None:
    assert due({"amount": 8000, "per": "copies.count"}, copies_count=count).amount == amount


@pytest.mark.parametrize(
    ("pages", "copies", "amount"),
    [(1, 1, 2000), (2, 1, 4000), (3, 1, 5000), (10, 2, 24_000), (500, 3, 600_000)],
)
def test_certified_copies_are_cheaper_from_the_third_page_and_capped_each(
    pages: int, copies: int, amount: int
) -> None:
    fee = {
        "amount": 2000,
        "per": "pages",
        "step": {"above": 2, "amount": 1000},
        "maximum": 200_000,
        "times": "copies",
    }
    one = due(fee, pages=pages, copies=copies)
    assert one.amount == amount
    assert "tối đa 200.000 đồng mỗi bản" in one.explanation


def test_a_fee_of_another_channel_or_case_is_not_asked() -> None:
    shape = body(
        cases=[{"code": "late", "title": "Quá hạn", "when": {"field": "late", "is": True}}],
        fees=[
            {"code": "a", "kind": "phi", "title": "A", "amount": 10_000, "channel": ["online"]},
            {
                "code": "b",
                "kind": "phi",
                "title": "B",
                "amount": 20_000,
                "when": {"field": "case", "is": "late"},
            },
        ],
    )

    def codes(channel: str, **answers: object) -> list[str]:
        fees = fees_for(shape, channel=channel, answers=answers, territory="", rates=(), on=ON)  # type: ignore[arg-type]
        return [fee.code for fee in fees]

    assert codes("online") == ["a"]
    assert codes("counter") == []
    assert codes("counter", late=True) == ["b"]


@pytest.mark.django_db
def test_the_tables_in_force_decide() -> None:
    kept = procedure(fees=[{"code": "late_birth", "kind": "le_phi", "title": "Lệ phí"}])
    rate("late_birth", 8000)
    rate("late_birth", 5000, territory="84")
    rate("other", 1)
    (fee,) = queries.fees(of=kept, channel="online", answers={}, territory="84", on=ON)
    assert fee.amount == 5000
    (before,) = queries.fees(of=kept, channel="online", answers={}, territory="", on=ON.replace(year=2025))
    assert before.amount is None

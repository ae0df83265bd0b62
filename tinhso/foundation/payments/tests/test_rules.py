"""Transfer codes and what money is for: the rules alone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tinhso.foundation.payments.rules import (
    Due,
    IntentState,
    Prefix,
    Reason,
    codes_in,
    is_code,
    judge,
    new_code,
    standing,
)
from tinhso.foundation.payments.tests.factories import MORNING

SIGNS = "23456789ABCDEFGHJKMNPQRTVWXYZ"
fresh = st.builds(new_code, st.sampled_from(Prefix))


@given(fresh, st.data())
def test_one_wrong_sign_makes_no_other_code(code: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(2, len(code) - 1))
    other = data.draw(st.sampled_from(SIGNS.replace(code[at], "")))
    assert not is_code(code[:at] + other + code[at + 1 :], Prefix(code[:2]))


@given(fresh, st.integers(2, 9))
def test_two_neighbours_changed_make_no_other_code(code: str, at: int) -> None:
    turned = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
    assert turned == code or not is_code(turned, Prefix(code[:2]))


@pytest.mark.parametrize(
    ("around", "found"),
    [
        ("MBVCB.8123456.{}.CT tu 0123 toi 0456", True),
        ("{} nop le phi", True),
        ("{0}-{0}", True),
        ("NGUYEN VAN AN CHUYEN TIEN{}", False),
        ("{}X", False),
        ("nop le phi", False),
    ],
)
def test_a_code_stands_whole_among_the_words(around: str, found: bool) -> None:
    code = new_code(Prefix.DUE)
    assert codes_in(around.format(code).lower(), Prefix.DUE) == ([code] if found else [])
    assert codes_in(around.format(code), Prefix.REFUND) == []


def test_a_code_is_short_and_plain() -> None:
    assert {len(new_code(Prefix.DUE)) for _ in range(100)} == {11}
    assert len({new_code(Prefix.DUE) for _ in range(2_000)}) == 2_000


amounts = st.integers(0, 10**12)


@given(st.integers(1, 10**12), amounts, amounts)
def test_the_state_is_what_the_amounts_make(amount: int, paid: int, returned: int) -> None:
    returned = min(returned, paid)
    state = standing(amount=amount, paid=paid, returned=returned)
    kept = paid - returned
    assert (state == IntentState.PAID) == (kept == amount)
    assert (state == IntentState.OVERPAID) == (kept > amount)
    assert (state == IntentState.REFUNDED) == (returned > 0 and kept < amount)
    assert (state == IntentState.OPEN) == (paid == 0)


def _due(**changed: object) -> Due:
    given: dict[str, object] = {
        "amount": 58_000, "paid": 0, "returned": 0, "state": IntentState.OPEN, "account": "tk",
        "expires_at": MORNING + timedelta(days=1), **changed,
    }  # fmt: skip
    return Due(**given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("due", "coming", "reason"),
    [
        (_due(), {}, None),
        (_due(), {"amount": 1}, None),
        (_due(), {"amount": 99_000}, None),
        (_due(), {"amount": 57_999, "exact": True}, Reason.WRONG_AMOUNT),
        (_due(paid=8_000), {"amount": 50_000, "exact": True}, None),
        (_due(), {"account": "other"}, Reason.WRONG_ACCOUNT),
        (_due(), {"at": MORNING + timedelta(days=2)}, Reason.LATE),
        (_due(state=IntentState.EXPIRED), {}, None),
        (_due(state=IntentState.PAID, paid=58_000), {}, Reason.DUPLICATE),
        (_due(state=IntentState.OVERPAID, paid=60_000), {}, Reason.DUPLICATE),
        (_due(state=IntentState.CANCELLED), {}, Reason.CLOSED),
        (_due(state=IntentState.REFUNDED, paid=58_000, returned=8_000), {}, Reason.CLOSED),
    ],
)
def test_money_is_for_a_due_or_waits_with_the_reason(
    due: Due, coming: dict[str, object], reason: Reason | None
) -> None:
    told: dict[str, object] = {"amount": 58_000, "account": "tk", "at": MORNING, "exact": False, **coming}
    assert judge(due, **told) == reason  # type: ignore[arg-type]

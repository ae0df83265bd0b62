"""Payee accounts and statement layouts as packs write them."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from tinhso.foundation.conditions.shapes import Shape


class PayeeAccountRow(Shape):
    """One account to which people pay; the code of the rule is its name in this house."""

    agency: str
    """The key of the agency whose account it is."""
    bank: str = Field(pattern=r"^\d{6}$")
    """The bank's BIN, six digits."""
    bank_name: str
    account: str = Field(pattern=r"^[0-9A-Za-z]{1,19}$")
    holder: str
    layout: str = ""
    """The statement layout its bank uses; empty where whoever imports chooses."""


class StatementLayoutBody(Shape):
    """How one bank lays out its statement: the headings of its columns, as they are printed."""

    title: str
    reference: str
    day: str
    content: str
    credit: str = ""
    debit: str = ""
    amount: str = ""
    """One signed column, instead of `credit` and `debit`."""
    payer: str = ""
    day_format: str = "%d/%m/%Y"
    """Of the first characters of the cell; what follows, a time, is left aside."""
    delimiter: Literal[",", ";", "\t"] = ","

    @model_validator(mode="after")
    def _one_way_of_amounts(self) -> Self:
        if bool(self.amount) == bool(self.credit):
            raise ValueError("ghi một cột số tiền có dấu, hoặc cột ghi có (và ghi nợ)")
        return self


class GatewayBody(Shape):
    """One gateway and the names it uses on the wire; its secret is a setting and stands in no pack."""

    title: str
    scheme: Literal["vnpay", "momo"]
    account: str
    """The code of the payee account it settles to."""
    merchant: str
    """Who we are there; a message for another merchant is not for us."""
    merchant_field: str
    order_field: str
    amount_field: str
    amount_factor: int = Field(1, ge=1)
    """How many of the gateway's units make one đồng."""
    transaction_field: str
    time_field: str
    signature_field: str
    succeeded: dict[str, str]
    """Fields and the values they have when, and only when, the money moved."""
    signed: list[str] = []
    """The signed fields in their order, where the scheme does not say which."""

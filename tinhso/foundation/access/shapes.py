"""Invented people as packs write them."""

from typing import Literal

from pydantic import field_validator

from tinhso.foundation.access.roles import Role
from tinhso.foundation.conditions.shapes import Shape
from tinhso.foundation.people import rules


class DemoPostBody(Shape):
    """An invented official: `agency` is the key of an agency."""

    name: str
    agency: str
    role: Role
    title: str


class DemoCitizenBody(Shape):
    """An invented citizen. Use numbers nobody can hold, such as a mobile prefix that was never given out."""

    name: str
    birth_date: str
    sex: Literal["male", "female"]
    national_id: str
    phone: str
    account: bool = True
    """Without one the person is new here, and comes in by electronic identity first."""

    @field_validator("phone")
    @classmethod
    def _phone(cls, text: str) -> str:
        return rules.read_mobile(text)

    @field_validator("national_id")
    @classmethod
    def _national_id(cls, text: str) -> str:
        return rules.read_national_id(text).number

    @field_validator("birth_date")
    @classmethod
    def _birth_date(cls, text: str) -> str:
        return rules.PartialDate.read(text).stored()

"""Units, successions and agencies as packs write them: one row of a table each."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from tinhso.foundation.conditions.shapes import Shape
from tinhso.foundation.units import rules

Level = Literal["province", "district", "commune"]
Kind = Literal[
    "province", "department", "centre", "province_police", "land_office", "social_insurance",
    "commune", "commune_centre", "commune_police",
]  # fmt: skip


class UnitRow(Shape):
    """One administrative unit; its code is the code of the rule."""

    level: Level
    name: str
    type: str
    parent: str = ""
    latitude: float | None = Field(None, ge=-90, le=90)
    longitude: float | None = Field(None, ge=-180, le=180)
    area_km2: str = Field("", pattern=r"^(\d+(\.\d+)?)?$")


class SuccessionRow(Shape):
    """One unit that became, wholly or in part, another."""

    old_code: str = Field(pattern=r"^\d{2,5}$")
    new_code: str = Field(pattern=r"^\d{2,5}$")
    extent: Literal["whole", "part"]
    main: bool


class AgencyRow(Shape):
    """One state of an agency; the code of the rule is the agency's key."""

    name: str
    short_name: str
    kind: Kind
    identifier: str = ""
    old_identifier: str = ""
    parent: str = ""
    unit_code: str = ""
    role: str = Field("", pattern=r"^[a-z_]*$")
    provisional: bool = False
    address: str = ""
    phone_prefix: str = ""
    phone: str = ""
    email: str = ""
    website: str = ""

    @model_validator(mode="after")
    def _identifiers(self) -> Self:
        if self.identifier and not rules.is_identifier(self.identifier):
            raise ValueError(f"không phải mã định danh: {self.identifier}")
        if self.old_identifier and not rules.is_old_identifier(self.old_identifier):
            raise ValueError(f"không phải mã định danh cũ: {self.old_identifier}")
        return self

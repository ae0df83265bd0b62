"""The grammar of conditions, as written in packs.

A test names one field of the answers and one comparison: `{field: child.abandoned, is: true}`.
`all`, `any` and `not` combine tests. Fields are the semantic keys of forms (`child.birth_date`) and the
derived facts that the asker declares (`age`, `channel`, `commune`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    FiniteFloat,
    Tag,
    model_validator,
)


def _plain(value: Any) -> Any:
    # YAML reads an unquoted 2025-07-01 as a date; answers hold dates as text.
    return value.isoformat() if type(value) is date else value


Scalar = Annotated[bool | int | FiniteFloat | str, BeforeValidator(_plain)]


class Shape(BaseModel):
    """A part of a rule as a pack writes it: unknown keys are faults."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class Other(Shape):
    """The answer to another field, to compare with: `{field: death.date, gte: {field: birth.date}}`."""

    field: str = Field(min_length=1)


Bound = Scalar | Other


class Test(Shape):
    """One comparison of one field.

    `lt`, `lte`, `gt`, `gte` order numbers, ISO dates (whole, `2024-05` or `2024`) and times (`14:30`); their
    right side may be `today`, the day of asking.
    """

    __test__ = False

    field: str = Field(min_length=1)
    is_: Bound | None = Field(None, alias="is")
    is_not: Bound | None = None
    in_: tuple[Scalar, ...] | None = Field(None, alias="in", min_length=1)
    not_in: tuple[Scalar, ...] | None = Field(None, min_length=1)
    lt: Bound | None = None
    lte: Bound | None = None
    gt: Bound | None = None
    gte: Bound | None = None
    answered: bool | None = None
    older_than_days: int | None = Field(None, ge=0)
    """The field is a date; true when more than that many days lie between it and the day of asking."""

    @model_validator(mode="after")
    def _one_comparison(self) -> Test:
        given = self.model_fields_set - {"field"}
        if len(given) != 1:
            raise ValueError(
                f"một điều kiện cần đúng một phép so sánh, đang có {len(given)}: {sorted(given)}"
            )
        if self.right is None:
            raise ValueError("không so sánh được với giá trị trống: dùng `answered`")
        return self

    @cached_property
    def comparison(self) -> Comparison:
        """The one comparison made, by its name in packs."""
        (name,) = self.model_fields_set - {"field"}
        return _NAMES[name]

    @cached_property
    def right(self) -> Any:
        """What the field is compared with."""
        (name,) = self.model_fields_set - {"field"}
        return getattr(self, name)


class All(Shape):
    """Every part holds."""

    all: tuple[Condition, ...] = Field(min_length=1)


class Any_(Shape):  # noqa: N801 - `Any` is taken
    """At least one part holds."""

    any: tuple[Condition, ...] = Field(min_length=1)


class Not(Shape):
    """The part does not hold."""

    not_: Condition = Field(alias="not")


def _which(value: Any) -> str:
    if isinstance(value, Shape):
        return type(value).__name__
    keys = value if isinstance(value, Mapping) else ()
    return next((name for key, name in _COMBINED.items() if key in keys), "Test")


_COMBINED = {"all": "All", "any": "Any_", "not": "Not", "not_": "Not"}

# Told apart by their keys, so that a fault names the part that is wrong and not four parts that might be.
Condition = Annotated[
    Annotated[Test, Tag("Test")]
    | Annotated[All, Tag("All")]
    | Annotated[Any_, Tag("Any_")]
    | Annotated[Not, Tag("Not")],
    Discriminator(_which),
]
for _shape in (All, Any_, Not):
    _shape.model_rebuild()

Comparison = Literal[
    "is", "is_not", "in", "not_in", "lt", "lte", "gt", "gte", "answered", "older_than_days"
]  # fmt: skip
_NAMES: dict[str, Comparison] = {
    "is_": "is",
    "is_not": "is_not",
    "in_": "in",
    "not_in": "not_in",
    "lt": "lt",
    "lte": "lte",
    "gt": "gt",
    "gte": "gte",
    "answered": "answered",
    "older_than_days": "older_than_days",
}

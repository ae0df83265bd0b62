"""The shapes of the rules this app keeps itself."""

from __future__ import annotations

from typing import Self

from pydantic import ConfigDict, Field, model_validator

from tinhso.foundation.conditions.shapes import Shape


class Entry(Shape):
    """One value of a code list. Lists may say more of their entries: such keys stay in `model_extra`."""

    model_config = ConfigDict(extra="allow", frozen=True)

    value: str
    label: str
    assumed: bool = False


class CodeListBody(Shape):
    """The body of a `code_list` rule."""

    title: str
    entries: tuple[Entry, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_once(self) -> Self:
        values = [entry.value for entry in self.entries]
        if twice := sorted({value for value in values if values.count(value) > 1}):
            raise ValueError(f"giá trị viết hai lần: {', '.join(twice)}")
        return self

    def get(self, value: str) -> Entry | None:
        """The entry with this value."""
        return next((entry for entry in self.entries if entry.value == value), None)

    def label(self, value: str) -> str:
        """The words for a value; the value itself when the list does not have it."""
        entry = self.get(value)
        return entry.label if entry else value

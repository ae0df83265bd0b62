"""What simulated registers tell, as packs write it."""

from __future__ import annotations

from pydantic import Field

from tinhso.foundation.conditions.shapes import Shape


class DemoRecordBody(Shape):
    """One record of a simulated register, about somebody invented."""

    source: str = Field(pattern=r"^[a-z][a-z_]*$")
    number: str = Field(pattern=r"^[0-9-]{10,14}$")
    """The personal number or tax code it is kept under."""
    record: dict[str, str]
    """What it tells, by the fields of the source."""

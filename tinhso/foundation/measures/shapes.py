"""What a pack may say of an indicator: the goal it is held against and the points it brings."""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class GoalBody(BaseModel):
    """`goal` in the indicator's own unit (a share as 0.9); either may be absent."""

    model_config = ConfigDict(extra="forbid")

    goal: Annotated[float, Field(ge=0)] | None = None
    points: Annotated[float, Field(gt=0, le=100)] | None = None
    """The most it counts for in the index of Decision 766."""
    note: Annotated[str, Field(max_length=300)] = ""

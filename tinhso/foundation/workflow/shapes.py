"""A process as a pack writes it: steps with roles and hours, and where each may lead."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from tinhso.foundation.calendar.shapes import Length
from tinhso.foundation.conditions.shapes import Condition, Shape

StepKind = Literal["reception", "assign", "verify", "consult", "draft", "review", "sign", "number", "return"]
"""What is done at a step. A system says which kinds it knows how to perform."""


class Move(Shape):
    """One way out of a step."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    """The button: a verb, `Trình lãnh đạo`."""
    to: str
    """The next step, or `end`."""
    when: Condition | None = None
    needs_reason: bool = False
    beside: bool = False
    """The next step opens beside this one, which stays open; it is left only when every step beside it is done."""


class Silence(Shape):
    """What it means that nobody answered until a step was due, where the text says so."""

    move: str
    """The way out that silence takes."""
    clause: str = Field(min_length=1)


class Step(Shape):
    """One stretch of work in one pair of hands."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    """As it stands on the control slip: `Thẩm định hồ sơ`."""
    kind: StepKind
    role: str
    """The role of the post that does it: clerk, officer, head, leader, records."""
    hours: float = Field(0, ge=0)
    """Working hours allowed; 0 where the text itself gives the time."""
    limit: Length | None = None
    """The time the text gives; no pause of the whole prolongs it."""
    silence: Silence | None = None
    moves: tuple[Move, ...] = Field(min_length=1)


class ProcessBody(Shape):
    """The body of a `process` rule. The first step is where it starts."""

    title: str
    steps: tuple[Step, ...] = Field(min_length=1)
    assumed: bool = False

    @model_validator(mode="after")
    def _closed(self) -> Self:
        keys = [step.key for step in self.steps]
        if len(set(keys)) != len(keys):
            raise ValueError("hai bước trùng mã")
        for step in self.steps:
            if bool(step.hours) == bool(step.limit):
                raise ValueError(f"bước {step.key}: ghi hours, hoặc limit khi văn bản ấn định")
            for move in step.moves:
                if move.to != "end" and move.to not in keys:
                    raise ValueError(f"bước {step.key}: chuyển tới bước không có: {move.to}")
            if step.silence and step.silence.move not in {move.key for move in step.moves}:
                raise ValueError(f"bước {step.key}: im lặng là cách chuyển không có: {step.silence.move}")
        first = self.steps[0]
        if first.kind == "reception" and all(move.when for move in first.moves):
            # It is left the moment it is reached, whatever the answers are.
            raise ValueError(f"bước {first.key}: tiếp nhận cần một cách chuyển không có điều kiện")
        reached, todo = {keys[0]}, [keys[0]]
        while todo:
            step = self.step(todo.pop())
            new = {move.to for move in step.moves} - reached - {"end"}
            reached |= new
            todo += new
        if lost := set(keys) - reached:
            raise ValueError(f"không có đường tới các bước: {sorted(lost)}")
        return self

    def step(self, key: str) -> Step:
        """The step under this key; KeyError when there is none."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)

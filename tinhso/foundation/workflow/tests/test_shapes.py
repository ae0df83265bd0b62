"""What a process must say so that work never stands still."""

from typing import Any

import pytest
from pydantic import ValidationError

from tinhso.foundation.workflow.shapes import ProcessBody

SOMETIMES = {"key": "sometimes", "title": "Trả ngay", "to": "end", "when": {"field": "case", "is": "new"}}
ALWAYS = {"key": "always", "title": "Chuyển thẩm định", "to": "end"}


def process(*moves: dict[str, Any], kind: str = "reception") -> ProcessBody:
    step = {"key": "receive", "title": "Tiếp nhận", "kind": kind, "role": "clerk", "hours": 1, "moves": moves}
    return ProcessBody.model_validate({"title": "Quy trình", "steps": [step]})


def test_a_reception_can_always_be_left() -> None:
    with pytest.raises(ValidationError, match="không có điều kiện"):
        process(SOMETIMES)
    assert process(SOMETIMES, ALWAYS).steps[0].moves[1].key == "always"
    assert process(SOMETIMES, kind="verify").steps[0].moves[0].when is not None

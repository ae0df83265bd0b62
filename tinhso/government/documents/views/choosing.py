"""Choosing receivers on a page: those that are marked, and those found by what was typed. Looking saves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpRequest

from tinhso.government.documents.queries.receivers import FOUND, Choice, found, named
from tinhso.kernel import clock

FIND = "find"
"""The button that looks for a place."""
_LONGEST = 100


def looks(request: HttpRequest) -> bool:
    """Whether the page was sent to look for a place."""
    return request.method == "POST" and request.POST.get("press") == FIND


def places(
    request: HttpRequest, keys: Sequence[str], *, standing: Iterable[Choice] = (), most: int = FOUND
) -> dict[str, Any]:
    """What `receivers.html` shows when these keys are marked. What was `standing` before is offered as it was called
    then, marked or not."""
    day, here = clock.today(), {one.key: one for one in standing}
    known = here | named([key for key in keys if key not in here], on=day)
    looked_for = request.POST.get("find", "").strip()[:_LONGEST]
    return {
        "chosen": [known[key] for key in keys if key in known],
        "gone": [key.partition(":")[2] for key in keys if key not in known],
        "looked_for": looked_for,
        "found": [
            *(one for key, one in here.items() if key not in keys),
            *found(looked_for, on=day, without={*here, *keys}, most=most),
        ],
    }

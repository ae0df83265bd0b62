"""Registers with invented people, for where there is no connection to the real ones. Never in production.

Always the same answer to the same question. `TINHSO_SOURCES_SIMULATOR` makes one `down`, `slow` or `garbled`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.conf import settings

from tinhso.foundation.partners.models import DemoRecord
from tinhso.kernel import clock, http

NAME = "simulator"


def answer(source: str, question: Mapping[str, object]) -> bytes:
    """As the register would; http.Failed where it would not."""
    match settings.SOURCES_SIMULATOR.get(source):
        case "down":
            raise http.Failed(f"{source} refused the connection")
        case "slow":
            # What being slow comes to at the end of the time it is given; nobody waits for it here.
            raise http.Failed(f"{source}: the time is over")
        case "garbled":
            return b'{"found": true, "record": {"name": \xff'
    code = f"{source}:{question['number']}"
    known = DemoRecord.objects.on(clock.today()).filter(code=code).first()
    return json.dumps({"found": known is not None, "record": known.body["record"] if known else {}}).encode()

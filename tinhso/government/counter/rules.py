"""The life of a ticket, and what a person who is helped agrees to. No database here."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.errors import Conflict


class State(StrEnum):
    """Where a ticket stands."""

    WAITING = "waiting"
    CALLED = "called"
    SERVING = "serving"
    DONE = "done"
    ABSENT = "absent"


STATE_TITLES: Mapping[State, str | Promise] = {
    State.WAITING: _("Chờ gọi"),
    State.CALLED: _("Đang mời"),
    State.SERVING: _("Đang phục vụ"),
    State.DONE: _("Đã xong"),
    State.ABSENT: _("Vắng mặt khi gọi"),
}

AT_A_WINDOW = (State.CALLED, State.SERVING)
"""Somebody is called to a window or sits there; an official has one such ticket at most."""

ACTS: Mapping[str, tuple[frozenset[State], State]] = {
    "called": (frozenset({State.WAITING, State.ABSENT}), State.CALLED),
    "called_again": (frozenset({State.CALLED}), State.CALLED),
    "absent": (frozenset({State.CALLED}), State.ABSENT),
    "started": (frozenset({State.CALLED}), State.SERVING),
    "finished": (frozenset({State.SERVING}), State.DONE),
    "transferred": (frozenset({State.CALLED, State.SERVING}), State.WAITING),
}
"""What may be done with a ticket: from where, to where."""

PROMPT = timedelta(minutes=30)
"""Within which a person is to be served after drawing the number; assumed, no text in force says so."""

DRAWN_FROM_ONE_PLACE = 60, timedelta(minutes=10)
"""The most numbers drawn at one counter from one network address in this time: many more than a full office needs."""

WRONG_TRIES, LOCKED_FOR = 3, timedelta(minutes=15)
"""How often a code may be tried before no more is judged for a while."""

_DIGITS = 6


class Consent(StrEnum):
    """How a person agreed to be helped."""

    SPOKEN = "spoken"
    SIGNED = "signed"


CONSENT_TITLES: Mapping[Consent, str | Promise] = {
    Consent.SPOKEN: _("Nói đồng ý tại quầy"),
    Consent.SIGNED: _("Ký vào phiếu đồng ý"),
}


class Proof(StrEnum):
    """By what somebody showed that a result is theirs to take."""

    CODE = "code"
    IDENTITY_PAPER = "identity_paper"


def after(act: str, *, state: str) -> State:
    """The state an act leads to; Conflict when it cannot be done from here."""
    sources, target = ACTS[act]
    if state not in sources:
        raise Conflict(
            gettext("Số này đang ở trạng thái “%(state)s” nên không làm được việc đó.")
            % {"state": str(STATE_TITLES[State(state)]).lower()},
            next_step=gettext("Tải lại trang để xem hàng chờ mới nhất."),
        )
    return target


def ticket_code(series: str, number: int) -> str:
    """`A012`: the letter of the group and the number of the day."""
    return f"{series}{number:03d}"


def new_hand_over_code() -> str:
    """Six digits, for one result, once."""
    return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}d}"


@dataclass(frozen=True)
class NewPerson:
    """Somebody the house does not know yet, from the identity paper they showed."""

    name: str
    national_id: str
    birth_date: str = ""
    phone: str = ""
    address: str = ""

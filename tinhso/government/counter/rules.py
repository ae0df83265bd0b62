"""The life of a ticket, and what a person who is helped agrees to. No database here."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
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


class Closing(StrEnum):
    """Why a slip taken without a network leads to no dossier."""

    NOT_WANTED = "not_wanted"
    DOUBLE = "double"
    MISTAKEN = "mistaken"
    RUN_OUT = "run_out"


CLOSING_TITLES: Mapping[Closing, str | Promise] = {
    Closing.NOT_WANTED: _("Người nộp không nộp nữa"),
    Closing.DOUBLE: _("Đã nhận bằng phiếu hoặc hồ sơ khác"),
    Closing.MISTAKEN: _("Ghi nhầm hoặc thử máy"),
    Closing.RUN_OUT: _("Quá hạn hoàn thành, hệ thống tự khép"),
}

CODES_IN_A_BLOCK = 50
"""How many people a device can receive before it needs the network again; more than a counter serves in a day."""

BLOCKS_A_DAY = 20
"""How many blocks one official may ask for in a day."""

_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_PREFIX, _TAIL = 6, 4
_PROVISIONAL = re.compile(rf"TN-([{_SIGNS}]{{{_PREFIX}}})-(\d\d)([{_SIGNS}]{{{_TAIL}}})")


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


def new_prefix() -> str:
    """What the codes of one block begin with; the table of blocks lets each be given once."""
    return "".join(secrets.choice(_SIGNS) for _ in range(_PREFIX))


def provisional_code(prefix: str, number: int, fingerprint: str) -> str:
    """`TN-7K3M9Q-07XA2B`: block, running number, and a tail out of a keyed fingerprint, which finds typing mistakes
    and keeps whoever holds one code from knowing the next."""
    rest, tail = int(fingerprint, 16), ""
    for _sign in range(_TAIL):
        rest, digit = divmod(rest, len(_SIGNS))
        tail += _SIGNS[digit]
    return f"TN-{prefix}-{number:02d}{tail}"


def read_provisional(text: str) -> tuple[str, str, int] | None:
    """A provisional code as someone typed it: in its stored form, its block and its number; None for anything else."""
    found = _PROVISIONAL.fullmatch(text.strip().upper().replace(" ", ""))
    return (found[0], found[1], int(found[2])) if found else None


def asked_at(*, taken_at: datetime, given_at: datetime, received_at: datetime) -> datetime | None:
    """When the person came, if the device's clock can be right: it had its codes, and the house knew nothing yet."""
    return taken_at if given_at <= taken_at <= received_at else None


@dataclass(frozen=True)
class NewPerson:
    """Somebody the house does not know yet, from the identity paper they showed."""

    name: str
    national_id: str
    birth_date: str = ""
    phone: str = ""
    address: str = ""

"""Writes: one verb each. Check the right, change, record in the ledger, in one transaction."""

from tinhso.government.counter.actions.handing_over import (
    hand_over_by_code,
    hand_over_by_paper,
    retire_code,
    send_code,
)
from tinhso.government.counter.actions.helping import begin_helping, file_for_person
from tinhso.government.counter.actions.queueing import (
    call_absent,
    call_again,
    call_next,
    finish,
    mark_absent,
    start,
    take_ticket,
    transfer,
)
from tinhso.government.counter.actions.slips import close_run_out, close_slip, give_block, take_slip

__all__ = [
    "begin_helping",
    "call_absent",
    "call_again",
    "call_next",
    "close_run_out",
    "close_slip",
    "file_for_person",
    "finish",
    "give_block",
    "hand_over_by_code",
    "hand_over_by_paper",
    "mark_absent",
    "retire_code",
    "send_code",
    "start",
    "take_slip",
    "take_ticket",
    "transfer",
]

"""Writes: one verb each. Check the right, change, record in the ledger, in one transaction."""

from tinhso.government.archive.actions.closing import change_retention, close, note_event, reopen
from tinhso.government.archive.actions.disposing import carry_out, decide, destroy, propose
from tinhso.government.archive.actions.filing import add_paper, describe, put_in, take_out
from tinhso.government.archive.actions.handing_over import (
    accept,
    begin_transfer,
    offer,
    pack,
    pack_again,
    refuse,
)
from tinhso.government.archive.actions.holding import end_hold, hold, hold_more
from tinhso.government.archive.actions.planning import (
    add_file,
    add_heading,
    approve_plan,
    begin_plan,
    change_file,
    remove_file,
    remove_heading,
)
from tinhso.government.archive.actions.signing import sign_minutes

__all__ = [
    "accept", "add_file", "add_heading", "add_paper", "approve_plan", "begin_plan", "begin_transfer", "carry_out",
    "change_file",
    "change_retention", "close", "decide", "describe", "destroy", "end_hold", "hold", "hold_more", "note_event",
    "offer", "pack", "pack_again", "propose", "put_in", "refuse", "remove_file", "remove_heading", "reopen",
    "sign_minutes", "take_out",
]  # fmt: skip

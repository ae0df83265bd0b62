"""Writes: one verb each. Check the right, change, record in the ledger, in one transaction."""

from tinhso.government.axis.actions.pinning import ask_for_directory, pin, synchronise, unpin
from tinhso.government.axis.actions.receiving import (
    discard,
    give_up,
    keep,
    note_offered,
    replay,
    settle,
    take,
)
from tinhso.government.axis.actions.sending import (
    answer,
    begin_try,
    note_failed,
    note_sent,
    queue,
    queue_change,
    send_again,
)

__all__ = [
    "answer",
    "ask_for_directory",
    "begin_try",
    "discard",
    "give_up",
    "keep",
    "note_failed",
    "note_offered",
    "note_sent",
    "pin",
    "queue",
    "queue_change",
    "replay",
    "send_again",
    "settle",
    "synchronise",
    "take",
    "unpin",
]

"""Writes: one verb each. Check the right, change, record in the ledger, in one transaction."""

from tinhso.government.portalsync.actions.changing import catch_up, complete, withdraw
from tinhso.government.portalsync.actions.deciding import discard, expire, replay, settle
from tinhso.government.portalsync.actions.receiving import accept
from tinhso.government.portalsync.actions.telling import ask_again, note_asked, note_told, stand, tell_again

__all__ = [
    "accept",
    "ask_again",
    "catch_up",
    "complete",
    "discard",
    "expire",
    "note_asked",
    "note_told",
    "replay",
    "settle",
    "stand",
    "tell_again",
    "withdraw",
]

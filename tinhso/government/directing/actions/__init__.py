"""Writes: one verb each. Check the right, change, record in the ledger, in one transaction."""

from tinhso.government.directing.actions.calendar import (
    approve,
    cancel,
    make_feed,
    propose,
    replan,
    stop_feed,
)
from tinhso.government.directing.actions.directives import enter, find_weeks, note_week, revise, urge_agency

__all__ = [
    "approve",
    "cancel",
    "enter",
    "find_weeks",
    "make_feed",
    "note_week",
    "propose",
    "replan",
    "revise",
    "stop_feed",
    "urge_agency",
]

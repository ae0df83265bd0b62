"""Writes: one verb each. Check the right, change, record in the ledger, in one transaction."""

from tinhso.foundation.tasks.actions.answering import (
    accept,
    answer_extension,
    answered,
    send_back,
    urge,
    withdraw,
    withdraw_all,
)
from tinhso.foundation.tasks.actions.giving import assign, attach, give
from tinhso.foundation.tasks.actions.reminding import find_due, remind
from tinhso.foundation.tasks.actions.working import ask_extension, finish, report
from tinhso.foundation.tasks.rules import Hand, Part

__all__ = [
    "Hand",
    "Part",
    "accept",
    "answer_extension",
    "answered",
    "ask_extension",
    "assign",
    "attach",
    "find_due",
    "finish",
    "give",
    "remind",
    "report",
    "send_back",
    "urge",
    "withdraw",
    "withdraw_all",
]

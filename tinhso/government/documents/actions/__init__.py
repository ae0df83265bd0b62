"""Writes: one verb each. Check the right, change, record in the ledger, in one transaction."""

from tinhso.government.documents.actions.arriving import arrive, note_verdict
from tinhso.government.documents.actions.carrying import deliver, heard, pass_on
from tinhso.government.documents.actions.changing_out import correct, replace, take_back
from tinhso.government.documents.actions.codrafting import ask, dismiss, hold, say, settle, take_over
from tinhso.government.documents.actions.drafting import attach, begin, detach, restore, revise
from tinhso.government.documents.actions.entering import add_scan, confirm, enter, enter_scan, note_read
from tinhso.government.documents.actions.giving_back import give_back, keep_on
from tinhso.government.documents.actions.instructing import Share, answered, instruct, process, task_closed
from tinhso.government.documents.actions.issuing import finish_issue, number
from tinhso.government.documents.actions.registering import take_number
from tinhso.government.documents.actions.routing import approve, send
from tinhso.government.documents.actions.taking_in import join, refuse, register

__all__ = [
    "Share",
    "add_scan",
    "answered",
    "approve",
    "arrive",
    "ask",
    "attach",
    "begin",
    "confirm",
    "correct",
    "deliver",
    "detach",
    "dismiss",
    "enter",
    "enter_scan",
    "finish_issue",
    "give_back",
    "heard",
    "hold",
    "instruct",
    "join",
    "keep_on",
    "note_read",
    "note_verdict",
    "number",
    "pass_on",
    "process",
    "refuse",
    "register",
    "replace",
    "restore",
    "revise",
    "say",
    "send",
    "settle",
    "take_back",
    "take_number",
    "take_over",
    "task_closed",
]

"""Writes: one verb each. Check the right, change, record in the ledger, in one transaction."""

from tinhso.government.documents.actions.arriving import arrive, note_verdict
from tinhso.government.documents.actions.carrying import deliver, heard, pass_on
from tinhso.government.documents.actions.changing_out import correct, readdress, replace, take_back
from tinhso.government.documents.actions.codrafting import ask, dismiss, hold, say, settle, take_over
from tinhso.government.documents.actions.drafting import attach, begin, detach, restore, revise
from tinhso.government.documents.actions.entering import add_scan, confirm, enter, enter_scan, note_read
from tinhso.government.documents.actions.giving_back import give_back, keep_on
from tinhso.government.documents.actions.grouping import change_group, drop_group, make_group
from tinhso.government.documents.actions.instructing import Share, answered, instruct, process, task_closed
from tinhso.government.documents.actions.issuing import finish_issue, number
from tinhso.government.documents.actions.registering import take_number
from tinhso.government.documents.actions.routing import approve, send
from tinhso.government.documents.actions.taking_in import hand_over, join, refuse, register

__all__ = [
    "Share",
    "add_scan",
    "answered",
    "approve",
    "arrive",
    "ask",
    "attach",
    "begin",
    "change_group",
    "confirm",
    "correct",
    "deliver",
    "detach",
    "dismiss",
    "drop_group",
    "enter",
    "enter_scan",
    "finish_issue",
    "give_back",
    "hand_over",
    "heard",
    "hold",
    "instruct",
    "join",
    "keep_on",
    "make_group",
    "note_read",
    "note_verdict",
    "number",
    "pass_on",
    "process",
    "readdress",
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

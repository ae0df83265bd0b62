"""Writes: one verb each. Check the right, change, record in the ledger, in one transaction."""

from tinhso.government.dossiers.actions.charging import ask_anew, note_payment, waive
from tinhso.government.dossiers.actions.closing import archive, deliver, rate, stop, withdraw
from tinhso.government.dossiers.actions.completing import (
    attach_to_item,
    complete,
    complete_at_counter,
    detach_from_item,
)
from tinhso.government.dossiers.actions.counting import moved, recount, recount_all
from tinhso.government.dossiers.actions.filing import (
    attach,
    detach,
    discard_draft,
    file,
    save_answers,
    start_draft,
    submit,
)
from tinhso.government.dossiers.actions.issuing import (
    approve_result,
    draft_result,
    finish_issue,
    number_result,
)
from tinhso.government.dossiers.actions.late_steps import find_late_steps, tell_late_step
from tinhso.government.dossiers.actions.lateness import apologise, warn, warn_due_soon
from tinhso.government.dossiers.actions.linked import advance
from tinhso.government.dossiers.actions.looking_up import (
    accept_declared,
    have_looked_up,
    look_up,
    look_up_again,
)
from tinhso.government.dossiers.actions.originals import (
    give_back_original,
    keep_original,
    send_original,
    take_original,
)
from tinhso.government.dossiers.actions.pausing import pause, resume, resume_by_itself, resume_ended
from tinhso.government.dossiers.actions.receiving import (
    answer_supplement,
    receive,
    refuse,
    request_supplement,
)
from tinhso.government.dossiers.actions.registering import print_register
from tinhso.government.dossiers.actions.representing import represent
from tinhso.government.dossiers.actions.retaining import erase, erase_expired, hold, release
from tinhso.government.dossiers.actions.reusing import reuse
from tinhso.government.dossiers.actions.scanning import add_scan, scanned, sign_scans, take_back_scan
from tinhso.government.dossiers.actions.working import assign, move_on, take, take_silence, take_silences

__all__ = [
    "accept_declared",
    "add_scan",
    "advance",
    "answer_supplement",
    "apologise",
    "approve_result",
    "archive",
    "ask_anew",
    "assign",
    "attach",
    "attach_to_item",
    "complete",
    "complete_at_counter",
    "deliver",
    "detach",
    "detach_from_item",
    "discard_draft",
    "draft_result",
    "erase",
    "erase_expired",
    "file",
    "find_late_steps",
    "finish_issue",
    "give_back_original",
    "have_looked_up",
    "hold",
    "keep_original",
    "look_up",
    "look_up_again",
    "move_on",
    "moved",
    "note_payment",
    "number_result",
    "pause",
    "print_register",
    "rate",
    "receive",
    "recount",
    "recount_all",
    "refuse",
    "release",
    "represent",
    "request_supplement",
    "resume",
    "resume_by_itself",
    "resume_ended",
    "reuse",
    "save_answers",
    "scanned",
    "send_original",
    "sign_scans",
    "start_draft",
    "stop",
    "submit",
    "take",
    "take_back_scan",
    "take_original",
    "take_silence",
    "take_silences",
    "tell_late_step",
    "waive",
    "warn",
    "warn_due_soon",
    "withdraw",
]

"""Writes: one verb each. Check the right, change, record in the ledger, in one transaction."""

from tinhso.government.dossiers.actions.closing import archive, deliver, rate, stop, withdraw
from tinhso.government.dossiers.actions.completing import attach_to_item, complete, detach_from_item
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
from tinhso.government.dossiers.actions.receiving import (
    answer_supplement,
    receive,
    refuse,
    request_supplement,
)
from tinhso.government.dossiers.actions.representing import represent
from tinhso.government.dossiers.actions.retaining import erase, erase_expired, hold, release
from tinhso.government.dossiers.actions.working import assign, move_on, take

__all__ = [
    "answer_supplement",
    "approve_result",
    "archive",
    "assign",
    "attach",
    "attach_to_item",
    "complete",
    "deliver",
    "detach",
    "detach_from_item",
    "discard_draft",
    "draft_result",
    "erase",
    "erase_expired",
    "file",
    "finish_issue",
    "hold",
    "move_on",
    "number_result",
    "rate",
    "receive",
    "refuse",
    "release",
    "represent",
    "request_supplement",
    "save_answers",
    "start_draft",
    "stop",
    "submit",
    "take",
    "withdraw",
]

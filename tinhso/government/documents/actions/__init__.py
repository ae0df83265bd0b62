"""Writes: one verb each. Check the right, change, record in the ledger, in one transaction."""

from tinhso.government.documents.actions.drafting import attach, begin, detach, revise
from tinhso.government.documents.actions.issuing import finish_issue, number
from tinhso.government.documents.actions.registering import take_number
from tinhso.government.documents.actions.routing import approve, send

__all__ = ["approve", "attach", "begin", "detach", "finish_issue", "number", "revise", "send", "take_number"]

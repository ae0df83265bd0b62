"""What can be done with payments, one verb each."""

from tinhso.foundation.payments.actions.callbacks import hear, method_of
from tinhso.foundation.payments.actions.intents import cancel_intent, close_expired, end_intent, open_intent
from tinhso.foundation.payments.actions.receipts import (
    Coming,
    Taken,
    cover,
    match_by_hand,
    take_by_hand,
    take_cash,
    take_receipt,
)
from tinhso.foundation.payments.actions.refunds import (
    approve_refund,
    decline_refund,
    record_payout,
    request_refund,
)
from tinhso.foundation.payments.actions.statements import (
    bring_statement,
    forget_statements,
    import_statement,
    preview_statement,
)

__all__ = [
    "Coming",
    "Taken",
    "approve_refund",
    "bring_statement",
    "cancel_intent",
    "close_expired",
    "cover",
    "decline_refund",
    "end_intent",
    "forget_statements",
    "hear",
    "import_statement",
    "match_by_hand",
    "method_of",
    "open_intent",
    "preview_statement",
    "record_payout",
    "request_refund",
    "take_by_hand",
    "take_cash",
    "take_receipt",
]

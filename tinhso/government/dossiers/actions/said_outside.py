"""What people say elsewhere about their dossier, as another system tells it: they take it back, or complete it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import OutsideAnswer, OutsideWithdrawal, Standing
from tinhso.foundation.access.policy import require
from tinhso.government.dossiers.actions.changing import locked
from tinhso.government.dossiers.actions.closing import taken_back
from tinhso.government.dossiers.actions.from_outside import FILE_FOR, must_be_asked_for, taken_in
from tinhso.government.dossiers.actions.receiving import completed, open_request
from tinhso.government.dossiers.queries.for_outside import standing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict


def withdraw_from_outside(*, actor: Actor, withdrawal: OutsideWithdrawal, at: datetime) -> Standing:
    """Take a dossier back for its person; when they said so stands in the ledger. Conflict once it is received."""
    with transaction.atomic():
        found = locked(actor=SYSTEM, dossier=withdrawal.dossier)
        actor = require(actor, FILE_FOR, agencies=(found.counter_id,), at=at)
        said = {"source": withdrawal.source, "asked_at": withdrawal.asked_at.isoformat()}
        taken_back(found, actor=actor, reason=withdrawal.reason, at=at, data=said)
    return standing(found)


def complete_from_outside(*, actor: Actor, answer: OutsideAnswer, at: datetime) -> Standing:
    """Answer a request for its person: an item by the paper of its component, every other by the words.

    Invalid names what is still open, and then nothing is kept; Conflict unless it is this request that waits.
    """
    with transaction.atomic():
        found = locked(actor=SYSTEM, dossier=answer.dossier)
        actor = require(actor, FILE_FOR, agencies=(found.counter_id,), at=at)
        waiting = open_request(found)
        if waiting is None or waiting.number != answer.number:
            raise Conflict(_("Hồ sơ không chờ bổ sung lần %(number)s.") % {"number": answer.number})
        must_be_asked_for(found.procedure, answer.papers)
        papers = {paper.paper: paper.file_id for paper in taken_in(found, answer.papers, actor=actor, at=at)}
        items = list(waiting.items.all())
        files = {item.id: papers[item.subject] for item in items if item.subject in papers}
        completed(
            found, waiting, actor=actor, at=at, files=files,
            answers={item.id: answer.words for item in items if item.id not in files},
            data={"source": answer.source, "asked_at": answer.asked_at.isoformat()},
        )  # fmt: skip
    return standing(found)

"""What documents do by themselves: issuing what was numbered, delivering within the house, judging what came."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings

from tinhso.contracts.documents import Change
from tinhso.government.documents import actions
from tinhso.government.documents.actions.arriving import JUDGE, READ
from tinhso.government.documents.actions.batches import BATCH_JOB, settle_batch
from tinhso.government.documents.actions.carrying import DELIVER
from tinhso.government.documents.actions.copying import COPY_JOB
from tinhso.government.documents.actions.instructing import FORWARD
from tinhso.government.documents.actions.issuing import ISSUE_JOB
from tinhso.government.documents.actions.mailing import ASK_MAILBOX, mailboxes_due
from tinhso.kernel import clock
from tinhso.kernel.deliveries import enqueue, every, job
from tinhso.kernel.deliveries.models import Delivery


@job(ISSUE_JOB, outside=True, lease="5m")
def issue_document(payload: dict[str, Any], delivery: Delivery) -> None:
    """Issue one document."""
    from tinhso.government.documents.engine.printing import issue

    issue(document=UUID(payload["document"]), at=clock.now())


@job(JUDGE, outside=True, lease="5m")
def judge_incoming(payload: dict[str, Any], delivery: Delivery) -> None:
    """Judge the signatures of what came."""
    from tinhso.government.documents.engine.judging import judge

    judge(incoming=UUID(payload["incoming"]), edition=int(payload["edition"]), at=clock.now())


@job(DELIVER, outside=True)
def deliver_inside(payload: dict[str, Any], delivery: Delivery) -> None:
    """Bring an issued document, or a change of it, to one agency of the house."""
    made = payload["made"]
    actions.deliver(
        document=UUID(payload["document"]), agency=UUID(payload["agency"]), made=UUID(made) if made else None,
        at=clock.now(),
    )  # fmt: skip


@job(FORWARD, outside=True)
def pass_on_inside(payload: dict[str, Any], delivery: Delivery) -> None:
    """Bring an incoming document on to one agency below, or ask for it back there."""
    actions.pass_on(
        incoming=UUID(payload["incoming"]), agency=UUID(payload["agency"]),
        change=payload.get("change", Change.NEW), at=clock.now(),
    )  # fmt: skip


@job(BATCH_JOB, outside=True, lease="5m")
def settle_a_batch(payload: dict[str, Any], delivery: Delivery) -> None:
    """Sign or number what was marked together; each document is a transaction of its own."""
    settle_batch(batch=UUID(payload["batch"]))


@job(READ, outside=True, lease="5m")
def read_scan(payload: dict[str, Any], delivery: Delivery) -> None:
    """Read what came without a description of its own."""
    from tinhso.government.documents.engine import scans

    scans.read_scan(incoming=UUID(payload["incoming"]))


@every("1m", key="documents.mail_in", outside=True, lease="10m")
def mail_in(delivery: Delivery) -> None:
    """Take in what lies in the mail folder, where there is one."""
    if settings.DOCUMENTS_MAIL_IN:
        from tinhso.government.documents.engine.mailbox import bring_in

        bring_in(Path(settings.DOCUMENTS_MAIL_IN), at=clock.now())


@every("1m", key="documents.ask_mailboxes")
def ask_mailboxes(delivery: Delivery) -> None:
    """Have each mailbox asked whose time has come, each by a delivery of its own: a dead one holds up no other."""
    for agency in mailboxes_due(at=clock.now()):
        enqueue(ASK_MAILBOX, {"agency": str(agency)})


@job(ASK_MAILBOX, outside=True, lease="15m")
def ask_mailbox(payload: dict[str, Any], delivery: Delivery) -> None:
    """Take in what came into one mailbox."""
    from tinhso.government.documents.engine import mailbox

    mailbox.ask(agency=UUID(payload["agency"]), at=clock.now())


@job(COPY_JOB, outside=True)
def make_a_copy(payload: dict[str, Any], delivery: Delivery) -> None:
    """Make, sign and keep one copy."""
    from tinhso.government.documents.engine.copies import make_copy

    make_copy(copy=UUID(payload["copy"]), at=clock.now())

"""When the mailboxes of agencies are asked."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from tinhso.government.documents.models import Mailbox
from tinhso.government.documents.queries.mailboxes import configured
from tinhso.government.documents.rules.mailboxes import Fault
from tinhso.kernel import clock

ASK_MAILBOX = "documents.ask_mailbox"
_ASKING = timedelta(minutes=15)
"""For so long a mailbox counts as being asked: no less than the lease of the job that does."""
_BEFORE = timedelta(days=1)
"""A mail server may be at home in another zone, and its day another than ours."""


def mailboxes_due(*, at: datetime) -> list[UUID]:
    """The agencies whose mailboxes are to be asked now; each is given to one caller until its asking is over."""
    due = []
    for one in configured(on=clock.local(at).date()):
        if one.agency is None:
            continue
        fresh = {"address": one.address, "validity": 0, "last": 0, "next_at": at}
        with transaction.atomic():
            box, _made = Mailbox.objects.get_or_create(
                agency_id=one.agency, defaults={**fresh, "since": clock.local(at - _BEFORE).date()}
            )
            if box.address != one.address:
                # What came since the old one answered last is looked for in the new one.
                since = clock.local((box.answered_at or at) - _BEFORE).date()
                Mailbox.objects.filter(agency=one.agency).update(**fresh, since=since)
            taken = Mailbox.objects.filter(agency=one.agency, next_at__lte=at)
            if one.opened is None:
                taken.update(fault=Fault.ADDRESS, failing_since=box.failing_since or at)
            elif taken.update(next_at=at + _ASKING):
                due.append(one.agency)
    return due

"""The mailboxes of agencies at mail servers: which there are, and whether they answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.conf import settings

from tinhso.foundation.access.policy import agencies_within, require
from tinhso.foundation.units.queries import agency_by_key
from tinhso.government.documents.models import Mailbox
from tinhso.government.documents.queries.incoming import RECEIVE
from tinhso.government.documents.rules.mailboxes import FAULT_TITLES, Address, Fault, address_of
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

MAILBOXES = "documents.mailboxes"
_SILENT = timedelta(hours=1)
"""After so long its records clerks are told."""


@dataclass(frozen=True)
class Configured:
    """A mailbox as the operator named it."""

    key: str
    """Of its agency."""
    agency: UUID | None
    """None where no agency of the province has this key."""
    name: str
    opened: Address | None
    """None where its address is none."""

    @property
    def address(self) -> str:
        """Without the password."""
        return str(self.opened) if self.opened else ""


@dataclass(frozen=True)
class Row:
    """A mailbox and how it is."""

    mailbox: Configured
    state: Mailbox | None
    """None while it was never asked."""

    @property
    def fault(self) -> str:
        """What is wrong, in words; empty when nothing is."""
        if self.mailbox.opened is None:
            return str(FAULT_TITLES[Fault.ADDRESS])
        return str(FAULT_TITLES[Fault(self.state.fault)]) if self.state and self.state.fault else ""


def configured(*, on: date) -> list[Configured]:
    """Every mailbox that the operator named."""
    return [_configured(key, text, on) for key, text in settings.DOCUMENTS_MAILBOXES.items()]


def address_here(agency: UUID) -> Address | None:
    """Where the mailbox of an agency is; None where the operator named none."""
    found = (one for one in configured(on=clock.today()) if one.agency == agency)
    return next((one.opened for one in found), None)


def mailboxes(*, actor: Actor, at: datetime) -> Sequence[Row]:
    """All of them, for an operator; NotAllowed for anybody else."""
    require(actor, MAILBOXES, at=at)
    known = {one.agency_id: one for one in Mailbox.objects.all()}
    found = configured(on=clock.local(at).date())
    return [Row(one, known.get(one.agency) if one.agency else None) for one in found]


def silent_mailboxes(*, actor: Actor, at: datetime) -> Iterable[Mailbox]:
    """Those of the actor's agencies that have given nothing for an hour, for whoever takes in their documents."""
    if not settings.DOCUMENTS_MAILBOXES:
        return []
    agencies = agencies_within(actor, RECEIVE) or frozenset()
    return Mailbox.objects.filter(agency__in=agencies, failing_since__lt=at - _SILENT)


def _configured(key: str, text: str, on: date) -> Configured:
    try:
        agency = agency_by_key(key, on=on)
    except NotFound:
        return Configured(key, None, key, _opened(text))
    return Configured(key, agency.agency_id, agency.name, _opened(text))


def _opened(text: str) -> Address | None:
    try:
        return address_of(text)
    except ValueError:
        return None

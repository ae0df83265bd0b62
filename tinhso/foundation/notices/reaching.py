"""How a person can be reached. The number they sign in with was proven; one they only declared comes second."""

from __future__ import annotations

from uuid import UUID

from tinhso.foundation.access.models import Account
from tinhso.foundation.notices.ports import zalo_sender
from tinhso.foundation.notices.registry import Channel
from tinhso.foundation.people.models import Person


def channels_of(person: UUID) -> frozenset[Channel]:
    """The channels for which the person has an address; nothing is opened to know it."""
    found = Person.objects.filter(id=person, erased_at=None).first()
    if found is None:
        return frozenset()
    ways: set[Channel] = set()
    if found.email_sealed is not None:
        ways.add(Channel.EMAIL)
    if found.phone_sealed is not None or _account_of(person) is not None:
        ways |= {Channel.SMS, *([Channel.ZALO] if zalo_sender() else [])}
    return frozenset(ways)


def address_of(person: Person, channel: Channel) -> str:
    """The address in the clear; empty when there is none, or none any more."""
    if person.erased_at is not None:
        return ""
    if channel == Channel.EMAIL:
        return person.open("email")
    account = _account_of(person.id)
    return (account.phone if account else "") or person.open("phone")


def _account_of(person: UUID) -> Account | None:
    return Account.objects.filter(citizen__person=person, is_active=True).exclude(phone_index="").first()

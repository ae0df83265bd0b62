"""From an identity to an account: found by the personal number alone, never by a phone number, a mail or a name."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tinhso.foundation.access.actions import link_person
from tinhso.foundation.access.eid.flow import Identity
from tinhso.foundation.access.eid.refusals import other_account, other_name, untrusted
from tinhso.foundation.access.models import Account, CitizenLink
from tinhso.foundation.access.signing_in import new_citizen, opened
from tinhso.foundation.people.actions import confirm_person, create_person
from tinhso.foundation.people.models import Person, fingerprint
from tinhso.kernel import ledger
from tinhso.kernel.actors import ANONYMOUS, SYSTEM
from tinhso.kernel.errors import Invalid
from tinhso.kernel.text import canonical


def enter(*, identity: Identity, current: Account | None, simulated: bool, at: datetime) -> Account:
    """The account of this identity, opened if there is none. `current` is who is signed in at this browser.

    A person is the one proven under the number; else the one `current` declared under the same number and name,
    who is proven by this; else a new one. A number known under another name opens nothing: it goes to a human.
    """
    person = _proven(identity)
    if person is not None and _differs(person, identity):
        with transaction.atomic():
            ledger.record(
                actor=ANONYMOUS, verb="access.eid_mismatch", about=person.ref, at=at, subjects=(person.ref,)
            )
        raise other_name()
    link = CitizenLink.objects.select_related("person").filter(account=current).first() if current else None
    with transaction.atomic():
        if person is None and link is not None and _declared_by_itself(link.person, identity):
            person = confirm_person(
                actor=SYSTEM,
                at=at,
                person=link.person_id,
                national_id=identity.number,
                assurance=Person.Assurance.EID,
            )
        if link is not None and (person is None or link.person_id != person.id):
            raise other_account()
        return _account(person or _new(identity, at=at), current, simulated=simulated, at=at)


def _proven(identity: Identity) -> Person | None:
    return (
        Person.objects.filter(national_id_index=fingerprint("national_id", identity.number), erased_at=None)
        .exclude(assurance=Person.Assurance.DECLARED)
        .first()
    )


def _differs(person: Person, identity: Identity) -> bool:
    """Whether name or birth do not agree; a date one side knows less exactly does not contradict."""
    one, other = person.birth_date, identity.birth_date
    born_apart = not (one.startswith(other) or other.startswith(one))
    return born_apart or canonical(person.name) != canonical(identity.name)


def _declared_by_itself(person: Person, identity: Identity) -> bool:
    """Whether a person declared what the identity now proves."""
    declared = person.assurance == Person.Assurance.DECLARED and person.erased_at is None
    index = fingerprint("national_id", identity.number)
    return declared and person.national_id_index in ("", index) and not _differs(person, identity)


def _new(identity: Identity, *, at: datetime) -> Person:
    try:
        return create_person(
            actor=SYSTEM,
            at=at,
            name=identity.name,
            birth_date=identity.birth_date,
            national_id=identity.number,
            assurance=Person.Assurance.EID,
        )
    except Invalid as fault:
        raise untrusted("claims") from fault


def _account(person: Person, current: Account | None, *, simulated: bool, at: datetime) -> Account:
    # Two ways back at once must not open two accounts.
    Person.objects.select_for_update().get(id=person.id)
    known = (
        Account.objects.filter(citizen__person=person).order_by("-is_active", "citizen__linked_at").first()
    )
    if known is not None:
        return known
    account = current
    if account is None:
        account = new_citizen(at=at)
        account.is_demo = simulated
        opened(account, at=at)
    link_person(account=account, person=person, at=at)
    return account

"""Reads of people. Whoever calls has checked the permission of their own system first: this room stands
below `access` and asks only what it can know by itself, that nobody looks up strangers for themselves."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.people import rules
from tinhso.foundation.people.models import Mandate, Organisation, Person, fingerprint, person_ref
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import NotAllowed, NotFound
from tinhso.kernel.refs import Described, Ref
from tinhso.kernel.statements import prepared

_LOOKS_UP = {ActorKind.OFFICIAL, ActorKind.MACHINE, ActorKind.SYSTEM}
CONTACT_FIELDS = ("national_id", "phone", "email", "address")


@dataclass(frozen=True)
class Contacts:
    """Identifiers and contacts in the clear; empty where nothing is known."""

    national_id: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""


def person(*, actor: Actor, person: UUID, on: date) -> Person:
    """One person by id, for whoever may look people up, or for whom the person is no stranger that day."""
    found = Person.objects.filter(id=person).first()
    if found is None or not _known(actor, [found], on=on):
        raise NotFound(_("Không tìm thấy người này."))
    return found


def find_by_national_id(*, actor: Actor, number: str) -> tuple[Person, ...]:
    """People under a personal number, proven ones first; none when it is not a personal number."""
    try:
        stored = rules.read_national_id(number).number
    except ValueError:
        return ()
    return _find(actor, national_id_index=fingerprint("national_id", stored))


def find_by_phone(*, actor: Actor, phone: str) -> tuple[Person, ...]:
    """People under a mobile number, proven ones first; none when it is not a mobile number."""
    try:
        stored = rules.read_mobile(phone)
    except ValueError:
        return ()
    return _find(actor, phone_index=fingerprint("phone", stored))


def holder_of(*, actor: Actor, number: str, among: Collection[UUID] = ()) -> UUID | None:
    """Whose a personal number is: the one proven to hold it, else of `among` whoever declared it, else None.

    Anybody can type a number: another who only declared it is not taken for its holder.
    """
    found = find_by_national_id(actor=actor, number=number)
    proven = [one.id for one in found if one.assurance != Person.Assurance.DECLARED]
    return next(iter(proven or [one.id for one in found if one.id in among]), None)


def contacts_of(
    *,
    actor: Actor,
    person: UUID,
    at: datetime,
    purpose: str,
    basis: str = "",
    fields: Sequence[str] = CONTACT_FIELDS,
) -> Contacts:
    """The named sealed fields of a person in the clear. The look is in the ledger when this returns,
    unless it is the person's own."""
    found = Person.objects.filter(id=person).first()
    if found is None or not _known(actor, [found], on=clock.local(at).date()):
        raise NotFound(_("Không tìm thấy người này."))
    if actor.person != found.id:
        ledger.record_read(
            actor=actor,
            about=found.ref,
            subjects=(found.ref,),
            at=at,
            purpose=purpose,
            basis=basis,
            fields=fields,
        )
    return Contacts(**{field: found.open(field) for field in fields})


def mandates_held(*, agent: UUID, on: date) -> tuple[Mandate, ...]:
    """The mandates a person holds on a day."""
    return tuple(
        Mandate.objects.filter(agent=agent, valid_from__lte=on, revoked_at=None)
        .filter(Q(valid_until=None) | Q(valid_until__gt=on))
        .order_by("created_at")
    )


def principals_of(*, agent: UUID, on: date) -> frozenset[UUID]:
    """The ids of the people and organisations a person may act for on a day."""
    return frozenset(mandate.principal.id for mandate in mandates_held(agent=agent, on=on))


def names_of(*, actor: Actor, people: Collection[UUID], on: date) -> Mapping[UUID, str]:
    """Names by id: whole for those the actor knows that day, masked for the rest."""
    found = list(Person.objects.filter(id__in=people))
    known = _known(actor, found, on=on)
    return {one.id: one.name if one.id in known else rules.mask_name(one.name) for one in found}


def resolve_people(people: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Refs of people, as `kernel.refs` asks for them."""
    names = names_of(actor=actor, people=people, on=clock.today())
    return {key: Described(title=name) for key, name in names.items()}


def resolve_organisations(organisations: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Refs of organisations: names and tax codes are public, but where the code is a personal number."""
    return {
        found.id: Described(
            title=found.name, code=found.tax_code or rules.mask_number(found.open("national_id"))
        )
        for found in Organisation.objects.filter(id__in=organisations)
    }


def holds(*, actor: Actor, principal: Ref, on: date) -> bool:
    """Whether the actor is this person or holds a mandate for it on that day."""
    if actor.person is None:
        return False
    return principal == person_ref(actor.person) or principal.id in principals_of(agent=actor.person, on=on)


def _find(actor: Actor, **index: str) -> tuple[Person, ...]:
    if actor.kind not in _LOOKS_UP:
        raise NotAllowed(_("Chỉ cơ quan có thẩm quyền được tra cứu theo số định danh hoặc số điện thoại."))
    found = [row for name, value in index.items() for row in _indexed(value, name=name)]
    return tuple(sorted(found, key=lambda one: one.assurance == Person.Assurance.DECLARED))


@prepared
def _indexed(value: str, *, name: str) -> QuerySet[Person]:
    return Person.objects.filter(erased_at=None, **{name: value}).order_by("created_at")


def _known(actor: Actor, people: Sequence[Person], *, on: date) -> frozenset[UUID]:
    """Officials and machines by their work; a citizen oneself, whom one declared, and whom one acts for."""
    everyone = frozenset(one.id for one in people)
    if actor.kind in _LOOKS_UP:
        return everyone
    if actor.person is None:
        return frozenset()
    own = frozenset(
        one.id
        for one in people
        if actor.person == one.id or (actor.account is not None and actor.account == one.declared_by)
    )
    if own == everyone:
        return own
    return own | (everyone & principals_of(agent=actor.person, on=on))

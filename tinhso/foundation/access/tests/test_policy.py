"""What is not granted is denied; posts, loans and mandates count from their day until their day."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from django.utils import translation

from tinhso.foundation.access import actions, denials, policy
from tinhso.foundation.access.policy import LentSeat, Permission, Reach, UnknownPermission
from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.tests.factories import (
    actor_of,
    appointed,
    citizen,
    citizen_actor,
    new_agency,
    official,
    official_actor,
)
from tinhso.foundation.people.actions import create_person, grant_mandate, revoke_mandate
from tinhso.foundation.people.models import Mandate, Organisation
from tinhso.kernel import clock
from tinhso.kernel.actors import ANONYMOUS, SYSTEM, Actor, ActorKind, Seat
from tinhso.kernel.errors import Invalid, NotAllowed, NotFound
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db

RECEIVE = Permission("things.receive", "Tiếp nhận", {Role.CLERK: Reach.AGENCY, Role.AUDITOR: Reach.PROVINCE})
READ = Permission("things.read", "Xem", {"citizen": Reach.OWN, "machine": Reach.PROVINCE})
LIST = Permission("things.list", "Tra cứu", {"anonymous": Reach.PUBLIC})
NOBODY = Permission("things.nobody", "Không ai", {})


@pytest.fixture(autouse=True)
def declared() -> Iterator[None]:
    with (
        policy.permissions.temporarily(RECEIVE),
        policy.permissions.temporarily(READ),
        policy.permissions.temporarily(LIST),
        policy.permissions.temporarily(NOBODY),
    ):
        yield


def test_what_is_not_granted_is_denied_to_everyone_but_the_platform() -> None:
    machine = Actor(ActorKind.MACHINE, account=new_id(), scopes=frozenset({"things.nobody"}))
    for actor in (ANONYMOUS, citizen_actor(), official_actor(Role.ADMIN), machine):
        assert not policy.allows(actor, "things.nobody", agencies=[new_id()], persons=[new_id()])
        assert policy.agencies_within(actor, "things.nobody") == frozenset()
        assert policy.persons_within(actor, "things.nobody") == frozenset()
        assert not policy.may_somewhere(actor, "things.nobody")
    assert policy.allows(SYSTEM, "things.nobody")


def test_an_unknown_permission_is_never_a_yes() -> None:
    for ask in (policy.allows, policy.require, policy.agencies_within, policy.may_somewhere):
        with pytest.raises(UnknownPermission):
            ask(SYSTEM, "things.unheard_of")


@pytest.mark.parametrize(
    "grants",
    [
        {"chu-tich": Reach.AGENCY},
        {"citizen": Reach.PROVINCE},
        {"anonymous": Reach.OWN},
        {"clerk": Reach.OWN},
        {"machine": Reach.AGENCY},
    ],
)
def test_a_grant_that_makes_no_sense_is_refused(grants: dict[str, Reach]) -> None:
    with pytest.raises(ValueError, match="cannot be granted"):
        Permission("things.odd", "Lạ", grants)


def test_a_post_reaches_its_own_agency_and_no_other() -> None:
    here, there = new_agency(), new_agency()
    clerk = official_actor(Role.CLERK, agency=here)
    assert policy.allows(clerk, "things.receive", agencies=[here])
    assert policy.allows(clerk, "things.receive", agencies=[there, here])
    assert not policy.allows(clerk, "things.receive", agencies=[there])
    assert not policy.allows(clerk, "things.receive")
    assert policy.agencies_within(clerk, "things.receive") == frozenset({here})
    assert not policy.allows(official_actor(Role.OFFICER, agency=here), "things.receive", agencies=[here])


def test_the_province_reaches_every_agency() -> None:
    auditor = official_actor(Role.AUDITOR)
    assert policy.allows(auditor, "things.receive", agencies=[new_id()])
    assert policy.agencies_within(auditor, "things.receive") is None


def test_what_the_public_may_everyone_may() -> None:
    for actor in (ANONYMOUS, citizen_actor(), official_actor()):
        assert policy.allows(actor, "things.list")


def test_a_machine_needs_the_grant_and_the_scope() -> None:
    with_scope = Actor(ActorKind.MACHINE, account=new_id(), scopes=frozenset({"things.read"}))
    assert policy.allows(with_scope, "things.read")
    assert not policy.allows(with_scope, "things.receive", agencies=[new_id()])
    assert not policy.allows(Actor(ActorKind.MACHINE, account=new_id()), "things.read")


def test_a_post_counts_from_its_day_until_the_day_it_ends() -> None:
    post = appointed(Role.CLERK, valid_from=date(2026, 3, 1), valid_until=date(2026, 4, 1))
    for moment, holds in (
        (datetime(2026, 2, 28, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 2, 28, 17, 0, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 3, 31, 17, 0, tzinfo=UTC), False),
    ):
        actor = actor_of(post.account, at=moment)
        assert policy.allows(actor, "things.receive", agencies=[post.agency_id]) is holds


def test_a_loan_gives_the_named_permissions_only_while_it_lasts() -> None:
    post, colleague = appointed(Role.CLERK), official()
    start = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)
    with policy.permissions.temporarily(Permission("things.refuse", "Từ chối", {Role.CLERK: Reach.AGENCY})):
        loan = actions.delegate(
            actor=actor_of(post.account),
            at=start,
            appointment=post.id,
            delegate=colleague.id,
            permissions_lent=["things.receive"],
            reason="nghỉ phép",
            valid_from=start,
            valid_until=start + timedelta(days=2),
        )

        def may(key: str, at: datetime) -> bool:
            return policy.allows(actor_of(colleague, at=at), key, agencies=[post.agency_id])

        assert may("things.receive", start)
        assert not may("things.refuse", start)
        assert not may("things.receive", start - timedelta(seconds=1))
        assert not may("things.receive", start + timedelta(days=2))
        [seat] = actor_of(colleague, at=start).seats
        assert seat.on_behalf_of == post.account_id
        acting = policy.require(
            actor_of(colleague, at=start), "things.receive", agencies=[post.agency_id], at=start
        )
        assert acting.acting == seat

        later = start + timedelta(days=1)
        actions.end_appointment(
            actor=SYSTEM, at=later, appointment=post.id, valid_until=clock.local(later).date()
        )
        assert not may("things.receive", later)
        actions.revoke_delegation(actor=actor_of(post.account, at=later), at=later, delegation=loan.id)
        assert not may("things.receive", start)


def test_one_acts_in_the_post_that_is_granted_it() -> None:
    here, there, holder = new_id(), new_id(), new_id()
    lent = LentSeat("clerk", here, on_behalf_of=holder, permissions=frozenset({"things.receive"}))
    head, clerk, auditor = Seat("head", here), Seat("clerk", there), Seat("auditor", there)

    def acting(*seats: Seat, at: UUID) -> Seat | None:
        actor = Actor(ActorKind.OFFICIAL, account=new_id(), seats=seats)
        return policy.require(actor, "things.receive", agencies=[at]).acting

    assert acting(head, clerk, lent, at=here) == lent
    assert acting(head, Seat("clerk", here), lent, at=here) == Seat("clerk", here)
    assert acting(head, auditor, clerk, at=here) == auditor
    assert acting(head, auditor, clerk, lent, at=here) == lent
    assert policy.require(SYSTEM, "things.receive").acting is None


def test_only_the_holder_lends_a_post_and_only_what_it_carries() -> None:
    post, colleague = appointed(Role.CLERK), official()
    now = clock.now()

    def lend(actor: Actor, *keys: str, days: int = 1) -> None:
        actions.delegate(
            actor=actor,
            at=now,
            appointment=post.id,
            delegate=colleague.id,
            permissions_lent=keys,
            reason="nghỉ phép",
            valid_from=now,
            valid_until=now + timedelta(days=days),
        )

    with pytest.raises(NotFound):
        lend(official_actor(Role.ADMIN), "things.receive")
    for keys, days in (
        (("things.nobody",), 1),
        ((), 1),
        (("things.receive",), 0),
        (("things.receive",), 365),
    ):
        with pytest.raises(Invalid):
            lend(actor_of(post.account), *keys, days=days)


def test_a_citizen_reaches_oneself_and_whom_one_acts_for_while_the_mandate_holds() -> None:
    son = citizen_actor(name="Nguyễn Văn Ba")
    assert son.person is not None
    now = clock.now()
    today = clock.today()
    mother = create_person(actor=SYSTEM, at=now, name="Trần Thị Hai")
    assert policy.allows(son, "things.read", persons=[son.person])
    assert not policy.allows(son, "things.read", persons=[mother.id])
    assert not policy.allows(son, "things.read")
    mandate = grant_mandate(
        actor=SYSTEM,
        at=now,
        principal=mother.ref,
        agent=son.person,
        kind=Mandate.Kind.AUTHORISED,
        valid_from=today,
        valid_until=today + timedelta(days=30),
    )
    assert policy.allows(son, "things.read", persons=[mother.id])
    assert policy.persons_within(son, "things.read") == frozenset({son.person, mother.id})
    for away in (-1, 30):
        at = now + timedelta(days=away)
        assert not policy.allows(son, "things.read", persons=[mother.id], at=at)
    revoke_mandate(actor=SYSTEM, at=now, mandate=mandate.id)
    assert not policy.allows(son, "things.read", persons=[mother.id])


def test_an_official_gains_nothing_from_being_a_person_too() -> None:
    person = create_person(actor=SYSTEM, at=clock.now(), name="Trần Thị Hai")
    both = Actor(ActorKind.OFFICIAL, account=new_id(), person=person.id)
    assert not policy.allows(both, "things.read", persons=[person.id])


def test_a_denial_is_kept_even_when_its_transaction_is_not() -> None:
    from django.db import transaction

    actor, agency = citizen_actor(), new_id()
    with denials.written_after():
        with pytest.raises(NotAllowed), transaction.atomic():
            policy.require(actor, "things.receive", agencies=[agency])
        assert not Act.objects.filter(verb="access.denied").exists()
    kept = Act.objects.get(verb="access.denied")
    assert (kept.actor, kept.agency, kept.data) == (actor.account, agency, {"permission": "things.receive"})


def test_a_refusal_says_what_is_missing_and_what_to_do() -> None:
    with pytest.raises(NotAllowed) as refused:
        policy.require(ANONYMOUS, "things.receive")
    assert "Tiếp nhận" in refused.value.detail
    assert "Đăng nhập" in refused.value.next_step


def test_accounts_and_posts_are_the_administrators_business() -> None:
    now = clock.now()
    for actor in (ANONYMOUS, citizen_actor(), official_actor(Role.LEADER)):
        with pytest.raises(NotAllowed):
            actions.create_official(actor=actor, at=now, username="moi", name="Mới", password="x" * 12)
        with pytest.raises(NotAllowed):
            actions.appoint(
                actor=actor, at=now, account=official().id, agency=new_id(), role=Role.ADMIN,
                valid_from=clock.today(),
            )  # fmt: skip
    admin = official_actor(Role.ADMIN)
    made = actions.create_official(actor=admin, at=now, username="Moi", name="Mới", password="x" * 12)
    post = actions.appoint(
        actor=admin, at=now, account=made.id, agency=new_agency(), role=Role.CLERK, valid_from=clock.today()
    )
    assert actor_of(made).roles == {"clerk"}
    assert Act.objects.get(verb="access.appointed").agency == post.agency_id
    with pytest.raises(Invalid):
        actions.appoint(
            actor=admin, at=now, account=citizen().id, agency=new_agency(), role=Role.CLERK,
            valid_from=clock.today(),
        )  # fmt: skip


def test_an_organisation_is_reached_through_its_representative() -> None:
    director = citizen_actor()
    assert director.person is not None
    now = clock.now()
    company = Organisation.objects.create(key=new_id(), name="Công ty thử", kind="enterprise", created_at=now)
    grant_mandate(
        actor=SYSTEM,
        at=now,
        principal=company.ref,
        agent=director.person,
        kind=Mandate.Kind.LEGAL_REPRESENTATIVE,
        valid_from=clock.today(),
    )
    assert policy.allows(director, "things.read", persons=[company.id])


def test_a_denial_names_the_right_and_the_next_step_in_the_readers_language() -> None:
    with translation.override("en"), pytest.raises(NotAllowed) as refused:
        policy.require(ANONYMOUS, "access.appoint")
    assert refused.value.detail == "You do not have the right: appoint to a post."
    assert refused.value.next_step == "Sign in, then try again."


def test_a_role_is_called_in_the_readers_language_and_kept_under_its_key() -> None:
    assert str(Role.AUDITOR.label) == "Kiểm tra"
    with translation.override("en"):
        assert str(Role.AUDITOR.label) == "Auditor"
        assert appointed(Role.AUDITOR).role == "auditor"

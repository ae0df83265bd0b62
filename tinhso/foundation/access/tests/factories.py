"""Accounts, posts and signed-in clients for tests of this and other rooms. Everyone here is invented."""

from collections.abc import Iterable
from datetime import date, datetime
from itertools import count
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest
from django.test import Client

from tinhso.foundation.access import sessions
from tinhso.foundation.access.actions import link_person
from tinhso.foundation.access.keeping import SessionStore
from tinhso.foundation.access.models import Account, Appointment
from tinhso.foundation.access.queries import actor_of_account
from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.rules import DOORS
from tinhso.foundation.access.signing_in import new_citizen
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.foundation.units.models import Agency
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import SYSTEM, Actor

PASSWORD = "một mật khẩu thử nghiệm"
_numbers = count(1)


def official(*, username: str = "", name: str = "Trần Thị Bình", **fields: Any) -> Account:
    """An official's account without a post or second factor; its password is `PASSWORD`."""
    return Account.objects.create(
        kind=Account.Kind.OFFICIAL,
        username=username or f"canbo{next(_numbers)}",
        name=name,
        password=make_password(PASSWORD),
        created_at=clock.now(),
        **fields,
    )


def new_agency(key: str = "") -> UUID:
    """The id of a fresh agency."""
    return Agency.objects.create(key=key or f"co-quan-{next(_numbers)}").id


def appointed(
    role: str = Role.OFFICER,
    *,
    agency: UUID | None = None,
    account: Account | None = None,
    valid_from: date = date(2025, 7, 1),
    valid_until: date | None = None,
) -> Appointment:
    """A post; a fresh official and agency where none is given."""
    return Appointment.objects.create(
        account=account or official(),
        agency_id=agency or new_agency(),
        role=role,
        valid_from=valid_from,
        valid_until=valid_until,
    )


def official_actor(
    role: str = Role.OFFICER, *, agency: UUID | None = None, at: datetime | None = None
) -> Actor:
    """The actor of a fresh official who holds this role now."""
    return actor_of(appointed(role, agency=agency).account, at=at)


def citizen(*, name: str = "Nguyễn Văn An", phone: str = "", person: Person | None = None) -> Account:
    """A citizen's account with the person behind it."""
    number = phone or f"+849{next(_numbers):08}"
    account = new_citizen(number=number, key=sealing.new_key("access.phone"), at=clock.now())
    account.save(force_insert=True)
    person = person or create_person(actor=SYSTEM, at=clock.now(), name=name, birth_date="1960")
    link_person(account=account, person=person, at=clock.now())
    account.refresh_from_db()
    return account


def citizen_actor(*, name: str = "Nguyễn Văn An") -> Actor:
    """The actor of a fresh citizen."""
    return actor_of(citizen(name=name))


def actor_of(account: Account, *, at: datetime | None = None) -> Actor:
    """Who an account is, now or at a moment."""
    return actor_of_account(account, at=at or clock.now())


def sign_in(client: Client, account: Account, *, at: datetime | None = None, assurance: int = 0) -> Client:
    """Sign a test client in at the account's own door, as the real way in does."""
    door = DOORS[account.kind]
    request = HttpRequest()
    request.session = SessionStore(_cookie(client, door.cookie))
    sessions.begin(
        request, account=account, door=door, factor="test", at=at or clock.now(), assurance=assurance
    )
    request.session.save()
    client.cookies[door.cookie] = request.session.session_key or ""
    return client


def signed_in(account: Account, *, at: datetime | None = None) -> Client:
    """A fresh test client signed in as this account."""
    return sign_in(Client(), account, at=at)


def doors_open(client: Client) -> Iterable[str]:
    """The names of the doors behind which this client is signed in."""
    return [
        door.name
        for door in DOORS.values()
        if (key := _cookie(client, door.cookie)) and SessionStore(key).get("_auth_user_id")
    ]


def _cookie(client: Client, name: str) -> str | None:
    assert settings.SESSION_COOKIE_NAME not in client.cookies
    morsel = client.cookies.get(name)
    return morsel.value if morsel is not None and morsel.value else None

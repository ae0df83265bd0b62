"""Invented people and officials to try the house with, and the one-click way in. Never in production.

Three guards, any one of which is enough: nothing is made, the page does not exist, and `sessions.begin`
lets no demo account in when `settings.PRODUCTION`.
"""

import json
import secrets
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.http import HttpRequest

from tinhso.foundation.access import factors, rules, sessions
from tinhso.foundation.access.actions import appoint, create_official, link_person
from tinhso.foundation.access.models import Account, DemoCitizen, DemoPost
from tinhso.foundation.access.queries import Post, posts_of
from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.shapes import DemoCitizenBody, DemoPostBody
from tinhso.foundation.access.signing_in import new_citizen, phone_index
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.foundation.people.rules import read_mobile
from tinhso.foundation.units.models import Agency
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import NotFound


def prepare(*, at: datetime) -> list[dict[str, Any]]:
    """Make the demo accounts the packs describe, as far as they are not there yet.

    Keeps passwords and TOTP secrets in `var/demo-accounts.json` and returns its rows: `{door, name, username or
    phone, password, totp, role, title, agency}`. A second run adds nothing.
    """
    if settings.PRODUCTION:
        raise NotFound("Không có dữ liệu trình diễn ở đây.")
    today = clock.local(at).date()
    ways = _Ways()
    rows = [
        _official(one.code, DemoPostBody.model_validate(one.body), ways, at)
        for one in DemoPost.objects.on(today).order_by("code")
    ]
    citizens = [
        DemoCitizenBody.model_validate(one.body) for one in DemoCitizen.objects.on(today).order_by("code")
    ]
    rows += [_citizen(one, at) for one in citizens if one.account]
    file = accounts_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
    file.write_text(json.dumps(rows, ensure_ascii=False, indent=2), encoding="utf-8")
    return rows


def accounts_file() -> Path:
    """Where the ways in are kept; readable by its owner alone."""
    return Path(settings.VAR) / "demo-accounts.json"


@dataclass(frozen=True)
class DemoAccount:
    """A demo account to choose."""

    id: UUID
    name: str
    posts: tuple[Post, ...]


def accounts(*, kind: str, at: datetime) -> tuple[DemoAccount, ...]:
    """The demo accounts of one kind; NotFound in production."""
    if settings.PRODUCTION:
        raise NotFound("Không có dữ liệu trình diễn ở đây.")
    found = Account.objects.filter(kind=kind, is_demo=True, is_active=True).order_by("username")
    return tuple(
        DemoAccount(one.id, one.name, posts_of(actor=SYSTEM, account=one.id, at=at)) for one in found
    )


def step_into(request: HttpRequest, *, account: UUID, door: rules.Door, at: datetime) -> None:
    """Sign in as a demo account without any factor."""
    if settings.PRODUCTION:
        raise NotFound("Không có dữ liệu trình diễn ở đây.")
    chosen = Account.objects.filter(id=account, kind=door.kind, is_demo=True).first()
    if chosen is None:
        raise NotFound("Không có tài khoản trình diễn này.")
    sessions.begin(request, account=chosen, door=door, factor="demo", at=at)


class _Ways:
    """The ways in as they were kept: one password for the whole demonstration, a TOTP secret each."""

    def __init__(self) -> None:
        file = accounts_file()
        rows = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
        officials = [row for row in rows if row["door"] == "official"]
        self.secrets: dict[str, str] = {row["username"]: row["totp"] for row in officials}
        self.password: str = officials[0]["password"] if officials else secrets.token_urlsafe(12)

    @cached_property
    def encoded(self) -> str:
        # Hashing is slow on purpose: once for all demo officials, not at every start.
        return make_password(self.password)


def _official(username: str, one: DemoPostBody, ways: _Ways, at: datetime) -> dict[str, Any]:
    row = {"door": "official", "username": username, "name": one.name, "role": str(Role(one.role).label)}
    row |= {"title": one.title, "agency": one.agency, "password": ways.password}
    account = Account.objects.filter(username=username).first()
    if account is not None and username in ways.secrets:
        return row | {"totp": ways.secrets[username]}
    with transaction.atomic():
        if account is None:
            account = create_official(actor=SYSTEM, at=at, username=username, name=one.name)
            appoint(
                actor=SYSTEM,
                at=at,
                account=account.id,
                agency=Agency.objects.get(key=one.agency).id,
                role=Role(one.role),
                title=one.title,
                valid_from=date(2025, 7, 1),
            )
        account.is_demo, account.password = True, ways.encoded
        account.save(update_fields=["is_demo", "password"])
        factors.reset(account=account)
        sealed = factors.new_secret()
        Authenticator.objects.create(
            user=account, type=Authenticator.Type.TOTP, data={"secret": sealed}, created_at=at
        )
    return row | {"totp": factors.open_secret(sealed)}


def _citizen(one: DemoCitizenBody, at: datetime) -> dict[str, Any]:
    number = read_mobile(one.phone)
    if not Account.objects.filter(phone_index=phone_index(number)).exists():
        with transaction.atomic():
            account = new_citizen(number=number, key=sealing.new_key("access.phone"), at=at)
            account.is_demo = True
            account.save(force_insert=True)
            person = create_person(
                actor=SYSTEM, at=at, name=one.name, birth_date=one.birth_date, sex=one.sex,
                national_id=one.national_id, phone=one.phone, assurance=Person.Assurance.CHECKED,
            )  # fmt: skip
            link_person(account=account, person=person, at=at)
    return {"door": "citizen", "phone": one.phone, "name": one.name}

"""Machines: a client id and a secret (RFC 6749 §4.4) get an opaque Bearer token for an hour."""

import hmac
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access import rules, tallies
from tinhso.foundation.access.models import Account, ApiClient, ApiToken
from tinhso.foundation.access.policy import permissions, require
from tinhso.foundation.access.roles import MACHINE
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed, NotFound, NotSignedIn
from tinhso.kernel.statements import prepared
from tinhso.kernel.text import nfc


@dataclass(frozen=True)
class IssuedToken:
    """A Bearer token, shown this once."""

    token: str
    expires_in: int
    scopes: tuple[str, ...]


def create_client(
    *, actor: Actor, at: datetime, client_id: str, name: str, scopes: Iterable[str]
) -> tuple[ApiClient, str]:
    """Let a machine in; the secret is in the answer and nowhere else."""
    actor = require(actor, "access.manage_clients", at=at)
    granted = sorted(set(scopes))
    for scope in granted:
        permission = permissions.get(scope)
        if permission is None or MACHINE not in permission.grants:
            raise Invalid(
                faults=[Fault("scopes", _("Không cấp được quyền %(scope)s cho hệ thống.") % {"scope": scope})]
            )
    if ApiClient.objects.filter(client_id=client_id).exists():
        raise Conflict(_("Mã hệ thống này đã có."))
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        account = Account(
            kind=Account.Kind.MACHINE, username=f"machine-{client_id}", name=nfc(name), created_at=at
        )
        account.set_unusable_password()
        account.save(force_insert=True)
        client = ApiClient(account=account, client_id=client_id, scopes=granted, created_at=at)
        client.secret_hash = _secret_hash(client, secret)
        client.save(force_insert=True)
        ledger.record(
            actor=actor, verb="access.client_created", about=account.ref, at=at, data={"scopes": granted}
        )
    return client, secret


def revoke_client(*, actor: Actor, at: datetime, client_id: str) -> None:
    """Shut a machine out at once: its tokens go with it."""
    actor = require(actor, "access.manage_clients", at=at)
    with transaction.atomic():
        client = ApiClient.objects.select_for_update().filter(client_id=client_id).first()
        if client is None:
            raise NotFound(_("Không có hệ thống này."))
        client.revoked_at = client.revoked_at or at
        client.save(update_fields=["revoked_at"])
        client.tokens.all().delete()
        ledger.record(actor=actor, verb="access.client_revoked", about=client.account.ref, at=at)


def issue_token(
    *, client_id: str, secret: str, scopes: Iterable[str] = (), address: str, at: datetime
) -> IssuedToken:
    """A token for some of the client's scopes, all of them when none are named."""
    tallies.take("client-address", address, limit=rules.TRIES_PER_ADDRESS, window=rules.TRIES_WINDOW, at=at)
    client = ApiClient.objects.select_related("account").filter(client_id=client_id, revoked_at=None).first()
    known = client is not None and client.account.is_active
    if (
        client is None
        or not known
        or not hmac.compare_digest(client.secret_hash, _secret_hash(client, secret))
    ):
        raise NotSignedIn(_("Mã hệ thống hoặc khóa bí mật chưa đúng."))
    wanted = sorted(set(scopes) or set(client.scopes))
    if not set(wanted) <= set(client.scopes):
        raise NotAllowed(_("Hệ thống không được cấp một trong các quyền đã yêu cầu."))
    token = secrets.token_urlsafe(32)
    ApiToken.objects.create(
        token_hash=_token_hash(token), client=client, scopes=wanted, expires_at=at + rules.TOKEN_LIFE
    )
    tallies.clear("client-address", address)
    return IssuedToken(token, int(rules.TOKEN_LIFE.total_seconds()), tuple(wanted))


def actor_of_token(*, token: str, at: datetime) -> Actor:
    """The machine behind a token; NotSignedIn when there is none any more."""
    rows = _held(_token_hash(token), at)
    if not rows:
        raise NotSignedIn(_("Mã truy cập không đúng hoặc đã hết hạn."))
    ((account, name, scopes),) = rows
    return Actor(ActorKind.MACHINE, account=account, name=name, scopes=frozenset(scopes))


@prepared
def _held(token_hash: str, at: datetime) -> QuerySet[ApiToken, tuple[UUID, str, list[str]]]:
    running = ApiToken.objects.filter(client__revoked_at=None, client__account__is_active=True)
    held = running.filter(token_hash=token_hash, expires_at__gt=at)
    return held.values_list("client__account_id", "client__account__name", "scopes")


def _secret_hash(client: ApiClient, secret: str) -> str:
    return sealing.blind("access.client", f"{client.id}:{secret}")


def _token_hash(token: str) -> str:
    return sealing.blind("access.token", token)

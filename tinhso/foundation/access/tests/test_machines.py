"""Machines: a secret for a token, a token for an hour, and only the scopes that were given."""

import base64
from datetime import timedelta

import pytest
from django.test import Client, RequestFactory

from tinhso.foundation.access import clients, policy
from tinhso.foundation.access.models import ApiClient, ApiToken
from tinhso.foundation.access.policy import Permission, Reach
from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.tests.factories import official_actor
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, ActorKind
from tinhso.kernel.errors import Invalid, NotAllowed, NotSignedIn

pytestmark = pytest.mark.django_db


@pytest.fixture
def secret() -> str:
    with policy.permissions.temporarily(
        Permission("things.send", "Gửi", {"machine": Reach.PROVINCE, Role.CLERK: Reach.AGENCY})
    ):
        _client, secret = clients.create_client(
            actor=SYSTEM, at=clock.now(), client_id="truc", name="Trục liên thông", scopes=["things.send"]
        )
    return secret


def test_a_secret_gives_a_token_and_the_token_an_actor(secret: str) -> None:
    basic = base64.b64encode(f"truc:{secret}".encode()).decode()
    answer = Client(enforce_csrf_checks=True).post(
        "/oauth/token", {"grant_type": "client_credentials"}, headers={"Authorization": f"Basic {basic}"}
    )
    body = answer.json()
    assert (answer.status_code, body["token_type"], body["scope"]) == (200, "Bearer", "things.send")
    request = RequestFactory().get("/api/v1/", headers={"Authorization": f"Bearer {body['access_token']}"})
    actor = actor_of(request)
    assert (actor.kind, actor.scopes) == (ActorKind.MACHINE, frozenset({"things.send"}))


def test_the_token_ends_after_an_hour_and_with_its_client(secret: str) -> None:
    now = clock.now()
    issued = clients.issue_token(client_id="truc", secret=secret, address="10.0.0.1", at=now)
    clients.actor_of_token(token=issued.token, at=now + timedelta(minutes=59))
    with pytest.raises(NotSignedIn):
        clients.actor_of_token(token=issued.token, at=now + timedelta(hours=1))
    clients.revoke_client(actor=SYSTEM, at=now, client_id="truc")
    with pytest.raises(NotSignedIn):
        clients.actor_of_token(token=issued.token, at=now)
    with pytest.raises(NotSignedIn):
        clients.issue_token(client_id="truc", secret=secret, address="10.0.0.1", at=now)


def test_a_wrong_secret_or_a_wider_scope_is_refused(secret: str) -> None:
    post = Client().post
    form = {"grant_type": "client_credentials", "client_id": "truc", "client_secret": "sai"}
    answer = post("/oauth/token", form)
    assert (answer.status_code, answer.json()) == (401, {"error": "invalid_client"})
    answer = post("/oauth/token", form | {"client_secret": secret, "scope": "things.send access.appoint"})
    assert (answer.status_code, answer.json()) == (400, {"error": "invalid_scope"})
    assert post("/oauth/token", {"grant_type": "password"}).json() == {"error": "unsupported_grant_type"}


def test_a_scope_must_be_something_machines_are_granted() -> None:
    for scope in ("access.appoint", "things.unheard_of"):
        with pytest.raises(Invalid):
            clients.create_client(actor=SYSTEM, at=clock.now(), client_id="x", name="X", scopes=[scope])
    with pytest.raises(NotAllowed):
        clients.create_client(
            actor=official_actor(Role.LEADER), at=clock.now(), client_id="x", name="X", scopes=[]
        )


def test_neither_secret_nor_token_is_in_the_rows(secret: str) -> None:
    issued = clients.issue_token(client_id="truc", secret=secret, address="10.0.0.1", at=clock.now())
    rows = repr([*ApiClient.objects.values(), *ApiToken.objects.values()])
    assert secret not in rows
    assert issued.token not in rows


def test_a_made_up_token_is_nobody() -> None:
    request = RequestFactory().get("/api/v1/", headers={"Authorization": "Bearer abc"})
    with pytest.raises(NotSignedIn):
        actor_of(request)

"""A machine that is shut out hears nothing more, not even what was owed to it already."""

from collections.abc import Iterator
from uuid import UUID

import pytest

from tinhso.foundation.access import clients
from tinhso.foundation.access.actions import set_active
from tinhso.foundation.access.models import ApiClient
from tinhso.foundation.partners import jobs
from tinhso.foundation.partners.actions import subscribe
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor, ActorKind
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db
EVENT = "vn.tinhso.dossiers.submitted"


@pytest.fixture
def hook() -> Iterator[UUID]:
    """The subscription of a machine, to an address where nobody is."""
    at = clock.now()
    client, _secret = clients.create_client(
        actor=SYSTEM, at=at, client_id="may-1", name="Máy thử", scopes=["partners.subscribe"]
    )
    machine = Actor(ActorKind.MACHINE, account=client.account_id, scopes=frozenset({"partners.subscribe"}))
    made, _secret = subscribe(actor=machine, url="http://127.0.0.1:9/", events=[EVENT], at=at)
    yield made.id


def owed() -> int:
    """How much a new event adds to what is owed."""
    before = Delivery.objects.filter(handler=jobs.SEND).count()
    jobs._fan_out(Delivery(event=EVENT, act=new_id()))
    return Delivery.objects.filter(handler=jobs.SEND).count() - before


def test_a_revoked_machine_hears_nothing_more(hook: UUID) -> None:
    assert owed() == 1
    clients.revoke_client(actor=SYSTEM, at=clock.now(), client_id="may-1")
    assert owed() == 0
    jobs.send({"webhook": str(hook), "act": str(new_id())}, Delivery())


def test_a_locked_machine_hears_nothing_until_it_is_unlocked(hook: UUID) -> None:
    account = ApiClient.objects.get().account_id
    set_active(actor=SYSTEM, at=clock.now(), account=account, active=False, reason="kiểm tra")
    assert owed() == 0
    jobs.send({"webhook": str(hook), "act": str(new_id())}, Delivery())
    set_active(actor=SYSTEM, at=clock.now(), account=account, active=True, reason="xong")
    assert owed() == 1

"""What a fault test asks of a province from inside it: `python -m tests.faults.inside WORD [ARGUMENT]`, JSON out.

Runs in a process of its own, with the province's environment, and ends with it.
"""

from __future__ import annotations

import json
import secrets
import sys
from typing import Any

import django


def prepare() -> Any:
    """Tables, packs, statics, demo."""
    from tinhso.project.preparing import prepare as make_ready

    return make_ready()


def migrate() -> Any:
    """Tables alone."""
    from tinhso.project.preparing import migrate as make_tables

    make_tables()


def contest(writes: str) -> Any:
    """How so many writes came out that wanted the same thing at once."""
    from tests.faults.contested import contest as hold

    return hold(int(writes))


def citizens(number: str) -> Any:
    """New citizens, signed in: the cookie of each session."""
    from django.test import RequestFactory

    from tinhso.foundation.access import sessions
    from tinhso.foundation.access.actions import link_person
    from tinhso.foundation.access.keeping import SessionStore
    from tinhso.foundation.access.rules import CITIZEN
    from tinhso.foundation.access.signing_in import new_citizen
    from tinhso.foundation.people.actions import create_person
    from tinhso.kernel import clock, sealing
    from tinhso.kernel.actors import SYSTEM

    made, at = [], clock.now()
    for _ in range(int(number)):
        phone = f"+849{secrets.randbelow(10**8):08}"
        account = new_citizen(number=phone, key=sealing.new_key("access.phone"), at=at)
        account.save(force_insert=True)
        mail = f"nguoi-thu-{phone[1:]}@example.vn"
        person = create_person(actor=SYSTEM, at=at, name="Người Thử Nghiệm", phone=phone, email=mail)
        link_person(account=account, person=person, at=at)
        request = RequestFactory().get("/")
        request.session = SessionStore()
        sessions.begin(request, account=account, door=CITIZEN, factor="test", at=at)
        request.session.save()
        made.append(
            {"cookie": CITIZEN.cookie, "session": request.session.session_key, "account": str(account.id)}
        )
    return made


def drafts(account: str, number: str, body: str) -> Any:
    """Drafts of one citizen, complete but for their papers: the ids."""
    from tinhso.foundation.access.models import Account
    from tinhso.foundation.access.queries import actor_of_account
    from tinhso.government.dossiers import actions
    from tinhso.government.dossiers.actions.filing import Filing
    from tinhso.kernel import clock

    at, asked = clock.now(), json.loads(body)
    actor = actor_of_account(Account.objects.get(id=account), at=at)
    filing = Filing(asked["procedure"], asked["commune"], asked["precheck"], asked["answers"])
    return [str(actions.start_draft(actor=actor, filing=filing, at=at).id) for _ in range(int(number))]


def partner(url: str) -> Any:
    """A machine that is told every submitted dossier at this address: the subscription's id."""
    from tinhso.foundation.access.models import Account, ApiClient
    from tinhso.foundation.partners.actions import subscribe
    from tinhso.kernel import clock
    from tinhso.kernel.actors import Actor, ActorKind

    at = clock.now()
    account = Account(kind=Account.Kind.MACHINE, username="machine-faults", name="Máy thử", created_at=at)
    account.set_unusable_password()
    account.save(force_insert=True)
    ApiClient.objects.create(
        account=account, client_id="faults", scopes=["partners.subscribe"], secret_hash="!", created_at=at
    )
    actor = Actor(ActorKind.MACHINE, account=account.id, scopes=frozenset({"partners.subscribe"}))
    hook, _secret = subscribe(actor=actor, url=url, events=["vn.tinhso.dossiers.submitted"], at=at)
    return str(hook.id)


def fall_due() -> Any:
    """What waits for its next try, or for the lease of a worker that was killed, waits no longer: how many.

    How long they wait is measured beside the code.
    """
    from tinhso.kernel import clock
    from tinhso.kernel.deliveries.models import Delivery

    now = clock.now()
    return Delivery.objects.filter(state=Delivery.State.DUE, due_at__gt=now).update(due_at=now)


def books() -> Any:
    """Everything that must agree: dossiers, acts, deliveries, listeners, answers given, leaves."""
    from tinhso.foundation.files.models import StoredFile
    from tinhso.foundation.files.storage import storage
    from tinhso.foundation.notices.models import Notice
    from tinhso.government.dossiers.models import Dossier
    from tinhso.kernel.deliveries.handlers import handlers
    from tinhso.kernel.deliveries.models import Delivery
    from tinhso.kernel.ledger.models import Act, Leaf, Read
    from tinhso.kernel.once.models import UsedKey

    acts = list(Act.objects.all())
    events = {act.event for act in acts if act.event}
    return {
        "dossiers": {
            str(one.id): {"phase": one.phase, "readable": _readable(one)} for one in Dossier.objects.all()
        },
        "acts": [
            {"id": str(act.id), "verb": act.verb, "about": str(act.about), "event": act.event} for act in acts
        ],
        "deliveries": [
            {"handler": one.handler, "act": str(one.act or one.payload.get("act", "")), "state": one.state}
            for one in Delivery.objects.all()
        ],
        "listeners": {
            event: sorted(one.key for one in handlers if one.event in (event, "*")) for event in events
        },
        "notices": [str(notice.about) for notice in Notice.objects.filter(kind="dossiers.submitted")],
        "answers": {used.key: used.answer["id"] for used in UsedKey.objects.all()},
        "positions": list(Leaf.objects.order_by("position").values_list("position", flat=True)),
        "unsealed": sum(kind.objects.filter(position=None).count() for kind in (Act, Read)),
        "lost_files": [
            str(file.id)
            for file in StoredFile.objects.all()
            if file.address not in {address for address, _ in storage().addresses()}
        ],
    }


def _readable(dossier: Any) -> bool:
    try:
        return bool(dossier.envelope()["answers"])
    except Exception:
        return False


def main() -> None:
    django.setup()
    words = {
        word.__name__: word
        for word in (prepare, migrate, contest, citizens, drafts, partner, fall_due, books)
    }
    sys.stdout.write(f"\n{json.dumps(words[sys.argv[1]](*sys.argv[2:]))}\n")


if __name__ == "__main__":
    main()

"""What the fault tests of the document axis ask of a province from inside it: `python -m tests.faults.on_axis WORD …`.

A province of packs and demo officials is told which codes its agencies have and who else is on the axis.
"""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

import django

KEY = "ubnd-tinh"


def join(code: str, other: str, name: str) -> Any:
    """Agencies get the codes of this province, the directory gets the other one: the id of its committee."""
    from django.db.models import Value
    from django.db.models.functions import Concat, Substr

    from tinhso.foundation.units.models import AgencyVersion
    from tinhso.government.axis.models import Outside
    from tinhso.government.axis.rules import folded_as
    from tinhso.kernel import clock

    ours = AgencyVersion.objects.filter(identifier__startswith="H61")
    ours.update(identifier=Concat(Value(code), Substr("identifier", 4)), old_identifier="", provisional=False)
    Outside.objects.create(
        code=other, name=name, folded=folded_as(name, other), effective_from=clock.today(), origin="axis"
    )
    return str(AgencyVersion.objects.on(clock.today()).get(code=KEY).agency_id)


def issue(number: str, to: str) -> Any:
    """So many documents are issued to a code outside, each with a file that stands in for the signed one: their ids."""
    from django.db import transaction

    from tinhso.contracts.documents import DocumentIssued
    from tinhso.foundation.access.models import Account
    from tinhso.foundation.files.actions import keep
    from tinhso.foundation.units.queries import agency_by_key
    from tinhso.foundation.workflow.models import Process
    from tinhso.government.documents.models import KIND, Document, Receiver
    from tinhso.kernel import clock, ledger, sealing
    from tinhso.kernel.actors import SYSTEM
    from tinhso.kernel.ids import new_id

    at, made = clock.now(), []
    office = agency_by_key(KEY, on=clock.today()).agency_id
    someone = Account.objects.filter(kind=Account.Kind.OFFICIAL).order_by("id").first()
    process = Process.objects.on(clock.today()).get(code="document_out")
    assert someone is not None
    for turn in range(int(number)):
        key = new_id()
        one = Document(
            id=key, phase="issued", agency_id=office, drafter=someone, signer=someone, process=process,
            type="quyet-dinh", subject=f"Quyết định thử số {turn}", folded="quyet dinh thu", urgency="0",
            authority="tm", key=sealing.new_key(f"{KIND}:{key}"), created_at=at, saved_at=at, approved_at=at,
            numbered_at=at, numbered_by=someone, issued_at=at, notation=f"{turn + 1:02d}/QĐ-UBND",
        )  # fmt: skip
        one.write({"paragraphs": ["Điều 1."], "addressed_to": [], "places": ["Như Điều 2"]})
        content = _paper(str(key))
        with transaction.atomic():
            one.file = keep(at=at, owner=one.ref, key=one.key, name=f"{turn}.pdf", content=content)
            one.file_digest = hashlib.sha256(content).hexdigest()
            one.save(force_insert=True)
            Receiver.objects.create(document=one, turn=0, carrier="axis", code=to, name=to)
            event = DocumentIssued(
                document=one.id, agency=office, type=one.type, notation=one.notation, at=at
            )
            ledger.record(
                actor=SYSTEM, verb="documents.issue", about=one.ref, at=at, agency=office, event=event
            )
        made.append(str(key))
    return made


def take_back(document: str) -> Any:
    """An issued document is taken back by somebody who may."""
    from tinhso.foundation.units.queries import agency_by_key
    from tinhso.government.documents import actions
    from tinhso.government.documents.models import Document
    from tinhso.kernel import clock

    at, office = clock.now(), agency_by_key(KEY, on=clock.today()).agency_id
    found = Document.objects.get(id=document)
    made = actions.take_back(
        actor=_someone("records", office, at), document=found.id, version=found.version,
        reason="Ban hành nhầm nơi nhận", at=at,
    )  # fmt: skip
    return str(made.id)


def give_back(message: str) -> Any:
    """The clerk of the receiver agrees to a recall."""
    from tinhso.foundation.units.queries import agency_by_key
    from tinhso.government.documents import actions
    from tinhso.government.documents.models import Incoming
    from tinhso.kernel import clock

    at, office = clock.now(), agency_by_key(KEY, on=clock.today()).agency_id
    found = Incoming.objects.get(message=message)
    actions.give_back(actor=_someone("records", office, at), incoming=found.id, version=found.version, at=at)


def books() -> Any:
    """What went out and how far it came; what came in, how often, in which state, asked back or not."""
    from tinhso.foundation.files.queries import files_of, original_bytes
    from tinhso.government.axis.models import Message, Package, Receipt
    from tinhso.government.documents.models import Incoming
    from tinhso.kernel.deliveries.models import Delivery
    from tinhso.kernel.ledger.models import Act

    def files(one: Any) -> list[str]:
        return [
            hashlib.sha256(original_bytes(owner=one.ref, file=file.id)).hexdigest()
            for file in files_of(owner=one.ref)
            if file.openable
        ]

    return {
        "in": [
            {
                "message": one.message,
                "state": one.state,
                "asked_back": one.asked_back_at is not None,
                "files": files(one),
            }
            for one in Incoming.objects.all()
        ],
        "arrivals": Act.objects.filter(verb="documents.in_arrive").count(),
        "receipts": [
            [str(one.package.document), one.state]
            for one in Receipt.objects.filter(package__kind="0").select_related("package")
        ],
        "packages": [[one.kind or one.status, one.state] for one in Package.objects.all()],
        "messages": [[one.state, one.problem, one.times] for one in Message.objects.all()],
        "parked": Delivery.objects.filter(state="parked").count(),
    }


def hurry() -> Any:
    """The books; what waits for its next try waits no longer."""
    from tinhso.government.axis.models import Package
    from tinhso.kernel import clock
    from tinhso.kernel.deliveries.models import Delivery, Schedule

    now = clock.now()
    Package.objects.filter(state="parked").update(state="waiting", attempts=1)
    Package.objects.filter(state="waiting").update(due_at=now)
    Schedule.objects.filter(key__startswith="axis.").update(next_at=now)
    Delivery.objects.filter(state=Delivery.State.DUE, due_at__gt=now).update(due_at=now)
    return books()


def _paper(title: str) -> bytes:
    import io

    import pikepdf

    held = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.docinfo["/Title"] = title
        made.save(held)
    return held.getvalue()


def _someone(role: str, office: Any, at: Any) -> Any:
    from tinhso.foundation.access.models import Account
    from tinhso.kernel.actors import Actor, ActorKind, Seat

    account = Account.objects.filter(kind=Account.Kind.OFFICIAL).order_by("id").first()
    assert account is not None
    return Actor(
        ActorKind.OFFICIAL, account=account.id, name=account.name, seats=(Seat(role=role, agency=office),)
    )


def main() -> None:
    django.setup()
    words = {word.__name__: word for word in (join, issue, take_back, give_back, books, hurry)}
    sys.stdout.write(f"\n{json.dumps(words[sys.argv[1]](*sys.argv[2:]))}\n")


if __name__ == "__main__":
    main()

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
COMMUNE = "xa-cang-long"
"""An agency with an official in every post."""


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


def decide(to: str) -> Any:
    """A commune's decision to a code outside is drafted, looked over, approved and numbered by those in its posts; the
    worker typesets, signs, seals and issues it: its id."""
    from tinhso.foundation.units.queries import agency_by_key
    from tinhso.government.documents import actions
    from tinhso.government.documents.models import Document
    from tinhso.government.documents.queries.page import digest_of
    from tinhso.government.documents.rules import Text
    from tinhso.kernel import clock

    at, office = clock.now(), agency_by_key(COMMUNE, on=clock.today()).agency_id
    officer, head, leader, records = (
        _in_post(role, office, at) for role in ("officer", "head", "leader", "records")
    )
    said = Text(
        type="quyet-dinh", subject="Kiện toàn Tổ công nghệ số cộng đồng", urgency="0", addressed_to=[],
        places=["Như Điều 2"], unit="VP", authority="tm", superior="",
        paragraphs=[
            "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
            "Theo đề nghị của Chánh Văn phòng.",
            "Điều 1. Kiện toàn Tổ công nghệ số cộng đồng.",
            "Điều 2. Quyết định này có hiệu lực từ ngày ký.",
        ],
    )  # fmt: skip
    made = actions.begin(
        actor=officer, agency=office, text=said, signer=leader.account, secrecy="0", at=at, receivers=[f"axis:{to}"]
    )  # fmt: skip

    def now() -> Document:
        return Document.objects.get(id=made.id)

    for hand in (officer, head):
        actions.send(actor=hand, document=made.id, version=now().version, key="forward", note="", at=at)
    actions.approve(
        actor=leader, document=made.id, version=now().version, digest=digest_of(now()), at=at
    )  # fmt: skip
    actions.number(actor=records, document=made.id, version=now().version, at=at)
    return str(made.id)


def issued(document: str) -> Any:
    """Number, notation and digest of what the worker issued; the authorities behind its signatures."""
    from tinhso.foundation.signing.models import Authority
    from tinhso.government.documents.models import Document

    found = Document.objects.get(id=document)
    return {
        "notation": found.notation,
        "digest": found.file_digest,
        "root": Authority.objects.get(parent=None).pem,
        "issuers": "".join(Authority.objects.exclude(parent=None).values_list("pem", flat=True)),
    }


def received(message: str, path: str) -> Any:
    """The one file of what came is written to a path: what its receiver reads of its signatures."""
    from pathlib import Path

    from tinhso.foundation.files.queries import files_of, original_bytes
    from tinhso.government.documents.models import Incoming

    found = Incoming.objects.get(message=message)
    (file,) = files_of(owner=found.ref)
    Path(path).write_bytes(original_bytes(owner=found.ref, file=file.id))
    return {"verdict": found.verdict, "notation": found.notation}


def take_back(document: str) -> Any:
    """An issued document is taken back by the records clerk of its agency."""
    from tinhso.government.documents import actions
    from tinhso.government.documents.models import Document
    from tinhso.kernel import clock

    at, found = clock.now(), Document.objects.get(id=document)
    made = actions.take_back(
        actor=_in_post("records", found.agency_id, at), document=found.id, version=found.version,
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


def _in_post(role: str, agency: Any, at: Any) -> Any:
    from tinhso.foundation.access.models import Appointment
    from tinhso.foundation.access.queries import actor_of_account

    return actor_of_account(Appointment.objects.get(role=role, agency=agency).account, at=at)


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
    words = {
        word.__name__: word
        for word in (join, issue, decide, issued, received, take_back, give_back, books, hurry)
    }
    sys.stdout.write(f"\n{json.dumps(words[sys.argv[1]](*sys.argv[2:]))}\n")


if __name__ == "__main__":
    main()

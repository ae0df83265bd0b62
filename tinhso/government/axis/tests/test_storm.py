"""A bad week on the wire: a fifth of the calls lost, of the answers lost, of the messages doubled and as many delayed.

Every document has exactly one effect on either side, and every status is said. 12 each way; 10,000 when `TINHSO_PROVE`
is set. What happens when processes die meanwhile: `tests/faults/test_axis.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from tinhso.contracts.documents import DocumentIssued
from tinhso.foundation.files.actions import keep
from tinhso.government.axis.engine import samples
from tinhso.government.axis.engine.samples import Mishap
from tinhso.government.axis.engine.simulator import simulator
from tinhso.government.axis.formats.messages import Message as Wire
from tinhso.government.axis.formats.messages import StatusMessage
from tinhso.government.axis.formats.reading import read
from tinhso.government.axis.models import Message, Package
from tinhso.government.axis.rules import Sending, Taking
from tinhso.government.axis.tests.factories import X01, held, issued, make_axis, place_of, work
from tinhso.government.documents.models import Document, Incoming, OutgoingEntry, Receiver
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db
EACH = 10_000 if os.environ.get("TINHSO_PROVE") else 12
STORM = {"lost": "0.2", "unanswered": "0.2", "doubled": "0.2", "delayed": "0.2"}
_ROUND = timedelta(minutes=11)
_MOST = 400


def test_each_message_has_one_effect(settings: Any, figures: Callable[..., None]) -> None:
    office = make_axis()
    first = issued(office, X01)
    for number in range(2, EACH + 1):
        _another(first, office, number)
    for _number in range(EACH):
        (one,) = samples.messages(Mishap.NONE, sender=X01, receiver=place_of(office), at=MONDAY)
        simulator().give(one.raw, sender="X01", receivers=[one.receiver])
    settings.DOCUMENT_AXIS_SIMULATOR = STORM
    simulator.cache_clear()
    axis, rounds, at = simulator(), 0, MONDAY
    while not _calm() and rounds < _MOST:
        at += _ROUND
        work(at, rounds=20)
        Package.objects.filter(state=Sending.PARKED).update(state=Sending.WAITING, attempts=1)
        axis.catch_up()
        rounds += 1
    got = Counter(_said(read(bytes(one.body)).message) for one in held(X01))
    came = Counter(Incoming.objects.values_list("message", flat=True))
    figures(
        out=sum(" " not in one for one in got), into=len(came), statuses=sum(" " in one for one in got),
        doubled=sum(got.values()) - len(got), rounds=rounds,
        offered_again=sum(Message.objects.values_list("times", flat=True)) - EACH,
    )  # fmt: skip
    assert len(came) == EACH
    assert set(came.values()) == {1}
    assert {str(one) for one in Document.objects.values_list("id", flat=True)} <= got.keys()
    assert {f"01 {one}" for one in came} <= got.keys()
    assert not Package.objects.exclude(state=Sending.SENT).exists()
    assert Package.objects.count() == 2 * EACH
    assert not Message.objects.exclude(state=Taking.TAKEN).exists()


def _said(message: Wire) -> str:
    if isinstance(message, StatusMessage):
        return f"{message.status} {message.about.document_id}"
    return message.document_id


def _calm() -> bool:
    if Incoming.objects.count() < EACH or Package.objects.count() < 2 * EACH:
        return False
    return not (
        Package.objects.exclude(state=Sending.SENT).exists()
        or Message.objects.exclude(state=Taking.TAKEN).exists()
    )


def _another(first: Document, office: Office, number: int) -> None:
    """One more issued document, without the way it went before."""
    entry = OutgoingEntry.objects.get(document=first)
    one = Document.objects.get(id=first.id)
    one.pk = one.id = new_id()
    one.key = sealing.new_key(f"documents.document:{one.id}")
    one.notation = f"{number:02d}/BC-UBND"
    one.write(first.text())
    one.file = keep(at=MONDAY, owner=one.ref, key=one.key, name="van-ban.pdf", content=b"%PDF-1.7")
    one.save(force_insert=True)
    entry.pk, entry.document, entry.number, entry.notation = None, one, number, one.notation
    entry.save(force_insert=True)
    Receiver.objects.create(document=one, turn=0, carrier="axis", code="X01", name=X01.name)
    event = DocumentIssued(
        document=one.id, agency=office.committee.id, type=one.type, notation=one.notation, at=MONDAY
    )
    ledger.record(actor=SYSTEM, verb="documents.issue", about=one.ref, at=MONDAY, event=event)
    assert Delivery.objects.exists()

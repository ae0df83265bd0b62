"""A bad week on the wire: a fifth of the calls lost, of the answers lost, of the messages doubled and as many delayed.

Every document has exactly one effect on either side, and every status is said. 1,000 messages: a third out, a third in,
a third the words that they came; 10,000 when `TINHSO_PROVE` is set. Only the axis works here: what others make of
a document that came or went is not what is asked. When processes die meanwhile: `tests/faults/test_axis.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine

from tinhso.contracts.documents import DocumentIssued
from tinhso.foundation.files.actions import keep
from tinhso.foundation.packs.models import AppliedPack
from tinhso.government.axis.engine import samples
from tinhso.government.axis.engine.samples import Mishap
from tinhso.government.axis.engine.simulator import simulator
from tinhso.government.axis.formats.messages import Message as Wire
from tinhso.government.axis.formats.messages import StatusMessage
from tinhso.government.axis.formats.reading import read
from tinhso.government.axis.models import Attempt, Message, Package
from tinhso.government.axis.rules import Sending, Taking
from tinhso.government.axis.tests.factories import X01, held, issued, make_axis, place_of
from tinhso.government.documents.models import Document, Incoming, OutgoingEntry, Receiver
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries.handlers import handlers
from tinhso.kernel.deliveries.models import Delivery, Schedule
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act

pytestmark = [pytest.mark.django_db, pytest.mark.once]
EACH = 3334 if os.environ.get("TINHSO_PROVE") else 334
STORM = {"lost": "0.2", "unanswered": "0.2", "doubled": "0.2", "delayed": "0.2"}
_ROUND = timedelta(minutes=11)
_MOST = 400
_LATER = timedelta(days=3650)


def test_each_message_has_one_effect(settings: Any, figures: Callable[..., None]) -> None:
    office = make_axis()
    first = issued(office, X01)
    for number in range(2, EACH + 1):
        _another(first, office, number)
    _as_in_a_province()
    settings.DOCUMENT_AXIS_SIMULATOR = STORM
    simulator.cache_clear()
    axis, rounds, at = simulator(), 0, MONDAY
    for number in range(EACH):
        (one,) = samples.messages(
            Mishap.NONE, sender=X01, receiver=place_of(office), at=MONDAY, number=f"{number + 1}"
        )
        axis.give(one.raw, sender="X01", receivers=[one.receiver])
    while not _calm() and rounds < _MOST:
        at += _ROUND
        _work(at)
        Package.objects.filter(state=Sending.PARKED).update(state=Sending.WAITING, attempts=1)
        axis.catch_up()
        rounds += 1
    got = Counter(_said(read(bytes(one.body)).message) for one in held(X01))
    came = Counter(Incoming.objects.values_list("message", flat=True))
    kept = list(Message.objects.values_list("times", flat=True))
    figures(
        out=sum(" " not in one for one in got), into=len(came), statuses=sum(" " in one for one in got),
        doubled=sum(got.values()) - len(got), came_twice=len(kept) - EACH, rounds=rounds,
        tries=Attempt.objects.count(), offered_again=sum(kept) - len(kept),
    )  # fmt: skip
    assert len(came) == EACH
    assert set(came.values()) == {1}
    assert len(kept) > EACH
    assert Act.objects.filter(verb="documents.in_arrive").count() == EACH
    assert {str(one) for one in Document.objects.values_list("id", flat=True)} <= got.keys()
    assert {f"01 {one}" for one in came} <= got.keys()
    assert not Package.objects.exclude(state=Sending.SENT).exists()
    assert Package.objects.count() == 2 * EACH
    assert not Message.objects.exclude(state=Taking.TAKEN).exists()


def _as_in_a_province() -> None:
    """Packs are applied, so what they say is kept; nobody but the axis has repeated jobs."""
    AppliedPack.objects.create(name="vietnam", title="Việt Nam", digest="ab" * 32, applied_at=MONDAY)
    others = [one.key for one in handlers if one.every and not one.key.startswith("axis.")]
    Schedule.objects.bulk_create(Schedule(key=one, next_at=MONDAY + _LATER) for one in others)


def _work(at: datetime) -> None:
    """Everything that is due for the axis at a moment, with what follows from it."""
    with time_machine.travel(at, tick=False):
        for _round in range(20):
            Delivery.objects.filter(state=Delivery.State.DUE).exclude(handler__startswith="axis.").delete()
            if not work_off(limit=1000):
                break


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

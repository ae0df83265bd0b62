"""What there is of incoming documents in the world: waiting, before the leader, at work, asked back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from tinhso.contracts.documents import Change, Letter, Place
from tinhso.foundation.files.actions import Came
from tinhso.foundation.files.models import StoredFile
from tinhso.government.documents import actions
from tinhso.government.documents.actions import Share
from tinhso.government.documents.models import Incoming
from tinhso.government.documents.rules.incoming import Slip
from tinhso.government.documents.tests.coming import picture
from tinhso.government.dossiers.tests.factories import Office
from tinhso.kernel.ids import new_id

SLIP = Slip(
    sender="Sở Tài chính", number="", symbol="", dated=date(2026, 11, 13), type="cong-van", subject="Thông báo",
    urgency="0", due=None, signer="", position="",
)  # fmt: skip


def make_incoming_side(
    office: Office, *, words: Mapping[str, str], at: datetime
) -> dict[str, dict[str, object]]:
    """The parts of addresses that lead to each. Documents have been made."""
    waiting, before, at_work = (_paper(office, words, at) for _ in range(3))
    for one in (before, at_work):
        _register(one, office, at)
    actions.instruct(
        actor=office.leader, incoming=at_work.id, version=_now(at_work).version, text=words["answer"],
        lead=Share(office.committee.id, office.officer.account), together=(), informed=(), handle_by=None, at=at,
    )  # fmt: skip
    asked = _asked_back(office, words, at)
    _register(asked, office, at)
    found = {"in-waiting": waiting, "in-registered": before, "in-assigned": at_work, "in-recall": asked}
    return {scene: _values(_now(one), office, other=before.id) for scene, one in found.items()}


def _paper(office: Office, words: Mapping[str, str], at: datetime) -> Incoming:
    scan = Came(f"{words['file'].rpartition('.')[0] or words['file']}.png", picture())
    return actions.enter(
        actor=office.records, agency=office.committee.id, slip=SLIP, secrecy="0", came=[scan], at=at
    )


def _register(one: Incoming, office: Office, at: datetime) -> None:
    assert office.leader.account is not None
    actions.register(
        actor=office.records, incoming=one.id, version=_now(one).version, leader=office.leader.account, at=at
    )


def _asked_back(office: Office, words: Mapping[str, str], at: datetime) -> Incoming:
    first = Letter(
        message=str(new_id()), sender=Place(code="H61.05", name="Sở Tài chính"), receivers=(), number="1",
        symbol="STC", dated=SLIP.dated, place="", type="cong-van", type_title="", subject="Việc khác",
        content=words["answer"],
    )  # fmt: skip
    key = actions.arrive(first, carrier="axis", agency=office.committee.id, at=at)
    recall = Letter(
        message=str(new_id()), sender=first.sender, receivers=(), number="1", symbol="STC", dated=SLIP.dated, place="",
        type="", type_title="", subject="", change=Change.RECALL, changed=first.message, reason=words["answer"],
    )  # fmt: skip
    actions.arrive(recall, carrier="axis", agency=office.committee.id, at=at)
    return Incoming.objects.get(id=key)


def _now(one: Incoming) -> Incoming:
    return Incoming.objects.get(id=one.id)


def _values(one: Incoming, office: Office, *, other: UUID) -> dict[str, object]:
    file = StoredFile.objects.filter(owner=one.ref).first()
    return {
        "incoming": one.id, "attachment": file.id if file else new_id(), "version": one.version, "other": other,
        "leader": office.leader.account,
    }  # fmt: skip

"""The outbox: a package for each document, change and status, a row for each receiver; tried until it went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, IncomingMoved, Letter, Place, Standing
from tinhso.foundation.access.policy import require
from tinhso.government.axis.models import Attempt, Message, Package, Receipt
from tinhso.government.axis.queries.directory import is_ours, named
from tinhso.government.axis.queries.outbox import bringing, first_of
from tinhso.government.axis.rules import ADDED, NO_SUCH, TAKEN_OFF, Sending, next_try
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, NotFound

SEND = "axis.send"
OPERATE = "axis.operate"
_WORDS = 300
_ALONE = timedelta(minutes=2)
"""How long a try that was begun may take before it is made again."""
_HELD = (Sending.WAITING, Sending.PARKED)
_ANSWERED = (Standing.GIVEN_BACK, Standing.NOT_GIVEN_BACK)
_ASKED_FOR = (Standing.REFUSED, *_ANSWERED)
"""Each answers something that its sender did, and may do again."""


def queue(letter: Letter, *, document: UUID, agency: UUID, at: datetime) -> Package | None:
    """Put a document that was issued in the outbox; None when nobody outside gets it."""
    known = first_of(document)
    receivers, unknown = _outside(letter.receivers, at=at)
    if known is not None or not (receivers or unknown):
        return known
    package = Package(document=document, agency_id=agency, kind=Change.NEW, message=letter.message)
    return _put(package, receivers, unknown, letter=letter, at=at)


def queue_change(
    letter: Letter, *, document: UUID, agency: UUID, by: UUID | None, at: datetime
) -> Package | None:
    """Let receivers be told of a change. What was taken back before it left is not sent at all, nor is the change;
    where it may have left, both sides of the doubt are covered: it is not tried again, and it is asked back."""
    with transaction.atomic():
        mine = Q(document=document, kind=Change.NEW) | Q(first__document=document)
        packages = list(Package.objects.select_for_update(of=("self",)).filter(mine).order_by("id"))
        first = next((one for one in packages if one.kind == Change.NEW), None)
        if first is None:
            return None
        if letter.change == Change.RECALL:
            for one in packages:
                if one.state in _HELD and (one is first or one.receipts.filter(listed=ADDED).exists()):
                    _withdraw(one, at=at)
        unknown: list[Place] = []
        listed: dict[str, str] = {}
        if letter.added or letter.taken_off:
            there = set(bringing(first).values_list("code", flat=True))
            new, unknown = _outside([one for one in letter.added if one.code not in there], at=at)
            off = _taken_off(first, letter.taken_off, at=at)
            receivers = [*(one for one in new if one.code not in there), *off]
            listed = dict.fromkeys([one.code for one in (*new, *unknown)], ADDED)
            listed |= dict.fromkeys([one.code for one in off], TAKEN_OFF)
        else:
            receivers = _told(first)
        if not (receivers or unknown):
            return None
        package = Package(
            document=document, agency_id=agency, kind=letter.change, by=by, message=letter.message, first=first
        )  # fmt: skip
        return _put(package, receivers, unknown, letter=letter, at=at, listed=listed)


def answer(event: IncomingMoved, *, about: Message, at: datetime) -> Package:
    """Tell the sender of a document how far it has come here; once for each standing, and for each time that it was
    refused, or that its sender asked for it back."""
    with transaction.atomic():
        before = Package.objects.filter(about=about, status=event.standing)
        if event.standing in _ASKED_FOR:
            before = before.filter(said_at=event.at)
        if (known := before.first()) is not None:
            return known
        package = Package(
            agency_id=event.agency, about=about, status=event.standing, said_by=event.by, said_at=event.at,
            message=about.document_id,
        )  # fmt: skip
        sender = Place(code=about.sender, name=about.sender_name)
        return _put(package, [sender], (), letter=None, at=at, title=str(about))


def begin_try(*, package: UUID, at: datetime) -> Package | None:
    """Mark that a package is being sent, before it is: from then on it may have arrived. None when it waits no more."""
    with transaction.atomic():
        found = Package.objects.select_for_update().filter(id=package, state=Sending.WAITING).first()
        if found is None:
            return None
        found.attempts += 1
        found.due_at = at + _ALONE
        found.save(update_fields=["attempts", "due_at"])
    return found


def note_sent(*, package: UUID, axis_id: str, at: datetime) -> None:
    """The axis has taken it. Doing it again changes nothing."""
    with transaction.atomic():
        found = Package.objects.select_for_update().get(id=package)
        Attempt.objects.create(package=found, at=at)
        if found.state == Sending.SENT:
            return
        if found.state == Sending.WAITING:
            # One that was taken back while it was under way stays so: the recall behind it says the rest.
            found.state = Sending.SENT
        found.sent_at, found.axis_id = at, axis_id[:120]
        found.save(update_fields=["state", "sent_at", "axis_id"])
        found.receipts.filter(state__in=_HELD).update(state=Sending.SENT, at=at)
        if found.first is not None:
            back = found.receipts.all()
            if found.kind != Change.RECALL:
                back = back.filter(listed=TAKEN_OFF)
            asked = bringing(found.first).filter(code__in=back.values("code"))
            asked.exclude(state__in=_ANSWERED).update(state=Standing.ASKED_BACK, at=at)
        _record(found, "axis.sent", at=at, data={"axis_id": found.axis_id})


def note_failed(*, package: UUID, words: str, again: bool, at: datetime) -> None:
    """It did not go: tried again later, or kept for a person where trying does not help or was done often enough."""
    with transaction.atomic():
        found = Package.objects.select_for_update().get(id=package)
        Attempt.objects.create(package=found, at=at, words=words[:_WORDS])
        if found.state != Sending.WAITING:
            return
        due = next_try(found.attempts, at=at) if again else None
        if due is None:
            found.state = Sending.PARKED
            found.receipts.filter(state=Sending.WAITING).update(state=Sending.PARKED, at=at)
            _record(found, "axis.parked", at=at, data={"attempts": found.attempts})
        else:
            found.due_at = due
            enqueue(SEND, {"package": str(found.id)}, due_at=due)
        found.save(update_fields=["state", "due_at"])


def send_again(*, actor: Actor, package: UUID, at: datetime) -> None:
    """Try a parked package anew, as often as a fresh one."""
    actor = require(actor, OPERATE, at=at)
    with transaction.atomic():
        found = Package.objects.select_for_update().filter(id=package).first()
        if found is None:
            raise NotFound(_("Không có thông điệp này."))
        if found.state != Sending.PARKED:
            raise Conflict(_("Thông điệp này không còn ở trạng thái chưa gửi được."))
        # At least one: it may have left before.
        found.state, found.attempts, found.due_at = Sending.WAITING, 1, at
        found.save(update_fields=["state", "attempts", "due_at"])
        waits = found.receipts.filter(state__in=(Sending.PARKED, NO_SUCH))
        codes = list(waits.values_list("code", flat=True))
        waits.filter(code__in=named(codes, clock.local(at).date())).update(state=Sending.WAITING, at=at)
        if not found.receipts.filter(state=Sending.WAITING).exists():
            raise Conflict(
                _("Không nơi nhận nào có trong danh bạ."), next_step=_("Đồng bộ danh bạ từ trục rồi gửi lại.")
            )
        enqueue(SEND, {"package": str(found.id)}, due_at=at)
        _record(found, "axis.sent_again", at=at, actor=actor)


def _told(first: Package) -> list[Place]:
    """Who has a document, or may have it, and was not asked for it back when it was taken off the list."""
    off = Receipt.objects.filter(package__first=first, listed=TAKEN_OFF).values("code")
    found = bringing(first).exclude(state__in=(Standing.GIVEN_BACK, NO_SUCH)).exclude(code__in=off)
    return [
        Place(code=one.code, name=one.name)
        for one in found.select_related("package")
        if one.state != Sending.WITHDRAWN or (one.package.state == Sending.WITHDRAWN and one.package.attempts)
    ]


def _taken_off(first: Package, places: Sequence[Place], *, at: datetime) -> list[Place]:
    """Those that have the document, or may have it; to the others it is not sent."""
    found = []
    for one in bringing(first).filter(code__in=[place.code for place in places]).select_related("package"):
        package = one.package
        if package.state in _HELD:
            Receipt.objects.filter(id=one.id).update(state=Sending.WITHDRAWN, at=at)
            if not package.receipts.filter(state__in=_HELD).exists():
                _withdraw(package, at=at)
            if not package.attempts:
                continue
        elif one.state in (Standing.GIVEN_BACK, NO_SUCH, Sending.WITHDRAWN):
            continue
        found.append(Place(code=one.code, name=one.name))
    return found


def _outside(places: Sequence[Place], *, at: datetime) -> tuple[list[Place], list[Place]]:
    """Receivers that are in the directory today, each once, and those that are not; agencies of the house never go
    this way."""
    day = clock.local(at).date()
    asked = [one for one in places if one.agency is None and not is_ours(one.code, on=day)]
    found = named([one.code for one in asked], day)
    known = {found[one.code].code: found[one.code] for one in asked if one.code in found}
    return list(known.values()), [one for one in asked if one.code not in found]


def _put(
    package: Package,
    receivers: Sequence[Place],
    unknown: Sequence[Place],
    *,
    letter: Letter | None,
    at: datetime,
    title: str = "",
    listed: Mapping[str, str] | None = None,
) -> Package:
    package.name = (title or (f"{letter.number}/{letter.symbol}" if letter else ""))[:120]
    package.created_at = package.due_at = at
    with transaction.atomic():
        if not receivers:
            package.state = Sending.PARKED
        package.save(force_insert=True)
        states = {Sending.WAITING: receivers, NO_SUCH: unknown}
        Receipt.objects.bulk_create(
            Receipt(
                package=package,
                code=one.code,
                name=one.name[:200],
                state=state,
                at=at,
                listed=(listed or {}).get(one.code, ""),
            )
            for state, places in states.items()
            for one in places
        )
        enqueue(SEND, {"package": str(package.id)}, due_at=at)
        _record(package, "axis.queued", at=at, data={"kind": package.kind, "status": package.status})
    return package


def _withdraw(package: Package, *, at: datetime) -> None:
    package.state = Sending.WITHDRAWN
    package.save(update_fields=["state"])
    package.receipts.filter(state__in=_HELD).update(state=Sending.WITHDRAWN, at=at)
    _record(package, "axis.withdrawn", at=at)


def _record(
    package: Package, verb: str, *, at: datetime, actor: Actor = SYSTEM, data: Mapping[str, Any] | None = None
) -> None:
    ledger.record(
        actor=actor, verb=verb, about=package.ref, at=at, agency=package.agency_id,
        purpose="gửi văn bản qua trục liên thông", basis="Nghị định 30/2020/NĐ-CP", data=data or {},
    )  # fmt: skip

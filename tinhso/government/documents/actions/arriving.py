"""What a carrier brings to an agency: a document, or a change of one that came before.

A message that is brought again changes nothing, however often it comes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, Letter, Standing
from tinhso.foundation.files import actions as files
from tinhso.foundation.files.actions import Came
from tinhso.foundation.units.queries import office
from tinhso.foundation.workflow.queries import process_on
from tinhso.government.documents.actions.changing_in import record_in, start_in
from tinhso.government.documents.actions.instructing import call_off
from tinhso.government.documents.models import INCOMING, KIND, Arrival, Document, Incoming
from tinhso.government.documents.models.incoming import report_row
from tinhso.government.documents.queries.kinds import TYPES, URGENCY, choices
from tinhso.government.documents.rules.incoming import (
    CLOSED,
    MAIL,
    PROCESS_IN,
    State,
    written,
)
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import fold, nfc

JUDGE, READ = "documents.judge", "documents.read_scan"
_LONGEST_MESSAGE = 200


def arrive(letter: Letter, *, carrier: str, agency: UUID, at: datetime, source: UUID | None = None) -> UUID:
    """Bring in what came for one agency; the incoming document it is about.

    Invalid with words for its sender when it can not be taken at all; NotFound while what it changes is not here.
    `source` names the incoming document of another agency of the house that is passed on.
    """
    letter = fitting(letter)
    digest = "" if letter.change == Change.NEW else _digest(letter)
    here = {
        "agency": agency, "carrier": carrier, "message": letter.message, "change": letter.change, "digest": digest,
    }  # fmt: skip
    if known := Arrival.objects.filter(**here).first():
        return known.incoming_id
    came = [] if letter.change == Change.RECALL else _opened(letter)
    try:
        with transaction.atomic():
            arrival = Arrival(
                agency_id=agency, carrier=carrier, message=letter.message, change=letter.change, digest=digest,
                number=0, at=at,
            )  # fmt: skip
            found = _bring(letter, arrival, came, source=source, at=at)
    except IntegrityError:
        # Brought twice at the same moment: the other one was faster.
        known = Arrival.objects.filter(**here).first()
        if known is None:
            raise
        return known.incoming_id
    return found.id


def note_verdict(
    *, incoming: UUID, edition: int, verdict: str, report: Sequence[Mapping[str, Any]], at: datetime
) -> None:
    """Keep what the signatures of its files proved; nothing when a later edition has come meanwhile."""
    with transaction.atomic():
        found = Incoming.objects.select_for_update(of=("self",)).get(id=incoming)
        if found.arrivals.filter(number__gt=edition).exists():
            return
        found.verdict = verdict
        found.report_sealed = sealing.seal_json(found.key, list(report), row=report_row(found.id))
        record_in(found, verb="in_judge", actor=SYSTEM, at=at, data={"verdict": verdict})


def _bring(
    letter: Letter, arrival: Arrival, came: Sequence[Came], *, source: UUID | None, at: datetime
) -> Incoming:
    if letter.change == Change.RECALL:
        return _recall(letter, arrival, at=at)
    if letter.change == Change.UPDATE:
        return _update(letter, arrival, came, at=at)
    old = _changed(letter, arrival) if letter.change == Change.REPLACE else None
    found = _there_already(letter, arrival, old) if old else None
    if found is None:
        found = new_incoming(agency=arrival.agency_id, carrier=arrival.carrier, message=letter.message, at=at)
        describe(found, letter, at=at)
        found.answers, found.source_id = _ours(letter, arrival.agency_id), source
        found.save(force_insert=True)
        arrival.number = 1
        kept, left_out = _take_in(found, came, at=at)
        unconfirmed = arrival.carrier == MAIL
        keep_arrival(arrival, found, letter, kept=kept, left_out=left_out, unconfirmed=unconfirmed)
        start_in(found, actor=SYSTEM, again=False, at=at)
        record_in(found, verb="in_arrive", actor=SYSTEM, at=at, standing=Standing.ARRIVED)
        _have_judged(found, arrival, at=at)
        if unconfirmed:
            enqueue(READ, {"incoming": str(found.id)}, due_at=at)
    else:
        keep_arrival(arrival, found, letter, kept=[], left_out=[])
    if old is not None:
        found.replaces = old
        record_in(old, verb="in_replace", actor=SYSTEM, at=at, data={"by": str(found.id)})
        found.save(update_fields=["replaces"])
        if old.state == State.WAITING or found.registered_at is not None:
            supersede(old, at=at)
    return found


def supersede(old: Incoming, *, at: datetime) -> None:
    """End the work on a locked document in whose place another stands; it keeps its line in the register."""
    if old.state in CLOSED or old.state == State.FINISHED:
        return
    old.state, old.closed_at = State.REPLACED, at
    call_off(old, reason="Nơi gửi đã thay thế bằng văn bản khác.", at=at)
    record_in(old, verb="in_superseded", actor=SYSTEM, at=at)


def _recall(letter: Letter, arrival: Arrival, *, at: datetime) -> Incoming:
    """Its sender asks for it back. The receiver's clerk answers; of what is closed already nothing is left to ask. One
    that was seen to be the same as another is not: that other may be at work."""
    found = _changed(letter, arrival)
    closed = found.state in CLOSED - {State.DOUBLE}
    if closed:
        arrival.answered_at, arrival.agreed = at, True
    else:
        found.asked_back_at = at
    keep_arrival(arrival, found, letter, kept=[], left_out=[])
    standing = Standing.GIVEN_BACK if closed else None
    record_in(found, verb="in_recall", actor=SYSTEM, at=at, note=letter.reason, standing=standing)
    return found


def _update(letter: Letter, arrival: Arrival, came: Sequence[Came], *, at: datetime) -> Incoming:
    """Its sender corrects it: what came before is kept beside what it says now. One that was refused waits anew."""
    found = _changed(letter, arrival)
    if found.state in (State.GIVEN_BACK, State.REPLACED):
        raise Invalid(
            _("Văn bản đã được thu hồi hoặc thay thế nên không cập nhật được."),
            next_step=_("Gửi văn bản mới."),
        )
    arrival.number = found.arrivals.order_by("-number").values_list("number", flat=True)[0] + 1
    describe(found, letter, at=at)
    found.changed_at, found.verdict, found.report_sealed = at, "", None
    kept, left_out = _take_in(found, came, at=at)
    if not kept:
        kept = _files_before(found)
    if found.state == State.REFUSED:
        found.state, found.closed_at = State.WAITING, None
        start_in(found, actor=SYSTEM, again=True, at=at)
    keep_arrival(arrival, found, letter, kept=kept, left_out=left_out)
    record_in(
        found, verb="in_update", actor=SYSTEM, at=at, note=letter.reason, data={"edition": arrival.number}
    )
    _have_judged(found, arrival, at=at)
    return found


def _changed(letter: Letter, arrival: Arrival) -> Incoming:
    """The document of the same sender that a message changes, held; NotFound while it is not here."""
    before = Arrival.objects.filter(agency=arrival.agency_id, carrier=arrival.carrier, message=letter.changed)
    first = before.exclude(change=Change.RECALL).order_by("at").first()
    if first is not None:
        found = (
            Incoming.objects.select_for_update(of=("self",))
            .select_related("agency")
            .get(id=first.incoming_id)
        )
        if not letter.sender.code or not found.sender_code or letter.sender.code == found.sender_code:
            return found
    raise NotFound(_("Chưa nhận được văn bản mà thông báo này thay đổi."))


def _there_already(letter: Letter, arrival: Arrival, old: Incoming) -> Incoming | None:
    """The document that stands in the place of another, where it came before by itself."""
    found = Incoming.objects.select_for_update(of=("self",)).select_related("agency").exclude(id=old.id)
    return found.filter(
        agency=arrival.agency_id, carrier=arrival.carrier, sender_code=letter.sender.code, dated=letter.dated,
        notation=written(letter.number, letter.symbol),
    ).first()  # fmt: skip


def new_incoming(*, agency: UUID, carrier: str, message: str, at: datetime) -> Incoming:
    """One that waits to be taken in, not yet kept."""
    process = process_on(code=PROCESS_IN, day=clock.local(at).date())
    if process is None:
        raise Conflict(
            _("Chưa có quy trình văn bản đến."), next_step=_("Đề nghị quản trị tỉnh nạp gói quy định.")
        )
    key = new_id()
    return Incoming(
        id=key, state=State.WAITING, agency=office(agency), carrier=carrier, message=message, process=process,
        key=sealing.new_key(f"{INCOMING}:{key}"), arrived_at=at,
    )  # fmt: skip


def describe(found: Incoming, letter: Letter, *, at: datetime) -> None:
    """Put down what lists, the register and the search name it by."""
    day = clock.local(at).date()
    types, urgencies = dict(choices(TYPES, on=day)), dict(choices(URGENCY, on=day))
    known = letter.type if letter.type in types else ""
    found.sender_code, found.sender = letter.sender.code, letter.sender.name
    found.notation, found.dated = written(letter.number, letter.symbol)[:60], letter.dated
    found.type, found.type_title = known, (types.get(known) or letter.type_title or _("Văn bản"))[:100]
    found.subject = letter.subject
    found.urgency = letter.urgency if letter.urgency in urgencies else max(urgencies)
    found.due = letter.due
    found.folded = fold(f"{found.subject} {found.notation} {found.sender}")[:900]


def keep_arrival(
    arrival: Arrival,
    found: Incoming,
    letter: Letter,
    *,
    kept: Sequence[str],
    left_out: Sequence[str],
    unconfirmed: bool = False,
) -> None:
    """Keep a message, all it said sealed. `unconfirmed`: a clerk has yet to say what it is."""
    arrival.incoming = found
    arrival.write(
        {
            "subject": letter.subject, "notation": written(letter.number, letter.symbol),
            "dated": letter.dated.isoformat(), "content": letter.content, "authority": letter.authority,
            "position": letter.position, "signer": letter.signer, "place": letter.place,
            "places": list(letter.places), "circulation": letter.circulation, "pages": letter.pages,
            "answers": list(letter.answers),
            "reason": letter.reason, "warnings": list(letter.warnings), "files": list(kept),
            "left_out": list(left_out), "unconfirmed": unconfirmed,
        },
        key=found.key,
    )  # fmt: skip
    arrival.save(force_insert=True)


def _take_in(found: Incoming, came: Sequence[Came], *, at: datetime) -> tuple[list[str], list[str]]:
    """Ids of the files that were kept, and in words what could not be; Invalid when nothing of what came could."""
    kept: list[str] = []
    left_out: list[str] = []
    refused: list[Fault] = []
    for one in came:
        try:
            files_kept = files.take_in_together(
                actor=SYSTEM, at=at, owner=found.ref, key=found.key, came=[one], agency=found.agency_id
            )
        except Invalid as refusal:
            left_out += [fault.reason for fault in refusal.faults]
            refused += refusal.faults
        else:
            kept += [str(file.id) for file in files_kept]
    if came and not kept:
        raise Invalid(_("Không nhận được tệp nào của văn bản."), faults=refused)
    return kept, left_out


def _files_before(found: Incoming) -> list[str]:
    """A correction without files leaves those that were there."""
    last = found.arrivals.filter(number__gt=0).order_by("-number").first()
    return list(last.content(key=found.key).get("files", ())) if last else []


def _have_judged(found: Incoming, arrival: Arrival, *, at: datetime) -> None:
    enqueue(JUDGE, {"incoming": str(found.id), "edition": arrival.number}, due_at=at)


def _ours(letter: Letter, agency: UUID) -> Ref | None:
    """The document of this agency that a letter answers."""
    ids = [UUID(one) for one in letter.answers if _is_id(one)]
    found = Document.objects.filter(id__in=ids, agency=agency).values_list("id", flat=True).first()
    return Ref(KIND, found) if found else None


def _opened(letter: Letter) -> list[Came]:
    return [Came(one.name, one.open()) for one in letter.enclosures]


def fitting(letter: Letter) -> Letter:
    """The same in the stored form of text, no longer than there is room for; Invalid without what names it."""
    faults = []
    if not letter.message or len(letter.message) > _LONGEST_MESSAGE:
        faults.append(Fault("message", _("Thông điệp không có mã định danh dùng được.")))
    if not letter.sender.name.strip():
        faults.append(Fault("sender", _("Thông điệp không ghi nơi gửi.")))
    if letter.change not in set(Change):
        faults.append(Fault("change", _("Không có nghiệp vụ này.")))
    if letter.change != Change.RECALL and not letter.subject.strip():
        faults.append(Fault("subject", _("Văn bản không có trích yếu.")))
    if faults:
        raise Invalid(_("Văn bản không nhận được."), faults=faults)
    return replace(
        letter,
        sender=replace(
            letter.sender, name=nfc(letter.sender.name)[:300], code=letter.sender.code.strip()[:40]
        ),
        number=nfc(letter.number)[:20],
        symbol=nfc(letter.symbol)[:39],
        subject=nfc(letter.subject)[:500],
        reason=nfc(letter.reason)[:4000],
    )


def _digest(letter: Letter) -> str:
    """What tells one change of a document from another."""
    said = [
        letter.message, letter.changed, letter.reason, letter.subject, letter.number, letter.symbol,
        letter.dated.isoformat(), letter.content, letter.urgency, str(letter.due), letter.signer,
        *[hashlib.sha256(one.open()).hexdigest() for one in letter.enclosures],
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()


def _is_id(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True

"""Numbering and issue. The number, its line in the register and the order to sign are kept together or not at all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.contracts.documents import DocumentIssued
from tinhso.foundation.access.policy import require
from tinhso.foundation.files.actions import discard
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.signing.queries import certified
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.documents.actions.changing import locked, pass_on, record, step_in_hand
from tinhso.government.documents.models import Document, NumberSeries, OutgoingEntry, SignedAttachment
from tinhso.government.documents.queries.kinds import begun_on, notation_of, sequence_for, type_of
from tinhso.government.documents.queries.page import digest_of
from tinhso.government.documents.queries.receivers import receivers_of
from tinhso.government.documents.queries.written import text_of
from tinhso.government.documents.rules import Phase, places_of
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor, Seat
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.errors import Conflict
from tinhso.kernel.numbers import next_number
from tinhso.kernel.refs import Ref
from tinhso.kernel.statements import insert, prepared, together
from tinhso.kernel.text import fold

NUMBER = "documents.number"
ISSUE_JOB = "documents.issue"
_NUMBERED = frozenset({"phase", "numbered_at", "numbered_by", "notation", "folded"})
"""What numbering changes in a document."""


def number(*, actor: Actor, document: UUID, version: int, at: datetime) -> Document:
    """Give an approved document the next number of its sequence, enter it in the register and have it signed, sealed
    and issued.

    Conflict, and no number spent, when the text is not the one approved or a certificate is missing.
    """
    with transaction.atomic():
        found = locked(actor=actor, document=document, version=version)
        actor = require(actor, NUMBER, agencies=(found.agency_id,), at=at)
        step_in_hand(found, "number", actor=actor)
        if found.phase != Phase.APPROVED or digest_of(found) != found.approved_digest:
            raise Conflict(_("Văn bản chưa được duyệt ký, hoặc đã có số."))
        _must_be_signable(found, at=at)
        day = clock.local(at).date()
        sequence = sequence_for(found, on=day)
        text, kind = text_of(found), type_of(found.type, on=begun_on(found))
        places = places_of(text, delivered=[one.name for one in receivers_of(found.id)])
        assert actor.account is not None
        # From here on whoever numbers in the same sequence waits: the less, the better.
        given = _next_free(found.agency_id, sequence, day.year)
        found.phase, found.numbered_at, found.numbered_by_id = Phase.NUMBERED, at, actor.account
        found.notation = notation_of(found, number=given, on=day)
        found.folded = fold(f"{found.subject} {found.notation}")[:600]
        entry = OutgoingEntry(
            agency_id=found.agency_id,
            sequence=sequence,
            year=day.year,
            number=given,
            document_id=found.id,
            notation=found.notation,
            dated=day,
            about=f"{kind.title}: {found.subject}",
            signer=found.signer.name,
            receivers="; ".join(places),
            keeper=", ".join(filter(None, ("VT", found.unit))),
            entered_at=at,
            entered_by_id=actor.account,
        )
        insert(entry)
        done = {"notation": found.notation, "sequence": sequence}
        with together(Delivery):
            record(found, verb="number", actor=actor, at=at, data=done, changed=_NUMBERED)
            enqueue(ISSUE_JOB, {"document": str(found.id)}, due_at=at)
    return found


class Attachment(NamedTuple):
    """A file that goes with a document, as the agency signed it, and which it takes the place of."""

    before: UUID
    file: StoredFile
    digest: str


def finish_issue(
    *, document: UUID, file: StoredFile, digest: str, attachments: Sequence[Attachment] = (), at: datetime
) -> Document:
    """Keep the signed files and say that the document is out; Conflict, and nothing is changed, when it is already."""
    with transaction.atomic():
        found = locked(actor=SYSTEM, document=document)
        if found.issued_at is not None:
            raise Conflict(_("Văn bản đã ban hành."))
        for one in attachments:
            discard(actor=SYSTEM, at=at, owner=found.ref, file=one.before, agency=found.agency_id)
        SignedAttachment.objects.bulk_create(
            SignedAttachment(document=found, file=one.file, digest=one.digest) for one in attachments
        )
        found.phase, found.file, found.file_digest, found.issued_at = Phase.ISSUED, file, digest, at
        event = DocumentIssued(
            document=found.id, agency=found.agency_id, type=found.type, notation=found.notation, at=at
        )
        done = {"file": digest, "attachments": [one.digest for one in attachments]}
        record(found, verb="issue", actor=SYSTEM, at=at, data=done, event=event)
        (step,) = open_of(about=found.ref)
        hands = step.holder_id or found.numbered_by_id
        by = Actor(SYSTEM.kind, account=hands, seats=(Seat(step.role, step.agency_id),))
        pass_on(found, step, actor=by, key=step.shape.moves[0].key, note="", at=at)
    return found


def series_of(agency: UUID, sequence: str, year: int) -> str:
    """The series that numbers one sequence of one agency in one year (1 January to 31 December)."""
    return f"out:{agency}:{sequence}:{year}"


def _next_free(agency: UUID, sequence: str, year: int) -> int:
    """The next number that was not taken by hand."""
    series = series_of(agency, sequence, year)
    while True:
        given = next_number(NumberSeries, series)
        if not _taken(agency, sequence, year, given):
            return given


@prepared
def _taken(agency: UUID, sequence: str, year: int, number: int) -> QuerySet[OutgoingEntry, tuple[int]]:
    found = OutgoingEntry.objects.filter(agency=agency, sequence=sequence, year=year, number=number)
    return found.values_list("number")


def _must_be_signable(document: Document, *, at: datetime) -> None:
    holders = (Ref("access.account", document.signer_id), Ref("units.agency", document.agency_id))
    if not certified(holders=holders, at=at):
        raise Conflict(
            _("Người ký hoặc cơ quan chưa có chứng thư số còn hiệu lực nên chưa cấp số."),
            next_step=_("Đề nghị quản trị tỉnh đăng ký chứng thư số; văn bản giữ nguyên ở bước này."),
        )

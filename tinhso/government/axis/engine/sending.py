"""One try to send a package: written from the document as it stands, signed, handed to the axis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, Letter, Place, Standing, desks
from tinhso.foundation.packs.keeping import one_state
from tinhso.foundation.units.queries import agency
from tinhso.government.axis import actions
from tinhso.government.axis.engine import client
from tinhso.government.axis.engine.signing import signer_of
from tinhso.government.axis.formats.letters import message_of
from tinhso.government.axis.formats.messages import (
    LENGTHS,
    DocumentMessage,
    Organ,
    ResponseFor,
    Staff,
    Status,
    StatusMessage,
)
from tinhso.government.axis.formats.writing import write
from tinhso.government.axis.models import Message, Package, Receipt
from tinhso.government.axis.queries.inbox import answered
from tinhso.government.axis.queries.outbox import to_send
from tinhso.government.axis.queries.terms import codes_on, reachable
from tinhso.government.axis.rules import ADDED, NO_SUCH, SIMULATOR, TAKEN_OFF, Sending, Terms
from tinhso.kernel import clock, http
from tinhso.kernel.errors import Conflict, NotFound, Refusal, Unavailable

_REASON = 1000


@one_state()
def send(*, package: UUID, at: datetime) -> None:
    """Send it, if it still waits and there is an axis. What fails is noted, and tried again by whoever notes it."""
    found, agreed = to_send(package), reachable(at=at)
    if found is None or agreed is None:
        return
    try:
        raw, sender, receivers = _written(found, agreed, at=at)
    except Unavailable:
        raise
    except Refusal as refusal:
        said = [refusal.detail, *(f"{one.field}: {one.reason}" for one in refusal.faults)]
        actions.note_failed(package=package, words="; ".join(said), again=False, at=at)
        return
    if actions.begin_try(package=package, at=at) is None:
        return
    try:
        called = client.send(
            agreed, raw, sender=sender, receivers=receivers, status=_is_status(found, agreed)
        )  # fmt: skip
    except (http.Failed, http.Refused, client.Said) as wrong:
        actions.note_failed(package=package, words=str(wrong), again=True, at=at)
        return
    actions.note_sent(package=package, axis_id=called, at=clock.now())


def _written(package: Package, agreed: Terms, *, at: datetime) -> tuple[bytes, str, list[str]]:
    day = clock.local(at).date()
    office = agency(package.agency_id, on=day)
    code = office.identifier or office.old_identifier
    if not code:
        raise Conflict(_("Cơ quan gửi chưa có mã định danh."))
    if office.provisional and settings.DOCUMENT_AXIS != SIMULATOR:
        raise Conflict(
            _("Mã cơ quan %(code)s là mã tạm, chưa được công bố, nên không gửi ra ngoài.") % {"code": code}
        )
    sender = Place(code=code, name=office.name, agency=package.agency_id)
    receivers = list(package.receipts.exclude(state__in=(NO_SUCH, Sending.WITHDRAWN)).order_by("id"))
    message: DocumentMessage | StatusMessage
    if package.about is not None:
        message = _status(package, package.about, sender)
    else:
        letter = replace(
            _letter(package), sender=sender, receivers=_places(receivers),
            added=_places(receivers, ADDED), taken_off=_places(receivers, TAKEN_OFF),
        )  # fmt: skip
        if _is_status(package, agreed):
            message = _asking_back(letter, at=at)
        else:
            answers = [_response(one) for one in answered(letter.answers)]
            message = message_of(letter, codes=codes_on(day), answers=answers, at=at)
    raw = write(message, signer=signer_of(package.agency_id, at=at), packed=agreed.packed)
    return raw, code, [one.code for one in receivers]


def _is_status(package: Package, agreed: Terms) -> bool:
    return package.about_id is not None or (package.kind == Change.RECALL and agreed.recall == "status")


def _letter(package: Package) -> Letter:
    entry = desks.get("documents")
    if entry is None:
        raise Unavailable(_("Hệ thống văn bản đang tắt."), retry_after=600)
    assert package.document is not None
    # A change travels under the id of what was made.
    return entry.desk.letter(package.document, made=UUID(package.message) if package.first_id else None)


def _places(receivers: Sequence[Receipt], listed: str | None = None) -> list[Place]:
    return [Place(code=one.code, name=one.name) for one in receivers if listed in (None, one.listed)]


def _status(package: Package, about: Message, sender: Place) -> StatusMessage:
    assert package.said_at is not None
    return StatusMessage(
        sender=Organ(id=sender.code, name=sender.name[: LENGTHS["organname"]]),
        about=_response(about),
        status=package.status,
        description=_words(package, about),
        at=package.said_at,
        staff=Staff(staff=package.said_by) if package.said_by else None,
    )


def _words(package: Package, about: Message) -> str:
    """Why it was refused, or is not given back."""
    if package.status not in (Standing.REFUSED, Standing.GIVEN_BACK, Standing.NOT_GIVEN_BACK):
        return ""
    entry = desks.get("documents")
    if entry is None or about.incoming is None:
        return ""
    try:
        return entry.desk.said(about.incoming, standing=package.status)[:_REASON]
    except NotFound:
        return ""


def _asking_back(letter: Letter, *, at: datetime) -> StatusMessage:
    return StatusMessage(
        sender=Organ(id=letter.sender.code, name=letter.sender.name[: LENGTHS["organname"]]),
        about=ResponseFor(
            organ_id=letter.sender.code, code=f"{letter.number}/{letter.symbol}", promulgated=letter.dated,
            document_id=letter.changed,
        ),
        status=Status.RECALL_ASKED,
        description=letter.reason[:_REASON],
        at=at,
    )  # fmt: skip


def _response(about: Message) -> ResponseFor:
    return ResponseFor(
        organ_id=about.sender,
        code=f"{about.number}/{about.symbol}" if about.symbol else "",
        promulgated=about.dated,
        document_id=about.document_id,
    )

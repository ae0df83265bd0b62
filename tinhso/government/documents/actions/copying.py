"""Copies: asked for, allowed or not by a leader, numbered by the records clerk, signed by the agency (Decree 30)."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.access.queries import title_of
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.signing.queries import certified
from tinhso.foundation.units.queries import agency as agency_on
from tinhso.government.documents.models import COPY, Copy, NumberSeries
from tinhso.government.documents.queries.copies import ASK, DECIDE, NUMBER, find_copy, must_hold, source_of
from tinhso.government.documents.rules import LINE_MOST, LINES_MOST, symbol_of
from tinhso.government.documents.rules.copies import CopyKind, CopyState, copy_notation, pages_of
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, Stale
from tinhso.kernel.ids import new_id
from tinhso.kernel.numbers import next_number
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import nfc

COPY_JOB = "documents.make_copy"
BASIS = "Nghị định 30/2020/NĐ-CP, Điều 25 đến Điều 27"


def ask_copy(
    *, actor: Actor, source: Ref, kind: str, pages: str, receivers: Sequence[str], at: datetime
) -> Copy:
    """Ask for a copy of an issued or registered document; Invalid with the faults of pages, kind and receivers."""
    found = source_of(actor=actor, source=source)
    actor = require(actor, ASK, agencies=(found.agency,), at=at)
    must_hold(source)
    content = found.content()
    faults = []
    if kind not in dict(found.kinds):
        faults.append(Fault("kind", _("Văn bản này không sao theo hình thức đó được.")))
    if not receivers:
        faults.append(Fault("receivers", _("Xin ghi ít nhất một nơi nhận.")))
    elif len(receivers) > LINES_MOST or any(len(one) > LINE_MOST for one in receivers):
        faults.append(Fault("receivers", _("Nhiều nhất 60 nơi, mỗi nơi một dòng không quá 300 ký tự.")))
    if kind == CopyKind.EXTRACT:
        faults += _faults_of_pages(pages, content)
    if faults:
        raise Invalid(_("Chưa đề nghị sao được."), faults=faults)
    assert actor.account is not None
    key, made = sealing.new_key(COPY), new_id()
    with transaction.atomic():
        copy = Copy.objects.create(
            id=made, state=CopyState.ASKED.value, agency_id=found.agency, kind=kind, source=source,
            source_digest=found.digest(), about=found.about[:700],
            pages=" ".join(pages.split()) if kind == CopyKind.EXTRACT else "",
            receivers="\n".join(map(nfc, receivers)), key=key, asked_at=at, asked_by_id=actor.account,
        )  # fmt: skip
        _record(copy, "ask_copy", actor=actor, at=at)
    return copy


def decide_copy(*, actor: Actor, copy: UUID, version: int, allowed: bool, reason: str, at: datetime) -> Copy:
    """The leader's word: the copy may be made, or not, with the reason."""
    with transaction.atomic():
        found = _held(actor=actor, copy=copy, version=version)
        actor = require(actor, DECIDE, agencies=(found.agency_id,), at=at)
        if found.state != CopyState.ASKED:
            raise Conflict(_("Bản sao này đã được quyết định."))
        if not allowed and not reason.strip():
            raise Invalid(_("Chưa nêu lý do."), faults=[Fault("reason", _("Xin ghi lý do không cho sao."))])
        assert actor.account is not None
        found.state = CopyState.ALLOWED.value if allowed else CopyState.REFUSED.value
        found.decided_at, found.decided_by_id = at, actor.account
        found.decided_as = title_of(account=actor.account, agency=found.agency_id, at=at)
        found.reason = "" if allowed else nfc(reason.strip())[:300]
        _changed(found, "allow_copy" if allowed else "refuse_copy", actor=actor, at=at)
    return found


def number_copy(*, actor: Actor, copy: UUID, version: int, at: datetime) -> Copy:
    """Give an allowed copy the next number of the agency's copies this year, and have it made and signed.

    Conflict, and no number spent, when the source is no longer what was asked for or the agency can not sign.
    """
    with transaction.atomic():
        found = _held(actor=actor, copy=copy, version=version)
        actor = require(actor, NUMBER, agencies=(found.agency_id,), at=at)
        if found.state != CopyState.ALLOWED:
            raise Conflict(_("Bản sao chưa được duyệt, hoặc đã có số."))
        if not certified(holders=(Ref("units.agency", found.agency_id),), at=at):
            raise Conflict(_("Cơ quan chưa có chứng thư số còn hiệu lực nên chưa cấp số."))
        assert isinstance(found.source, Ref)
        must_hold(found.source)
        must_be_unchanged(found)
        assert actor.account is not None
        day = clock.local(at).date()
        symbol = symbol_of(agency_on(found.agency_id, on=day).short_name)
        enqueue(COPY_JOB, {"copy": str(found.id)}, due_at=at)
        found.state, found.year = CopyState.NUMBERED.value, day.year
        found.number = next_number(NumberSeries, f"copy:{found.agency_id}:{day.year}")
        found.notation = copy_notation(CopyKind(found.kind), number=found.number, agency=symbol)
        found.numbered_at, found.numbered_by_id = at, actor.account
        _changed(found, "number_copy", actor=actor, at=at)
    return found


def finish_copy(*, copy: UUID, file: StoredFile, digest: str, at: datetime) -> Copy:
    """Keep the signed file; doing it again changes nothing."""
    with transaction.atomic():
        found = Copy.objects.select_for_update().get(id=copy)
        if found.issued_at is None:
            found.state, found.file, found.file_digest = CopyState.ISSUED.value, file, digest
            found.issued_at = at
            _changed(found, "issue_copy", actor=SYSTEM, at=at)
    return found


def must_be_unchanged(copy: Copy) -> bytes:
    """The file a copy is made from; Conflict when it is not what was asked for."""
    assert isinstance(copy.source, Ref)
    source = source_of(actor=SYSTEM, source=copy.source)
    if source.digest() != copy.source_digest:
        raise Conflict(
            _("Văn bản gốc đã có bản khác sau khi đề nghị sao."), next_step=_("Đề nghị sao lại từ bản mới.")
        )
    return source.content()


def _held(*, actor: Actor, copy: UUID, version: int) -> Copy:
    find_copy(actor=actor, copy=copy)
    found = Copy.objects.select_for_update().get(id=copy)
    if found.version != version:
        raise Stale(_("Bản sao vừa thay đổi."), next_step=_("Xem lại rồi thực hiện lại nếu vẫn cần."))
    return found


def _faults_of_pages(pages: str, content: bytes) -> list[Fault]:
    import pikepdf

    with pikepdf.open(io.BytesIO(content)) as opened:
        count = len(opened.pages)
    try:
        pages_of(pages, of=count)
    except ValueError:
        why = _("Ghi số trang cần trích, ví dụ 1-3, 5; văn bản có %(count)d trang.") % {"count": count}
        return [Fault("pages", why)]
    return []


def _changed(copy: Copy, verb: str, *, actor: Actor, at: datetime) -> None:
    copy.version += 1
    copy.save()
    _record(copy, verb, actor=actor, at=at)


def _record(copy: Copy, verb: str, *, actor: Actor, at: datetime) -> None:
    ledger.record(
        actor=actor, verb=f"documents.{verb}", about=copy.ref, at=at, agency=copy.agency_id, purpose="sao văn bản",
        basis=BASIS, data={"source": str(copy.source), "kind": copy.kind, "notation": copy.notation},
    )  # fmt: skip

"""People received while the network was down: codes given beforehand, slips taken in afterwards, each once."""

from __future__ import annotations

from datetime import datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import ValidationError

from tinhso.foundation.access.policy import require
from tinhso.foundation.access.tallies import take as count_try
from tinhso.foundation.units.models import AgencyVersion
from tinhso.government.counter.formats.envelopes import Unopened, new_opener, opened
from tinhso.government.counter.formats.slips import Taken
from tinhso.government.counter.models import BLOCK, SLIP, Block, Slip
from tinhso.government.counter.queries.helping import ASSIST, PURPOSE
from tinhso.government.counter.queries.slips import block_of, kept_for, own_slip
from tinhso.government.counter.rules import BLOCKS_A_DAY, Closing, new_prefix
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound
from tinhso.kernel.ids import new_id

_DAY = timedelta(days=1)
_AT_ONCE = 500


def give_block(*, actor: Actor, counter: AgencyVersion, at: datetime) -> tuple[Block, bytes]:
    """Codes for the device of an official, and the public half under which it closes what it writes down."""
    actor = require(actor, ASSIST, agencies=(counter.agency_id,), at=at)
    assert actor.account is not None
    count_try(BLOCK, str(actor.account), limit=BLOCKS_A_DAY, window=_DAY, at=at)
    id, opener = new_id(), new_opener()
    key = sealing.new_key(f"{BLOCK}:{id}")
    with transaction.atomic():
        block = Block(
            id=id, prefix=new_prefix(), counter_id=counter.agency_id, official_id=actor.account, given_at=at, key=key,
        )  # fmt: skip
        block.opener_sealed = sealing.seal(key, opener.private, row=str(block.ref))
        block.save(force_insert=True)
        ledger.record(
            actor=actor, verb="counter.codes_given", about=block.ref, at=at, agency=counter.agency_id,
            data={"prefix": block.prefix},
        )  # fmt: skip
    return block, opener.public


def take_slip(*, actor: Actor, code: str, envelope: str, at: datetime) -> Slip:
    """What a device wrote down under a provisional code, once: sent again it is the same slip.

    Conflict when something else was sent under this code; Invalid when it cannot be read. Whoever serves at the
    counter may send it: on the device it is readable for nobody.
    """
    found = block_of(code)
    if found is None:
        raise NotFound(_("Mã tạm này không do hệ thống cấp."))
    code, block = found
    digest = sha256(envelope.encode()).hexdigest()
    with transaction.atomic():
        block = Block.objects.select_for_update().get(id=block.id)
        actor = require(actor, ASSIST, agencies=(block.counter_id,), at=at)
        assert actor.account is not None
        known = Slip.objects.filter(code=code).first()
        if known is not None:
            return _same(known, digest)
        taken = _read(block, code, envelope)
        id = new_id()
        slip = Slip(
            id=id, code=code, block=block, procedure=taken.procedure, digest=digest, taken_at=taken.taken_at,
            received_at=at, sent_by_id=actor.account, key=sealing.new_key(f"{SLIP}:{id}"),
        )  # fmt: skip
        slip.content_sealed = sealing.seal_json(slip.key, taken.model_dump(mode="json"), row=slip.row)
        slip.save(force_insert=True)
        ledger.record(
            actor=actor, verb="counter.slip_taken_in", about=slip.ref, at=at, agency=block.counter_id, purpose=PURPOSE,
            data={"code": code, "procedure": slip.procedure, "taken_at": slip.taken_at.isoformat(),
                  "taken_by": str(block.official_id)},
        )  # fmt: skip
    return slip


def close_slip(*, actor: Actor, slip: UUID, closing: str, at: datetime) -> Slip:
    """No dossier comes of it; what was written down of the person is erased."""
    if closing not in set(Closing) - {Closing.RUN_OUT}:
        raise Invalid(faults=[Fault("closing", _("Chọn lý do."))])
    own_slip(actor=actor, slip=slip, at=at)
    with transaction.atomic():
        held = open_for_filing(slip)
        actor = require(actor, ASSIST, agencies=(held.block.counter_id,), at=at)
        _close(held, closing, actor=actor, at=at)
    return held


def close_run_out(*, at: datetime) -> int:
    """Close the slips that nobody completed in time, and erase what was written down; how many."""
    late = Slip.objects.filter(dossier=None, closed_at=None, received_at__lte=at - kept_for())
    closed = 0
    for id in late.order_by("received_at").values_list("id", flat=True)[:_AT_ONCE]:
        with transaction.atomic():
            try:
                held = open_for_filing(id)
            except Conflict:
                continue
            _close(held, Closing.RUN_OUT, actor=SYSTEM, at=at)
            closed += 1
    return closed


def _close(held: Slip, closing: str, *, actor: Actor, at: datetime) -> None:
    held.closed_at, held.closing = at, closing
    held.save(update_fields=["closed_at", "closing"])
    ledger.record(
        actor=actor, verb="counter.slip_closed", about=held.ref, at=at, agency=held.block.counter_id,
        data={"code": held.code, "closing": closing},
    )  # fmt: skip
    transaction.on_commit(lambda: sealing.destroy(held.key))


def open_for_filing(slip: UUID) -> Slip:
    """The slip, held until the caller's transaction ends; Conflict when it led to a dossier or is closed already."""
    held = Slip.objects.select_for_update(of=("self",)).select_related("block").get(id=slip)
    if held.dossier is not None or held.closed_at is not None:
        raise Conflict(
            _("Phiếu %(code)s đã được xử lý.") % {"code": held.code},
            next_step=_("Mở danh sách phiếu nhận khi mất mạng để xem phiếu này thành gì."),
        )
    return held


def _same(known: Slip, digest: str) -> Slip:
    if known.digest != digest:
        raise Conflict(
            _("Mã %(code)s đã nhận với nội dung khác; nội dung này chưa được nhận.") % {"code": known.code},
            next_step=_("Giữ phiếu này trên máy, xem lại hồ sơ giấy rồi nhận người nộp bằng mã mới."),
        )
    return known


def _read(block: Block, code: str, envelope: str) -> Taken:
    unreadable = Invalid(
        _("Phiếu %(code)s không mở được nên chưa được nhận.") % {"code": code},
        next_step=_("Giữ phiếu giấy; nhận lại người nộp khi có mạng."),
    )
    try:
        private = sealing.unseal(block.key, block.opener_sealed, row=str(block.ref))
        return Taken.model_validate_json(opened(envelope, private=private, code=code))
    except (sealing.Destroyed, Unopened, ValidationError) as wrong:
        raise unreadable from wrong

"""The directory: organisations as the axis lists them, and by whose certificates their messages are believed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.government.axis.formats.codes import is_organ_id
from tinhso.government.axis.models import AXIS, SYNCHRONISED, Outside, Pin
from tinhso.government.axis.queries.directory import is_ours, one
from tinhso.government.axis.rules import folded_as
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound
from tinhso.kernel.text import nfc

OPERATE = "axis.operate"
SYNCHRONISE = "axis.read_directory"
_LEAST_BITS = 2048
_AT_ONCE = 500


def synchronise(*, listed: Iterable[tuple[str, str, str]], at: datetime) -> dict[str, int]:
    """Take over the axis' list: what is new begins today, what is called otherwise begins a new state today, what is
    no longer listed ends today. What packs say of a code stands above it.

    An empty list changes nothing: nobody closes every organisation at once.
    """
    day = clock.local(at).date()
    given = {
        code or old: (old, nfc(name)[:200])
        for code, old, name in listed
        if name and is_organ_id(code or old) and not is_ours(code or old, on=day)
    }
    said = {"begun": 0, "changed": 0, "ended": 0}
    if not given:
        return said
    with transaction.atomic():
        known = {row.code: row for row in Outside.objects.on(day)}
        taken = {row.code for row in known.values() if row.origin != SYNCHRONISED}
        new = []
        for code, (old, name) in given.items():
            row = known.get(code)
            if code in taken or (row and (row.old_code, row.name) == (old, name)):
                continue
            said["changed" if row else "begun"] += 1
            if (row is not None and _ended(row, day)) or row is None:
                new.append(_state(code, old, name, day))
            else:
                row.old_code, row.name, row.folded = old, name, folded_as(name, code, old)
                row.save(update_fields=["old_code", "name", "folded"])
        for code in known.keys() - given.keys() - taken:
            said["ended"] += 1
            if not _ended(known[code], day):
                known[code].delete()
        Outside.objects.bulk_create(new, batch_size=_AT_ONCE)
        ledger.record(actor=SYSTEM, verb="axis.synchronised", about=AXIS, at=at, data=said)
    return said


def ask_for_directory(*, actor: Actor, at: datetime) -> None:
    """Have the axis' list read now."""
    actor = require(actor, OPERATE, at=at)
    with transaction.atomic():
        enqueue(SYNCHRONISE, {}, due_at=at)
        ledger.record(actor=actor, verb="axis.asked_for_directory", about=AXIS, at=at)


def pin(*, actor: Actor, code: str, pem: bytes, at: datetime) -> Pin:
    """Believe messages of an organisation by a certificate it handed over; Invalid for what is none, or too weak."""
    actor = require(actor, OPERATE, at=at)
    row = one(actor=actor, code=code, on=clock.local(at).date())
    try:
        found = x509.load_pem_x509_certificate(pem.strip())
    except ValueError as wrong:
        raise _not_taken(_("Tệp không phải chứng thư số dạng PEM.")) from wrong
    public = found.public_key()
    if not isinstance(public, RSAPublicKey) or public.key_size < _LEAST_BITS:
        raise _not_taken(_("Khóa của chứng thư số phải là RSA từ 2048 bit."))
    if not found.not_valid_before_utc <= at < found.not_valid_after_utc:
        raise _not_taken(_("Chứng thư số chưa có hoặc hết hiệu lực."))
    assert actor.account is not None
    made = Pin(
        code=row.code,
        fingerprint=found.fingerprint(hashes.SHA256()).hex(),
        pem=found.public_bytes(serialization.Encoding.PEM).decode(),
        subject=found.subject.rfc4514_string(),
        not_after=found.not_valid_after_utc,
        pinned_at=at,
        pinned_by_id=actor.account,
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
            ledger.record(
                actor=actor, verb="axis.pinned", about=made.ref, at=at,
                data={"code": row.code, "fingerprint": made.fingerprint},
            )  # fmt: skip
    except IntegrityError as known:
        raise Conflict(_("Chứng thư số này đã được ghim cho cơ quan.")) from known
    return made


def unpin(*, actor: Actor, pin: UUID, at: datetime) -> Pin:
    """Believe a certificate no longer."""
    actor = require(actor, OPERATE, at=at)
    with transaction.atomic():
        found = Pin.objects.select_for_update().filter(id=pin, ended_at=None).first()
        if found is None:
            raise NotFound(_("Không có chứng thư số này."))
        found.ended_at = at
        found.save(update_fields=["ended_at"])
        ledger.record(
            actor=actor, verb="axis.unpinned", about=found.ref, at=at,
            data={"code": found.code, "fingerprint": found.fingerprint},
        )  # fmt: skip
    return found


def _state(code: str, old: str, name: str, day: date) -> Outside:
    return Outside(
        code=code, old_code="" if old == code else old, name=name, folded=folded_as(name, code, old),
        effective_from=day, origin=SYNCHRONISED, source=SYNCHRONISED,
    )  # fmt: skip


def _ended(row: Outside, day: date) -> bool:
    """End a state today; False for one that began today, which was never in force for anyone."""
    if row.effective_from >= day:
        return False
    row.effective_until = day
    row.save(update_fields=["effective_until"])
    return True


def _not_taken(reason: str) -> Invalid:
    return Invalid(_("Chưa ghim được chứng thư số."), faults=[Fault("certificate", reason)])

"""Signing minutes for one side: typeset when the first signs, judged before they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.signing.actions import sign
from tinhso.foundation.signing.queries import spec_of, verify
from tinhso.foundation.signing.rules import Profile, SignerSpec, Verdict
from tinhso.government.archive.actions.signing import no_certificate, settle_signature
from tinhso.government.archive.engine.printing import print_certificate, print_minutes
from tinhso.government.archive.models import TRANSFER, MinutesSignature
from tinhso.government.archive.queries.disposals import find_disposal
from tinhso.government.archive.queries.minutes import Minutes, Side, minutes_of_disposal, minutes_of_transfer
from tinhso.government.archive.queries.transfers import find_transfer
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.refs import Ref

SOUND = (Verdict.VALID, Verdict.INCOMPLETE, Verdict.UNCHECKED)


def sign_side(*, signature: int, at: datetime) -> None:
    """Sign what one side asked for; Unavailable while a key or the timestamp authority cannot be reached."""
    row = MinutesSignature.objects.get(pk=signature)
    assert isinstance(row.about, Ref)
    minutes = _of(row.about)
    if row.signed_at is not None or minutes is None:
        return
    side, pdf, failure = minutes.sides[row.side], b"", ""
    try:
        signers = [_spec(side, holder, at=at) for holder in side.holders]
        pdf = sign(_so_far(minutes, at=at), signers=signers, at=at, profile=Profile.B_LTA)
        report = verify(pdf, at=at)
        if report.verdict not in SOUND:
            failure = report.sentence
    except (Conflict, Invalid) as refusal:
        failure = refusal.detail
    settle_signature(signature=signature, minutes=minutes, pdf=pdf, failure=failure, at=at)


def _so_far(minutes: Minutes, *, at: datetime) -> bytes:
    """With the signatures they have; typeset when they have none."""
    if minutes.file:
        return original_bytes(owner=minutes.about, file=minutes.file)
    id = minutes.about.id
    if minutes.about.kind == TRANSFER:
        return print_minutes(actor=SYSTEM, transfer=id, at=at)
    return print_certificate(actor=SYSTEM, disposal=id, at=at)


def _of(about: Ref) -> Minutes | None:
    if about.kind == TRANSFER:
        return minutes_of_transfer(find_transfer(actor=SYSTEM, transfer=about.id))
    return minutes_of_disposal(find_disposal(actor=SYSTEM, disposal=about.id))


def _spec(side: Side, holder: Ref, *, at: datetime) -> SignerSpec:
    spec = spec_of(holder=holder, reason=side.role, at=at)
    if spec is None:
        raise Conflict(no_certificate())
    return replace(spec, place=side.place)

"""Reading: which certificate someone signs with, and what a signed file proves."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.signing.models import Appearance, Certificate
from tinhso.foundation.signing.rules import (
    LIFE_TITLES,
    LIFE_TONES,
    MAX_BYTES,
    Life,
    Report,
    SignerSpec,
    Verdict,
    file_sentence,
    life_of,
)
from tinhso.foundation.units.queries import agencies, agency
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Ref
from tinhso.kernel.statements import prepared

KEEP_SEAL = "signing.keep_seal"
HAND_WIDTH, SEAL_WIDTH = 40.0, 36.0
"""Millimetres on paper, until somebody says how wide."""


@dataclass(frozen=True)
class Look:
    """A picture to sign with."""

    image: bytes
    width: float
    """Millimetres."""
    saved_at: datetime


def look_of(*, holder: Ref) -> Look | None:
    """The picture of a holder; None where none is kept, or its key is gone."""
    kept = Appearance.objects.filter(holder=holder).first()
    image = kept.image() if kept else None
    return Look(image, kept.width / 10, kept.saved_at) if kept and image else None


def certificate_of(*, holder: Ref, at: datetime) -> Certificate | None:
    """The certificate a holder signs with at a moment: the one that stays valid longest."""
    return (
        Certificate.objects.usable(at)
        .filter(holder=holder)
        .exclude(kind=Certificate.Kind.TIMESTAMP)
        .order_by("-not_after")
        .first()
    )


def certified(*, holders: Sequence[Ref], at: datetime) -> bool:
    """Whether each of these holders has a certificate to sign with at a moment."""
    return {holder for (holder,) in _certified(at, *holders)} == set(holders)


@prepared
def _certified(at: Any, *holders: Any) -> QuerySet[Certificate, tuple[Any]]:
    found = Certificate.objects.usable(at).exclude(kind=Certificate.Kind.TIMESTAMP)
    return found.filter(holder__in=holders).values_list("holder")


def spec_of(*, holder: Ref, reason: str, at: datetime) -> SignerSpec | None:
    """How a holder signs at a moment: certificate, and picture where one is kept; None without a certificate."""
    certificate, look = certificate_of(holder=holder, at=at), look_of(holder=holder)
    if certificate is None:
        return None
    return SignerSpec(
        certificate.pk, reason=reason, image=look.image if look else None, width=look.width if look else 0.0
    )


@dataclass(frozen=True)
class Held:
    """A certificate, and where it stands now."""

    certificate: Certificate
    life: Life

    @property
    def title(self) -> str:
        return str(LIFE_TITLES[self.life])

    @property
    def tone(self) -> str:
        return LIFE_TONES[self.life]


def held(certificate: Certificate, *, at: datetime) -> Held:
    """A certificate as it stands at a moment."""
    return Held(
        certificate,
        life_of(
            not_before=certificate.not_before,
            not_after=certificate.not_after,
            revoked_at=certificate.revoked_at,
            at=at,
        ),
    )


@dataclass(frozen=True)
class Hand:
    """Somebody who signs, as an official's own page shows it: the official, or an agency whose seal is in keeping."""

    holder: Ref
    unit: UUID | None
    """The agency; None for the official."""
    name: str
    certificates: Sequence[Held]
    """The one that stays valid longest first."""
    look: Look | None

    @property
    def width(self) -> float:
        """Of the picture on paper, in millimetres; what is usual where there is none."""
        return self.look.width if self.look else (SEAL_WIDTH if self.unit else HAND_WIDTH)


def hands_of(*, actor: Actor, at: datetime) -> Sequence[Hand]:
    """The official, then each agency whose seal the official keeps."""
    kept = agencies_within(actor, KEEP_SEAL)
    offices = agencies(on=clock.local(at).date(), ids=kept) if kept else ()
    return [hand_of(actor=actor, unit=unit, at=at) for unit in (None, *(one.agency_id for one in offices))]


def hand_of(*, actor: Actor, unit: UUID | None, at: datetime) -> Hand:
    """One of them; NotFound for an agency whose seal is not the actor's to keep."""
    if unit is None:
        assert actor.account is not None
        holder, name = Ref("access.account", actor.account), str(_("Chữ ký của tôi"))
    else:
        kept = agencies_within(actor, KEEP_SEAL)
        if kept is not None and unit not in kept:
            raise NotFound(_("Không tìm thấy con dấu của cơ quan này."))
        holder, name = Ref("units.agency", unit), agency(unit, on=clock.local(at).date()).name
    found = Certificate.objects.filter(holder=holder).select_related("issuer").order_by("-not_after")
    return Hand(holder, unit, name, [held(one, at=at) for one in found], look_of(holder=holder))


def own_certificate(*, actor: Actor, at: datetime) -> Certificate | None:
    """What an official signs with at a moment; None without a certificate that is usable then."""
    return certificate_of(holder=Ref("access.account", actor.account), at=at) if actor.account else None


def verify(pdf: bytes, *, at: datetime) -> Report:
    """Judge every signature of a file as of a moment. Any bytes at all give a verdict, never an error.

    Trust comes from the store alone; certificates in the file only complete a chain to it. Takes a worker
    or a request that can wait: imports heavy libraries.
    """
    from tinhso.foundation.signing import judging, trust

    if len(pdf) > MAX_BYTES or b"%PDF-" not in pdf[:1024]:
        return Report(Verdict.UNREADABLE, file_sentence(Verdict.UNREADABLE, ()))
    return judging.judge(pdf, trust=trust.stored(), kind_of=_kind_of, at=at)


def _kind_of(fingerprint: str) -> str | None:
    return Certificate.objects.filter(fingerprint=fingerprint).values_list("kind", flat=True).first()

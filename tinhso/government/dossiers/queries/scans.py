"""Papers that officials scanned: which wait to be signed, who may stand for them, and what anyone may learn of them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from tinhso.foundation.access.policy import allows
from tinhso.foundation.signing.queries import own_certificate
from tinhso.government.dossiers.models import Dossier, Scan
from tinhso.government.dossiers.queries.page import passed_on
from tinhso.government.dossiers.rules import Phase
from tinhso.kernel.actors import Actor

RECEIVE = "dossiers.receive"
State = Scan.State
TO_SIGN = (State.UNSIGNED, State.FAILED)


@dataclass(frozen=True)
class Digitised:
    """The public face of a scan that an official signed: who took the paper in and when; not whose it is."""

    signer: str
    signed_at: datetime


@dataclass(frozen=True)
class ScanDesk:
    """What an official who may stand for the papers of a dossier finds to do with their scans."""

    to_sign: int
    certified: bool
    """Whether the official has a certificate to sign with."""
    signing: bool
    takes_more: bool


def scan_desk(dossier: Dossier, *, actor: Actor, at: datetime) -> ScanDesk | None:
    """None for an official who may not."""
    if not in_hand(actor=actor, dossier=dossier):
        return None
    return ScanDesk(
        to_sign=to_sign(dossier).count(),
        certified=own_certificate(actor=actor, at=at) is not None,
        signing=signing(dossier.id),
        takes_more=bool(dossier.procedure.shape.papers) and not dossier.is_linked,
    )


def to_sign(dossier: Dossier) -> QuerySet[Scan]:
    """The scans of a dossier that nobody stands for yet."""
    return Scan.objects.filter(paper__dossier=dossier, paper__removed_at=None, state__in=TO_SIGN)


def in_hand(*, actor: Actor, dossier: Dossier) -> bool:
    """Whether the papers of a dossier are the actor's to stand for: at the counter that receives it, while it has it
    and somebody still works on it."""
    return (
        dossier.closed_at is None
        and dossier.phase not in (Phase.DRAFT, Phase.ISSUED)
        and allows(actor, RECEIVE, agencies=(dossier.counter_id,))
        and not passed_on(dossier, actor=actor)
    )


def signing(dossier: UUID) -> bool:
    """Whether some scan of a dossier is being signed; shows nobody's personal data, so no look is recorded."""
    return Scan.objects.filter(paper__dossier=dossier, state=State.ASKED).exists()


def digitised_file(content: bytes) -> Digitised | None:
    """What is known of a file with exactly these bytes, if an official signed it as a scan."""
    digest = hashlib.sha256(content).hexdigest()
    found = Scan.objects.filter(digest=digest).first()
    return Digitised(found.signer, found.signed_at) if found and found.signed_at else None

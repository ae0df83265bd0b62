"""How the ledger stands: its size, its seals, the checks that were made; and one act of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Min
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger import notes
from tinhso.kernel.ledger.models import Act, Checkpoint, Read
from tinhso.kernel.ledger.queries import latest_checkpoint, proof_of
from tinhso.kernel.ledger.sealer import tree_size
from tinhso.kernel.refs import Described, describe
from tinhso.surfaces.console.models import Verification

SEE = "console.see_ledger"
_KEPT = 10


@dataclass(frozen=True)
class Standing:
    """The ledger at this moment. `oldest_unsealed` tells how far the sealer is behind."""

    size: int
    unsealed_acts: int
    unsealed_reads: int
    oldest_unsealed: datetime | None
    checkpoint: Checkpoint | None
    public_key: str

    @property
    def unsealed(self) -> int:
        return self.unsealed_acts + self.unsealed_reads

    @property
    def beyond_checkpoint(self) -> int:
        """Sealed rows that no checkpoint covers yet."""
        return self.size - (self.checkpoint.size if self.checkpoint else 0)


def standing(*, actor: Actor) -> Standing:
    """Size, seals and the latest checkpoint."""
    require(actor, SEE)
    acts, reads = Act.objects.filter(position=None), Read.objects.filter(position=None)
    oldest = [
        moment for rows in (acts, reads) if (moment := rows.aggregate(oldest=Min("at"))["oldest"]) is not None
    ]
    return Standing(
        size=tree_size(),
        unsealed_acts=acts.count(),
        unsealed_reads=reads.count(),
        oldest_unsealed=min(oldest, default=None),
        checkpoint=latest_checkpoint(),
        public_key=notes.public_key(),
    )


def verifications(*, actor: Actor) -> list[Verification]:
    """The checks that were asked for, the latest first."""
    require(actor, SEE)
    return list(Verification.objects.order_by("-asked_at", "-id")[:_KEPT])


@dataclass(frozen=True)
class SealedAct:
    """An act, what it is about as far as this house can say, and its proof once a checkpoint covers it."""

    act: Act
    about: Described | None
    proof: dict[str, Any] | None


def act(*, actor: Actor, id: UUID) -> SealedAct:
    """One act of the ledger; NotFound when there is none."""
    require(actor, SEE)
    found = Act.objects.filter(id=id).first()
    if found is None:
        raise NotFound(_("Sổ nhật ký không có mục này."))
    about = describe([found.about], actor=actor).get(found.about)
    return SealedAct(found, about, proof_of(act=id))

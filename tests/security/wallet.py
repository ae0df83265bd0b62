"""What there is of a wallet in the world: a paper its owner may use again, and a register that knows nobody."""

from __future__ import annotations

from datetime import datetime

from tinhso.foundation.partners.actions import look_up
from tinhso.government.dossiers.models import PAPER, Dossier
from tinhso.government.dossiers.tests.factories import Office
from tinhso.government.wallet.tests.factories import IDENTITY, accepted
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.refs import Ref


def make_wallet_side(office: Office, *, owner: Actor, dossier: Dossier, at: datetime) -> dict[str, object]:
    """The parts of addresses and pages that lead to it."""
    asked = look_up(
        actor=SYSTEM, about=dossier.ref, item=IDENTITY, source="population", number="084198001234",
        declared={"name": "Nguyễn Thị Hạnh"}, subjects=dossier.subjects, key=dossier.key, purpose="thử", at=at,
    )  # fmt: skip
    return {"lookup": asked.id, "thing": Ref(PAPER, accepted(office, owner).id)}

"""What there is of the national portal in the world: a dossier it sent, and a message that was put aside."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime

from tinhso.government.portalsync import actions
from tinhso.government.portalsync.models import Message, Twin
from tinhso.government.portalsync.tests.factories import filing, make_portal, sent
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Invalid


def make_portal_side(*, at: datetime) -> dict[str, object]:
    """The parts of addresses that lead to it."""
    make_portal()
    actions.accept(actor=SYSTEM, raw=sent(filing()), at=at)
    with suppress(Invalid):
        actions.accept(actor=SYSTEM, raw=sent(filing("QG-0002", ChuHoSo="")), at=at)
    return {"twin": Twin.objects.get().dossier, "message": Message.objects.get(state="rejected").id}

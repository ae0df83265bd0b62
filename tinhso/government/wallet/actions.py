"""Taking a paper out of sight, and putting it back. What it belongs to is never touched."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tinhso.foundation.access.policy import require
from tinhso.government.wallet.models import Hidden
from tinhso.government.wallet.queries import USE, found
from tinhso.kernel import ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref

PURPOSE = "quản lý ví giấy tờ của mình"


def hide(*, actor: Actor, thing: Ref, at: datetime) -> None:
    """Neither list nor offer a paper any more; doing it twice changes nothing. NotFound for a stranger's."""
    held = found(actor=actor, thing=thing, at=at)
    require(actor, USE, persons=(held.holder.id,), at=at)
    with transaction.atomic():
        _row, made = Hidden.objects.get_or_create(
            thing=thing, defaults={"holder": held.holder, "hidden_at": at}
        )
        if made:
            _note("wallet.hidden", actor, thing, held.holder, at)


def show(*, actor: Actor, thing: Ref, at: datetime) -> None:
    """List and offer it again."""
    held = found(actor=actor, thing=thing, at=at)
    require(actor, USE, persons=(held.holder.id,), at=at)
    with transaction.atomic():
        gone, _by_model = Hidden.objects.filter(thing=thing).delete()
        if gone:
            _note("wallet.shown", actor, thing, held.holder, at)


def _note(verb: str, actor: Actor, thing: Ref, holder: Ref, at: datetime) -> None:
    ledger.record(actor=actor, verb=verb, about=thing, at=at, subjects=(holder,), purpose=PURPOSE)

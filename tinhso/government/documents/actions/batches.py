"""Many documents with one press: each is signed or numbered by itself, or left out with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.access.queries import actor_of_account
from tinhso.government.documents.actions.issuing import number
from tinhso.government.documents.actions.routing import approve
from tinhso.government.documents.models import Batch, BatchItem
from tinhso.government.documents.queries.batches import RIGHTS
from tinhso.government.documents.queries.lists import visible
from tinhso.government.documents.rules.copies import BATCH_MOST
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound, Refusal

BATCH_JOB = "documents.batch"


class Chosen(NamedTuple):
    """A document as the page showed it: only exactly this is signed or numbered."""

    document: UUID
    version: int
    digest: str


def begin_batch(*, actor: Actor, kind: Batch.Kind, chosen: Sequence[Chosen], at: datetime) -> Batch:
    """Have the marked documents signed or numbered one after another, whatever becomes of the page.

    Invalid for none or more than `BATCH_MOST`. Whether each may be is asked when its turn comes.
    """
    once = {one.document: one for one in chosen}
    if not 1 <= len(once) <= BATCH_MOST:
        why = _("Chọn từ 1 đến %(most)d văn bản.") % {"most": BATCH_MOST}
        raise Invalid(_("Chưa thực hiện."), faults=[Fault("chosen", why)])
    with transaction.atomic():
        seen = dict(visible(actor=actor).filter(id__in=once).values_list("id", "agency"))
        actor = require(actor, RIGHTS[kind], agencies=tuple(set(seen.values())), at=at)
        assert actor.account is not None
        batch = Batch.objects.create(kind=kind, account_id=actor.account, begun_at=at)
        items = [
            BatchItem(batch=batch, document_id=one.document, version=one.version, digest=one.digest)
            for one in once.values()
            if one.document in seen
        ]
        BatchItem.objects.bulk_create(items)
        ledger.record(
            actor=actor,
            verb=f"documents.begin_{kind}_batch",
            about=batch.ref,
            at=at,
            data={"documents": len(items)},
        )
        enqueue(BATCH_JOB, {"batch": str(batch.id)}, due_at=at)
    return batch


def try_again(*, actor: Actor, batch: UUID, at: datetime) -> Batch:
    """Take what was left out in hand once more, as it was marked; Conflict when nothing was left out."""
    with transaction.atomic():
        found = Batch.objects.filter(id=batch, account=actor.account).first()
        if found is None:
            raise NotFound(_("Không tìm thấy lần ký này, hoặc không phải của ông/bà."))
        left = found.items.filter(state=BatchItem.State.LEFT)
        agencies = tuple(set(left.values_list("document__agency", flat=True)))
        if not agencies:
            raise Conflict(_("Không còn văn bản nào bị bỏ lại."))
        actor = require(actor, RIGHTS[Batch.Kind(found.kind)], agencies=agencies, at=at)
        count = left.update(state=BatchItem.State.WAITING, reason="", settled_at=None)
        ledger.record(
            actor=actor, verb="documents.try_batch_again", about=found.ref, at=at, data={"documents": count}
        )
        enqueue(BATCH_JOB, {"batch": str(found.id)}, due_at=at)
    return found


def settle_batch(*, batch: UUID) -> None:
    """Sign or number what waits, each document in a transaction of its own together with its mark.

    Who pressed is asked for anew: with the posts and rights of now. Begun again after an end in between, it goes on
    where it stopped.
    """
    found = Batch.objects.select_related("account").get(id=batch)
    kind, waits = Batch.Kind(found.kind), BatchItem.State.WAITING
    for item in list(found.items.filter(state=waits).order_by("id").values_list("id", flat=True)):
        at = clock.now()
        actor = actor_of_account(found.account, at=at)
        with transaction.atomic():
            one = BatchItem.objects.select_for_update().filter(id=item, state=waits).first()
            if one is not None:
                _settle(one, kind=kind, actor=actor, at=at)


def _settle(item: BatchItem, *, kind: Batch.Kind, actor: Actor, at: datetime) -> None:
    item.state, item.settled_at = BatchItem.State.DONE, at
    try:
        if kind == Batch.Kind.SIGN:
            approve(actor=actor, document=item.document_id, version=item.version, digest=item.digest, at=at)
        else:
            number(actor=actor, document=item.document_id, version=item.version, at=at)
    except Refusal as refusal:
        item.state, item.reason = BatchItem.State.LEFT, f"{refusal.detail} {refusal.next_step}".strip()[:500]
    item.save(update_fields=["state", "reason", "settled_at"])

"""Subscribing and ending a subscription; asking a source outside."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.partners.models import Lookup, Webhook
from tinhso.foundation.partners.rules import agrees
from tinhso.foundation.partners.sources import Down, ask, sources
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Fault, Invalid, NotFound
from tinhso.kernel.events import event_types
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

SUBSCRIBE = "partners.subscribe"
WEBHOOK = "partners.webhook"


def subscribe(*, actor: Actor, url: str, events: Sequence[str], at: datetime) -> tuple[Webhook, str]:
    """Tell a machine what happens from now on; the signing secret is in the answer and nowhere else."""
    require(actor, SUBSCRIBE, at=at)
    assert actor.account is not None
    known = {"*", *event_types()}
    faults = [
        Fault("events", _("Không có sự kiện %(name)s.") % {"name": name})
        for name in events
        if name not in known
    ]
    if not events:
        faults.append(Fault("events", _("Chọn ít nhất một sự kiện.")))
    if not url.startswith("https://") and settings.PRODUCTION:
        faults.append(Fault("url", _("Địa chỉ nhận phải dùng https.")))
    if not url.startswith(("https://", "http://")) or len(url) > 500:
        faults.append(Fault("url", _("Địa chỉ nhận không hợp lệ.")))
    if faults:
        raise Invalid(faults=faults)
    key, secret = new_id(), secrets.token_bytes(32)
    hook = Webhook(
        id=key, client_id=actor.account, url=url, events=sorted(set(events)), created_at=at,
        key=sealing.new_key(f"{WEBHOOK}:{key}"),
    )  # fmt: skip
    hook.secret_sealed = sealing.seal(hook.key, secret, row=hook.row)
    with transaction.atomic():
        hook.save(force_insert=True)
        ledger.record(
            actor=actor,
            verb="partners.subscribed",
            about=Ref(WEBHOOK, hook.id),
            at=at,
            data={"events": hook.events},
        )
    return hook, f"whsec_{base64.b64encode(secret).decode()}"


def unsubscribe(*, actor: Actor, webhook: UUID, at: datetime) -> None:
    """Stop telling; only the machine that asked for it may."""
    require(actor, SUBSCRIBE, at=at)
    with transaction.atomic():
        stopped = Webhook.objects.filter(id=webhook, client=actor.account, stopped_at=None).update(
            stopped_at=at
        )
        if not stopped:
            raise NotFound(_("Không có đăng ký này."))
        ledger.record(actor=actor, verb="partners.unsubscribed", about=Ref(WEBHOOK, webhook), at=at)


def look_up(
    *,
    actor: Actor,
    about: Ref,
    item: str,
    source: str,
    number: str,
    declared: Mapping[str, str],
    subjects: Sequence[Ref],
    key: UUID,
    purpose: str,
    at: datetime,
    basis: str = "",
    agency: UUID | None = None,
) -> Lookup:
    """Ask a source about whoever has a number, and hold what it tells against what was declared of the same fields.

    The look is in the ledger before the question leaves the house, so this is called outside of any transaction. What
    came of it is kept, sealed with the key of the thing. A source that is down is an outcome, never an error.
    `basis` is the law or the consent that lets us ask; empty means what holds for the source as a whole.
    `subjects` are whose data the source holds under the number; none where the house does not know whose: then the
    look is about whoever this look-up asked for, and their number lies in it, sealed.
    """
    known = sources.get(source)
    basis = basis or (known.basis if known else "")
    lookup = Lookup(
        about=about,
        item=item,
        source=source,
        purpose=purpose,
        basis=basis,
        key=key,
        asked_at=at,
    )
    ledger.record_read(
        actor=actor, about=about, subjects=subjects or (lookup.ref,), at=at, purpose=purpose, basis=basis,
        agency=agency, fields=[f"{source}.{field}" for field in declared],
    )  # fmt: skip
    told: Mapping[str, str] | None = None
    try:
        told = ask(source, number=number, fields=declared.keys(), purpose=purpose, basis=basis)
        lookup.outcome = _outcome(declared, told)
    except Down:
        lookup.outcome = Lookup.Outcome.DOWN
    lookup.told_sealed = sealing.seal_json(
        key, {"number": number, "declared": dict(declared), "told": dict(told or {})}, row=lookup.row
    )
    with transaction.atomic():
        lookup.save(force_insert=True)
        # Its people have the look itself; this tells the thing what came of it.
        ledger.record(
            actor=actor, verb="partners.looked_up", about=about, at=at, agency=agency, purpose=purpose, basis=basis,
            data={"lookup": str(lookup.id), "source": source, "item": item, "outcome": str(lookup.outcome)},
        )  # fmt: skip
    return lookup


def _outcome(declared: Mapping[str, str], told: Mapping[str, str] | None) -> Lookup.Outcome:
    """A register that leaves out something of what was asked has not answered for the paper."""
    if told is None:
        return Lookup.Outcome.UNKNOWN
    if not all(agrees(field, declared=declared[field], told=value) for field, value in told.items()):
        return Lookup.Outcome.DIFFERS
    return Lookup.Outcome.FOUND if told.keys() == declared.keys() else Lookup.Outcome.UNKNOWN

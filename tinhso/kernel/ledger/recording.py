"""The one call by which anything enters the history."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db import DEFAULT_DB_ALIAS, DatabaseError, router, transaction
from django.utils.translation import gettext as _

from tinhso.kernel import statements
from tinhso.kernel.actors import Actor, Seat
from tinhso.kernel.errors import Unavailable
from tinhso.kernel.events import Event
from tinhso.kernel.refs import Ref
from tinhso.kernel.statements import insert, new_row

if TYPE_CHECKING:
    from tinhso.kernel.ledger.models import Act

SALT_BYTES = 16


def record(
    *,
    actor: Actor,
    verb: str,
    about: Ref,
    at: datetime,
    agency: UUID | None = None,
    subjects: Iterable[Ref] = (),
    purpose: str = "",
    basis: str = "",
    data: Mapping[str, Any] | None = None,
    event: Event | None = None,
) -> "Act":
    """Record that something was done, with its event for whoever listens.

    Belongs inside the transaction of the change: change, act and deliveries are kept together or not at all.
    `data` holds codes, refs, reasons and times, never personal data. An event's payload is kept in `data`.
    """
    from tinhso.kernel.deliveries.sending import deliver

    act = _act(
        actor=actor, verb=verb, about=about, at=at, agency=agency, subjects=subjects, purpose=purpose, basis=basis,
        data=data, event=event,
    )  # fmt: skip
    insert(act)
    if event is not None:
        deliver(act, at=at)
    return act


@contextmanager
def together() -> Iterator[None]:
    """Acts recorded inside, and the deliveries they cause, are written when it ends, each in one statement.

    Belongs inside the transaction of the changes, around acts that follow one another at once.
    """
    from tinhso.kernel.deliveries.models import Delivery
    from tinhso.kernel.ledger.models import Act

    with statements.together(Act, Delivery):
        yield


def record_each(
    told: Mapping[Ref, Mapping[str, Any]],
    *,
    actor: Actor,
    verb: str,
    at: datetime,
    agency: UUID | None = None,
) -> None:
    """Record that the same was done to several things, at least one, with the data of each: as `record` for each,
    written at once."""
    insert(
        *(
            _act(actor=actor, verb=verb, about=about, at=at, agency=agency, data=data)
            for about, data in told.items()
        )
    )


def _act(
    *,
    actor: Actor,
    verb: str,
    about: Ref,
    at: datetime,
    agency: UUID | None,
    subjects: Iterable[Ref] = (),
    purpose: str = "",
    basis: str = "",
    data: Mapping[str, Any] | None = None,
    event: Event | None = None,
) -> "Act":
    from tinhso.kernel.ledger.models import Act

    if not transaction.get_connection(DEFAULT_DB_ALIAS).in_atomic_block:
        raise RuntimeError(f"{verb} is recorded outside the transaction of its change")
    seat = _seat(actor, agency)
    body = {**(data or {}), **_lent(seat)}
    if event is not None:
        body["event"] = event.payload()
    return new_row(
        Act,
        at=at,
        actor_kind=actor.kind,
        actor=actor.account,
        role=seat.role if seat else "",
        agency=agency,
        verb=verb,
        about=about,
        subjects=sorted({str(subject) for subject in subjects}),
        purpose=purpose,
        basis=basis,
        data=body,
        salt=os.urandom(SALT_BYTES),
        event=event.name if event else "",
    )


def record_read(
    *,
    actor: Actor,
    verb: str = "read",
    about: Ref,
    subjects: Iterable[Ref],
    at: datetime,
    purpose: str,
    basis: str = "",
    fields: Sequence[str] = (),
    agency: UUID | None = None,
) -> None:
    """Record that personal data is about to be shown: committed when this returns, else Unavailable.

    A page calls this once for the request, before its body leaves, and outside any transaction: one that was undone
    would take the record with it.
    """
    from tinhso.kernel.ledger.models import Read

    if _inside_a_transaction(router.db_for_write(Read)):
        raise RuntimeError(f"{verb} of personal data is recorded inside a transaction")
    seat = _seat(actor, agency)
    try:
        insert(
            new_row(
                Read,
                at=at,
                actor_kind=actor.kind,
                actor=actor.account,
                role=seat.role if seat else "",
                agency=agency,
                verb=verb,
                about=about,
                subjects=sorted({str(subject) for subject in subjects}),
                purpose=purpose,
                basis=basis,
                data={"fields": sorted(fields), **_lent(seat)},
                salt=os.urandom(SALT_BYTES),
            )
        )
    except DatabaseError as error:
        raise Unavailable(
            _("Không ghi được nhật ký xem dữ liệu nên thông tin chưa được mở."),
            next_step=_("Xin thử lại sau ít phút."),
        ) from error


def _inside_a_transaction(alias: str) -> bool:
    """As `atomic(durable=True)` sees it, which does not count the one a test is wrapped in."""
    blocks = transaction.get_connection(alias).atomic_blocks
    return bool(blocks) and not blocks[-1]._from_testcase


def _seat(actor: Actor, agency: UUID | None) -> Seat | None:
    """The post the actor acts in: the one the policy let it act in, else one at the agency concerned, else any."""
    if actor.acting is not None:
        return actor.acting
    return next((seat for seat in actor.seats if seat.agency == agency), next(iter(actor.seats), None))


def _lent(seat: Seat | None) -> dict[str, str]:
    """Whose post it is, where it was lent."""
    return {"on_behalf_of": str(seat.on_behalf_of)} if seat and seat.on_behalf_of else {}

"""Minutes of hand-overs and disposals: who signs them in which order, and how far that has come."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.access.models import Account
from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.signing.recognising import Recognised
from tinhso.foundation.units.queries import agency_names
from tinhso.government.archive.models import TRANSFER, Disposal, MinutesSignature, Transfer
from tinhso.government.archive.queries.files import APPROVE, KEEP
from tinhso.government.archive.rules import DisposalState, TransferState
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref


@dataclass(frozen=True)
class Side:
    """One who signs."""

    place: str
    """Name of the place in the paper."""
    role: str
    account: UUID
    name: str
    permission: str
    agency: UUID
    seals: bool
    """Whether the agency seals it after the person."""
    signature: MinutesSignature | None

    @property
    def signed_at(self) -> datetime | None:
        return self.signature.signed_at if self.signature else None

    @property
    def under_way(self) -> bool:
        """Whether a worker is at it."""
        return self.signature is not None and not self.signature.failure and self.signed_at is None

    @property
    def failure(self) -> str:
        return self.signature.failure if self.signature else ""

    @property
    def holders(self) -> Sequence[Ref]:
        """Whose keys sign, the person's first."""
        person = Ref("access.account", self.account)
        return (person, Ref("units.agency", self.agency)) if self.seals else (person,)


@dataclass(frozen=True)
class Minutes:
    """Minutes as pages and the signing know them."""

    about: Ref
    key: UUID
    agency: UUID
    done_at: datetime
    sides: Sequence[Side]

    @property
    def next(self) -> Side | None:
        """Who signs now; None when all have."""
        return next((one for one in self.sides if one.signed_at is None), None)

    @property
    def under_way(self) -> bool:
        return any(one.under_way for one in self.sides)

    @property
    def file(self) -> UUID | None:
        """The minutes with the signatures they have; None before the first."""
        signed = [one.signature.file_id for one in self.sides if one.signature and one.signature.file_id]
        return signed[-1] if signed else None

    def may_sign(self, actor: Actor) -> bool:
        """Whether it is the actor's turn."""
        side = self.next
        return side is not None and side.account == actor.account and not side.under_way


def minutes_of_transfer(found: Transfer) -> Minutes | None:
    """The minutes of a hand-over, the giver's side first; None before it was taken over."""
    if found.state != TransferState.ACCEPTED or found.answered_at is None or found.answered_by is None:
        return None
    return _minutes(
        found.ref, found.key, found.agency_id, found.answered_at,
        [
            ("Bên giao", found.begun_by, KEEP, found.agency_id, True),
            ("Bên nhận", found.answered_by, KEEP, found.receiver_id, True),
        ],
    )  # fmt: skip


def minutes_of_disposal(found: Disposal) -> Minutes | None:
    """The minutes of a disposal: who destroyed, then who approved it with the agency; None before it was done."""
    if (
        found.state != DisposalState.DONE
        or not found.done_at
        or found.done_by is None
        or found.decided_by is None
    ):
        return None
    return _minutes(
        found.ref, found.key, found.agency_id, found.done_at,
        [
            ("Người tiêu hủy", found.done_by, KEEP, found.agency_id, False),
            ("Người duyệt", found.decided_by, APPROVE, found.agency_id, True),
        ],
    )  # fmt: skip


def signed_minutes(minutes: Minutes | None) -> bytes | None:
    """The minutes with the signatures they have; None before the first."""
    return original_bytes(owner=minutes.about, file=minutes.file) if minutes and minutes.file else None


def recognise_minutes(digest: str) -> Recognised | None:
    """What anyone may know of the file with this digest, where it is minutes that all sides signed."""
    row = MinutesSignature.objects.filter(digest=digest, side=1, signed_at__isnull=False).first()
    if row is None or not isinstance(row.about, Ref):
        return None
    if row.about.kind == TRANSFER:
        agency = Transfer.objects.values_list("agency", flat=True).get(id=row.about.id)
        text = _("Biên bản giao nhận hồ sơ, tài liệu của %(agency)s, ký xong ngày %(day)s.")
    else:
        agency = Disposal.objects.values_list("agency", flat=True).get(id=row.about.id)
        text = _("Biên bản tiêu hủy hồ sơ, tài liệu của %(agency)s, ký xong ngày %(day)s.")
    assert row.signed_at is not None
    day = clock.local(row.signed_at).date()
    said = {"agency": agency_names({agency}, on=day)[agency], "day": f"{day:%d/%m/%Y}"}
    return Recognised(_("Đúng là biên bản các bên đã ký tại đây"), text % said)


def _minutes(
    about: Ref, key: UUID, agency: UUID, done_at: datetime, sides: Sequence[tuple[str, Account, str, UUID, bool]]
) -> Minutes:  # fmt: skip
    rows = {one.side: one for one in MinutesSignature.objects.filter(about=about)}
    return Minutes(
        about, key, agency, done_at,
        [
            Side(f"side-{number}", role, who.id, who.name, right, at, seals, rows.get(number))
            for number, (role, who, right, at, seals) in enumerate(sides)
        ],
    )  # fmt: skip

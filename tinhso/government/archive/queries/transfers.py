"""Hand-overs: those of the actor's agencies, and those offered to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.files.queries import Opened, open_file
from tinhso.foundation.units.queries import agency_names
from tinhso.government.archive.models import Transfer, TransferredFile
from tinhso.government.archive.queries.files import KEEP, VIEW, reaches
from tinhso.government.archive.rules import TRANSFER_TITLES, TRANSFER_TONES, TransferState
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Described


@dataclass(frozen=True)
class OpenTransfer:
    """A hand-over as its page and the list show it."""

    transfer: Transfer
    giver: str
    receiver: str
    files: Sequence[TransferredFile]
    packed: int
    many: int
    offers: bool
    """Whether the actor may lay it before the receiver."""
    answers: bool
    """Whether the actor may take it over or send it back."""

    @property
    def state_title(self) -> str:
        return str(TRANSFER_TITLES[TransferState(self.transfer.state)])

    @property
    def tone(self) -> str:
        return TRANSFER_TONES[TransferState(self.transfer.state)]

    @property
    def failed(self) -> bool:
        return any(one.failure for one in self.files)

    @property
    def building(self) -> bool:
        """Whether a worker is still at it."""
        waits = any(one.package_id is None and not one.failure for one in self.files)
        return self.transfer.state == TransferState.BUILDING and waits


def transfers(*, actor: Actor) -> QuerySet[Transfer]:
    """The hand-overs the actor may see, the latest first."""
    rows = Transfer.objects.select_related("begun_by", "answered_by").annotate(many=Count("files"))
    within = None if actor.kind == ActorKind.SYSTEM else agencies_within(actor, VIEW)
    if within is not None:
        rows = rows.filter(Q(agency__in=within) | (Q(receiver__in=within) & ~Q(state=TransferState.BUILDING)))
    return rows.order_by("-begun_at", "-id")


def find_transfer(*, actor: Actor, transfer: UUID) -> Transfer:
    """A hand-over the actor may see; NotFound for any other."""
    found = transfers(actor=actor).filter(id=transfer).first()
    if found is None:
        raise NotFound(_("Không tìm thấy đợt nộp lưu này."))
    return found


def open_transfer(*, actor: Actor, transfer: UUID, at: datetime) -> OpenTransfer:
    """A hand-over with its files."""
    found = find_transfer(actor=actor, transfer=transfer)
    files = found.files.select_related("file", "file__plan", "package").defer("file__description_sealed")
    return _opened(found, list(files.order_by("file__code", "id")), actor=actor, at=at)


def lines(rows: Sequence[Transfer], *, actor: Actor, at: datetime) -> list[OpenTransfer]:
    """Hand-overs as a list shows them, without their files."""
    return [_opened(one, (), actor=actor, at=at) for one in rows]


def package(*, actor: Actor, transfer: UUID, row: int) -> Opened:
    """The package of one file of a hand-over, as it was made."""
    found = find_transfer(actor=actor, transfer=transfer)
    one = found.files.select_related("file").filter(pk=row, package__isnull=False).first()
    if one is None or one.package_id is None:
        raise NotFound(_("Gói này chưa có, hoặc đã tiêu hủy cùng hồ sơ."))
    return open_file(owner=one.file.ref, file=one.package_id, original=True)


def describe_transfers(keys: Sequence[UUID], actor: Actor) -> dict[UUID, Described]:
    """Name and page of the hand-overs the actor may see."""
    return {
        one.id: Described(
            _("Đợt nộp lưu ngày %(day)s") % {"day": f"{clock.local(one.begun_at):%d/%m/%Y}"},
            reverse("archive:transfer", args=[one.id]),
        )
        for one in transfers(actor=actor).filter(id__in=keys)
    }


def _opened(found: Transfer, files: Sequence[TransferredFile], *, actor: Actor, at: datetime) -> OpenTransfer:
    names = agency_names({found.agency_id, found.receiver_id}, on=clock.local(at).date())
    return OpenTransfer(
        transfer=found,
        giver=names[found.agency_id],
        receiver=names[found.receiver_id],
        files=files,
        packed=sum(one.package_id is not None for one in files),
        many=vars(found)["many"],
        offers=found.state == TransferState.BUILDING and reaches(actor, KEEP, found.agency_id),
        answers=found.state == TransferState.OFFERED
        and reaches(actor, KEEP, found.receiver_id)
        and found.begun_by_id != actor.account,
    )

"""Hand-overs: those of the actor's agencies, and those offered to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.contracts.documents import record_sources
from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.files.queries import Streamed, open_stream
from tinhso.foundation.units.queries import agency_names
from tinhso.government.archive.models import RecordFile, Transfer, TransferredFile
from tinhso.government.archive.queries.files import KEEP, VIEW, reaches
from tinhso.government.archive.queries.filing import sources_of
from tinhso.government.archive.queries.minutes import Minutes, minutes_of_transfer
from tinhso.government.archive.rules import PURPOSE, TRANSFER_TITLES, TRANSFER_TONES, TransferState
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import SYSTEM, Actor, ActorKind
from tinhso.kernel.errors import NotAllowed, NotFound
from tinhso.kernel.refs import Described


@dataclass(frozen=True)
class OpenTransfer:
    """A hand-over as its page and the list show it."""

    transfer: Transfer
    giver: str
    receiver: str
    files: Sequence[TransferredFile]
    many: int
    offers: bool
    """Whether the actor may lay it before the receiver."""
    answers: bool
    """Whether the actor may take it over or send it back."""
    keeps: bool
    """Whether the actor keeps the files of either side, and may open the packages."""
    minutes: Minutes | None = None
    """None before it was taken over, and in lists."""
    signs: bool = False
    """Whether it is the actor's turn to sign them."""

    @property
    def state_title(self) -> str:
        return str(TRANSFER_TITLES[TransferState(self.transfer.state)])

    @property
    def tone(self) -> str:
        return TRANSFER_TONES[TransferState(self.transfer.state)]

    @property
    def packed(self) -> int:
        return sum(one.package_id is not None for one in self.files)

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
    (opened,) = _opened([found], actor=actor, at=at)
    return replace(
        opened, files=list(files.order_by("file__code", "id")), minutes=(minutes := minutes_of_transfer(found)),
        signs=minutes is not None and minutes.may_sign(actor),
    )  # fmt: skip


def lines(rows: Sequence[Transfer], *, actor: Actor, at: datetime) -> list[OpenTransfer]:
    """Hand-overs as a list shows them, without their files; the number of reads does not grow with its rows."""
    return _opened(rows, actor=actor, at=at)


def package(*, actor: Actor, transfer: UUID, row: int, at: datetime) -> Streamed:
    """The package of one file of a hand-over, as it was made, for who keeps the files of either side.

    It holds what others may not see of the file; of whose data is in it, a reading is recorded first.
    """
    found = find_transfer(actor=actor, transfer=transfer)
    if not _keeps(actor, found):
        raise NotAllowed(
            _("Gói hồ sơ chỉ mở cho người giữ hồ sơ của bên giao và bên nhận."),
            next_step=_("Việc này do văn thư của cơ quan thực hiện."),
        )
    one = found.files.select_related("file").filter(pk=row, package__isnull=False).first()
    if one is None or one.package_id is None:
        raise NotFound(_("Gói này chưa có, hoặc đã tiêu hủy cùng hồ sơ."))
    _note_reading(one.file, actor=actor, at=at)
    return open_stream(owner=one.file.ref, file=one.package_id)


def _note_reading(file: RecordFile, *, actor: Actor, at: datetime) -> None:
    for kind, ids in sources_of(file).items():
        records = record_sources[kind].read(SYSTEM, ids) if kind in record_sources else {}
        for record in records.values():
            if record.subjects:
                ledger.record_read(
                    actor=actor, about=record.ref, subjects=record.subjects, at=at, purpose=PURPOSE,
                    basis=f"hồ sơ {file.code}", fields=("papers",), agency=file.custodian_id,
                )  # fmt: skip


def _keeps(actor: Actor, transfer: Transfer) -> bool:
    return any(reaches(actor, KEEP, one) for one in (transfer.agency_id, transfer.receiver_id))


def describe_transfers(keys: Sequence[UUID], actor: Actor) -> dict[UUID, Described]:
    """Name and page of the hand-overs the actor may see."""
    return {
        one.id: Described(
            _("Đợt nộp lưu ngày %(day)s") % {"day": f"{clock.local(one.begun_at):%d/%m/%Y}"},
            reverse("archive:transfer", args=[one.id]),
        )
        for one in transfers(actor=actor).filter(id__in=keys)
    }


def _opened(rows: Sequence[Transfer], *, actor: Actor, at: datetime) -> list[OpenTransfer]:
    both = {id for one in rows for id in (one.agency_id, one.receiver_id)}
    names = agency_names(both, on=clock.local(at).date())
    return [
        OpenTransfer(
            transfer=one,
            giver=names[one.agency_id],
            receiver=names[one.receiver_id],
            files=(),
            many=vars(one)["many"],
            offers=one.state == TransferState.BUILDING and reaches(actor, KEEP, one.agency_id),
            answers=one.state == TransferState.OFFERED
            and reaches(actor, KEEP, one.receiver_id)
            and one.begun_by_id != actor.account,
            keeps=_keeps(actor, one),
        )
        for one in rows
    ]

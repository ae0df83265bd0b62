"""Disposals: proposed, approved, carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.units.queries import agency_names
from tinhso.government.archive.models import Disposal, DisposedFile
from tinhso.government.archive.queries.files import APPROVE, KEEP, VIEW, reaches
from tinhso.government.archive.queries.minutes import Minutes, minutes_of_disposal
from tinhso.government.archive.rules import DISPOSAL_TITLES, DISPOSAL_TONES, DisposalState
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Described


@dataclass(frozen=True)
class OpenDisposal:
    """A disposal as its page and the list show it."""

    disposal: Disposal
    agency: str
    files: Sequence[DisposedFile]
    words: dict[str, Any]
    many: int
    decides: bool
    carries_out: bool
    minutes: Minutes | None = None
    """None before it was done, and in lists."""
    signs: bool = False
    """Whether it is the actor's turn to sign them."""

    @property
    def state_title(self) -> str:
        return str(DISPOSAL_TITLES[DisposalState(self.disposal.state)])

    @property
    def tone(self) -> str:
        return DISPOSAL_TONES[DisposalState(self.disposal.state)]

    @property
    def under_way(self) -> bool:
        """Whether a worker is at it."""
        return self.disposal.state == DisposalState.APPROVED and self.disposal.done_by_id is not None

    @property
    def council(self) -> Sequence[str]:
        found = self.words.get("council", ())
        assert isinstance(found, list | tuple)
        return found

    @property
    def council_minutes(self) -> str:
        """Number and day of the minutes of the council's meeting."""
        return str(self.words.get("minutes", ""))

    @property
    def reason(self) -> str:
        return str(self.words.get("reason", ""))


def disposals(*, actor: Actor) -> QuerySet[Disposal]:
    """The disposals the actor may see, the latest first."""
    rows = Disposal.objects.select_related("proposed_by", "decided_by", "done_by").annotate(
        many=Count("files")
    )
    within = None if actor.kind == ActorKind.SYSTEM else agencies_within(actor, VIEW)
    if within is not None:
        rows = rows.filter(agency__in=within)
    return rows.order_by("-proposed_at", "-id")


def find_disposal(*, actor: Actor, disposal: UUID) -> Disposal:
    """A disposal the actor may see; NotFound for any other."""
    found = disposals(actor=actor).filter(id=disposal).first()
    if found is None:
        raise NotFound(_("Không tìm thấy đợt tiêu hủy này."))
    return found


def open_disposal(*, actor: Actor, disposal: UUID, at: datetime) -> OpenDisposal:
    """A disposal with its files."""
    found = find_disposal(actor=actor, disposal=disposal)
    files = found.files.select_related("file", "file__plan").defer("file__description_sealed")
    (opened,) = _opened([found], actor=actor, at=at)
    return replace(
        opened, files=list(files.order_by("file__code", "id")), minutes=(minutes := minutes_of_disposal(found)),
        signs=minutes is not None and minutes.may_sign(actor),
    )  # fmt: skip


def lines(rows: Sequence[Disposal], *, actor: Actor, at: datetime) -> list[OpenDisposal]:
    """Disposals as a list shows them, without their files; the number of reads does not grow with its rows."""
    return _opened(rows, actor=actor, at=at)


def describe_disposals(keys: Sequence[UUID], actor: Actor) -> dict[UUID, Described]:
    """Name and page of the disposals the actor may see."""
    return {
        one.id: Described(
            _("Đợt tiêu hủy ngày %(day)s") % {"day": f"{clock.local(one.proposed_at):%d/%m/%Y}"},
            reverse("archive:disposal", args=[one.id]),
        )
        for one in disposals(actor=actor).filter(id__in=keys)
    }


def _opened(rows: Sequence[Disposal], *, actor: Actor, at: datetime) -> list[OpenDisposal]:
    names = agency_names({one.agency_id for one in rows}, on=clock.local(at).date())
    return [
        OpenDisposal(
            disposal=one,
            agency=names[one.agency_id],
            files=(),
            words=one.words(),
            many=vars(one)["many"],
            decides=one.state == DisposalState.PROPOSED
            and reaches(actor, APPROVE, one.agency_id)
            and one.proposed_by_id != actor.account,
            carries_out=one.state == DisposalState.APPROVED
            and one.done_by_id is None
            and reaches(actor, KEEP, one.agency_id)
            and one.decided_by_id != actor.account,
        )
        for one in rows
    ]

"""Disposals: proposed, approved, carried out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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
    def minutes(self) -> str:
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
    return _opened(found, list(files.order_by("file__code", "id")), actor=actor, at=at)


def lines(rows: Sequence[Disposal], *, actor: Actor, at: datetime) -> list[OpenDisposal]:
    """Disposals as a list shows them, without their files."""
    return [_opened(one, (), actor=actor, at=at) for one in rows]


def describe_disposals(keys: Sequence[UUID], actor: Actor) -> dict[UUID, Described]:
    """Name and page of the disposals the actor may see."""
    return {
        one.id: Described(
            _("Đợt tiêu hủy ngày %(day)s") % {"day": f"{clock.local(one.proposed_at):%d/%m/%Y}"},
            reverse("archive:disposal", args=[one.id]),
        )
        for one in disposals(actor=actor).filter(id__in=keys)
    }


def _opened(found: Disposal, files: Sequence[DisposedFile], *, actor: Actor, at: datetime) -> OpenDisposal:
    names = agency_names({found.agency_id}, on=clock.local(at).date())
    waits, approved = found.state == DisposalState.PROPOSED, found.state == DisposalState.APPROVED
    return OpenDisposal(
        disposal=found,
        agency=names[found.agency_id],
        files=files,
        words=found.words(),
        many=vars(found)["many"],
        decides=waits and reaches(actor, APPROVE, found.agency_id) and found.proposed_by_id != actor.account,
        carries_out=approved
        and found.done_by_id is None
        and reaches(actor, KEEP, found.agency_id)
        and found.decided_by_id != actor.account,
    )

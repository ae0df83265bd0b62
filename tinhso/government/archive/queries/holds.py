"""Cases that hold files."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.government.archive.models import Hold, RecordFile
from tinhso.government.archive.queries.files import VIEW
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Described


def holds(*, actor: Actor, open_only: bool) -> QuerySet[Hold]:
    """The cases of the actor's agencies, the latest first, with how many files each holds."""
    within = agencies_within(actor, VIEW)
    found = Hold.objects.all() if within is None else Hold.objects.filter(agency__in=within)
    if open_only:
        found = found.filter(closed_at=None)
    return (
        found.select_related("opened_by", "closed_by")
        .annotate(many=Count("held"))
        .order_by("-opened_at", "-id")
    )


def find_hold(*, actor: Actor, case: UUID) -> Hold:
    """A case the actor may see; NotFound for any other."""
    found = holds(actor=actor, open_only=False).filter(id=case).first()
    if found is None:
        raise NotFound(_("Không tìm thấy vụ việc này."))
    return found


def held_by(case: Hold) -> QuerySet[RecordFile]:
    """The files of a case, by code."""
    return RecordFile.objects.filter(holds__hold=case).order_by("plan__year", "code", "id")


def describe_holds(keys: Sequence[UUID], actor: Actor) -> dict[UUID, Described]:
    """Name and page of the cases the actor may see."""
    found = holds(actor=actor, open_only=False).filter(id__in=keys)
    return {one.id: Described(one.title, reverse("archive:hold", args=[one.id])) for one in found}

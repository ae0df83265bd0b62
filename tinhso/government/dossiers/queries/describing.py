"""Dossiers as other parts of the house may speak of them, by Ref."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.urls import reverse

from tinhso.government.dossiers.queries.lists import visible
from tinhso.kernel.actors import Actor, ActorKind
from tinhso.kernel.refs import Described


def describe_dossiers(dossiers: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Title, code and address at the actor's own door of those the actor may see."""
    page = "dossiers:own" if actor.kind == ActorKind.CITIZEN else "dossiers:desk_dossier"
    return {
        found.id: Described(title=found.procedure.name, url=reverse(page, args=[found.id]), code=str(found))
        for found in visible(actor=actor).select_related("procedure").filter(id__in=dossiers)
    }

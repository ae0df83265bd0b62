"""Which packs are applied, how many rules of each kind there are, what is assumed and what was changed here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.packs.models import AppliedPack, Rule
from tinhso.foundation.packs.queries import applied_packs
from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

SEE = "console.see_packs"
OFFICIALS = "officials"
PAGE = 50


@dataclass(frozen=True)
class KindCount:
    """The rules of one kind: how many codes are in force on a day, and of all versions what needs a look."""

    kind: PackKind
    in_force: int
    versions: int
    assumed: int
    changed_here: int


def packs(*, actor: Actor) -> list[AppliedPack]:
    """Every pack as it was last applied."""
    require(actor, SEE)
    return applied_packs()


def kind_counts(*, actor: Actor, on: date) -> list[KindCount]:
    """The kinds that have rules, by title. One query for each kind."""
    require(actor, SEE)
    in_force = Q(effective_from__lte=on) & (Q(effective_until=None) | Q(effective_until__gt=on))
    found = [
        KindCount(
            kind=kind,
            **kind.model._default_manager.aggregate(
                versions=Count("pk"),
                in_force=Count("pk", filter=in_force),
                assumed=Count("pk", filter=Q(assumed=True)),
                changed_here=Count("pk", filter=Q(origin=OFFICIALS)),
            ),
        )
        for kind in pack_kinds
    ]
    return sorted((one for one in found if one.versions), key=lambda one: _(one.kind.title))


def kind(*, actor: Actor, name: str) -> PackKind:
    """A kind of rules; NotFound for another name."""
    require(actor, SEE)
    found = pack_kinds.get(name)
    if found is None:
        raise NotFound(_("Không có loại quy định này."))
    return found


def rules(
    *, actor: Actor, kind: PackKind, text: str, assumed: bool, changed_here: bool, page: str | None
) -> Page[Rule]:
    """One page of the versions of a kind, by code, the latest first: those whose code has these letters, those
    that are assumed, those that officials changed."""
    require(actor, SEE)
    found = kind.model._default_manager.order_by("code", "-effective_from")
    if text:
        found = found.filter(code__icontains=text)
    if assumed:
        found = found.filter(assumed=True)
    if changed_here:
        found = found.filter(origin=OFFICIALS)
    return Paginator(found, PAGE).get_page(page)

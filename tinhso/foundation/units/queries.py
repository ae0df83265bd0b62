"""Which units and agencies there are on a day, what became of the old ones, what an agency is called.

Everything here is published law and open to everyone, so no actor is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db.models import F, Q, QuerySet, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext as _

from tinhso.foundation.packs.keeping import kept
from tinhso.foundation.units import rules
from tinhso.foundation.units.models import (
    AdministrativeUnit,
    Agency,
    AgencyKind,
    AgencyVersion,
    Level,
    Succession,
)
from tinhso.kernel.errors import NotFound


@dataclass(frozen=True)
class Successor:
    """A unit in force that took over another, wholly or in part."""

    unit: AdministrativeUnit
    extent: str
    main: bool


@dataclass(frozen=True)
class Hit:
    """A unit found by its name, or by the names of units it came from."""

    unit: AdministrativeUnit
    formerly: tuple[str, ...] = field(default=())
    """The old names that matched, e.g. `Xã Mỹ Cẩm (Huyện Càng Long, Tỉnh Trà Vinh)`; empty when its own did."""


def unit(code: str, *, on: date) -> AdministrativeUnit:
    """The unit with this code on a day; NotFound when there is none. The same code may have been another before."""
    found = AdministrativeUnit.objects.on(on).filter(code=code).first()
    if found is None:
        raise NotFound(
            _("Ngày %(day)s không có đơn vị hành chính mã %(code)s.")
            % {"day": f"{on:%d/%m/%Y}", "code": code}
        )
    return found


def unit_names(codes: Iterable[str], *, on: date) -> dict[str, str]:
    """Code to name on a day; codes not in force are left out."""
    return dict(_unit_names(frozenset(codes), on))


@kept
def _unit_names(codes: frozenset[str], on: date) -> Mapping[str, str]:
    return dict(AdministrativeUnit.objects.on(on).filter(code__in=codes).values_list("code", "name"))


def provinces(*, on: date) -> list[AdministrativeUnit]:
    """The provinces and cities of a day, by code: 63 until 30 June 2025, 34 since."""
    return list(AdministrativeUnit.objects.on(on).filter(level=Level.PROVINCE).order_by("code"))


def communes(province: str, *, on: date) -> list[AdministrativeUnit]:
    """The communes, wards, towns and special zones of a province on a day, with or without districts between."""
    present = AdministrativeUnit.objects.on(on)
    districts = present.filter(level=Level.DISTRICT, parent_code=province).values("code")
    below = Q(parent_code=province) | Q(parent_code__in=districts)
    return list(present.filter(below, level=Level.COMMUNE).order_by("folded", "code"))


def successors(code: str, *, on: date) -> list[Successor]:
    """What a unit has become by a day, the main successor first. A unit that never ended is its own.

    A code in use before and after a change is read as the older unit, as an old address or record means it.
    """
    reached: dict[str, tuple[str, bool]] = {}
    todo: list[tuple[str, date, str, bool]] = [(code, date.min, Succession.Extent.WHOLE, True)]
    while todo:
        old, after, extent, main = todo.pop()
        steps = list(
            Succession.objects.filter(old_code=old, effective_from__gt=after, effective_from__lte=on)
        )
        if not steps:
            known_extent, known_main = reached.get(old, (extent, False))
            reached[old] = (known_extent, known_main or main)
        for step in steps:
            whole = extent == step.extent == Succession.Extent.WHOLE
            so_far = Succession.Extent.WHOLE if whole else Succession.Extent.PART
            todo.append((step.new_code, step.effective_from, so_far, main and step.main))
    units = {found.code: found for found in AdministrativeUnit.objects.on(on).filter(code__in=reached)}
    became = [Successor(units[new], *reached[new]) for new in reached if new in units]
    return sorted(became, key=lambda one: (not one.main, one.unit.code))


def predecessors(code: str, *, on: date) -> list[AdministrativeUnit]:
    """The units that went into this one, as they were on the day before they did."""
    steps = list(Succession.objects.filter(new_code=code, effective_from__lte=on))
    wanted = {(step.old_code, step.effective_from) for step in steps}
    found = AdministrativeUnit.objects.filter(code__in={old for old, _ in wanted}).order_by("code")
    return [one for one in found if (one.code, one.effective_until) in wanted]


def search(text: str, *, on: date, level: str = "", province: str = "", limit: int = 20) -> list[Hit]:
    """Units in force found by what was typed: accents, case, spaces and type are free, old names lead to new units.

    A unit's own name comes before an old one, a whole name before a beginning, a beginning before a part.
    """
    folded, bare = rules.folded_query(text)
    if not bare:
        return []
    hits: dict[str, Hit] = {}
    present = AdministrativeUnit.objects.on(on)
    if level:
        present = present.filter(level=level)
    if province:
        present = present.filter(Q(parent_code=province) | Q(code=province))
    for found in _matching(present, folded, bare)[: limit * 2]:
        hits[found.code] = Hit(found)
    if len(hits) >= limit:
        return list(hits.values())[:limit]
    ended = _matching(AdministrativeUnit.objects.filter(effective_until__lte=on), folded, bare)
    old = list(ended[: limit * 2])
    homes = _homes(old)
    allowed = set(present.values_list("code", flat=True)) if level or province else None
    for one in old:
        for became in successors(one.code, on=on) if one.level != Level.DISTRICT else _from_district(one, on):
            code = became.unit.code
            if code in hits and not hits[code].formerly:
                continue
            if allowed is None or code in allowed:
                before = hits[code].formerly if code in hits else ()
                hits[code] = Hit(became.unit, (*before, homes[one.pk]))
    return list(hits.values())[:limit]


def _matching(units: QuerySet[AdministrativeUnit], folded: str, bare: str) -> list[AdministrativeUnit]:
    """Units whose folded name holds the text; the closest first, provinces before communes."""
    close = bare.replace(" ", "")
    found = units.annotate(close=Replace(F("folded"), Value(" "), Value(""))).filter(
        Q(folded__contains=bare) | Q(close__contains=close) | Q(folded__contains=folded)
    )
    ranks = {Level.PROVINCE: 0, Level.DISTRICT: 1, Level.COMMUNE: 2}

    def rank(one: AdministrativeUnit) -> tuple[int, int, str, str]:
        name = one.folded.replace(" ", "")
        near = 0 if name == close else 1 if name.startswith(close) else 2
        return near, ranks[Level(one.level)], one.folded, one.code

    return sorted(found, key=rank)


def _homes(units: Iterable[AdministrativeUnit]) -> dict[int, str]:
    """Old names with where they were."""
    units = list(units)
    parents = {
        (parent.code, parent.effective_from): parent
        for parent in AdministrativeUnit.objects.filter(level__in=[Level.PROVINCE, Level.DISTRICT])
    }
    said: dict[int, str] = {}
    for one in units:
        where: list[str] = []
        parent = parents.get((one.parent_code, one.effective_from))
        while parent is not None:
            where.append(parent.name)
            parent = parents.get((parent.parent_code, parent.effective_from))
        said[one.pk] = f"{one.name} ({', '.join(where)})" if where else one.name
    return said


def _from_district(district: AdministrativeUnit, on: date) -> list[Successor]:
    """Districts have no successor of their own; their communes do. A district that does is taken at its word."""
    if own := [one for one in successors(district.code, on=on) if one.unit.code != district.code]:
        return own
    inside = AdministrativeUnit.objects.filter(parent_code=district.code, effective_until__lte=on)
    new = Succession.objects.filter(old_code__in=inside.values("code"), main=True).values("new_code")
    found = AdministrativeUnit.objects.on(on).filter(code__in=new).order_by("code")
    return [Successor(one, Succession.Extent.PART, False) for one in found]


def agencies(
    *, on: date, kind: str = "", parent: str = "", ids: Iterable[UUID] | None = None
) -> list[AgencyVersion]:
    """The agencies of a day by name, all of them or of one kind, below one parent (its key), or these."""
    found = AgencyVersion.objects.on(on)
    if kind:
        found = found.filter(kind=kind)
    if parent:
        found = found.filter(parent_key=parent)
    if ids is not None:
        found = found.filter(agency_id__in=set(ids))
    return list(found.order_by("kind", "folded", "code"))


@kept
def agency(id: UUID, *, on: date) -> AgencyVersion:
    """An agency as it is on a day; NotFound when it does not exist then."""
    return _one(AgencyVersion.objects.on(on).filter(agency_id=id), _("cơ quan %(key)s") % {"key": id}, on)


@kept
def office(id: UUID) -> Agency:
    """An agency by itself, whatever it is called and whether it still exists; NotFound when it never did."""
    found = Agency.objects.filter(id=id).first()
    if found is None:
        raise NotFound(_("Không có cơ quan %(key)s.") % {"key": id})
    return found


@kept
def agency_by_key(key: str, *, on: date) -> AgencyVersion:
    """The agency the packs know by this key, as it is on a day; NotFound when it does not exist then."""
    return _one(AgencyVersion.objects.on(on).filter(code=key), _("cơ quan %(key)s") % {"key": key}, on)


@kept
def agency_by_identifier(identifier: str, *, on: date) -> AgencyVersion:
    """The agency with this identifier, in either form, on a day; NotFound when there is none."""
    found = AgencyVersion.objects.on(on).filter(Q(identifier=identifier) | Q(old_identifier=identifier))
    return _one(found, _("cơ quan mã %(code)s") % {"code": identifier}, on)


@kept
def agency_of_commune(unit_code: str, kind: str, *, on: date) -> AgencyVersion:
    """The commune's agency of one kind (`commune`, `commune_centre`, `commune_police`) on a day."""
    found = AgencyVersion.objects.on(on).filter(unit_code=unit_code, kind=kind)
    return _one(
        found, _("%(kind)s của đơn vị %(code)s") % {"kind": AgencyKind(kind).label, "code": unit_code}, on
    )


@kept
def department(role: str, *, on: date) -> AgencyVersion:
    """The province's agency in charge of a field (`finance`, `justice`, `land`) on a day."""
    return _one(
        AgencyVersion.objects.on(on).filter(role=role), _("cơ quan phụ trách %(role)s") % {"role": role}, on
    )


def agency_names(ids: Iterable[UUID], *, on: date) -> dict[UUID, str]:
    """What these agencies are called on a day; one that has ended keeps its last name, one to come its first."""
    return dict(_agency_names(frozenset(ids), on))


@kept
def _agency_names(ids: frozenset[UUID], on: date) -> Mapping[UUID, str]:
    versions = AgencyVersion.objects.filter(agency_id__in=ids).order_by("effective_from")
    names: dict[UUID, str] = {}
    for version in versions:
        if version.agency_id not in names or version.effective_from <= on:
            names[version.agency_id] = version.name
    return names


def _one(found: QuerySet[AgencyVersion], what: str, on: date) -> AgencyVersion:
    version = found.select_related("agency").order_by("code").first()
    if version is None:
        raise NotFound(_("Ngày %(day)s không có %(what)s.") % {"day": f"{on:%d/%m/%Y}", "what": what})
    return version

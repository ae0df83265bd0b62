"""The counters of the province, and the groups of work people draw numbers for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.packs.queries import code_list
from tinhso.foundation.units.models import AgencyKind, AgencyVersion
from tinhso.foundation.units.queries import agencies, agency_by_key, unit_names
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.text import fold

SERVE = "counter.serve"
GROUPS = "counter_groups"
_KINDS = (AgencyKind.COMMUNE_CENTRE, AgencyKind.CENTRE)


def counter_by_key(key: str, *, at: datetime) -> AgencyVersion:
    """A one-stop counter by the key of its agency; NotFound for any other agency."""
    found = agency_by_key(key, on=clock.local(at).date())
    if found.kind not in _KINDS:
        raise NotFound(_("Không có quầy một cửa này."))
    return found


def own_counters(*, actor: Actor, at: datetime) -> Sequence[AgencyVersion]:
    """The counters at which the actor serves, by name."""
    within = agencies_within(actor, SERVE)
    found = agencies(on=clock.local(at).date(), ids=within)
    return [one for one in found if one.kind in _KINDS]


def own_counter(*, actor: Actor, key: str, at: datetime) -> AgencyVersion:
    """The counter of this key, else the first at which the actor serves; NotFound without one."""
    found = own_counters(actor=actor, at=at)
    chosen = next((one for one in found if one.code == key), found[0] if found and not key else None)
    if chosen is None:
        raise NotFound(_("Ông/bà không làm việc ở quầy một cửa này."))
    return chosen


def communes(*, at: datetime) -> Mapping[str, str]:
    """The communes of the province that have a one-stop counter, by their code, in the order of their names."""
    on = clock.local(at).date()
    codes = [one.unit_code for one in agencies(on=on, kind=AgencyKind.COMMUNE_CENTRE)]
    names = unit_names(codes, on=on)
    return {code: names[code] for code in sorted(names, key=lambda code: fold(names[code]))}


def groups(*, at: datetime) -> Mapping[str, str]:
    """The groups of work by their letter, in their order."""
    return {entry.value: entry.label for entry in code_list(GROUPS, on=clock.local(at).date()).entries}

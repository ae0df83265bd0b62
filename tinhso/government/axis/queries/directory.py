"""Organisations outside the house, and by whose certificates their messages are believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from cryptography import x509
from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Place
from tinhso.foundation.access.policy import require
from tinhso.foundation.packs.keeping import kept
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.units.queries import agency_by_identifier
from tinhso.government.axis.models import AXIS, Outside, Pin
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.text import fold

SEE, LOOK = "axis.see", "axis.directory"
_MOST = 20
IN_FORCE, ENDED = "con", "het"


@dataclass(frozen=True)
class Filters:
    """What the directory is narrowed to."""

    text: str = ""
    group: str = ""
    state: str = IN_FORCE


def listed(*, actor: Actor, filters: Filters, on: date) -> QuerySet[Outside]:
    """The organisations by name; those in force, or those that ended."""
    require(actor, LOOK)
    found = Outside.objects.on(on)
    if filters.state == ENDED:
        found = Outside.objects.filter(effective_until__lte=on)
    if filters.group:
        found = found.filter(group=filters.group)
    return _matching(found, filters.text).order_by("near", "folded", "code")


def groups(*, on: date) -> list[str]:
    """The groups there are."""
    found = Outside.objects.on(on).exclude(group="").values_list("group", flat=True)
    return sorted(set(found))


def one(*, actor: Actor, code: str, on: date) -> Outside:
    """One of them as it is on a day, else as it was last; NotFound when there never was one."""
    require(actor, LOOK)
    found = Outside.objects.on(on).filter(code=code).first()
    found = found or Outside.objects.filter(code=code).order_by("-effective_from").first()
    if found is None:
        raise NotFound(_("Danh bạ không có mã cơ quan %(code)s.") % {"code": code})
    return found


def places(text: str, on: date) -> Sequence[Place]:
    """What a drafter typed, as organisations that may be sent to; the best first."""
    if not fold(text):
        return ()
    found = _matching(Outside.objects.on(on), text).order_by("near", "folded", "code")
    return [Place(code=one.code, name=one.name) for one in found[:_MOST]]


def named(codes: Sequence[str], on: date) -> Mapping[str, Place]:
    """The organisations with these codes, in either form, that are in force on a day, by the code asked for."""
    wanted = set(codes)
    return {
        code: Place(code=one.code, name=one.name)
        for one in Outside.objects.on(on).filter(_coded(sorted(wanted)))
        for code in {one.code, one.old_code} & wanted
    }


def forms_of(code: str) -> frozenset[str]:
    """Every form of an organisation's identifier."""
    found = Outside.objects.filter(_coded([code])).values_list("code", "old_code")
    return frozenset({code, *(form for both in found for form in both if form)})


def successor(code: str, on: date) -> Place | None:
    """Who took the place of an organisation that is in force no more, where the directory says so."""
    seen = {code}
    while (
        row := Outside.objects.filter(_coded([code]))
        .exclude(successor="")
        .order_by("-effective_from")
        .first()
    ):
        code = row.successor
        if found := named([code], on).get(code):
            return found
        if code in seen:
            break
        seen.add(code)
    return None


def of_old_code(code: str, *, on: date) -> AgencyVersion | None:
    """The agency of the house that had a code once, as it is on a day."""
    then = (
        AgencyVersion.objects.filter(Q(identifier=code) | Q(old_identifier=code))
        .order_by("-effective_from")
        .first()
    )
    return AgencyVersion.objects.on(on).filter(agency=then.agency_id).first() if then and code else None


def is_ours(code: str, *, on: date) -> bool:
    """Whether an identifier is of an agency of the house."""
    return bool(code) and _ours(code, on)


@kept
def _ours(code: str, on: date) -> bool:
    try:
        agency_by_identifier(code, on=on)
    except NotFound:
        return False
    return True


def pins(code: str) -> QuerySet[Pin]:
    """The certificates an organisation signs with, in either form of its code."""
    return Pin.objects.filter(code__in=forms_of(code), ended_at=None).order_by("-pinned_at")


def pins_of(*, actor: Actor, code: str) -> list[Pin]:
    """The same for a page."""
    require(actor, SEE)
    return list(pins(code))


def pinned(code: str) -> list[x509.Certificate]:
    """The same, as the judgement of a signature asks for them."""
    return [x509.load_pem_x509_certificate(one.pem.encode()) for one in pins(code)]


def last_synchronised() -> datetime | None:
    """When the axis' own list was last read."""
    found = [one.at for one in acts_about(about=AXIS) if one.verb == "axis.synchronised"]
    return found[-1] if found else None


def _coded(codes: list[str]) -> Q:
    """With one of these identifiers, in either form."""
    return Q(code__in=codes) | Q(old_code__in=codes)


def _matching(found: QuerySet[Outside], text: str) -> QuerySet[Outside]:
    """Accents, case and punctuation are free; each word must be there, a beginning comes first."""
    words = fold(text)
    if not words:
        return found.annotate(near=Value(0, output_field=IntegerField()))
    for word in words.split():
        found = found.filter(folded__contains=word)
    near = Case(
        When(Q(code__iexact=text.strip()) | Q(old_code__iexact=text.strip()), then=Value(0)),
        When(folded__startswith=words, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    return found.annotate(near=near)

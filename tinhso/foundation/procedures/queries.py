"""Reads of procedures. They are public: what is in force may be read by anyone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.packs.keeping import kept
from tinhso.foundation.procedures.models import (
    CATALOGUE_ENTRY,
    PROCEDURE,
    CatalogueEntry,
    FeeTable,
    Procedure,
    QuarantinedLine,
)
from tinhso.foundation.procedures.rules import FeeDue, fees_for, part_answers, rate_for
from tinhso.foundation.procedures.shapes import Channel, RateRow
from tinhso.foundation.search.queries import find
from tinhso.foundation.search.registry import Document
from tinhso.foundation.units.models import AdministrativeUnit
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Described


def published(*, on: date) -> Sequence[Procedure]:
    """The procedures in force on a day, by name."""
    return tuple(Procedure.objects.on(on).order_by("name", "code"))


@kept
def procedure(*, code: str, on: date) -> Procedure:
    """The version in force on a day; NotFound when there is none."""
    found = Procedure.objects.on(on).filter(code=code).first()
    if found is None:
        raise NotFound(
            _("Không có thủ tục %(code)s đang áp dụng.") % {"code": code},
            next_step=_("Kiểm tra lại mã thủ tục hoặc tìm theo tên."),
        )
    return found


@kept
def version(*, id: int) -> Procedure:
    """One version, in force or not; NotFound when there is none."""
    found = Procedure.objects.filter(pk=id).first()
    if found is None:
        raise NotFound(_("Không có phiên bản thủ tục này."))
    return found


@dataclass(frozen=True)
class Found:
    """A page of procedures, the best first."""

    procedures: tuple[Procedure, ...]
    page: int
    more: bool


def search_procedures(
    *,
    text: str = "",
    actor: Actor,
    on: date,
    field: str = "",
    level: str = "",
    life_event: str = "",
    competent: str = "",
    page: int = 1,
    size: int = 20,
) -> Found:
    """The procedures in force that match these words and this choice; all by name for no words.

    `competent` is the kind of agency that decides. Pages count from 1.
    """
    chosen = {"field": field, "level": level, "life_event": life_event, "competent": competent}
    page = max(1, page)
    found = find(
        text=text,
        actor=actor,
        kinds=[PROCEDURE],
        facets={name: [value] for name, value in chosen.items() if value},
        limit=size,
        offset=(page - 1) * size,
    )
    versions = {
        one.code: one for one in Procedure.objects.on(on).filter(code__in=[hit.code for hit in found.hits])
    }
    in_order = tuple(versions[hit.code] for hit in found.hits if hit.code in versions)
    return Found(in_order, page, found.more)


def describe_procedures(procedures: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    """Refs of procedures, as `kernel.refs` asks for them: by the name of the latest version."""
    versions = Procedure.objects.filter(key__in=procedures).order_by("effective_from")
    return {
        key: Described(name, code=code) for key, name, code in versions.values_list("key", "name", "code")
    }


def procedure_documents(on: date) -> Iterator[Document]:
    """What search knows of the procedures in force on a day."""
    for one in published(on=on):
        body = one.shape
        yield Document(
            ref=one.ref,
            kind=PROCEDURE,
            title=one.name,
            code=one.code,
            note=one.field,
            keywords=(*body.keywords, one.field, *(result.title for result in body.results)),
            facets={
                "field": [one.field],
                "level": body.levels,
                "life_event": body.life_events,
                "competent": [one.competent],
            },
            weight=int(one.fileable),
        )


def catalogue_documents(on: date) -> Iterator[Document]:
    """What search knows of the drafts of the national catalogue."""
    for one in CatalogueEntry.objects.iterator():
        yield Document(
            ref=one.ref,
            kind=CATALOGUE_ENTRY,
            title=one.name,
            code=one.code,
            note=one.field,
            keywords=(one.field,),
            facets={"field": [one.field], "level": one.levels},
        )


def rates(*, fees: Sequence[str], on: date) -> tuple[RateRow, ...]:
    """The rows of the province's tables in force on a day for these fees."""
    return tuple(_table(tuple(fees), on)) if fees else ()


@kept
def _table(fees: tuple[str, ...], on: date) -> Mapping[RateRow, FeeTable]:
    """The versions in force by what they say."""
    rows = FeeTable.objects.on(on).filter(fee__in=fees).order_by("code")
    return MappingProxyType({one.row: one for one in rows})


def fees(
    *, of: Procedure, channel: Channel, answers: dict[str, Any], territory: str, on: date
) -> tuple[FeeDue, ...]:
    """The fees of one case by the tables of the province, see `rules.fees_for`; of a linked procedure those of its
    parts."""
    table = rates(fees=_from_tables(of), on=on)
    own = fees_for(of.shape, channel=channel, answers=answers, territory=territory, rates=table, on=on)
    for part in of.shape.parts:
        known = part_answers(part, given=answers, results={})
        dealt_with_by = procedure(code=part.procedure, on=on)
        own += fees(of=dealt_with_by, channel=channel, answers=known, territory=territory, on=on)
    return own


def rates_under(*, of: Procedure, channel: Channel, territory: str, on: date) -> tuple[FeeTable, ...]:
    """The versions of the province's rows that decide what a case of a procedure costs, whatever its answers."""
    asked = _from_tables(of)
    table = _table(asked, on) if asked else {}
    chosen = (
        rate_for(code, channel=channel, territory=territory, rates=tuple(table))
        for code in dict.fromkeys(asked)
    )
    return tuple(table[row] for row in chosen if row is not None)


def _from_tables(of: Procedure) -> tuple[str, ...]:
    """The fees whose amount the province decides."""
    return tuple(fee.code for fee in of.shape.fees if fee.amount is None)


def abolished_units(*, on: date) -> frozenset[str]:
    """Names, with their type, that units once bore and none bears on that day."""
    names = AdministrativeUnit.objects.values_list("name", flat=True)
    return frozenset(names.filter(effective_from__lte=on)) - frozenset(
        AdministrativeUnit.objects.on(on).values_list("name", flat=True)
    )


def catalogue(*, actor: Actor) -> Iterator[CatalogueEntry]:
    """The drafts of the national catalogue, by code."""
    require(actor, "procedures.manage_catalogue")
    return CatalogueEntry.objects.order_by("code").iterator()


def quarantined(*, actor: Actor, kind: str = "") -> Iterator[QuarantinedLine]:
    """The lines that are held, by file and line; of one kind of reason when it is given."""
    require(actor, "procedures.manage_catalogue")
    for line in QuarantinedLine.objects.order_by("source", "line").iterator():
        if not kind or any(reason == kind for reason, _ in line.reasons):
            yield line

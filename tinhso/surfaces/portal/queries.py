"""What the portal reads: life events, procedures as its lists show them, hits, and the province's figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import is_valid_path, reverse
from django.utils.translation import gettext as _

from tinhso.foundation.measures import wording
from tinhso.foundation.measures.queries import figures
from tinhso.foundation.measures.registry import indicators
from tinhso.foundation.measures.rules import PROVINCE, Period
from tinhso.foundation.packs.queries import code_list
from tinhso.foundation.packs.shapes import Entry
from tinhso.foundation.procedures.models import PROCEDURE, Procedure
from tinhso.foundation.procedures.queries import search_procedures
from tinhso.foundation.search.queries import find
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import describe
from tinhso.surfaces.portal.rules import AGENCY_KINDS, levels_in_words

FRONT = ("dossiers.on_time", "dossiers.received", "dossiers.waiting")
"""The figures of the front page, as far as a system that is switched on declares them."""
PAGE = 20
_WHOLE = 100
"""The most that search hands out at once."""


@dataclass(frozen=True)
class LifeEvent:
    """Something that happens to people, and leads to the procedures it asks for."""

    code: str
    title: str
    icon: str


@dataclass(frozen=True)
class Listed:
    """A procedure in a list. `url` is empty when no system that is switched on has a page for it."""

    code: str
    name: str
    field: str
    levels: str
    agency: str
    online: bool
    url: str


@dataclass(frozen=True)
class FoundPage:
    """Procedures in their order, and whether there are more."""

    procedures: tuple[Listed, ...]
    page: int
    more: bool


@dataclass(frozen=True)
class Choice:
    """What the catalogue is narrowed to; empty means everything."""

    text: str = ""
    field: str = ""
    level: str = ""
    life_event: str = ""
    competent: str = ""


@dataclass(frozen=True)
class Answer:
    """A hit of the search. `url` is empty when nothing has a page for it."""

    title: str
    note: str
    url: str


@dataclass(frozen=True)
class Answers:
    """Some hits, the best first."""

    hits: tuple[Answer, ...]
    page: int
    more: bool


@dataclass(frozen=True)
class FrontFigure:
    """A figure as the front page shows it."""

    key: str
    title: str
    value: str
    goal: str
    assumed: bool
    as_of: datetime
    url: str
    rows_url: str


def life_events(*, on: date) -> tuple[LifeEvent, ...]:
    """The life events of the day's code list, in its order; none when no pack has one."""
    return tuple(
        LifeEvent(entry.value, entry.label, str((entry.model_extra or {}).get("icon", "circle")))
        for entry in _entries("life_events", on)
    )


def life_event(*, code: str, on: date) -> LifeEvent:
    """One of them; NotFound for another code."""
    for event in life_events(on=on):
        if event.code == code:
            return event
    raise NotFound(
        _("Không có trang này."), next_step=_("Chọn lại việc ở trang đầu, hoặc tìm theo tên thủ tục.")
    )


def fields(*, on: date) -> list[tuple[str, str]]:
    """The fields procedures are sorted by: value and words."""
    return [(entry.value, entry.label) for entry in _entries("procedure_fields", on)]


def procedures(*, actor: Actor, choice: Choice, on: date, page: int = 1, size: int = PAGE) -> FoundPage:
    """One page of the procedures in force that match, the best first; all by name for no words."""
    found = search_procedures(
        text=choice.text,
        actor=actor,
        on=on,
        field=choice.field,
        level=choice.level,
        life_event=choice.life_event,
        competent=choice.competent,
        page=page,
        size=size,
    )
    return FoundPage(tuple(_listed(one) for one in found.procedures), found.page, found.more)


def every_procedure(*, actor: Actor, choice: Choice, on: date) -> Iterator[Listed]:
    """All of them: for an export."""
    page, more = 1, True
    while more:
        found = procedures(actor=actor, choice=choice, on=on, page=page, size=_WHOLE)
        yield from found.procedures
        page, more = page + 1, found.more and bool(found.procedures)


def answers(*, actor: Actor, text: str, page: int = 1, size: int = PAGE) -> Answers:
    """What the actor may find under these words, of every kind that is declared to search; nothing for none."""
    page = max(1, page)
    if not text.strip():
        return Answers((), page, more=False)
    found = find(text=text, actor=actor, limit=size, offset=(page - 1) * size)
    described = describe((hit.ref for hit in found.hits), actor=actor)
    hits = []
    for hit in found.hits:
        known = described.get(hit.ref)
        url = procedure_url(hit.code) if hit.kind == PROCEDURE else known.url if known else ""
        hits.append(Answer(hit.title, hit.note, url))
    return Answers(tuple(hits), page, found.more)


def front_figures(*, at: datetime) -> list[FrontFigure]:
    """The province's figures of this month for the front page; none before a system declares them."""
    keys = [key for key in FRONT if key in indicators]
    period = Period.containing(at)
    shown = []
    for figure in figures(period=period, scope=PROVINCE, at=at, keys=keys, trend=0):
        url = f"{reverse('measures:figure', args=[figure.indicator.key])}?ky={period.key}"
        shown.append(
            FrontFigure(
                key=figure.indicator.key,
                title=figure.indicator.title,
                value=wording.written(figure.indicator, figure.value),
                goal=wording.goal_of(figure),
                assumed=figure.indicator.assumed,
                as_of=figure.as_of,
                url=url,
                rows_url=f"{url}#tung-dong",
            )
        )
    return shown


def procedure_url(code: str) -> str:
    """The page of a procedure, below the catalogue; empty when no system that is switched on serves it."""
    return served(f"{reverse('portal:catalogue')}{code}/")


def served(path: str) -> str:
    """A path of this house, or nothing when what serves it is switched off."""
    return path if is_valid_path(path) else ""


def _listed(one: Procedure) -> Listed:
    return Listed(
        code=one.code,
        name=one.name,
        field=one.field,
        levels=levels_in_words(one.levels),
        agency=str(AGENCY_KINDS.get(one.competent, "")),
        online=one.fileable,
        url=procedure_url(one.code),
    )


def _entries(code: str, on: date) -> tuple[Entry, ...]:
    try:
        return tuple(code_list(code, on=on).entries)
    except NotFound:
        return ()

"""A linked filing and its parts: what each is asked, how far it is, and what that means for the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from tinhso.foundation.forms.models import Form
from tinhso.foundation.forms.queries import form as form_on
from tinhso.foundation.procedures.models import Procedure
from tinhso.foundation.procedures.queries import procedure as procedure_on
from tinhso.foundation.procedures.rules import part_answers
from tinhso.foundation.procedures.shapes import Part
from tinhso.foundation.units.queries import agency_names
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import PHASE_TITLES, Phase, Progress, progress_of
from tinhso.kernel import clock


@dataclass(frozen=True)
class Asked:
    """A part as a request of its own."""

    procedure: Procedure
    commune: str
    form: Form | None
    precheck: Mapping[str, Any]
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class PartLine:
    """One part as its person follows it: done, now, next or stopped."""

    title: str
    state: str
    words: str
    at: datetime | None
    agency: str
    assumed: bool
    dossier: Dossier | None
    """None while it has not begun."""


@dataclass(frozen=True)
class Belonging:
    """Which part a dossier is of which whole; nothing that is told there."""

    procedure: str
    number: int
    total: int


def asked_of(
    part: Part,
    *,
    known: Mapping[str, Any],
    results: Mapping[str, Mapping[str, Any]],
    commune: str,
    on: date,
) -> Asked:
    """What a part asks and is answered by the whole, filed for this commune: no other answer of it goes there."""
    procedure = procedure_on(code=part.procedure, on=on)
    body = procedure.shape
    form = form_on(body.form, on=on) if body.form else None
    given = part_answers(part, given=known, results=results)
    before = {question.key for question in body.precheck.questions} if body.precheck else set()
    within = {question.key for question in form.shape.questions()} if form else set()
    address = known.get(part.commune)
    return Asked(
        procedure,
        commune if address is None else address.get("commune", ""),
        form,
        {key: value for key, value in given.items() if key in before},
        {key: value for key, value in given.items() if key in within},
    )


def begun(whole: Dossier) -> dict[str, Dossier]:
    """The parts that have begun, by their codes."""
    return {one.part: one for one in whole.parts.select_related("procedure", "result")}


def part_lines(whole: Dossier, *, at: datetime) -> list[PartLine]:
    """Every part in its order; none for a dossier that has none."""
    parts, dossiers = whole.procedure.shape.parts, begun(whole) if whole.is_linked else {}
    progress = progress_of(parts, phases={code: one.phase for code, one in dossiers.items()})
    names = agency_names({one.agency_id for one in dossiers.values()}, on=clock.local(at).date())
    return [
        _line(part, progress=progress, dossier=dossiers.get(part.code), parts=parts, names=names)
        for part in parts
    ]


def belonging_of(dossier: Dossier) -> Belonging | None:
    """None for a request of its own."""
    if dossier.part_of is None:
        return None
    whole = dossier.part_of.procedure.shape
    codes = [part.code for part in whole.parts]
    return Belonging(whole.name, codes.index(dossier.part) + 1, len(codes))


def _line(
    part: Part,
    *,
    progress: Mapping[str, Progress],
    dossier: Dossier | None,
    parts: Sequence[Part],
    names: Mapping[Any, str],
) -> PartLine:
    here, before = progress[part.code], {"title": _title(parts, part.after)}
    match here:
        case Progress.WAITING:
            words = _("Bắt đầu khi có kết quả “%(title)s”.") % before
        case Progress.LAPSED:
            words = _("Không bắt đầu, vì “%(title)s” không có kết quả.") % before
        case Progress.READY:
            words = _("Đang chuyển đến cơ quan giải quyết.")
        case _:
            assert dossier is not None
            words = str(PHASE_TITLES[Phase(dossier.phase)])
    if part.after and progress[part.after] == Progress.ENDED and here != Progress.LAPSED:
        words = _("%(words)s. Vẫn được giải quyết dù “%(title)s” không có kết quả.") % {
            "words": words.removesuffix("."),
            **before,
        }
    return PartLine(
        title=part.title,
        state=_STATES[here],
        words=words,
        at=(dossier.issued_at or dossier.closed_at or dossier.submitted_at) if dossier else None,
        agency=names.get(dossier.agency_id, "") if dossier else "",
        assumed=part.assumed,
        dossier=dossier,
    )


def _title(parts: Sequence[Part], code: str) -> str:
    return next((part.title for part in parts if part.code == code), "")


_STATES = {
    Progress.WAITING: "next",
    Progress.READY: "now",
    Progress.UNDER_WAY: "now",
    Progress.GIVEN: "done",
    Progress.ENDED: "stopped",
    Progress.LAPSED: "stopped",
}

"""What stands in the way of sending a request: answers and papers, its own and those its parts need."""

from __future__ import annotations

from collections.abc import Container, Mapping
from datetime import date
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tinhso.foundation.forms.queries import context
from tinhso.foundation.forms.rules import clean_all
from tinhso.foundation.procedures.models import Procedure
from tinhso.foundation.procedures.rules import case_for, papers_for
from tinhso.foundation.procedures.shapes import Part
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.competence import competent_agencies
from tinhso.government.dossiers.queries.linked import asked_of
from tinhso.government.dossiers.rules import Channel
from tinhso.kernel.errors import Fault, Invalid


class Checked(NamedTuple):
    """The answers that stand, and everything missing or wrong: answers first, papers last."""

    answers: dict[str, Any]
    lacks: list[Fault]


def checked(
    dossier: Dossier,
    *,
    precheck: Mapping[str, Any],
    answers: Mapping[str, Any],
    given: Container[str],
    on: date,
) -> Checked:
    """Judge a request by the rules of a day; `given` are the papers that come with it.

    What a part of a linked one needs and the whole does not ask is named too, once: now its person is there.
    """
    clean, faults = _answered(dossier, precheck, answers, on)
    lacks = [*faults, *_missing_papers(dossier, precheck, given, on)]
    named = {one.field for one in lacks}
    for part in dossier.procedure.shape.parts:
        in_part = _lacking_in(part, dossier, {**precheck, **clean}, given, on)
        lacks += [one for one in in_part if one.field not in named]
    return Checked(clean, sorted(lacks, key=lambda one: one.field.startswith("paper:")))


def case_of(procedure: Procedure, precheck: Mapping[str, Any], *, on: date) -> str:
    """The code of the case these answers lead to; empty where the procedure knows none."""
    case = case_for(procedure.shape, answers=precheck, on=on)
    return case.code if case else ""


def _answered(
    dossier: Dossier, precheck: Mapping[str, Any], answers: Mapping[str, Any], on: date
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    if dossier.form is None:
        return {}, ()
    given = {**precheck, "case": dossier.case, "channel": dossier.channel, "commune": dossier.commune}
    found = clean_all(dossier.form.shape, answers, context(on=on, given=given))
    return found.answers, found.faults


def _missing_papers(
    dossier: Dossier, precheck: Mapping[str, Any], given: Container[str], on: date
) -> list[Fault]:
    if dossier.channel != Channel.ONLINE:
        return []
    body = dossier.procedure.shape
    case = case_for(body, answers=precheck, on=on)
    needs = papers_for(body, case=case, channel="online", answers=precheck, on=on)
    return [
        Fault(f"paper:{need.code}", _("Chưa đính kèm “%(paper)s”") % {"paper": need.paper.title})
        for need in needs
        if need.mandatory and need.code not in given
    ]


def _lacking_in(
    part: Part, whole: Dossier, known: Mapping[str, Any], given: Container[str], on: date
) -> list[Fault]:
    """What would keep a part from being filed, at the whole's own question where it comes from one; not what an
    earlier result brings."""
    asked = asked_of(part, known=known, results={}, commune=whole.commune, on=on)
    tried = Dossier(
        procedure=asked.procedure,
        form=asked.form,
        case=case_of(asked.procedure, asked.precheck, on=on),
        channel=whole.channel,
        commune=asked.commune,
    )
    later = {key for key, origin in part.answers.items() if origin.result}
    faults = [one for one in _answered(tried, asked.precheck, asked.answers, on)[1] if one.field not in later]
    faults += _missing_papers(tried, asked.precheck, given, on)
    try:
        competent_agencies(asked.procedure.shape, commune=asked.commune, on=on)
    except Invalid as nowhere:
        faults += [Fault(part.commune or one.field, one.reason) for one in nowhere.faults]
    asked_at = {key: origin.answer for key, origin in part.answers.items() if origin.answer}
    return [Fault(asked_at.get(one.field, one.field), f"{part.title}: {one.reason}") for one in faults]

"""What a procedure asks of one case: how long, how much, which papers. Published, so no actor is asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from tinhso.foundation.conditions.rules import explain, fields_of
from tinhso.foundation.conditions.shapes import Condition
from tinhso.foundation.forms.asking import clean_questions
from tinhso.foundation.forms.drawing import Drawn, draw_questions, parse_questions
from tinhso.foundation.forms.queries import context
from tinhso.foundation.forms.queries import form as form_on
from tinhso.foundation.forms.shapes import Question
from tinhso.foundation.procedures.models import Procedure
from tinhso.foundation.procedures.queries import fees, procedure, rates
from tinhso.foundation.procedures.rules import (
    CHANNELS,
    FeeDue,
    PaperNeed,
    Treatment,
    case_for,
    papers_for,
    rate_for,
    time_limit_for,
    total_of,
)
from tinhso.foundation.procedures.shapes import Case, Channel, Exemption, Fee, Paper, ProcedureBody, TimeLimit
from tinhso.kernel.errors import Fault, NotFound

CASE, CHANNEL = "case", "channel"


class ChannelTerms(NamedTuple):
    """What one way of filing costs and how long it takes."""

    channel: Channel
    title: str
    limit: TimeLimit | None
    time: str
    fees: Sequence[FeeDue]
    total: int | None
    """None while an amount is unknown, or while the pre-check has not said whether a fee falls due."""

    @property
    def assumed(self) -> bool:
        return any(fee.assumed for fee in self.fees)


class PossibleFee(NamedTuple):
    """A fee that falls due in some cases only, or depends on what the form will say."""

    fee: Fee
    condition: str
    amounts: Sequence[tuple[str, int | None]]
    """Title of the channel and the amount of one unit."""


class Waiver(NamedTuple):
    """Who does not pay a fee, or pays less."""

    exemption: Exemption
    fee: str


class Line(NamedTuple):
    """A paper and what is to be known of it, in words."""

    paper: Paper
    notes: Sequence[str]


@dataclass(frozen=True)
class Guidance:
    """A procedure as it concerns one case; the widest one while nothing was answered."""

    procedure: Procedure
    body: ProcedureBody
    case: Case | None
    answers: Mapping[str, Any]
    answered: bool
    """The pre-check was answered, or there is none."""
    channels: Sequence[ChannelTerms]
    needs: Sequence[PaperNeed]
    """For filing online, else in the first way there is."""
    possible: Sequence[PossibleFee]
    waivers: Sequence[Waiver]

    @property
    def first(self) -> ChannelTerms:
        """The way of filing that the answer card speaks of."""
        return self.channels[0]

    @cached_property
    def to_hand_in(self) -> list[Line]:
        return self._lines(Treatment.HAND_IN)

    @cached_property
    def looked_up(self) -> list[Line]:
        return self._lines(Treatment.LOOK_UP)

    @cached_property
    def shown(self) -> list[Line]:
        return self._lines(Treatment.SHOW)

    def _lines(self, treatment: Treatment) -> list[Line]:
        return [
            Line(need.paper, _notes(need, answered=self.answered))
            for need in self.needs
            if need.treatment is treatment
        ]


@dataclass(frozen=True)
class Precheck:
    """The pre-check as it was answered so far."""

    questions: Sequence[Question]
    answers: Mapping[str, Any]
    faults: Sequence[Fault]
    drawn: Drawn


def guidance(*, code: str, answers: Mapping[str, Any] | None, on: date) -> Guidance:
    """The procedure in force on a day for these answers of the pre-check; None means that nothing was asked yet."""
    found = procedure(code=code, on=on)
    body = found.shape
    given = dict(answers or {})
    answered = answers is not None or body.precheck is None
    case = case_for(body, answers=given, on=on) if answered else None
    channel: Channel = "online" if "online" in body.channels else body.channels[0]
    order = sorted(body.channels, key=lambda one: one != channel)
    bodies = [body, *(procedure(code=part.procedure, on=on).shape for part in body.parts)]
    return Guidance(
        procedure=found,
        body=body,
        case=case,
        answers=given,
        answered=answered,
        channels=[_terms(found, one, given, answered=answered, on=on) for one in order],
        needs=papers_for(body, case=case, channel=channel, answers=given, on=on)
        if answered
        else _every_paper(body),
        possible=[one for each in bodies for one in _possible(each, given, on=on)],
        waivers=[
            Waiver(exemption, fee.title)
            for each in bodies
            for fee in each.fees
            for exemption in fee.exemptions
        ],
    )


def precheck(*, code: str, data: QueryDict, on: date, loud: bool) -> Precheck:
    """Read the pre-check out of what was sent; `loud` shows the faults beside the questions."""
    body = procedure(code=code, on=on).shape
    questions = body.precheck.questions if body.precheck else ()
    known = context(on=on, given={CHANNEL: "online"})
    raw = parse_questions(questions, data)
    answers, faults = clean_questions(questions, raw, known, known={})
    drawn = draw_questions(questions, raw, known, known={}, faults=faults if loud else ())
    return Precheck(questions, answers, faults, drawn)


def time_in_words(limit: TimeLimit | None) -> str:
    """`Trong ngày`, `3 ngày làm việc`; a procedure without a published time says so."""
    if limit is None:
        return _("Chưa công bố thời hạn")
    if limit.same_day:
        return _("Trong ngày làm việc")
    return _TIMES[limit.unit] % {"amount": limit.amount}


_TIMES = {
    "working_day": ngettext_lazy("%(amount)s ngày làm việc", "%(amount)s ngày làm việc", "amount"),
    "day": ngettext_lazy("%(amount)s ngày", "%(amount)s ngày", "amount"),
    "hour": ngettext_lazy("%(amount)s giờ làm việc", "%(amount)s giờ làm việc", "amount"),
    "month": ngettext_lazy("%(amount)s tháng", "%(amount)s tháng", "amount"),
}


def _terms(
    found: Procedure, channel: Channel, answers: dict[str, Any], *, answered: bool, on: date
) -> ChannelTerms:
    body = found.shape
    limit = time_limit_for(body, channel=channel, answers=answers, on=on)
    due = fees(of=found, channel=channel, answers=answers, territory="", on=on)
    settled = answered or not (body.parts or any(fee.when for fee in body.fees))
    total = total_of(due) if settled else None
    return ChannelTerms(channel, str(CHANNELS[channel]), limit, time_in_words(limit), due, total)


def _every_paper(body: ProcedureBody) -> list[PaperNeed]:
    """Every paper any case may need, each with the cases or the condition that ask for it."""
    titles = {case.code: case.title for case in body.cases}
    needs = []
    for paper in body.papers:
        treatment = (
            Treatment.LOOK_UP
            if paper.replaced_by
            else Treatment.SHOW
            if paper.shown_only
            else Treatment.HAND_IN
        )
        asked_by = [titles[code] for code in paper.cases if code in titles]
        because = (
            "; ".join(asked_by)
            if asked_by and len(asked_by) < len(titles)
            else _words(paper.when, body, ())
            if paper.when
            else ""
        )
        needs.append(PaperNeed(paper, treatment, because))
    return needs


def _notes(need: PaperNeed, *, answered: bool) -> list[str]:
    """What the procedure says of it, why it is asked for, where it is looked up, how many are handed in."""
    notes = [need.paper.note] if need.paper.note else []
    if need.because:
        said = _("Vì: %(because)s") if answered else _("Chỉ khi: %(because)s")
        notes.append(said % {"because": need.because})
    if found_in := need.looked_up_in:
        notes.append(_("Tra tại: %(databases)s") % {"databases": ", ".join(found_in)})
    kind = _CERTIFIED if need.paper.copy_kind == "certified" else _COPIES
    counted = ((_ORIGINALS, need.paper.originals), (kind, need.paper.copies))
    if some := [str(words % {"total": total}) for words, total in counted if total]:
        notes.append(", ".join(some))
    return notes


_ORIGINALS = ngettext_lazy("%(total)s bản chính", "%(total)s bản chính", "total")
_CERTIFIED = ngettext_lazy("%(total)s bản sao chứng thực", "%(total)s bản sao chứng thực", "total")
_COPIES = ngettext_lazy("%(total)s bản sao", "%(total)s bản sao", "total")


def _possible(body: ProcedureBody, answers: Mapping[str, Any], *, on: date) -> list[PossibleFee]:
    """The fees whose condition the answers do not settle yet."""
    table = rates(fees=[fee.code for fee in body.fees if fee.amount is None], on=on)
    questions = _form_questions(body, on) if body.fees else ()
    found = []
    for fee in body.fees:
        if fee.when is None or all(field in answers for field in fields_of(fee.when) - {CHANNEL, CASE}):
            continue
        amounts = []
        for channel in fee.channel or body.channels:
            rate = rate_for(fee.code, channel=channel, territory="", rates=table)
            amounts.append(
                (
                    str(CHANNELS[channel]),
                    fee.amount if fee.amount is not None else rate.amount if rate else None,
                )
            )
        if len({amount for title, amount in amounts}) == 1:
            amounts = [("", amounts[0][1])]
        found.append(PossibleFee(fee, _words(fee.when, body, questions), amounts))
    return found


def _form_questions(body: ProcedureBody, on: date) -> Sequence[Question]:
    if not body.form:
        return ()
    try:
        return form_on(body.form, on=on).shape.questions()
    except NotFound:
        return ()


def _words(condition: Condition, body: ProcedureBody, more: Sequence[Question]) -> str:
    questions = [*more, *(body.precheck.questions if body.precheck else ())]
    labels = {
        question.key: f"“{question.label}”" if question.label.endswith("?") else question.label
        for question in questions
    }
    options: dict[str, Mapping[str, str]] = {
        question.key: {option.value: option.label for option in question.options} for question in questions
    }
    return explain(
        condition,
        labels={CHANNEL: _("cách nộp"), CASE: _("trường hợp"), **labels},
        options={
            CHANNEL: {key: str(title) for key, title in CHANNELS.items()},
            CASE: {case.code: case.title for case in body.cases},
            **options,
        },
    )

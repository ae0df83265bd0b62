"""What a procedure means for one case: its papers, its time, its fees. Pure.

Answers are the flat mapping of the pre-check and the form. Besides them conditions may look at the derived
facts `channel`, `case` and, for fees, `territory`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.conditions.rules import explain, holds
from tinhso.foundation.conditions.shapes import Condition
from tinhso.foundation.procedures.shapes import (
    Case,
    Channel,
    Exemption,
    Fee,
    Paper,
    Part,
    ProcedureBody,
    RateRow,
    Result,
    TimeLimit,
)
from tinhso.kernel.money import format_dong

Answers = Mapping[str, Any]

CHANNELS: Mapping[str, str | Promise] = {
    "online": gettext_lazy("Trực tuyến"),
    "counter": gettext_lazy("Trực tiếp"),
    "post": gettext_lazy("Qua bưu chính"),
}
DATABASES: Mapping[str, str | Promise] = {
    "population": gettext_lazy("Cơ sở dữ liệu quốc gia về dân cư"),
    "civil_status": gettext_lazy("Cơ sở dữ liệu hộ tịch điện tử"),
    "business": gettext_lazy("Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp, hộ kinh doanh"),
    "land": gettext_lazy("Cơ sở dữ liệu đất đai"),
    "health": gettext_lazy("Cơ sở dữ liệu y tế"),
    "licence": gettext_lazy("Cơ sở dữ liệu giấy phép"),
}


class Treatment(StrEnum):
    """What a paper asks of the person."""

    HAND_IN = "hand_in"
    SHOW = "show"
    """Shown at the counter and taken home again."""
    LOOK_UP = "look_up"
    """The agency looks it up; asked for only when the database has no answer."""


@dataclass(frozen=True)
class PaperNeed:
    """One paper this case needs, and why."""

    paper: Paper
    treatment: Treatment
    because: str = ""
    """The case or the condition that asks for it, in words; empty when everyone needs it."""

    @property
    def code(self) -> str:
        return self.paper.code

    @property
    def mandatory(self) -> bool:
        """The dossier is not complete without it."""
        return self.paper.required and self.treatment is Treatment.HAND_IN

    @property
    def looked_up_in(self) -> tuple[str, ...]:
        """Titles of the databases whose answer stands in for the paper."""
        return tuple(str(DATABASES[key]) for key in self.paper.replaced_by)


@dataclass(frozen=True)
class FeeDue:
    """One fee as it falls due in this case. `amount` is None where no table says how much."""

    fee: Fee
    unit_amount: int | None
    """Of the fee itself or of the table's row, before anything is multiplied."""
    count: int
    """How many units: 1 where none is counted, or the number is not answered yet."""
    full: int | None
    """Before the exemption."""
    amount: int | None
    """To be paid."""
    exemption: Exemption | None
    """The one that applied: the one that leaves least to pay."""
    explanation: str
    """How the amount came about, for the person who pays it."""

    @property
    def code(self) -> str:
        return self.fee.code

    @property
    def legal_basis(self) -> tuple[str, ...]:
        return (*self.fee.legal_basis, *(self.exemption.legal_basis if self.exemption else ()))

    @property
    def assumed(self) -> bool:
        return self.fee.assumed or bool(self.exemption and self.exemption.assumed)


def case_for(body: ProcedureBody, *, answers: Answers, on: date) -> Case | None:
    """The first case that holds for the answers; None when there are none, or none does."""
    return next((case for case in body.cases if _holds(case.when, answers, on)), None)


def papers_for(
    body: ProcedureBody, *, case: Case | None, channel: Channel, answers: Answers, on: date
) -> tuple[PaperNeed, ...]:
    """The papers of this case, in the order of the publication, and no others."""
    known = _with_facts(answers, case, channel=channel)
    return tuple(
        PaperNeed(paper, _treatment(paper), _because(body, paper, case))
        for paper in body.papers
        if (not paper.cases or (case is not None and case.code in paper.cases))
        and _holds(paper.when, known, on)
    )


def time_limit_for(body: ProcedureBody, *, channel: Channel, answers: Answers, on: date) -> TimeLimit | None:
    """The first time limit that fits channel and answers; None means that no time is published."""
    known = _with_facts(answers, case_for(body, answers=answers, on=on), channel=channel)
    return next(
        (
            limit
            for limit in body.time_limits
            if (not limit.channel or channel in limit.channel) and _holds(limit.when, known, on)
        ),
        None,
    )


def fees_for(
    body: ProcedureBody,
    *,
    channel: Channel,
    answers: Answers,
    territory: str,
    rates: Iterable[RateRow],
    on: date,
) -> tuple[FeeDue, ...]:
    """The fees of this case with what exemptions leave of them.

    `territory` is the GSO code of the former province, empty where that makes no difference; `rates` the rows
    of the province's table in force on the day.
    """
    known = _with_facts(answers, case_for(body, answers=answers, on=on), channel=channel, territory=territory)
    table = tuple(rates)
    return tuple(
        _due(fee, rate_for(fee.code, channel=channel, territory=territory, rates=table), known, on)
        for fee in body.fees
        if (not fee.channel or channel in fee.channel) and _holds(fee.when, known, on)
    )


def result_for(body: ProcedureBody, *, case: str) -> Result:
    """What this case is answered with: the first result meant for it, else the first of all."""
    return next((one for one in body.results if not one.cases or case in one.cases), body.results[0])


def part_answers(part: Part, *, given: Answers, results: Mapping[str, Answers]) -> dict[str, Any]:
    """What is known for a part from the answers of the whole and from what the results of earlier parts say."""
    carried: dict[str, Any] = {}
    for key, origin in part.answers.items():
        if origin.result:
            found = results.get(origin.part, {}).get(origin.result)
        else:
            found = given.get(origin.answer) if origin.answer else origin.value
        if found not in (None, ""):
            carried[key] = found
    return {**given, **carried}


def total_of(fees: Iterable[FeeDue]) -> int | None:
    """What is to be paid together; None as soon as one amount is not known."""
    amounts = [fee.amount for fee in fees]
    return None if None in amounts else sum(amount for amount in amounts if amount is not None)


def rate_for(code: str, *, channel: str, territory: str, rates: Sequence[RateRow]) -> RateRow | None:
    """The narrowest row of the table for this fee; None when it has none."""
    fitting = [
        row
        for row in rates
        if row.code == code and row.territory in ("", territory) and row.channel in ("", channel)
    ]
    return max(fitting, key=lambda row: (row.territory != "", row.channel != ""), default=None)


def _due(fee: Fee, rate: RateRow | None, known: Answers, on: date) -> FeeDue:
    unit = fee.amount if fee.amount is not None else rate.amount if rate else None
    count, times = _whole(known.get(fee.per)), _whole(known.get(fee.times))
    full = None if unit is None else _full(fee, unit, count) * times
    exemption = max(
        (one for one in fee.exemptions if _holds(one.when, known, on)),
        key=lambda one: one.percent,
        default=None,
    )
    percent = exemption.percent if exemption else 0
    # An exemption from everything needs no table to be known as nothing to pay.
    amount = 0 if percent == 100 else None if full is None else full * (100 - percent) // 100
    return FeeDue(
        fee=fee,
        unit_amount=unit,
        count=count,
        full=full,
        amount=amount,
        exemption=exemption,
        explanation=_explanation(fee, unit, count, times, exemption),
    )


def _full(fee: Fee, unit: int, count: int) -> int:
    whole = sum(number * amount for number, amount in _parts(fee, unit, count))
    return whole if fee.maximum is None else min(whole, fee.maximum)


def _parts(fee: Fee, unit: int, count: int) -> list[tuple[int, int]]:
    if fee.step is None or count <= fee.step.above:
        return [(count, unit)]
    return [(fee.step.above, unit), (count - fee.step.above, fee.step.amount)]


def _explanation(fee: Fee, unit: int | None, count: int, times: int, exemption: Exemption | None) -> str:
    if unit is None:
        made_up = _("Mức thu do Hội đồng nhân dân tỉnh quy định; chưa có trong biểu phí đang áp dụng.")
    else:
        made_up = " + ".join(
            f"{number} × {format_dong(amount)}" for number, amount in _parts(fee, unit, count)
        )
        if times != 1:
            made_up = f"({made_up}) × {times}"
        if fee.maximum is not None:
            most = _("tối đa %(amount)s mỗi bản") if fee.times else _("tối đa %(amount)s")
            made_up += ", " + most % {"amount": format_dong(fee.maximum)}
        made_up += "."
    if exemption is None:
        return made_up
    what = (
        _("Được miễn")
        if exemption.percent == 100
        else _("Được giảm %(share)s") % {"share": f"{exemption.percent}%"}
    )
    without = "" if unit is None else " " + _("Nếu không được miễn, giảm: %(amount)s") % {"amount": made_up}
    return f"{what}: {exemption.title[:1].lower()}{exemption.title[1:]}.{without}"


def _because(body: ProcedureBody, paper: Paper, case: Case | None) -> str:
    if paper.cases and case is not None:
        return case.title
    if paper.when is None:
        return ""
    questions = body.precheck.questions if body.precheck else ()
    labels = {question.key: question.label for question in questions}
    options = {
        question.key: {option.value: option.label for option in question.options} for question in questions
    }
    return explain(
        paper.when,
        labels={"channel": _("cách nộp"), "case": _("trường hợp"), **labels},
        options={
            "channel": {key: str(title) for key, title in CHANNELS.items()},
            "case": {case.code: case.title for case in body.cases},
            **options,
        },
    )


def _treatment(paper: Paper) -> Treatment:
    if paper.replaced_by:
        return Treatment.LOOK_UP
    return Treatment.SHOW if paper.shown_only else Treatment.HAND_IN


def _with_facts(answers: Answers, case: Case | None, **facts: str) -> dict[str, Any]:
    return {**answers, **facts, "case": case.code if case else ""}


def _holds(condition: Condition | None, answers: Answers, on: date) -> bool:
    return condition is None or holds(condition, answers, on=on)


def _whole(value: Any) -> int:
    """A number answered; one where none is asked or answered. True and false are no numbers."""
    return value if type(value) is int and value >= 0 else 1

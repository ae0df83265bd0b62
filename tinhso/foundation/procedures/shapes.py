"""A procedure as a pack writes it. One file holds one procedure; each version is one rule.

The legal basis of the whole stands in the head of the file; parts that have one of their own name it.

What no source confirms carries `assumed: true` at the part concerned and is shown so.
"""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from tinhso.foundation.calendar.shapes import Length
from tinhso.foundation.conditions.shapes import Condition, Shape
from tinhso.foundation.forms.shapes import Question

Channel = Literal["online", "counter", "post"]
Level = Literal["ministry", "province", "commune", "other"]
TimeUnit = Literal["working_day", "day", "hour", "month"]
Subject = Literal[
    "citizen", "overseas_vietnamese", "foreigner", "enterprise", "foreign_enterprise", "cooperative",
    "organisation", "foreign_organisation", "official",
]  # fmt: skip


class TimeLimit(Shape):
    """How long the law gives. `same_day` is the day of receipt; after `cutoff` the next working day."""

    amount: int = Field(gt=0)
    unit: TimeUnit
    same_day: bool = False
    cutoff: str = Field("15:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    channel: tuple[Channel, ...] = ()
    """The channels it is for; empty means every one."""
    when: Condition | None = None
    note: str = ""
    assumed: bool = False


class Pause(Shape):
    """A reason for which the text lets the clock stand still; for any other it runs on."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    """In lower case, as it stands after `Tạm dừng:`: `chờ xác minh giấy tờ bị mất`."""
    clause: str = Field(min_length=1)
    """The text that says so."""
    at_most: Length
    """How long it may last: then the clock runs on by itself."""
    assumed: bool = False

    @property
    def basis(self) -> str:
        """The text that says so, marked when that or the longest time is assumed."""
        return f"{self.clause} (theo giả định)" if self.assumed else self.clause

    @property
    def said(self) -> str:
        """As it stands behind a stretch of days that do not count."""
        return f"{self.title}, theo {self.basis}"


class Case(Shape):
    """A way the procedure runs (trường hợp), chosen by the pre-check."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    when: Condition | None = None
    """Holds when the pre-check's answers lead here; the first case that holds is the one."""


class LookUp(Shape):
    """What the databases that stand in for a paper are asked once the dossier is sent."""

    number: str = Field(min_length=1)
    """The key of the answer that says whom: a personal number or a tax code."""
    fields: dict[str, str] = Field(min_length=1)
    """What the database tells (`name`, `birth_date`, …), each with the key of the answer it is held against."""
    when: Condition | None = None
    """Asked only when this holds for the answers."""
    clause: str = ""
    """The text that lets the agency ask for this; empty means the one that holds for the database as a whole."""
    assumed: bool = False

    @property
    def basis(self) -> str:
        """The clause, marked when it or what is asked is assumed."""
        return f"{self.clause} (theo giả định)" if self.clause and self.assumed else self.clause


class Paper(Shape):
    """One component of the dossier (thành phần hồ sơ)."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    form: str = ""
    """The printed form's name when there is one."""
    originals: int = 0
    copies: int = 0
    copy_kind: Literal["", "certified", "plain"] = ""
    cases: tuple[str, ...] = ()
    """The cases that need it; empty means every one."""
    when: Condition | None = None
    required: bool = True
    replaced_by: tuple[
        Literal["population", "civil_status", "business", "land", "health", "licence"], ...
    ] = ()
    """Databases whose answer stands in for the paper: looked up first, in this order, asked only when that fails."""
    look_up: LookUp | None = None
    """How the house itself looks it up; None leaves it to the officer."""
    kind: str = ""
    """What it is wherever it is asked for: a result code (`KQ…`) or a value of the list `paper_kinds`. One of the same
    kind that the house holds already can be used again; empty means that each dossier has its own."""
    whose: Literal["owner", "submitter"] = "owner"
    """About whom it is: whose request it is, or who hands it in for them."""
    shown_only: bool = False
    """Shown at the counter, not handed in."""
    note: str = ""
    assumed: bool = False


class Exemption(Shape):
    """Who does not pay, or pays less."""

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    when: Condition
    percent: int = Field(100, ge=1, le=100)
    """The share of the fee that falls away."""
    legal_basis: tuple[str, ...] = ()
    assumed: bool = False


class Step(Shape):
    """What each unit costs beyond the first ones: `{above: 2, amount: 1000}` from the third page on."""

    above: int = Field(ge=1)
    amount: int = Field(ge=0)


class Fee(Shape):
    """One fee (phí) or charge (lệ phí). The amount stands here or in a fee table of the province.

    amount × `per`, cheaper beyond `step`, at most `maximum`, and that × `times`.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: Literal["phi", "le_phi"]
    title: str
    amount: int | None = Field(None, ge=0)
    """Whole đồng; None means the province's `fee` table decides by `code`."""
    per: str = ""
    """A key of a whole-number answer the amount is multiplied by, e.g. `copies.count`."""
    step: Step | None = None
    maximum: int | None = Field(None, ge=0)
    times: str = ""
    """A key of a whole-number answer the whole is multiplied by: copies of a document of several pages."""
    channel: tuple[Channel, ...] = ()
    collect: Literal["before_acceptance", "before_return"] = "before_return"
    """What waits until it is paid: the acceptance, or the handing over of the result."""
    when: Condition | None = None
    exemptions: tuple[Exemption, ...] = ()
    legal_basis: tuple[str, ...] = ()
    assumed: bool = False


class Result(Shape):
    """What the person gets."""

    code: str
    """The national result code, e.g. `KQ.G15.000031`."""
    title: str
    template: str = ""
    """The template of `foundation/papers` it is printed from."""
    cases: tuple[str, ...] = ()
    """The cases it answers; empty means every one. The first that fits a case is the one."""
    assumed: bool = False


class PreCheck(Shape):
    """The few questions that choose the case and leave only the papers it needs."""

    questions: tuple[Question, ...]
    intro: str = ""


class Retention(Shape):
    """How long what a dossier says is kept once the dossier is closed. Then its content is erased."""

    years: int = Field(ge=1)
    legal_basis: tuple[str, ...] = ()
    note: str = ""
    assumed: bool = False


class Origin(Shape):
    """Where an answer of a part comes from: another answer of the whole, the result of an earlier part, or the text."""

    answer: str = ""
    """A key of the pre-check or of the form of the whole."""
    part: str = ""
    result: str = ""
    """A key of what the result of `part` says. Empty there, nobody is asked: the agency looks it up."""
    value: bool | int | str | None = None

    @model_validator(mode="after")
    def _one(self) -> Self:
        if bool(self.answer) + bool(self.result) + (self.value is not None) != 1:
            raise ValueError("ghi đúng một trong: answer, result (kèm part), value")
        if bool(self.part) != bool(self.result):
            raise ValueError("part và result đi cùng nhau")
        return self


class Part(Shape):
    """One of the procedures that a linked procedure (liên thông) is answered by, each by its own agency.

    What the whole asks under a key of the part's own pre-check and form is the part's answer; so is a paper of the
    whole whose code the part knows.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    procedure: str
    """The code of the procedure it is dealt with by, with the fees, the time limit and the result of that one."""
    after: str = ""
    """The earlier part whose result it waits for; empty: it begins when the whole is filed."""
    anyway: bool = False
    """Begun too when the part it waits for ended without a result; else it then never begins."""
    commune: str = ""
    """The key of an address the whole asks for: the part belongs to that commune. Empty: to the one of the whole."""
    answers: dict[str, Origin] = {}
    """The part's answers that the whole does not ask under the same key."""
    assumed: bool = False


class ProcedureBody(Shape):
    """The body of a `procedure` rule."""

    name: str = Field(min_length=1, max_length=500)
    decision: str
    """The decision that published it."""
    levels: tuple[Level, ...] = Field(min_length=1)
    field: str = Field(min_length=1, max_length=150)
    """The official field (lĩnh vực)."""
    field_code: str = ""
    """The agency-list code of the field, e.g. `G15`."""
    subjects: tuple[Subject, ...] = Field(min_length=1)
    authority: str
    """Who decides, in the words of the publication."""
    competent: Literal[
        "commune_office", "commune_police", "department", "land_office", "province", "social_insurance"
    ]
    """The kind of agency that decides; with the dossier's commune it finds the agency."""
    department: str = ""
    """The role code of the department when `competent` is `department`, e.g. `finance`."""
    channels: tuple[Channel, ...] = Field(min_length=1)
    eid_level: int = Field(0, ge=0, le=2)
    """The lowest level of electronic identity one must have signed in with to file it online; 0 asks for none."""
    partial_reason: str = ""
    """Why it is only partly online (Decree 224/2026, art. 14)."""
    time_limits: tuple[TimeLimit, ...] = ()
    """The first that fits channel and answers is the one. Empty means no published time: a state of its own,
    never read as zero."""
    pauses: tuple[Pause, ...] = ()
    """Empty means the clock never stands still once it runs."""
    cases: tuple[Case, ...] = ()
    precheck: PreCheck | None = None
    papers: tuple[Paper, ...] = ()
    fees: tuple[Fee, ...] = ()
    results: tuple[Result, ...] = Field(min_length=1)
    form: str = ""
    """The code of its form; empty when it has none of its own."""
    process: str = ""
    """The code of its process; a procedure without one can be read but not filed, unless it has parts."""
    parts: tuple[Part, ...] = ()
    """What a linked procedure is answered by, in their order; it has no process, fees and clock of its own."""
    life_events: tuple[str, ...] = ()
    """Codes of the `life_events` code list."""
    keywords: tuple[str, ...] = ()
    summary: str = ""
    """One plain sentence for the citizen: what this is for."""
    conditions: tuple[str, ...] = ()
    """Requirements published with the procedure."""
    withdrawable: bool = True
    retention: Retention | None = None
    """None means for good: nothing is erased that no rule says may be."""


class RateRow(Shape):
    """One row of a province's fee table (pack kind `fee`, CSV: `code,territory,channel,amount,title`).

    The narrowest row that fits wins: one for the territory before one for the province, then one for the channel.
    """

    code: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    """The code of the fee in the procedures that ask it."""
    territory: str = ""
    """The GSO code of the former province whose resolution it is; empty for the whole province."""
    channel: Literal["", "online", "counter", "post"] = ""
    amount: int = Field(ge=0)
    title: str = ""

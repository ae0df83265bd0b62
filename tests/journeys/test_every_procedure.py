"""Every procedure of `packs/vietnam` runs from its first answer to its result, with answers made up from its form.

Each case is filed and worked through to the desk of the leader who signs. The first case of a procedure goes on, by
every move of its process, to the signed paper in the person's hands; typesetting and signing are the slow part, so
once a procedure is enough.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pyhanko.pdf_utils.reader import PdfFileReader

from tests.journeys.answering import answers_to, one_of_each_case
from tests.test_pack_content import versions
from tinhso.foundation.conditions.rules import holds
from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.forms.queries import context
from tinhso.foundation.forms.queries import form as form_on
from tinhso.foundation.packs.actions import apply_packs
from tinhso.foundation.procedures.models import Procedure
from tinhso.foundation.procedures.queries import fees
from tinhso.foundation.procedures.queries import procedure as procedure_on
from tinhso.foundation.procedures.rules import FeeDue
from tinhso.foundation.procedures.shapes import ProcedureBody, TimeLimit
from tinhso.foundation.signing import demo
from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.signing.queries import verify as verify_signatures
from tinhso.foundation.signing.rules import Verdict
from tinhso.foundation.units.models import Agency
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import moves_of, open_of
from tinhso.foundation.workflow.shapes import Move
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.filing import Filing
from tinhso.government.dossiers.actions.issuing import digest_of
from tinhso.government.dossiers.engine.contents import compose
from tinhso.government.dossiers.models import Dossier, Result
from tinhso.government.dossiers.queries.drafts import fees_of, open_draft
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import COMMUNE, MONDAY, PROVINCE, make_citizen, make_official
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ledger import notes
from tinhso.kernel.ledger.queries import export
from tinhso.kernel.ledger.sealer import seal_visible, sign_checkpoint
from tinhso.kernel.ledger.verifier import verify
from tinhso.kernel.refs import Ref

NATIONAL, LOCAL = settings.PACKS_ROOT / "vietnam", settings.PACKS_ROOT / "vinh-long"
TODAY = MONDAY.date()
OFFICES = ("xa-cang-long,", "pvhcc-xa-cang-long,", "ca-xa-cang-long,")
FILEABLE = sorted({one.code for one in versions("procedure") if one.body.get("process")})
LINKED = sorted({one.code for one in versions("procedure") if one.body.get("parts")})

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@dataclass
class Office:
    """Whoever is needed: an official for every post, made at the first call."""

    posts: dict[tuple[str, UUID], Actor] = field(default_factory=dict)

    def official(self, role: str, agency: Agency) -> Actor:
        post = (role, agency.id)
        if post not in self.posts:
            name = f"Cán bộ {len(self.posts) + 1}"
            self.posts[post] = make_official(role, agency, title="Phó Chủ tịch", name=name)
        return self.posts[post]

    def certify(self, dossier: Dossier) -> None:
        """Certificates of the demo authority for the leader and the agency that sign this dossier's result."""
        demo.ensure(at=MONDAY)
        leader = self.official("leader", dossier.agency)
        assert leader.account is not None
        for kind, holder, name in (
            (Certificate.Kind.PERSON, Ref("access.account", leader.account), leader.name),
            (Certificate.Kind.ORGANISATION, Ref("units.agency", dossier.agency_id), dossier.agency.key),
        ):
            demo.issue(kind=kind, holder=holder, name=name, at=MONDAY)


@dataclass
class Work:
    """One dossier passed from hand to hand by the moves of its process."""

    dossier: UUID
    office: Office
    made: set[tuple[str, str]]
    """The moves (step, move) made so far by the dossiers of this procedure."""

    def to_the_leader(self) -> None:
        """Until it lies on the desk of whoever signs and no move back from there is left to make."""
        while True:
            step = self.step()
            if step.shape.kind == "sign" and self.next_move(step) == step.shape.moves[0].key:
                return
            self.pass_on(step)

    def to_the_end(self) -> None:
        """Signed, numbered, and back once for everything that may go back."""
        while self.step().shape.kind != "return":
            self.pass_on(self.step())
            all_worked_off()

    def step(self) -> Assignment:
        found = Dossier.objects.get(id=self.dossier)
        return open_of(about=found.ref)[-1]

    def next_move(self, step: Assignment) -> str:
        """A way back or aside that nobody has gone yet, or not to all its ends; else the way on."""
        found = Dossier.objects.get(id=self.dossier)
        on, *others = moves_of(step, facts=found.facts, day=TODAY)
        return next((move.key for move in others if not self._gone(step, move)), on.key)

    def _gone(self, step: Assignment, move: Move) -> bool:
        beside = step.process.shape.step(move.to).moves if move.beside else ()
        return {(step.step, move.key), *((move.to, one.key) for one in beside)} <= self.made

    def pass_on(self, step: Assignment) -> None:
        actor, move = self.office.official(step.role, step.agency), self.next_move(step)
        found = Dossier.objects.get(id=self.dossier)
        call: dict[str, Any] = {"actor": actor, "dossier": found.id, "at": MONDAY}
        if step.shape.kind == "draft" or (step.shape.kind == "verify" and not self.drafted_later(step)):
            content = compose(open_dossier(actor=actor, dossier=found.id, at=MONDAY))
            found = actions.draft_result(**call, version=found.version, content=content)
        if step.shape.kind == "sign" and move == step.shape.moves[0].key:
            content = open_dossier(actor=actor, dossier=found.id, at=MONDAY).result_content or {}
            actions.approve_result(**call, version=found.version, digest=digest_of(content))
        elif step.shape.kind == "number" and move == step.shape.moves[0].key:
            actions.number_result(**call, version=found.version)
        else:
            note = "Cần xem lại" if move != step.shape.moves[0].key else ""
            actions.move_on(**call, version=found.version, assignment=step.id, move=move, note=note)
        self.made.add((step.step, move))

    def drafted_later(self, step: Assignment) -> bool:
        """Whether its process has a step for drafting; without one the result is drafted while verifying."""
        return any(one.kind == "draft" for one in step.process.shape.steps)


@pytest.mark.parametrize("code", FILEABLE)
def test_every_case_comes_to_the_leader_and_the_first_to_its_result(code: str, tmp_path: Path) -> None:
    with time_machine.travel(MONDAY, tick=False):
        apply_packs(packs_of(code, tmp_path), ["vinh-long"], actor=SYSTEM, at=MONDAY, demo=False)
        procedure = procedure_on(code=code, on=TODAY)
        office, citizen = Office(), replace(make_citizen(), assurance=2)
        made: set[tuple[str, str]] = set()
        cases = one_of_each_case(procedure.shape, on=TODAY)
        assert cases.keys() == ({case.code for case in procedure.shape.cases} or {""})
        for number, (case, precheck) in enumerate(cases.items()):
            for channel in procedure.shape.channels:
                dossier = filed(procedure, citizen, case, precheck, Channel(channel), whole=number == 0)
                dossier = received(dossier, office, precheck)
                if channel == procedure.shape.channels[0]:
                    work = Work(dossier.id, office, made)
                    work.to_the_leader()
                    the_result_is_the_one_of_its_case(dossier)
                    if number == 0:
                        office.certify(dossier)
                        work.to_the_end()
                        the_result_is_handed_over(dossier, citizen)
        assert dossier.process is not None
        assert made == {
            (step.key, move.key)
            for step in dossier.process.shape.steps
            if step.kind not in ("reception", "return")
            for move in step.moves
        }
        the_ledger_stands()


@pytest.mark.parametrize("code", LINKED)
def test_every_case_of_a_linked_filing_begins_and_the_first_comes_to_all_its_results(
    code: str, tmp_path: Path
) -> None:
    with time_machine.travel(MONDAY, tick=False):
        apply_packs(packs_of(code, tmp_path), ["vinh-long"], actor=SYSTEM, at=MONDAY, demo=False)
        procedure = procedure_on(code=code, on=TODAY)
        parts = procedure.shape.parts
        office, citizen = Office(), replace(make_citizen(), assurance=2)
        for number, (case, precheck) in enumerate(one_of_each_case(procedure.shape, on=TODAY).items()):
            for channel in procedure.shape.channels:
                whole, _ = sent(procedure, citizen, case, precheck, Channel(channel), whole=number == 0)
                assert (whole.phase, whole.case) == (Phase.LINKED, case)
                all_worked_off()
                assert [one.part for one in whole.parts.all()] == [
                    part.code for part in parts if not part.after
                ]
        whole, _ = sent(procedure, citizen, *next(iter(one_of_each_case(procedure.shape, on=TODAY).items())),
                        Channel.ONLINE, whole=True)  # fmt: skip
        for part in parts:
            all_worked_off()
            dossier = received(Dossier.objects.get(part_of=whole, part=part.code), office, precheck)
            assert dossier.procedure.code == part.procedure
            work = Work(dossier.id, office, every_way_back(dossier))
            work.to_the_leader()
            office.certify(dossier)
            work.to_the_end()
            the_result_is_handed_over(dossier, citizen)
        all_worked_off()
        whole.refresh_from_db()
        assert whole.phase == Phase.DELIVERED
        the_ledger_stands()


def every_way_back(dossier: Dossier) -> set[tuple[str, str]]:
    """As if each had been gone: the parts' own journeys do."""
    assert dossier.process is not None
    return {(step.key, move.key) for step in dossier.process.shape.steps for move in step.moves[1:]}


def all_worked_off() -> None:
    work_off()
    assert list(Delivery.objects.exclude(error="").values_list("handler", "error")) == []


def filed(
    procedure: Procedure,
    citizen: Actor,
    case: str,
    precheck: Mapping[str, Any],
    channel: Channel,
    *,
    whole: bool,
) -> Dossier:
    """A dossier that has been sent, and costs what is published."""
    dossier, shown = sent(procedure, citizen, case, precheck, channel, whole=whole)
    assert dossier.phase == Phase.SUBMITTED
    assert dossier.case == case
    known = {
        **dossier.envelope()["answers"],
        **precheck,
        "case": case,
        "channel": channel,
        "commune": COMMUNE,
    }
    assert {due.code: due.unit_amount for due in shown} == published(procedure.shape, known)
    return dossier


def sent(
    procedure: Procedure,
    citizen: Actor,
    case: str,
    precheck: Mapping[str, Any],
    channel: Channel,
    *,
    whole: bool,
) -> tuple[Dossier, Sequence[FeeDue]]:
    """A dossier that has been sent, online with a file for every paper that must be handed in; and its fees as shown
    before."""
    given = {**precheck, "case": case, "channel": channel, "commune": COMMUNE}
    form = form_on(procedure.shape.form, on=TODAY).shape
    answers = answers_to(form, context(on=TODAY, given=given), precheck, whole=whole)
    filing = Filing(procedure.code, COMMUNE, precheck, answers)
    if channel != Channel.ONLINE:
        dossier = actions.file(actor=citizen, filing=filing, channel=channel, at=MONDAY)
        shown: Sequence[FeeDue] = fees(
            of=procedure, channel=dossier.via, answers={**precheck, **answers}, territory="", on=TODAY
        )
    else:
        dossier = actions.start_draft(actor=citizen, filing=filing, at=MONDAY)
        draft = open_draft(actor=citizen, dossier=dossier.id, at=MONDAY)
        assert draft is not None
        shown, _ = fees_of(draft, at=MONDAY)
        for slot in draft.slots:
            if slot.need.mandatory:
                paper = SimpleUploadedFile("giay-to.png", a_photograph(), "image/png")
                actions.attach(
                    actor=citizen, dossier=dossier.id, paper=slot.need.code, upload=paper, at=MONDAY
                )
        dossier = actions.submit(actor=citizen, dossier=dossier.id, at=MONDAY)
    return dossier, shown


def received(dossier: Dossier, office: Office, precheck: Mapping[str, Any]) -> Dossier:
    """Received by the clerk of its counter, and due when the procedure says."""
    clerk = office.official("clerk", dossier.counter)
    dossier = actions.receive(actor=clerk, dossier=dossier.id, version=dossier.version, at=MONDAY)
    known = {**precheck, "case": dossier.case, "channel": dossier.channel}
    limit = next(
        limit
        for limit in dossier.procedure.shape.time_limits
        if dossier.channel in (limit.channel or (dossier.channel,))
        and (limit.when is None or holds(limit.when, known, on=TODAY))
    )
    assert dossier.due_at is not None
    assert dossier.due_at.date() == last_day(limit)
    return dossier


def the_result_is_the_one_of_its_case(dossier: Dossier) -> None:
    meant = [one for one in dossier.procedure.shape.results if not one.cases or dossier.case in one.cases]
    drafted = Result.objects.get(dossier=dossier.id)
    assert (drafted.code, drafted.title) == (meant[0].code, meant[0].title)


def the_result_is_handed_over(dossier: Dossier, citizen: Actor) -> None:
    page = open_dossier(actor=citizen, dossier=dossier.id, at=MONDAY)
    assert page.dossier.phase == Phase.ISSUED
    assert page.result is not None
    assert page.result.file is not None
    pdf = original_bytes(owner=page.dossier.ref, file=page.result.file.id)
    printed = str(PdfFileReader(io.BytesIO(pdf)).trailer["/Info"]["/Title"])
    assert printed.upper().startswith(page.result.title.upper())
    report = verify_signatures(pdf, at=MONDAY)
    assert report.verdict == Verdict.VALID, report.sentence
    done = actions.deliver(actor=citizen, dossier=dossier.id, version=None, at=MONDAY)
    assert done.phase == Phase.DELIVERED
    assert open_of(about=done.ref) == []


def the_ledger_stands() -> None:
    while seal_visible():
        pass
    checkpoint = sign_checkpoint(at=MONDAY)
    assert checkpoint is not None
    assert verify(export(), checkpoint.note, notes.public_key()) == []


def published(body: ProcedureBody, known: Mapping[str, Any]) -> dict[str, int | None]:
    """The fees of this case and channel and what a unit costs: as the procedure, else as the province's table says."""
    table, channel = rates(), known["channel"]
    asked = [fee for fee in body.fees if channel in (fee.channel or (channel,))]
    return {
        fee.code: table.get((fee.code, channel), table.get((fee.code, "")))
        if fee.amount is None
        else fee.amount
        for fee in asked
        if fee.when is None or holds(fee.when, known, on=TODAY)
    }


@cache
def rates() -> dict[tuple[str, str], int]:
    """What the whole province pays, by fee and channel."""
    rows = csv.DictReader(
        line for line in (LOCAL / "fees.csv").open(encoding="utf-8") if not line.startswith("#")
    )
    return {(row["code"], row["channel"]): int(row["amount"]) for row in rows if not row["territory"]}


def last_day(limit: TimeLimit) -> date:
    """Counted by hand from the day of receipt: working days without it, days rolled on to a working day."""
    if limit.unit == "working_day":
        day, left = TODAY, 0 if limit.same_day else limit.amount
        while left:
            day += timedelta(days=1)
            left -= works(day)
        return day
    assert limit.unit == "day"
    day = TODAY + timedelta(days=limit.amount)
    while not works(day):
        day += timedelta(days=1)
    return day


def works(day: date) -> bool:
    return day.weekday() < 5 and day not in days_off()


@cache
def days_off() -> frozenset[date]:
    text = (NATIONAL / "calendar" / "days.csv").read_text(encoding="utf-8")
    rows = (line.split(",") for line in text.splitlines() if line[:2] == "20")
    return frozenset(date.fromisoformat(day) for day, kind, *_ in rows if kind != "working")


@cache
def a_photograph() -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (8, 8), "white").save(content, "PNG")
    return content.getvalue()


def packs_of(code: str, root: Path) -> Path:
    """The packs with one commune and one procedure: what it and its parts need, read and written as all of them are."""
    wanted: tuple[str, ...] = ()
    todo = [code]
    while todo:
        one = todo.pop()
        (body,) = (
            each.body for each in versions("procedure") if each.code == one and each.effective_from <= TODAY
        )
        wanted += (f"{one}-", f"{body['form']}.yaml", f"{body.get('process')}.yaml")
        todo += [part["procedure"] for part in body.get("parts", ())]
    for folder in ("procedures", "forms", "processes"):
        for file in (NATIONAL / folder).iterdir():
            if file.name.startswith(wanted):
                copied(file, root)
    for whole in ("vietnam/calendar", "vietnam/codes", "vinh-long/calendar"):
        for file in (settings.PACKS_ROOT / whole).iterdir():
            copied(file, root)
    for file in (LOCAL / "fees.csv", LOCAL / "agencies" / "province.csv"):
        copied(file, root)
    copied(NATIONAL / "units" / "since-2025-07.csv", root, f"{PROVINCE},", f"{COMMUNE},")
    copied(LOCAL / "agencies" / "communes.csv", root, *OFFICES)
    for pack in (NATIONAL, LOCAL):
        head, _, _ = (pack / "pack.yaml").read_text(encoding="utf-8").partition("change_sets:")
        (root / pack.name / "pack.yaml").write_text(head, encoding="utf-8")
    return root


def copied(file: Path, root: Path, *rows: str) -> None:
    """Put a file where it belongs below `root`; of a table only its head and the rows that begin so."""
    place = root / file.relative_to(settings.PACKS_ROOT)
    place.parent.mkdir(parents=True, exist_ok=True)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    place.write_text(
        "".join(line for line in lines if not rows or line.startswith(("#", "code,", *rows))),
        encoding="utf-8",
    )

"""A small history whose every figure is worked out by hand, and that the figures, their rows and files agree."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.measures import queries
from tinhso.foundation.measures.registry import Indicator, indicators
from tinhso.foundation.measures.rules import PROVINCE, Period, Scope, window
from tinhso.foundation.workflow.models import Assignment
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier, DossierPaper, Rating, Result, Scan, Supplement
from tinhso.government.dossiers.queries.figures import INDICATORS
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_filing,
    make_citizen,
    make_office,
)
from tinhso.kernel import actors, sealing
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.ids import new_id

pytestmark = pytest.mark.django_db

NOVEMBER = Period.parse("2026-11")
NOW = datetime(2026, 11, 30, 12, 0, tzinfo=VIETNAM)
SECRET_NAME, SECRET_PHONE = "Lê Thị Chim Hoàng Yến", "0987654321"


def on(day: int, hour: int = 8, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=VIETNAM)


@dataclass
class History:
    """Two communes and what happened in them in November."""

    office: Office
    other: Office
    sample: Dossier
    made: dict[str, Dossier]

    def add(
        self, name: str, *, office: Office | None = None, phase: Phase, submitted: datetime, **facts: Any
    ) -> None:
        place = office or self.office
        one = Dossier.objects.get(id=self.sample.id)
        one.pk = new_id()
        one._state.adding = True
        one.request_id = f"YC-261101-{len(self.made):08d}"
        one.agency, one.counter = place.committee, place.centre
        one.phase, one.submitted_at, one.answer_due_at = phase, submitted, submitted + timedelta(days=1)
        facts.setdefault("first_due_at", facts.get("due_at"))
        facts.setdefault("clock_from", facts.get("received_at"))
        for field, value in facts.items():
            setattr(one, field, value)
        if one.received_at:
            one.code = f"H61.101-261101-{len(self.made):04d}"
        one.save(force_insert=True)
        self.made[name] = one


@pytest.fixture
def history() -> History:
    with time_machine.travel(MONDAY, tick=False):
        office, other = make_office(), make_office(OTHER_COMMUNE, "Nhị Long", 102)
        citizen = make_citizen(SECRET_NAME, phone=SECRET_PHONE)
        sample = actions.file(actor=citizen, filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    told = History(office, other, sample, {})
    done, open_ = Phase.DELIVERED, Phase.IN_PROGRESS
    # Half past midnight on 1 November in Vietnam is still October in UTC.
    told.add("early", phase=done, submitted=on(1, 0, 30), received_at=on(1, 0, 40), due_at=on(5, 17),
             issued_at=on(4, 10))  # fmt: skip
    told.add("on the day", phase=done, submitted=on(3), received_at=on(3, 9), due_at=on(6, 17),
             issued_at=on(6, 16), channel=Channel.COUNTER)  # fmt: skip
    told.add("promised anew", phase=done, submitted=on(4), received_at=on(4, 9), first_due_at=on(6, 17),
             due_at=on(12, 17), issued_at=on(10), channel=Channel.COUNTER)  # fmt: skip
    told.add("no published time", phase=done, submitted=on(3), received_at=on(5), due_at=None, issued_at=on(9),
             channel=Channel.POST)  # fmt: skip
    told.add("overdue", phase=open_, submitted=on(9), received_at=on(9, 9), due_at=on(12, 17))
    told.add("in hand", phase=open_, submitted=on(27), received_at=on(27, 9), due_at=on(4, 17, month=12))
    told.add("refused", phase=Phase.REFUSED, submitted=on(10), closed_at=on(11, 7))
    told.add("withdrawn", phase=Phase.WITHDRAWN, submitted=on(12), closed_at=on(12, 10))
    told.add("unanswered", phase=Phase.SUBMITTED, submitted=on(20))
    told.add("to be completed", phase=Phase.SUPPLEMENT, submitted=on(17))
    told.add("elsewhere", office=other, phase=done, submitted=on(2), received_at=on(2, 9), due_at=on(5, 17),
             issued_at=on(5, 18))  # fmt: skip
    told.add("in October", phase=done, submitted=on(1, month=10), received_at=on(1, 9, month=10),
             due_at=on(8, 17, month=10), issued_at=on(5, month=10))  # fmt: skip
    told.add("a draft", phase=Phase.DRAFT, submitted=on(5))
    Dossier.objects.filter(id=sample.id).delete()
    made = told.made
    assert office.clerk.account is not None
    Supplement.objects.create(
        dossier=made["to be completed"], number=1, stage=Supplement.Stage.INTAKE, requested_at=on(17, 15),
        requested_by_id=office.clerk.account,
    )  # fmt: skip
    file = StoredFile.objects.create(
        owner=made["early"].ref, key=sample.key, name_sealed=b"", media_type="application/pdf", size=1,
        fingerprint="0" * 64, address="1" * 64, state=StoredFile.State.CLEAN, created_at=on(4),
    )  # fmt: skip
    paper: dict[str, Any] = {"paper": "p", "title": "p", "file": file}
    signed_scan = DossierPaper.objects.create(dossier=made["promised anew"], added_at=on(4), **paper)
    unsigned = DossierPaper.objects.create(dossier=made["early"], added_at=on(4), **paper)
    gone = DossierPaper.objects.create(dossier=made["on the day"], added_at=on(3), removed_at=on(3), **paper)
    Scan.objects.create(paper=signed_scan, state=Scan.State.SIGNED, signed_at=on(4))
    for one in (unsigned, gone):
        Scan.objects.create(paper=one)
    for name, signed in (("early", True), ("on the day", True), ("promised anew", False)):
        Result.objects.create(
            dossier=made[name], code="r", title="r", content_sealed=b"", drafted_at=on(4),
            file=file if signed else None, file_digest="2" * 64 if signed else "", issued_at=made[name].issued_at,
        )  # fmt: skip
    for name, stars in (("early", 5), ("on the day", 4), ("promised anew", 2)):
        words = sealing.seal_text(sample.key, "lời riêng", row="x")
        Rating.objects.create(dossier=made[name], stars=stars, rated_at=on(15), words_sealed=words)
    assert sample.process is not None
    for day, move in ((4, "draft"), (5, "draft"), (6, "draft"), (6, "closed")):
        Assignment.objects.create(
            about=made["early"].ref, process=sample.process, step="verify", title="Thẩm tra", role="officer",
            agency=office.committee, started_at=on(3), due_at=on(5), finished_at=on(day), move=move,
        )  # fmt: skip
    return told


BY_HAND = {
    "dossiers.on_time": (2, 4),
    "dossiers.early": (1, 4),
    "dossiers.on_the_day": (1, 4),
    "dossiers.late": (2, 4),
    "dossiers.received": (7, None),
    "dossiers.resolved": (5, None),
    "dossiers.waiting": (2, None),
    "dossiers.overdue": (1, 2),
    "dossiers.steps_on_time": (2, 3),
    "dossiers.online": (8, 11),
    "dossiers.digitised": (5, 7),
    "dossiers.signed_results": (2, 5),
    "dossiers.signed_scans": (1, 2),
    "dossiers.satisfied": (2, 3),
    "dossiers.rating": (3, None),
    "dossiers.answered_in_time": (8, 10),
    "dossiers.supplements": (1, 11),
    "dossiers.refused": (1, None),
    "dossiers.withdrawn": (1, None),
}


def counted(scope: Scope = PROVINCE, period: Period = NOVEMBER) -> dict[str, queries.Figure]:
    return {one.indicator.key: one for one in queries.figures(period=period, scope=scope, at=NOW)}


def test_every_figure_is_what_a_person_counts(history: History) -> None:
    found = counted()
    assert {key: (one.numerator, one.denominator) for key, one in found.items() if key in BY_HAND} == BY_HAND
    assert found["dossiers.on_time"].value == 0.5
    assert found["dossiers.rating"].value == pytest.approx(11 / 3)
    assert found["dossiers.supplements"].value == pytest.approx(1 / 11)
    assert found["dossiers.received"].value == 7
    assert {one.key for one in INDICATORS} == set(BY_HAND)


def test_an_agency_sees_only_its_own_work(history: History) -> None:
    own = counted(Scope(history.office.committee.id))
    other = counted(Scope(history.other.committee.id))
    assert (own["dossiers.on_time"].numerator, own["dossiers.on_time"].denominator) == (2, 3)
    assert (other["dossiers.on_time"].numerator, other["dossiers.on_time"].denominator) == (0, 1)
    assert other["dossiers.supplements"].numerator == 0
    assert other["dossiers.rating"].value is None, "nothing to average is not a zero"
    assert counted(Scope(history.office.centre.id))["dossiers.received"].value == 6, (
        "who received it counts it too"
    )


def test_the_month_before_stands_in_the_trend(history: History) -> None:
    found = counted()["dossiers.on_time"]
    assert [(point.period.key, point.value) for point in found.trend[-2:]] == [
        ("2026-09", None),
        ("2026-10", 1.0),
    ]
    assert found.as_of == NOW
    assert counted(period=Period.parse("2026-10"))["dossiers.resolved"].as_of == on(1, 0)


def test_what_was_open_then_is_told_of_then(history: History) -> None:
    """At the end of 11 November nothing was overdue but what had been promised anew was no longer open."""
    then = on(12, 12)
    found = {one.indicator.key: one for one in queries.figures(period=NOVEMBER, scope=PROVINCE, at=then)}
    assert (found["dossiers.overdue"].numerator, found["dossiers.waiting"].numerator) == (0, 1)
    then = on(9, 12)
    found = {one.indicator.key: one for one in queries.figures(period=NOVEMBER, scope=PROVINCE, at=then)}
    assert found["dossiers.waiting"].numerator == 2, "one was issued on the 10th, one received that morning"


@pytest.mark.parametrize("one", INDICATORS, ids=lambda one: one.key)
def test_rows_are_what_was_counted(history: History, one: Indicator) -> None:
    numerator = {row.pk for row in one.numerator(window(NOVEMBER, PROVINCE, at=NOW))}
    assert len(numerator) == BY_HAND[one.key][0]
    if one.denominator is not None and one.unit == "percent":
        assert numerator <= {row.pk for row in one.denominator(window(NOVEMBER, PROVINCE, at=NOW))}
    asked = {"key": one.key, "period": NOVEMBER, "scope": PROVINCE, "actor": actors.ANONYMOUS, "at": NOW}
    parts: list[queries.Part] = ["numerator", *(["denominator"] if one.denominator else [])]  # type: ignore[list-item]
    for part in parts:
        page = queries.rows(part=part, limit=2, offset=1, **asked)  # type: ignore[arg-type]
        every = list(queries.every_row(part=part, **asked))  # type: ignore[arg-type]
        assert page.total == len(every)
        assert list(page.rows) == every[1:3]
        assert all(len(row.cells) == len(one.drill.columns) for row in every)


def test_nothing_personal_leaves_in_any_public_answer(history: History) -> None:
    client = Client()
    hidden = [SECRET_NAME, SECRET_PHONE, "Hoàng Yến", "lời riêng", "084198001234"]
    hidden += [one.request_id for one in history.made.values()]
    with time_machine.travel(NOW, tick=False):
        addresses = [reverse("measures:index"), reverse("measures:index_csv"), "/api/v1/measures"]
        for one in indicators:
            page, file = (
                reverse("measures:figure", args=[one.key]),
                reverse("measures:rows_csv", args=[one.key]),
            )
            addresses += [page, file, f"/api/v1/measures/{one.key}", f"/api/v1/measures/{one.key}/rows"]
            if one.denominator is not None:
                addresses += [f"{page}?phan=mau", f"{file}?phan=mau"]
                addresses.append(f"/api/v1/measures/{one.key}/rows?part=denominator")
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == 200, address
            body = b"".join(answer.streaming_content) if answer.streaming else answer.content  # type: ignore[attr-defined]
            text = body.decode()
            assert not [word for word in hidden if word in text], address


def test_a_rating_does_not_say_whose_it_is(history: History) -> None:
    found = queries.rows(
        key="dossiers.rating",
        part="numerator",
        period=NOVEMBER,
        scope=PROVINCE,
        actor=actors.ANONYMOUS,
        at=NOW,
    )
    codes = {one.code for one in history.made.values()} - {None}
    assert found.total == 3
    assert not [cell for row in found.rows for cell in row.cells if cell in codes]


def test_one_that_was_completed_and_waits_again_has_no_answer_yet(history: History) -> None:
    """It was received long before, but what was sent since then nobody has looked at."""
    Dossier.objects.filter(id=history.made["overdue"].id).update(phase=Phase.SUBMITTED, answer_due_at=on(25))
    found = counted()["dossiers.answered_in_time"]
    assert (found.numerator, found.denominator) == (7, 10)

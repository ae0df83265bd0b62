"""A season of filings and status messages in which things go wrong: one dossier and one final status each.

Of the filings a fifth each come doubled, late and lost on the way (the portal sends until it has an answer), some
changed in between; many are taken back or completed at the portal, some before they are here or when it is too late;
of the messages to the portal as many are lost, doubled, delayed, forgotten there or answered with
an error. 200 filings; 10,000 when `TINHSO_PROVE` is set.
"""

from __future__ import annotations

import os
import random
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine

from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.for_outside import standings
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_office
from tinhso.government.portalsync import actions
from tinhso.government.portalsync.engine.simulator import Mishaps, SimulatedPortal, simulator
from tinhso.government.portalsync.models import Message, SimulatedDossier, Twin
from tinhso.government.portalsync.tests.factories import (
    answer,
    filing,
    machine,
    make_portal,
    sent,
    withdrawal,
)
from tinhso.kernel.actors import SYSTEM, Actor, ActorKind
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, NotFound

FILINGS = 10_000 if os.environ.get("TINHSO_PROVE") else 200
STORM = Mishaps(lost=0.1, unanswered=0.1, forgotten=0.05, doubled=0.2, delayed=0.2, errors=0.05)
HAPPENS = ("lost", "unanswered", "doubled", "changed", "said_again", "too_early", "too_late")
_MINUTE = timedelta(minutes=1)


class Season:
    """The portal's side of the filings, and what officials and people do with them; the same for the same seed."""

    def __init__(self, seed: int, office: Office) -> None:
        self.dice, self.office, self.actor = random.Random(seed), office, machine()[0]
        self.answers: dict[str, dict[str, Any]] = {}
        self.met: Counter[str] = Counter()

    def arrive(self) -> None:
        """Every filing until it has its answer, in no order."""
        waiting = [self._filing(number) for number in range(FILINGS)]
        while waiting:
            self.dice.shuffle(waiting)
            again = []
            for code, raw in waiting:
                sending = self.dice.random()
                if code not in self.answers and sending > 0.97:
                    with pytest.raises(NotFound):
                        actions.withdraw(actor=self.actor, raw=withdrawal(code), at=MONDAY)
                    self.met["too_early"] += 1
                if sending < 0.1:
                    self.met["lost"] += 1
                    again.append((code, raw))
                    continue
                for _ in range(2 if self.dice.random() < 0.2 else 1):
                    self._send(code, raw)
                if sending < 0.2:
                    self.met["unanswered"] += 1
                    again.append((code, raw))
            waiting = again

    def change(self, one: Dossier) -> None:
        """What becomes of it: nothing yet, taken back here or there, completed there, refused, received."""
        fate, code = self.dice.random(), Twin.objects.get(dossier=one.id).outside_code
        if fate < 0.2:
            owner = Actor(ActorKind.CITIZEN, person=one.owner_id, name="Nguyễn Thị Hạnh")
            dossiers.withdraw(actor=owner, dossier=one.id, reason="", at=MONDAY)
        elif fate < 0.4:
            self._say(actions.withdraw, withdrawal(code))
        elif fate < 0.45:
            lack = Lack("birth_notice", "Giấy chứng sinh", "Ảnh mờ", "Chụp lại")
            dossiers.request_supplement(
                actor=self.office.clerk, dossier=one.id, version=one.version, lacks=[lack], basis="Điều 16", at=MONDAY
            )  # fmt: skip
            self._say(actions.complete, answer(code, NoiDung="Bản rõ hơn"))
        elif fate < 0.5:
            dossiers.refuse(
                actor=self.office.clerk, dossier=one.id, version=one.version, reason="Sai nơi", basis="Điều 9",
                at=MONDAY,
            )  # fmt: skip
        elif fate < 0.7:
            dossiers.receive(actor=self.office.clerk, dossier=one.id, version=one.version, at=MONDAY)
            if fate > 0.65:
                with pytest.raises(Conflict):
                    actions.withdraw(actor=self.actor, raw=withdrawal(code), at=MONDAY)
                self.met["too_late"] += 1

    def _say(self, tell: Callable[..., dict[str, Any]], raw: bytes) -> None:
        """Until there is an answer, which is the same each time."""
        answers = [tell(actor=self.actor, raw=raw, at=MONDAY) for _ in range(self.dice.choice((1, 1, 2, 3)))]
        assert all(one == answers[0] for one in answers)
        self.met["said_again"] += len(answers) - 1

    def _filing(self, number: int) -> tuple[str, bytes]:
        code = f"QG-{number:05}"
        late = timedelta(days=self.dice.randrange(1, 9)) if self.dice.random() < 0.2 else timedelta(0)
        return code, sent(
            filing(code, filed_at=MONDAY - late, papers=[], SoDinhDanh=f"084198{number:06}", Email="")
        )

    def _send(self, code: str, raw: bytes) -> None:
        if code in self.answers and self.dice.random() < 0.1:
            self.met["changed"] += 1
            with pytest.raises(Conflict):
                actions.accept(actor=self.actor, raw=raw.replace(b"0912345678", b"0912345679"), at=MONDAY)
        answer = actions.accept(actor=self.actor, raw=raw, at=MONDAY)
        if code in self.answers:
            self.met["doubled"] += 1
        assert self.answers.setdefault(code, answer) == answer, "the same answer however often"


def _quiet(moment: Any) -> None:
    """Work until nothing of the portal's is under way."""
    while Delivery.objects.filter(handler__startswith="portalsync", state="due").exists():
        work_off(limit=2000)
        moment.shift(_MINUTE)


@pytest.mark.django_db
def test_a_season_of_filings_and_messages(figures: Callable[..., None]) -> None:
    with time_machine.travel(MONDAY, tick=False) as moment:
        office = make_office()
        make_portal()
        season, there = Season(20261122, office), simulator()
        there.mishaps = STORM
        season.arrive()
        while work_off(limit=20 * FILINGS):
            pass
        for one in Dossier.objects.filter(phase="submitted").order_by("request_id"):
            season.change(one)
            if season.dice.random() < 0.1:
                work_off(limit=100)
        _quiet(moment)
        there.catch_up()
        rounds = _reconcile(there, moment)

    found = Dossier.objects.all()
    assert found.count() == len(season.answers) == FILINGS, "one dossier each"
    assert {one["SoBienNhan"] for one in season.answers.values()} == set(
        found.values_list("request_id", flat=True)
    )
    assert Message.objects.filter(state="accepted", kind="filing").count() == FILINGS
    assert not Message.objects.filter(state="rejected").exists()
    aside = Counter(Message.objects.filter(state="parked").values_list("problem", flat=True))
    assert aside == {"differs": aside["differs"], "moved_on": season.met["too_late"]}, (
        "the early ones are done"
    )
    ours = {one.request_id: one.national_status for one in standings([row.id for row in found]).values()}
    theirs = dict(SimulatedDossier.objects.values_list("request_id", "status"))
    wrong = {key: (status, theirs.get(key)) for key, status in ours.items() if theirs.get(key) != status}
    assert wrong == {}, "one final status each"
    assert len(theirs) == FILINGS
    assert len(set(ours.values())) == 4, "the season bites"
    assert min(season.met[what] for what in HAPPENS) > 0
    figures(
        filings=FILINGS, dossiers=found.count(), wrong_statuses=len(wrong), rounds_of_comparing=rounds,
        messages=sum(SimulatedDossier.objects.values_list("messages", flat=True)), **season.met,
    )  # fmt: skip


def _reconcile(there: SimulatedPortal, moment: Any) -> int:
    """Compare, as each day does, until both sides say the same; how often."""
    for number in range(1, 20):
        actions.ask_again(
            actor=SYSTEM, first=MONDAY.date(), last=MONDAY.date() + timedelta(days=9), at=MONDAY
        )
        _quiet(moment)
        there.catch_up()
        twins = Twin.objects.all()
        if not twins.differing().exists() and not twins.behind().exists():
            return number
    raise AssertionError("it does not come to rest")

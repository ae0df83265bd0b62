"""The life of dossiers under every act by right and wrong hands, held against a small model written independently.

1,000 steps, in which every move between phases is made; with `TINHSO_PROVE` 20,000, and every way out of every step.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from itertools import count
from typing import Any, ClassVar
from uuid import UUID

import pytest
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.lifecycle.model import ACTS, EVERYONE, LONG, ROLE, SHORT, STAFF, STEPS, Model, post
from tinhso.foundation.files.actions import keep
from tinhso.foundation.people.actions import grant_mandate
from tinhso.foundation.people.models import Mandate, person_ref
from tinhso.foundation.workflow.models import Process
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions import filing
from tinhso.government.dossiers.actions.issuing import digest_of
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Apology, Dossier, NumberSeries, Result, Supplement
from tinhso.government.dossiers.tests.factories import (
    COMMUNE,
    MONDAY,
    OTHER_COMMUNE,
    birth_filing,
    let_pause,
    make_citizen,
    make_office,
    make_official,
)
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Refusal
from tinhso.kernel.ledger import notes
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.ledger.queries import export
from tinhso.kernel.ledger.sealer import seal_visible, sign_checkpoint
from tinhso.kernel.ledger.verifier import verify

PROVE = bool(os.environ.get("TINHSO_PROVE"))
STEPS_WANTED = 20_000 if PROVE else 1_000
STEPS_A_RUN = 50
TURNS = 12
"""Turns, each with a seed of its own and so the same on every machine, after which a move not made is a fault."""
LACKS = (Lack("birth_notice", "Giấy chứng sinh", "Ảnh mờ", "Chụp lại"),)
LAWFUL = {
    ("submit", "draft", "submitted"), ("request_supplement", "submitted", "supplement"),
    ("request_supplement", "in_progress", "supplement"), ("answer_supplement", "supplement", "submitted"),
    ("refuse", "submitted", "refused"), ("refuse", "supplement", "refused"), ("refuse", "in_progress", "refused"),
    ("receive", "submitted", "received"), ("begin", "received", "in_progress"), ("issue", "in_progress", "issued"),
    ("deliver", "issued", "delivered"), ("archive", "delivered", "archived"),
    ("withdraw", "submitted", "withdrawn"), ("withdraw", "supplement", "withdrawn"),
    ("stop", "in_progress", "stopped"), ("stop", "paused", "stopped"),
    ("pause", "in_progress", "paused"), ("resume", "paused", "in_progress"),
}  # fmt: skip
"""Every move between phases that the law knows and that a dossier can come to: `received` is left at once."""
WAYS = {
    (process, step, move)
    for process, steps in STEPS.items()
    for step, moves in steps.items()
    for move in moves
    if move != "finish" and (step not in ("sign", "number") or move != "forward")
}
"""Every way out of a step that somebody takes by moving on; the others are left by signing and numbering."""


@dataclass
class Followed:
    """A real dossier, its model, and what was promised about it."""

    id: UUID
    model: Model
    code: str = ""
    notation: str = ""


class Lives(RuleBasedStateMachine):
    """Dossiers of one commune; everyone of another looks on and tries."""

    actors: ClassVar[dict[str, Actor]] = {}
    done: ClassVar[Counter[str]] = Counter()
    """How many steps were taken, allowed and refused."""
    ways: ClassVar[set[tuple[str, str, str]]] = set()
    """Every way out of a step that was taken."""

    def __init__(self) -> None:
        super().__init__()
        self.all: list[Followed] = []
        self.now = MONDAY

    @initialize()
    def first(self) -> None:
        self.open(by="owner", long=False)

    @precondition(lambda self: len(self.all) < 3)
    @rule(by=st.sampled_from(("owner", "agent")), long=st.booleans())
    def open(self, by: str, long: bool) -> None:
        self._tick()
        owner = self.actors["owner"].person if by == "agent" else None
        draft = actions.start_draft(actor=self.actors[by], filing=birth_filing(COMMUNE, owner), at=self.now)
        if long:
            Dossier.objects.filter(id=draft.id).update(process=Process.objects.get(code=LONG))
        self.all.append(Followed(draft.id, Model(LONG if long else SHORT)))
        self._compare(self.all[-1])

    @rule(hours=st.integers(1, 60))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        self.done["steps"] += 1

    @rule(which=st.integers(0, 2), way=st.integers(0, 10**6), twice=st.booleans())
    def advance(self, which: int, way: int, twice: bool) -> None:
        """One of the acts that are due now; pressed twice now and then."""
        one = self.all[which % len(self.all)]
        lawful = list(_lawful(one.model))
        if lawful:
            act, who, given = lawful[way % len(lawful)]
            version = one.model.version
            self._try(one, act, who, given)
            if twice:
                self._try(one, act, who, given, version=version)

    @rule(which=st.integers(0, 2), times=st.integers(1, 8))
    def hurry(self, which: int, times: int) -> None:
        """Some acts of the straight path, so that lives also come to their late ends."""
        one = self.all[which % len(self.all)]
        for _ in range(times):
            if one.model.step == "number" and one.model.numbered:
                self.sign(which)
            elif due := _straight_on(one.model):
                self._try(one, *due)

    @rule(
        which=st.integers(0, 2),
        act=st.sampled_from(ACTS),
        who=st.sampled_from(EVERYONE),
        move=st.sampled_from(("forward", "recheck", "redraft", "send_back", "finish", "nowhere")),
        holder=st.sampled_from(STAFF),
        reason=st.booleans(),
        words=st.integers(0, 3),
        behind=st.sampled_from((0, 0, 0, 1)),
    )
    def meddle(
        self, which: int, act: str, who: str, move: str, holder: str, reason: bool, words: int, behind: int
    ) -> None:
        """Anybody tries anything."""
        one = self.all[which % len(self.all)]
        needed: dict[str, dict[str, Any]] = {
            "move_on": {"move": move, "reason": reason},
            "assign": {"holder": holder},
            "draft_result": {"words": words + 1},
            "approve_result": {"words": words},
        }
        given = needed.get(act, {})
        self._try(one, act, who, given, version=one.model.version - behind)

    @rule(which=st.integers(0, 2))
    def sign(self, which: int) -> None:
        """The job that signs comes round, as often as it likes."""
        one = self.all[which % len(self.all)]
        if not one.model.numbered:
            return
        self._tick()
        file = self._kept(one)
        if one.model.phase == "in_progress":
            one.model.finish()
        actions.finish_issue(dossier=one.id, file=file, digest="0" * 64, at=self.now)
        self._compare(one)

    def _kept(self, one: Followed) -> Any:
        found = Dossier.objects.get(id=one.id)
        return keep(
            at=self.now, owner=found.ref, key=found.key, name="ket-qua.pdf", content=b"%PDF-1.7 signed"
        )

    def _try(
        self, one: Followed, act: str, who: str, given: Mapping[str, Any], *, version: int | None = None
    ) -> None:
        self._tick()
        fresh = version is None or version == one.model.version
        before, step = one.model.version, one.model.step
        expected = one.model.do(act, who, fresh=fresh, **given)
        done = self._do(one, act, who, given, before if version is None else version)
        assert done == expected, f"{who}: {act} {given} at {one.model}: {'done' if done else 'refused'}"
        self.done["allowed" if done else "refused"] += 1
        if done and act == "move_on":
            self.ways.add((one.model.process, step, given["move"]))
        self._compare(one)

    def _do(self, one: Followed, act: str, who: str, given: Mapping[str, Any], version: int) -> bool:
        call: dict[str, Any] = {"actor": self.actors[who], "dossier": one.id, "at": self.now}
        stamped = call | {"version": version}
        steps = open_of(about=Dossier.objects.get(id=one.id).ref)
        step = steps[0].id if steps else UUID(int=0)
        try:
            match act:
                case "submit":
                    actions.submit(**call)
                case "request_supplement":
                    actions.request_supplement(**stamped, lacks=LACKS, basis="Điều 16")
                case "answer_supplement":
                    items = Supplement.objects.filter(dossier=one.id, answered_at=None).values("items")
                    answers = {row["items"]: "Đã chụp lại" for row in items}
                    actions.answer_supplement(**call, answers=answers, files={})
                case "refuse" | "stop":
                    words = {"reason": "Không đúng thẩm quyền"} | (
                        {"basis": "Điều 9"} if act == "refuse" else {}
                    )
                    getattr(actions, act)(**stamped, **words)
                case "pause":
                    actions.pause(**stamped, code="verify", reason="Chờ xác minh")
                case "resume":
                    actions.resume(**stamped, reason="Đã trả lời")
                case "apologise":
                    actions.apologise(**stamped, reason="workload", note="Đông hồ sơ", days=2)
                case "take":
                    actions.take(**call, assignment=step)
                case "assign":
                    holder = self.actors[given["holder"]].account
                    assert holder is not None
                    done, _ = actions.assign(
                        actor=self.actors[who], dossiers=[one.id], holder=holder, at=self.now
                    )
                    return bool(done)
                case "move_on":
                    note = "Cần xem lại" if given["reason"] else ""
                    actions.move_on(**stamped, assignment=step, move=given["move"], note=note)
                case "draft_result":
                    actions.draft_result(**stamped, content=_content(given["words"]))
                case "approve_result":
                    actions.approve_result(**stamped, digest=digest_of(_content(given["words"])))
                case "open_result":
                    actions.deliver(**call, version=None)
                case "withdraw":
                    actions.withdraw(**call, reason="Nộp nhầm")
                case "rate":
                    actions.rate(**call, stars=5, words="Tốt")
                case _:
                    getattr(actions, act)(**stamped)
        except Refusal:
            return False
        return True

    def _tick(self) -> None:
        self.now += timedelta(minutes=1)
        self.done["steps"] += 1

    def _compare(self, one: Followed) -> None:
        """The dossier is what the model says, and what was promised about it still stands."""
        found, model = Dossier.objects.get(id=one.id), one.model
        assert (found.phase, found.version, found.code is not None) == (
            model.phase,
            model.version,
            model.coded,
        )
        steps = open_of(about=found.ref)
        held = [(step.step, step.holder_id) for step in steps]
        holder = self.actors[model.holder].account if model.holder else None
        assert held == ([(model.step, holder)] if model.step else [])
        one.code = one.code or found.code or ""
        assert (found.code or "") == one.code
        result = Result.objects.filter(dossier=found).first()
        assert (result is not None) == bool(model.drafted)
        if result is not None:
            assert (result.approved_at is not None, result.number is not None) == (
                model.approved, bool(model.numbered)
            )  # fmt: skip
            one.notation = one.notation or result.notation
            assert result.notation == one.notation
        waits = found.phase in ("draft", "submitted", "supplement")
        assert waits == (found.due_at is None) or found.phase in ("withdrawn", "refused")
        assert (found.urgent_at is None) == (found.phase not in ("submitted", "in_progress"))


def _lawful(model: Model) -> list[tuple[str, str, dict[str, Any]]]:
    """What the model would let happen now, asked of copies of it."""
    import copy

    given: dict[str, list[dict[str, Any]]] = {
        "move_on": [{"move": move, "reason": True} for move in STEPS[model.process].get(model.step, {})],
        "assign": [{"holder": holder} for holder in STAFF],
        "draft_result": [{"words": 1}],
        "approve_result": [{"words": model.drafted}],
    }
    seldom = {"refuse", "withdraw", "stop", "apologise", "assign", "take", "pause"}
    found = [
        (act, who, one)
        for act in ACTS
        for who in EVERYONE
        for one in given.get(act, [{}])
        if copy.deepcopy(model).do(act, who, **one) and not (act == "submit" and model.phase != "draft")
    ]
    onward = [one for one in found if one[0] not in seldom]
    return onward * 3 + found


def _straight_on(model: Model) -> tuple[str, str, dict[str, Any]] | None:
    """The next act of a life without detours."""
    hand = model.holder or ROLE.get(model.step, "")
    forward = ("move_on", hand, {"move": "forward", "reason": False})
    return {
        "draft": ("submit", "owner", {}), "submitted": ("receive", "clerk", {}), "issued": ("deliver", "clerk", {}),
        "supplement": ("answer_supplement", "agent", {}), "delivered": ("archive", "records", {}),
        "paused": ("resume", hand, {}),
    }.get(model.phase) or {
        "sign": ("approve_result", hand, {"words": model.drafted}), "number": ("number_result", hand, {}),
        "draft": forward if model.drafted else ("draft_result", hand, {"words": 1}),
        "assign": forward, "verify": forward, "review": forward,
    }.get(model.step)  # fmt: skip


def _content(words: int) -> dict[str, Any]:
    return {"words": f"bản {words}"}


@pytest.mark.django_db
@pytest.mark.once
def test_lives_of_dossiers_go_as_the_model_says(
    figures: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    # Sent, a draft would follow the process of its procedure again, not the long one.
    monkeypatch.setattr(filing, "_follow_today", lambda *_args, **_given: False)
    office, foreign = make_office(), make_office(OTHER_COMMUNE, "Tân An", 102)
    let_pause(days=400)
    owner, agent, stranger = make_citizen(), make_citizen("Lê Văn Thay"), make_citizen("Phạm Người Lạ")
    assert owner.person is not None
    assert agent.person is not None
    grant_mandate(
        actor=owner, at=MONDAY, principal=person_ref(owner.person), agent=agent.person,
        kind=Mandate.Kind.AUTHORISED, valid_from=MONDAY.date(),
    )  # fmt: skip
    Lives.actors = {
        "owner": owner, "agent": agent, "stranger": stranger, **office.officials,
        "officer_2": make_official("officer", office.committee),
        "records_2": make_official("records", office.committee),
        "auditor": make_official("auditor", office.committee), "admin": make_official("admin", office.committee),
        **{f"foreign_{role}": actor for role, actor in foreign.officials.items()},
    }  # fmt: skip
    Lives.done, Lives.ways = Counter(), set()
    for turn in count():
        whole = _moves() == LAWFUL and (Lives.ways == WAYS or not PROVE)
        if Lives.done["steps"] >= STEPS_WANTED and (whole or turn > TURNS):
            break
        run_state_machine_as_test(
            seed(turn)(Lives),
            settings=settings(
                max_examples=STEPS_WANTED // STEPS_A_RUN, stateful_step_count=STEPS_A_RUN, deadline=None,
                database=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck),
            ),
        )  # fmt: skip
    figures(**Lives.done, moves=len(_moves()), ways=len(Lives.ways), of_ways=len(WAYS))
    assert Lives.ways == WAYS if PROVE else Lives.ways <= WAYS
    assert Lives.done["refused"] > Lives.done["allowed"] / 4
    _every_move_was_made_and_recorded()
    _codes_and_numbers_without_gap_or_double()
    _the_ledger_stands()


def _moves() -> set[tuple[str, str, str]]:
    """The moves between phases that were made so far, as the ledger has them."""
    acts = Act.objects.filter(verb__startswith="dossiers.").values_list("verb", "data")
    return {
        (verb.removeprefix("dossiers."), data["from"], data["to"]) for verb, data in acts if "from" in data
    }


def _every_move_was_made_and_recorded() -> None:
    acts = Act.objects.filter(verb__startswith="dossiers.").order_by("about", "at", "id")
    versions: dict[str, list[int]] = {}
    phases: dict[str, str] = {}
    for act in acts:
        about = str(act.about)
        if "version" in act.data:  # money that comes in and a step that is late make none
            versions.setdefault(about, []).append(act.data["version"])
        assert act.subjects, act.verb
        if "from" not in act.data:
            continue
        move = (act.verb.removeprefix("dossiers."), act.data["from"], act.data["to"])
        assert phases.get(about, "draft") == act.data["from"], f"{move} does not follow {phases.get(about)}"
        phases[about] = act.data["to"]
        assert {"due_before", "due_after", "form"} <= act.data.keys()
        if move[0] in ("receive", "pause", "resume"):
            assert act.data["due_after"]
        if move[:2] == ("request_supplement", "in_progress"):
            assert act.data["due_before"]
            assert act.data["due_after"] is None
    assert _moves() == LAWFUL
    for about, seen in versions.items():
        assert sorted(seen) == list(range(1, len(seen) + 1)), f"{about}: an act of {seen} is not recorded"
    now = {f"dossiers.dossier:{row.id}": row for row in Dossier.objects.all()}
    assert {about: len(seen) for about, seen in versions.items()} == {
        key: row.version for key, row in now.items()
    }


def _codes_and_numbers_without_gap_or_double() -> None:
    codes: dict[str, list[int]] = {}
    for code in Dossier.objects.exclude(code=None).values_list("code", flat=True):
        series, _, number = str(code).rpartition("-")
        codes.setdefault(series, []).append(int(number))
    numbers: dict[tuple[UUID, int], list[int]] = {}
    apologies: dict[tuple[UUID, int], list[int]] = {}
    for result in Result.objects.exclude(number=None).select_related("dossier"):
        assert result.numbered_at is not None
        year = result.numbered_at.year
        numbers.setdefault((result.dossier.agency_id, year), []).append(result.number or 0)
    for apology in Apology.objects.select_related("dossier"):
        year = apology.apologised_at.year
        apologies.setdefault((apology.dossier.agency_id, year), []).append(apology.number)
    assert codes
    assert numbers
    assert apologies
    for given in [*codes.values(), *numbers.values(), *apologies.values()]:
        assert sorted(given) == list(range(1, len(given) + 1))
    assert sorted(NumberSeries.objects.values_list("last", flat=True)) == sorted(
        len(given) for given in [*codes.values(), *numbers.values(), *apologies.values()]
    )


def _the_ledger_stands() -> None:
    while seal_visible():
        pass
    checkpoint = sign_checkpoint(at=MONDAY)
    assert checkpoint is not None
    assert verify(export(), checkpoint.note, notes.public_key()) == []


def test_the_model_gives_every_step_to_somebody() -> None:
    """The model itself is whole: each step of each process can be left, by a post that exists."""
    for process, steps in STEPS.items():
        for step, moves in steps.items():
            model = Model(process, phase="in_progress", step=step, drafted=1, approved=True)
            able = {post(who) for who in EVERYONE if model._may_work(who)}
            assert len(able) == 1
            assert moves

"""The life of a dossier, written down a second time and by hand: who may do what when, and what follows.

Nothing here is taken from the code under test: the two processes, the rights and the moves stand as the law and
the packs have them. `Model.do` says whether an act may happen and, when it may, what the dossier is like after it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

SHORT, LONG = "civil_status_same_day", "household_business"
STEPS: dict[str, dict[str, dict[str, tuple[str, bool]]]] = {
    SHORT: {
        "verify": {"forward": ("draft", False)},
        "draft": {"forward": ("sign", False), "recheck": ("verify", True)},
        "sign": {"forward": ("number", False), "send_back": ("verify", True)},
        "number": {"forward": ("return", False), "send_back": ("sign", True)},
        "return": {"finish": ("end", False)},
    },
    LONG: {
        "assign": {"forward": ("verify", False)},
        "verify": {"forward": ("draft", False), "send_back": ("assign", True)},
        "draft": {"forward": ("review", False), "recheck": ("verify", True)},
        "review": {"forward": ("sign", False), "redraft": ("draft", True), "send_back": ("verify", True)},
        "sign": {"forward": ("number", False), "redraft": ("draft", True), "send_back": ("verify", True)},
        "number": {"forward": ("return", False), "send_back": ("sign", True)},
        "return": {"finish": ("end", False)},
    },
}
"""Per process and step: each way out, where it leads, and whether it needs a reason. Reception is the receiving."""
ROLE = {"assign": "head", "verify": "officer", "draft": "officer", "review": "head", "sign": "leader",
        "number": "records", "return": "clerk"}  # fmt: skip
STAFF = ("clerk", "officer", "officer_2", "head", "leader", "records", "records_2")
PEOPLE = ("owner", "agent")
"""Whose dossier it is, and one with the owner's mandate."""
OUTSIDERS = (
    "stranger",
    "auditor",
    "admin",
    *(f"foreign_{role}" for role in STAFF if not role.endswith("_2")),
)
EVERYONE = (*PEOPLE, *STAFF, *OUTSIDERS)
VERSIONED = {"receive", "request_supplement", "refuse", "move_on", "draft_result", "approve_result", "number_result",
             "deliver", "apologise", "stop", "archive", "pause", "resume"}  # fmt: skip
ACTS = (
    *sorted(VERSIONED),
    "submit",
    "answer_supplement",
    "take",
    "assign",
    "open_result",
    "withdraw",
    "rate",
)


def post(who: str) -> str:
    return who.removesuffix("_2")


@dataclass
class Model:
    """One dossier as it should be."""

    process: str
    phase: str = "draft"
    version: int = 1
    coded: bool = False
    step: str = ""
    holder: str = ""
    hands: dict[str, str] = field(default_factory=dict)
    """Who had each step last: work that comes back goes there."""
    drafted: int = 0
    approved: bool = False
    numbered: str = ""
    rated: bool = False
    apologised: bool = False
    was_paused: bool = False
    """Since it was received last: its procedure knows one reason to pause, good for once."""

    def do(self, act: str, who: str, *, fresh: bool = True, **given: Any) -> bool:
        """Whether this happens; when it does, the model has changed accordingly."""
        return (fresh or act not in VERSIONED) and bool(getattr(self, f"_{act}")(who, **given))

    def _submit(self, who: str) -> bool:
        if who in PEOPLE and self.phase == "draft":
            self._to("submitted")
        return who in PEOPLE

    def _receive(self, who: str) -> bool:
        if who != "clerk" or self.phase != "submitted":
            return False
        self.coded, self.was_paused = True, False
        self._to("in_progress", acts=2)
        self._enter("verify" if self.process == SHORT else "assign")
        return True

    def _request_supplement(self, who: str) -> bool:
        return self._decides(who, intake=("submitted",)) and self._to("supplement")

    def _answer_supplement(self, who: str) -> bool:
        return who in PEOPLE and self.phase == "supplement" and self._to("submitted")

    def _refuse(self, who: str) -> bool:
        return self._decides(who, intake=("submitted", "supplement")) and self._to("refused")

    def _decides(self, who: str, *, intake: tuple[str, ...]) -> bool:
        """The counter before it is received; then whoever has it in hand, until it is numbered."""
        if self.phase == "in_progress":
            return self.step != "number" and self._may_work(who)
        return who == "clerk" and self.phase in intake

    def _pause(self, who: str) -> bool:
        """Whoever has it in hand; what is open stays where it is."""
        if self.phase != "in_progress" or self.step == "number" or self.was_paused or not self._may_work(who):
            return False
        self.phase, self.was_paused = "paused", True
        self.version += 1
        return True

    def _resume(self, who: str) -> bool:
        if self.phase != "paused" or not self._may_work(who):
            return False
        self.phase = "in_progress"
        self.version += 1
        return True

    def _take(self, who: str) -> bool:
        if not self._may_work(who):
            return False
        self.holder = who
        self.version += 1
        return True

    def _assign(self, who: str, *, holder: str) -> bool:
        if post(who) not in ("head", "leader") or not self.step:
            return False
        if self.step == "assign":
            if self.phase == "paused" or not self._may_work(who) or post(holder) != "officer":
                return False
            self._leave(who, "verify")
        elif self.step == "return" or post(holder) != ROLE[self.step]:
            return False
        self.holder = holder
        self.version += 1
        return True

    def _move_on(self, who: str, *, move: str, reason: bool) -> bool:
        to, needs = STEPS[self.process].get(self.step, {}).get(move, ("", False))
        if not to or self.phase == "paused" or not self._may_work(who) or (needs and not reason):
            return False
        if self.step == "return" or (self.step in ("sign", "number") and move == "forward"):
            return False
        if self.numbered or (to == "sign" and not self.drafted):
            return False
        if to == "sign":
            self.approved = False
        self._leave(who, to)
        return True

    def _draft_result(self, who: str, *, words: int) -> bool:
        at_it = self.step in ("draft", "verify") and self.phase != "paused"
        if post(who) != "officer" or not at_it or not self._may_work(who):
            return False
        self.drafted, self.approved = words, False
        self.version += 1
        return True

    def _approve_result(self, who: str, *, words: int) -> bool:
        if self.step != "sign" or self.phase == "paused":
            return False
        if not self._may_work(who) or words != self.drafted:
            return False
        self.approved = True
        self.version += 1
        self._leave(who, "number")
        return True

    def _number_result(self, who: str) -> bool:
        if self.step != "number" or not self._may_work(who) or not self.approved:
            return False
        if not self.numbered:
            self.numbered = who
            self.version += 1
        return True

    def finish(self) -> None:
        """The platform has signed: the result is out."""
        self.phase = "issued"
        self.version += 1
        self._leave(self.holder or self.numbered, "return")

    def _deliver(self, who: str) -> bool:
        return who in (*PEOPLE, "clerk") and self.phase == "issued" and self._to("delivered")

    def _open_result(self, who: str) -> bool:
        """Taking the result online: once, then as often as wanted."""
        return who in (*PEOPLE, "clerk") and (self.phase == "delivered" or self._deliver(who))

    def _archive(self, who: str) -> bool:
        return post(who) == "records" and self.phase == "delivered" and self._to("archived")

    def _withdraw(self, who: str) -> bool:
        return who in PEOPLE and self.phase in ("submitted", "supplement") and self._to("withdrawn")

    def _stop(self, who: str) -> bool:
        at_work = self.phase in ("in_progress", "paused") and self.step != "number"
        return at_work and post(who) in ("clerk", "officer") and self._to("stopped")

    def _apologise(self, who: str) -> bool:
        """Once, while the clock runs; whether it is late already or not."""
        able = post(who) in ("head", "leader") and self.phase == "in_progress" and not self.apologised
        if able:
            self.apologised = True
            self.version += 1
        return able

    def _rate(self, who: str) -> bool:
        if (
            who not in PEOPLE
            or self.rated
            or self.phase not in ("issued", "delivered", "refused", "archived")
        ):
            return False
        self.rated = True
        self.version += 1
        return True

    def _may_work(self, who: str) -> bool:
        return bool(self.step) and post(who) == ROLE[self.step] and self.holder in ("", who)

    def _to(self, phase: str, *, acts: int = 1) -> bool:
        """Into another phase; what was in somebody's hands is laid down."""
        self.phase = phase
        self.version += acts
        if self.step and self.holder:
            self.hands[self.step] = self.holder
        self.step = self.holder = ""
        return True

    def _leave(self, who: str, to: str) -> None:
        self.hands[self.step] = who
        self.version += 1
        self._enter(to)

    def _enter(self, step: str) -> None:
        self.step, self.holder = step, self.hands.get(step, "")

"""What there is of tasks and directing in the world: tasks at work and reported as done, an instruction, a calendar."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from tinhso.foundation.files.actions import keep
from tinhso.foundation.tasks import actions as tasks
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.tasks.rules import Hand, Part
from tinhso.government.directing import actions as directing
from tinhso.government.directing.rules import PLACE_MOST, Plan, Saying
from tinhso.government.dossiers.tests.factories import Office


def make_tasks_side(
    office: Office, *, words: Mapping[str, str], at: datetime
) -> dict[str, dict[str, object]]:
    """The parts of addresses that lead to each, by scene."""
    words = {name: text[:PLACE_MOST] for name, text in words.items()}
    open_one, reported = (_given(office, words, at) for _ in range(2))
    tasks.finish(actor=office.officer, task=reported.id, version=1, note=words["answer"], at=at)
    leader = office.leader.account
    assert leader is not None
    saying = Saying("conclusion", words["reason"], words["answer"], at.date(), words["reason"])
    directive = directing.enter(
        actor=office.head, agency=office.committee.id, saying=saying, leader=leader, source=None, at=at
    )
    plan = Plan(
        title=words["reason"], place=words["answer"], starts_at=at, ends_at=at + timedelta(hours=1), leaders=[leader],
        participants=words["answer"], prepared_by=words["name"], public=True,
    )  # fmt: skip
    entry = directing.propose(actor=office.officer, agency=office.committee.id, plan=plan, at=at)
    plain: dict[str, object] = {"unit": office.committee.id, "version": 1}
    file = keep(at=at, owner=open_one.ref, key=open_one.key, name=words["file"], content=b"%PDF-1.7")
    return {
        "task": _values(open_one, "bao-cao", office.records.account) | {"file": file.id},
        "task-urged": _values(open_one, "don-doc", office.records.account),
        "task-reported": _values(reported, "xac-nhan", office.records.account),
        "directive": plain | {"directive": directive.id},
        "calendar": plain | {"entry": entry.id, "secret": directing.make_feed(actor=office.leader, at=at)},
    }


def _given(office: Office, words: Mapping[str, str], at: datetime) -> Task:
    return tasks.give(
        actor=office.leader, agency=office.committee.id, title=words["reason"], detail=words["answer"],
        hands=[Hand(Part.LEAD, office.committee.id, office.officer.account)], due_at=at + timedelta(days=2),
        source=None, at=at,
    )  # fmt: skip


def _values(task: Task, act: str, account: UUID | None) -> dict[str, Any]:
    return {
        "task": task.id, "hand": task.hands.get().pk, "act": act, "holder": account,
        "version": Task.objects.get(id=task.id).version,
    }  # fmt: skip

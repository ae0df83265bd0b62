"""Whoever alters the tables is found out by the verifier and a checkpoint kept elsewhere."""

import copy
import random
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction

from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger import notes, queries, record, record_read
from tinhso.kernel.ledger.models import Act, Read
from tinhso.kernel.ledger.sealer import seal_visible, sign_checkpoint
from tinhso.kernel.ledger.verifier import verify
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
ROWS = 300
TAMPERINGS = 1000


@pytest.fixture
def sealed(db: None) -> tuple[list[dict[str, Any]], str]:
    """A ledger of acts and reads, exported, and its checkpoint."""
    people = [Ref("people.person", UUID(int=number)) for number in range(1, 9)]
    for number in range(ROWS):
        subject, at = people[number % len(people)], AT + timedelta(seconds=number)
        about = Ref("tests.thing", new_id())
        if number % 3:
            with transaction.atomic():
                record(
                    actor=SYSTEM,
                    verb="t.done",
                    about=about,
                    at=at,
                    subjects=[subject],
                    data={"due": str(number)},
                )
        else:
            record_read(actor=SYSTEM, about=about, at=at, subjects=[subject], purpose="tests")
    seal_visible()
    checkpoint = sign_checkpoint(at=AT)
    assert checkpoint is not None
    return list(queries.export()), checkpoint.note


def test_a_thousand_random_tamperings_are_all_detected(sealed: tuple[list[dict[str, Any]], str]) -> None:
    rows, note = sealed
    chance = random.Random(20261122)
    assert verify(rows, note) == []
    for _ in range(TAMPERINGS):
        tampered = TRICKS[chance.choice(sorted(TRICKS))](copy.deepcopy(rows), chance)
        assert verify(tampered, note), "a tampering passed"


def test_altering_deleting_and_cutting_in_the_database_are_detected(
    sealed: tuple[list[dict[str, Any]], str],
) -> None:
    _, note = sealed
    key = notes.public_key()
    Act.objects.filter(position=100).update(verb="t.undone")
    assert verify(queries.export(), note, key)
    Act.objects.filter(position=100).update(verb="t.done")
    assert verify(queries.export(), note, key) == []
    Read.objects.filter(position=ROWS - 3).delete()
    assert verify(queries.export(), note, key)
    Act.objects.filter(position__gt=ROWS - 4).delete()
    assert verify(queries.export(), note, key)


def edit(rows: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    record_ = chance.choice(rows)["record"]
    field = chance.choice(
        ["at", "actor", "verb", "about", "purpose", "basis", "role", "agency", "data", "id", "numbers"]
    )
    if field == "numbers":
        record_["numbers"] = {subject: number + 1 for subject, number in record_["numbers"].items()}
    else:
        record_[field] = {"changed": True} if field == "data" else "changed"
    return rows


def delete(rows: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    del rows[chance.randrange(len(rows))]
    return _renumbered(rows) if chance.random() < 0.5 else rows


def reorder(rows: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    one, other = chance.sample(range(len(rows)), 2)
    rows[one], rows[other] = rows[other], rows[one]
    return _renumbered(rows) if chance.random() < 0.5 else rows


def insert(rows: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    rows.insert(chance.randrange(len(rows)), copy.deepcopy(chance.choice(rows)))
    return _renumbered(rows) if chance.random() < 0.5 else rows


def cut(rows: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    return rows[: chance.randrange(len(rows))]


def resalt(rows: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    chance.choice(rows)["salt"] = chance.randbytes(16).hex()
    return rows


TRICKS = {"edit": edit, "delete": delete, "reorder": reorder, "insert": insert, "cut": cut, "resalt": resalt}


def _renumbered(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A careful forger closes the gap and makes every person's numbers run on."""
    last: dict[str, int] = {}
    for position, row in enumerate(rows):
        row["record"]["position"] = position
        for subject in row["record"]["numbers"]:
            last[subject] = last.get(subject, 0) + 1
            row["record"]["numbers"][subject] = last[subject]
    return rows

"""Guessing: five tries for an account whoever asks and wherever, and an answer that costs the same for every name.

What an answer costs is counted as work done: hashes and statements. Timed only when `TINHSO_PROVE` is set, over 200
tries with the hash of production; what was measured is kept, and no order of the two kinds may show.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from statistics import median
from threading import Barrier, Thread
from time import perf_counter
from typing import Any

import pytest
from django.contrib.auth import hashers
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from tinhso.foundation.access import rules, signing_in
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import PASSWORD, citizen, official
from tinhso.kernel import clock
from tinhso.kernel.errors import NotAllowed, Refusal, TooMany

PROVE = bool(os.environ.get("TINHSO_PROVE"))
WORKERS, EACH = (20, 10) if PROVE else (6, 3)
TIMED = 200


def guess(username: str, address: str = "10.0.0.1") -> None:
    with pytest.raises(NotAllowed):
        signing_in.check_official_password(username=username, password="sai", address=address, at=clock.now())


@pytest.mark.postgres
@pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite in memory gives threads no connections of their own"
)
@pytest.mark.django_db(transaction=True)
def test_five_tries_are_judged_however_many_come_at_once(figures: Callable[..., None]) -> None:
    """Each worker has a connection and an address of its own."""
    name, start, answers = official().username, Barrier(WORKERS), Counter[str]()

    def work(number: int) -> None:
        start.wait()
        for _ in range(EACH):
            try:
                signing_in.check_official_password(
                    username=name, password="sai", address=f"10.0.{number}.1", at=clock.now()
                )
            except Refusal as refused:
                answers[type(refused).__name__] += 1
        connections.close_all()

    workers = [Thread(target=work, args=(number,)) for number in range(WORKERS)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert answers == {"NotAllowed": rules.TRIES, "TooMany": WORKERS * EACH - rules.TRIES}
    with pytest.raises(TooMany):
        signing_in.check_official_password(
            username=name.upper(), password=PASSWORD, address="10.9.9.9", at=clock.now()
        )
    figures(tries=WORKERS * EACH, judged=answers["NotAllowed"])


class Work:
    """How often something was hashed, and every statement without its values."""

    def __init__(self, act: Callable[[], object], monkeypatch: pytest.MonkeyPatch) -> None:
        self.hashes = 0
        encode = hashers.get_hasher().__class__.encode

        def counted(*args: Any, **named: Any) -> Any:
            self.hashes += 1
            return encode(*args, **named)

        monkeypatch.setattr(hashers.get_hasher().__class__, "encode", counted)
        self.statements: list[str] = []
        contexts = [CaptureQueriesContext(one) for one in connections.all()]
        for context in contexts:
            context.__enter__()
        act()
        for context in contexts:
            context.__exit__(None, None, None)
            self.statements += [query["sql"].split(" ")[0] for query in context.captured_queries]
        monkeypatch.undo()


@pytest.mark.django_db
def test_a_known_and_an_unknown_name_cost_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    known, locked = official(), official()
    Account.objects.filter(id=locked.id).update(is_active=False)
    citizens = citizen(phone="+84912345678")
    guess("khoi-dong")
    done = {
        name: Work(lambda name=name: guess(name), monkeypatch)  # type: ignore[misc]
        for name in ("khong-co-ai", known.username, locked.username, citizens.username)
    }
    nobody = done["khong-co-ai"]
    assert nobody.hashes == 1
    assert {(one.hashes, tuple(one.statements)) for one in done.values()} == {
        (nobody.hashes, tuple(nobody.statements))
    }


@pytest.mark.django_db
def test_a_known_and_an_unknown_number_cost_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    citizen(phone="+84912345678")

    def ask(phone: str) -> None:
        at = clock.now()
        sent = signing_in.send_code(phone=phone, address="10.0.0.1", at=at)
        with pytest.raises(NotAllowed):
            signing_in.use_code(sent=sent.id, code="xxxxxx", address="10.0.0.1", at=at)

    ask("0933333333")
    known, unknown = (Work(lambda: ask(phone), monkeypatch) for phone in ("0912345678", "0987654321"))  # noqa: B023
    assert known.statements == unknown.statements


@pytest.mark.django_db
def test_taking_another_part_changes_the_session_id() -> None:
    """Once more in, with more rights than before: what was known of the session before opens nothing."""
    client = Client()
    first = official()
    before = []
    for account in (first, official()):
        answer = client.post("/can-bo/dang-nhap/", {"username": account.username, "password": PASSWORD})
        assert answer.status_code == 302
        before.append(client.cookies["tinhso_canbo"].value)
    assert len(set(before)) == 2


@pytest.mark.skipif(not PROVE, reason="timed with TINHSO_PROVE=1 only")
@pytest.mark.django_db
def test_time_tells_no_name_apart(settings: Settings, figures: Callable[..., None]) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    accounts = [official().username for _ in range(TIMED // 10)]
    names = {"known": accounts, "unknown": [f"khong-co-{number}" for number in range(len(accounts))]}
    took: dict[str, list[float]] = {"known": [], "unknown": []}
    for turn in range(TIMED // 2):
        for kind in ("known", "unknown") if turn % 2 else ("unknown", "known"):
            start = perf_counter()
            guess(names[kind][turn % len(accounts)], f"10.{turn}.0.1")
            took[kind].append(perf_counter() - start)
    found = {kind: median(values) for kind, values in took.items()}
    share = _share_longer(took["known"], took["unknown"])
    figures(
        tries=TIMED, share_of_pairs_in_which_known_took_longer=round(share, 3),
        gap_of_medians=round(abs(found["known"] - found["unknown"]) / found["unknown"], 4),
    )  # fmt: skip
    assert 0.2 < share < 0.8, "half of the pairs, but for noise"


def _share_longer(one: Sequence[float], other: Sequence[float]) -> float:
    """In how many of all pairs the first took longer: the rank statistic of Mann and Whitney, from 0 to 1."""
    return sum(mine > theirs for mine in one for theirs in other) / (len(one) * len(other))

"""Citizens who file births and do not give up: the same request with the same key until it is answered."""

from __future__ import annotations

import http.client
import json
import secrets
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from threading import Barrier, Lock, Thread
from typing import Any
from uuid import uuid4

from tests.faults.province import Answer, Province, request
from tinhso.government.dossiers.tests.factories import birth_filing
from tinhso.kernel import clock

_CSRF = secrets.token_urlsafe(24)[:32].replace("-", "a").replace("_", "b")
_PAUSE = 0.1


@dataclass(frozen=True)
class Citizen:
    """One signed-in citizen."""

    account: str
    cookie: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Cookie": f"{self.cookie}; csrftoken={_CSRF}", "X-CSRFToken": _CSRF}

    def file(self, port: int, key: str, body: bytes) -> Answer:
        """File once over the API."""
        headers = self.headers | {"Content-Type": "application/json", "Idempotency-Key": key}
        return request(port, "POST", "/api/v1/dossiers", body=body, headers=headers)

    def press(self, port: int, path: str) -> Answer:
        """Press the button of a page."""
        headers = self.headers | {"Content-Type": "application/x-www-form-urlencoded"}
        return request(port, "POST", path, body=b"", headers=headers)

    def attach(self, port: int, dossier: str, paper: str, name: str, content: bytes) -> Answer:
        """Upload one file to a draft."""
        edge = secrets.token_hex(16)
        head = f'--{edge}\r\nContent-Disposition: form-data; name="paper"\r\n\r\n{paper}\r\n--{edge}\r\n'
        head += f'Content-Disposition: form-data; name="file"; filename="{name}"\r\n'
        body = (
            f"{head}Content-Type: application/pdf\r\n\r\n".encode() + content + f"\r\n--{edge}--\r\n".encode()
        )
        headers = self.headers | {"Content-Type": f"multipart/form-data; boundary={edge}"}
        return request(port, "POST", f"/ho-so/{dossier}/giay-to/", body=body, headers=headers)


@dataclass
class Kept:
    """What clients were told: the dossiers of each key, and every status or silence met on the way."""

    told: dict[str, set[str]] = field(default_factory=dict)
    met: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    """Answers that are neither a receipt nor an honest refusal."""
    lock: Lock = field(default_factory=Lock)

    def note(self, key: str, answer: Answer) -> bool:
        """Take an answer in; whether it is a receipt."""
        with self.lock:
            self.met[str(answer.status)] += 1
            if answer.status in (200, 201):
                self.told.setdefault(key, set()).add(answer.said["id"])
                return True
            fault = dishonest(answer)
            if fault:
                self.wrong.append(fault)
            return False


def dishonest(answer: Answer) -> str:
    """What is wrong with a refusal that should say: nothing was accepted, come back later."""
    if answer.status != 503:
        return f"{answer.status}: {answer.body[:300].decode(errors='replace')}"
    if not answer.headers.get("retry-after", "").isdigit():
        return "503 without Retry-After"
    if answer.headers.get("content-type") != "application/problem+json":
        return f"503 as {answer.headers.get('content-type')}"
    return "" if answer.said["status"] == 503 else f"503 that says {answer.said['status']}"


def birth() -> bytes:
    """A birth registration that lacks nothing, as the API takes it."""
    born = clock.local(clock.now()).date() - timedelta(days=10)
    changes: dict[str, Any] = {"child.birth_date": born.isoformat()}
    filing = birth_filing(**changes)
    return json.dumps(
        {
            "procedure": filing.procedure,
            "commune": filing.commune,
            "precheck": dict(filing.precheck),
            "answers": dict(filing.answers),
        }
    ).encode()


def arrive(province: Province, number: int) -> list[Citizen]:
    """New citizens of a province."""
    rows = province.ask("citizens", str(number))
    return [Citizen(row["account"], f"{row['cookie']}={row['session']}") for row in rows]


def insist(citizen: Citizen, port: int, kept: Kept, key: str, body: bytes, *, until: float) -> bool:
    """File again and again with one key; whether a receipt came before the time `until` of the monotonic clock."""
    while time.monotonic() < until:
        try:
            if kept.note(key, citizen.file(port, key, body)):
                return True
        except (OSError, http.client.HTTPException) as silence:
            with kept.lock:
                kept.met[type(silence).__name__] += 1
        time.sleep(_PAUSE)
    return False


def insist_together(
    citizen: Citizen, port: int, kept: Kept, key: str, body: bytes, *, times: int, until: float
) -> bool:
    """The same, `times` at the same moment; whether each of them got a receipt."""
    gate, got = Barrier(times), []

    def one() -> None:
        gate.wait()
        got.append(insist(citizen, port, kept, key, body, until=until))

    threads = [Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return all(got)


def keep_filing(
    citizen: Citizen, port: int, kept: Kept, *, going: Callable[[], bool], until: float
) -> list[str]:
    """File one birth after the other while `going`, every fifth twice at once; the keys that got no receipt."""
    body, silent, number = birth(), [], 0
    while going():
        key, number = str(uuid4()), number + 1
        times = 2 if number % 5 == 0 else 1
        if not insist_together(citizen, port, kept, key, body, times=times, until=until):
            silent.append(key)
    return silent

"""What belongs to one agency is never in an answer to another: seeded words are looked for in every answer.

Two communes and two departments; each has dossiers whose names, answers, reasons, file names and drafts carry a word
of its own. Everybody of each reads all there is: every list, search, export, page, paper and API, following links.
2,000 answers; 20,000 when `TINHSO_PROVE` is set.
"""

from __future__ import annotations

import os
import re
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from unittest.mock import patch
from urllib.parse import parse_qsl, urljoin, urlsplit
from uuid import UUID

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.security.routes import filled, routes
from tests.security.world import NOW, account_of, picture
from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.foundation.units.models import Agency
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions import filing as filing_of_drafts
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier, DossierPaper
from tinhso.government.dossiers.tests.factories import (
    COMMUNE,
    OTHER_COMMUNE,
    birth_filing,
    make_office,
    make_official,
)
from tinhso.kernel.actors import Actor

ANSWERS_WANTED = 20_000 if os.environ.get("TINHSO_PROVE") else 2_000
ROLES = ("clerk", "officer", "head", "leader", "records")
SEEDED = ("name", "answer", "file", "fault", "reason", "note", "draft")
PHASES = ("submitted", "supplement", "refused", "verify", "drafting", "sign")


@dataclass
class House:
    """One agency with its officials, the words that are its own, and its dossiers."""

    key: str
    committee: Agency
    counter: Agency
    officials: dict[str, Actor]
    commune: str
    dossiers: list[UUID] = field(default_factory=list)
    owner: Any = None

    def word(self, kind: str) -> str:
        """A word that stands nowhere else: letters only, for names allow no digits."""
        return f"Hoang{self.key.capitalize()}{kind.capitalize()}Yen"

    def pattern(self) -> re.Pattern[str]:
        """The agency's words, and its dossiers' codes and ids, in any case and with accents folded."""
        rows = Dossier.objects.filter(id__in=self.dossiers)
        own = [f"hoang{self.key}", *(str(row.id) for row in rows), *(row.request_id for row in rows)]
        own += [str(row.code) for row in rows if row.code]
        own += [str(paper.file_id) for paper in DossierPaper.objects.filter(dossier__in=rows)]
        return re.compile("|".join(re.escape(one) for one in own), re.IGNORECASE)


def houses() -> list[House]:
    """Two communes, and two departments that file through counters of their own."""
    found = []
    places = ((COMMUNE, "Càng Long", 101), (OTHER_COMMUNE, "Tân An", 102))
    for key, (unit, name, number) in zip(("alpha", "beta"), places, strict=True):
        office = make_office(unit, name, number)
        found.append(House(key, office.committee, office.centre, office.officials, unit))
    # A department's dossiers lie with it and its counter as a commune's do: offices of their own stand for them.
    for key, number in (("gamma", 11), ("delta", 12)):
        office = make_office(f"9{number:04}", f"Sở {key}", number)
        office.committee.versions.update(kind="department", unit_code="")
        found.append(House(key, office.committee, office.centre, office.officials, COMMUNE))
    for house in found:
        house.owner = citizen(name=house.word("name"))
        for phase in PHASES:
            house.dossiers.append(_dossier(house, phase))
    return found


def _dossier(house: House, phase: str) -> UUID:
    owner = actor_of(house.owner)
    filing = birth_filing(house.commune, **{
        "requester.name": house.word("name"), "mother.name": house.word("name"),
        "child.name": house.word("answer"),
    })  # fmt: skip
    draft = actions.start_draft(actor=owner, filing=filing, at=NOW)
    Dossier.objects.filter(id=draft.id).update(agency=house.committee, counter=house.counter)
    upload = SimpleUploadedFile(f"{house.word('file')}.png", picture(), content_type="image/png")
    actions.attach(actor=owner, dossier=draft.id, paper="birth_notice", upload=upload, at=NOW)
    # Sent, it would follow the agencies of the day, which all houses share.
    with patch.object(filing_of_drafts, "_follow_today", return_value=False):
        actions.submit(actor=owner, dossier=draft.id, at=NOW)
    one = draft.id

    def now() -> dict[str, Any]:
        return {"dossier": one, "version": Dossier.objects.get(id=one).version, "at": NOW}

    def step() -> UUID:
        return open_of(about=Dossier.objects.get(id=one).ref)[0].id

    post = house.officials
    if phase == "supplement":
        lack = Lack("other", house.word("fault"), house.word("fault"), house.word("fault"))
        actions.request_supplement(actor=post["clerk"], **now(), lacks=[lack], basis="Điều 16")
    elif phase == "refused":
        actions.refuse(actor=post["clerk"], **now(), reason=house.word("reason"), basis="Điều 9")
    elif phase != "submitted":
        actions.receive(actor=post["clerk"], **now())
        actions.move_on(actor=post["officer"], **now(), assignment=step(), move="forward", note="")
        if phase == "verify":
            note = house.word("note")
            actions.move_on(actor=post["officer"], **now(), assignment=step(), move="recheck", note=note)
        else:
            actions.draft_result(actor=post["officer"], **now(), content={"name": house.word("draft")})
        if phase == "sign":
            actions.move_on(actor=post["officer"], **now(), assignment=step(), move="forward", note="")
    return one


@pytest.mark.django_db
def test_no_answer_to_one_agency_holds_a_word_of_another(figures: Callable[..., None]) -> None:
    with time_machine.travel(NOW, tick=False):
        every = houses()
        patterns = {house.key: house.pattern() for house in every}
        asked, leaks, own = 0, [], 0
        share = ANSWERS_WANTED // (len(every) * (len(ROLES) + 1)) + 1
        for house in every:
            others = [other for other in every if other is not house]
            for role in (*ROLES, "owner"):
                account = house.owner if role == "owner" else account_of(house.officials[role])
                for address, text in _reading(signed_in(account), share, others, official=role != "owner"):
                    asked += 1
                    own += bool(patterns[house.key].search(text))
                    leaks += [
                        f"{role} of {house.key} read {hit[0]} of {other.key} at {address}"
                        for other in others
                        if (hit := patterns[other.key].search(text))
                    ]
    figures(answers=asked, leaks=len(leaks), with_words_of_ones_own=own)
    assert not leaks, f"{len(leaks)} leaks in {asked} answers:\n" + "\n".join(leaks[:50])
    assert asked >= ANSWERS_WANTED
    # However long a reader reads on, what concerns their own agency comes up early: the share falls, the number stays.
    assert own > 4 * len(every) * (len(ROLES) + 1), "readers do not even find their own agency's words"


@pytest.mark.django_db
def test_whoever_checks_the_province_does_find_them() -> None:
    """The words are where a reader of everything would see them: the search bites."""
    with time_machine.travel(NOW, tick=False):
        every = houses()
        auditor = make_official("auditor", every[0].committee)
        client = signed_in(account_of(auditor))
        for house in every:
            seen = "".join(client.get(f"/can-bo/ho-so/{one}/").content.decode() for one in house.dossiers)
            assert {kind for kind in SEEDED if house.word(kind).lower() in seen.lower()} >= set(SEEDED) - {
                "draft"
            }


def _reading(client: Client, share: int, others: list[House], *, official: bool) -> Iterator[tuple[str, str]]:
    """Answers to one reader: what others own asked for by name, then whatever the pages link to."""
    foreign, links = deque(_foreign_addresses(others, official)), deque(_starts(others, official))
    seen, given = {*foreign, *links}, 0
    extra = _variations(others, official)
    while given < share:
        # By turns what is not the reader's and what the pages lead to, so that a small share holds both.
        turn, other = (foreign, links) if given % 2 else (links, foreign)
        address = (turn or other or deque([next(extra)])).popleft()
        answer = client.get(address)
        given += 1
        text = _text(answer)
        yield address, _without_echo(text, address)
        for link in _links(address, text):
            if link not in seen and link.startswith(("/can-bo/", "/quan-tri/") if official else "/"):
                seen.add(link)
                links.appendleft(link)


def _foreign_addresses(others: list[House], official: bool) -> list[str]:
    """Every address with a dossier in it, for a dossier of another agency: one of each, then only the pages."""
    found: list[str] = []
    for number in range(len(PHASES)):
        for other in others:
            one = other.dossiers[number]
            steps = open_of(about=Dossier.objects.get(id=one).ref)
            paper = DossierPaper.objects.filter(dossier=one).first()
            values: dict[str, object] = {
                "dossier": one, "step": steps[0].id if steps else one, "move": "forward", "key": "requester",
                "file": paper.file_id if paper else one, "paper": paper.id if paper else one, "form": one,
                "scan": paper.id if paper else one, "hold": one, "intent": one, "original": one, "lookup": one,
            }  # fmt: skip
            found += [
                filled(route, values)
                for route in routes()
                if "<dossier>" in route
                and route.startswith("/can-bo/") == official
                and (number == 0 or route in _PAGES)
            ]
    return found


_PAGES = {"/can-bo/ho-so/<dossier>/", "/can-bo/ho-so/<dossier>/tep/<file>/", "/ho-so/<dossier>/",
          "/ho-so/<dossier>/giay-to/<paper>/", "/api/v1/dossiers/<dossier>"}  # fmt: skip


def _starts(others: list[House], official: bool) -> list[str]:
    """Every address without parts, and searches for what others have."""
    whole = [route for route in routes() if "<" not in route and route.startswith("/can-bo/") == official]
    kept = [route for route in whole if "dang-nhap" not in route and "vao-vai" not in route]
    found = Dossier.objects.filter(id__in=[one for other in others for one in other.dossiers])
    texts = [*(other.word("name") for other in others), *(row.request_id for row in found)]
    lists = (
        ("/can-bo/ho-so/", "/can-bo/ho-so/danh-sach.csv") if official else ("/ho-so/", "/ho-so/danh-sach.csv")
    )
    return kept + [f"{one}?q={text}" for one in lists for text in texts]


def _variations(others: list[House], official: bool) -> Iterator[str]:
    """The lists narrowed in every way, without end."""
    base = "/can-bo/ho-so/" if official else "/ho-so/"
    number = 0
    while True:
        for phase in ("", "submitted", "supplement", "refused", "in_progress", "issued"):
            for urgency in ("", "late", "today", "week", "rest"):
                for kind in ("", "danh-sach.csv"):
                    for mine in ("", "&mine=on"):
                        number += 1
                        name = others[number % len(others)].word("name")[: 8 + number % 8]
                        yield f"{base}{kind}?phase={phase}&urgency={urgency}&page={number % 5}{mine}&q={name}"


def _without_echo(text: str, address: str) -> str:
    """The answer without what the reader typed, where a page repeats it: in the search box, in quotes, in links."""
    typed = re.escape(dict(parse_qsl(urlsplit(address).query)).get("q", ""))
    return re.sub(f'(value="|q=|“){typed}(?=["&”])', "", text) if typed else text


def _text(answer: Any) -> str:
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{unescape(content.decode(errors='replace'))}"


def _links(address: str, text: str) -> Iterator[str]:
    for link in re.findall(r'(?:href|src|action|hx-get)="([^"#]+)', text):
        joined = urlsplit(urljoin(f"http://testserver{address}", link))
        if joined.netloc == "testserver" and not joined.path.startswith("/static/"):
            yield f"{joined.path}?{joined.query}" if joined.query else joined.path

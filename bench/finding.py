"""`documents.search`: the page of hits over a province's documents, by what people type and by how far they see.

Prints JSON. `python -m bench.finding DOCUMENTS TEXTS`: so many documents of ten years in 120 agencies, of which so many
have a text that is opened and searched. Everything is invented: words follow one another as they do in the procedures
of the packs.
"""

from __future__ import annotations

import json
import random
import re
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise
from statistics import median, quantiles
from typing import Any
from uuid import UUID

import django

django.setup()

from django.conf import settings  # noqa: E402
from django.db import connection  # noqa: E402

from tinhso.foundation.access.models import Account  # noqa: E402
from tinhso.foundation.access.roles import Role  # noqa: E402
from tinhso.foundation.packs.keeping import one_state  # noqa: E402
from tinhso.foundation.search import terms  # noqa: E402
from tinhso.foundation.search.models import Held  # noqa: E402
from tinhso.foundation.search.registry import Holding  # noqa: E402
from tinhso.foundation.units.models import Agency  # noqa: E402
from tinhso.foundation.workflow.models import Process  # noqa: E402
from tinhso.government.documents.models import KIND, Document  # noqa: E402
from tinhso.government.documents.queries.finding import Wanted, find  # noqa: E402
from tinhso.government.documents.rules import Phase  # noqa: E402
from tinhso.kernel import clock, sealing  # noqa: E402
from tinhso.kernel.actors import Actor, ActorKind, Seat  # noqa: E402
from tinhso.kernel.ids import new_id  # noqa: E402
from tinhso.kernel.refs import Ref  # noqa: E402
from tinhso.kernel.text import fold  # noqa: E402

DOCUMENTS, TEXTS, ROUNDS = 100_000, 10_000, 3
_TYPES = (
    ("quyet-dinh", "QĐ-UBND"), ("ke-hoach", "KH-UBND"), ("bao-cao", "BC-UBND"), ("thong-bao", "TB-VP"),
    ("cong-van", "UBND-VP"), ("giay-moi", "GM-UBND"), ("chi-thi", "CT-UBND"), ("to-trinh", "TTr-STC"),
)  # fmt: skip
_TYPED = (
    "123 ubnd", "123/UBND", "05/qđ", "1204/QĐ-UBND", "77 ttr stc", "qd-ubnd 8", "2999", "giấy phép xây dựng",
    "giay phep xay dung", "đất nông nghiệp", "ho so", "hồ sơ", "bao cao", "cấp", "cap giay", "thủ tục hành chính",
    "uy ban nhan dan", "Ủy ban nhân dân tỉnh", "quyết định cấp giấy chứng nhận", "quyet dinh cap giay chung nhan",
    "hộ kinh doanh", "khai sinh", "đăng ký kết hôn", "bảo hiểm xã hội", "bao hiem xa hoi", "người có công",
    "tro cap hang thang", "chung cu nha o xa hoi", "xây dựng nhà ở riêng lẻ 2024", "không có trong văn bản nào xyz",
    "zzz", "kinh doanh rượu", "nuoi trong thuy san", "môi trường", "giấy khai tử của cha mẹ", "phong chay",
    "lệ phí", "sổ hộ khẩu", "dat dai", "cán bộ công chức", "",
)  # fmt: skip


def main(documents: int, texts: int) -> None:
    say = _Speaker()
    agencies = list(Agency.objects.order_by("id").values_list("id", flat=True)[:120])
    fill(say, agencies, documents, texts)
    everyone = [
        _official(Role.OFFICER, agencies[-1]),
        _official(Role.LEADER, agencies[0]),
        _official(Role.AUDITOR, agencies[0]),
    ]
    at, taken, empty = clock.now(), [], set()
    slowest = (0.0, "")
    for number in range(ROUNDS + 1):
        for text in _TYPED:
            for turn, actor in enumerate(everyone):
                began = time.perf_counter()
                # As a request has it.
                with one_state():
                    hits, _more = find(actor=actor, wanted=Wanted(text=text), page=1, at=at)
                spent = 1e3 * (time.perf_counter() - began)
                if not hits and turn == len(everyone) - 1:
                    empty.add(text)
                if number:
                    taken.append(spent)
                    slowest = max(slowest, (spent, f"{text} ({actor.seats[0].role})"))
    print(
        json.dumps(
            {
                "documents": documents, "texts": texts, "p50": median(taken), "p95": quantiles(taken, n=20)[-1],
                "slowest": slowest, "empty": sorted(empty), "megabytes": _size(),
            },
            ensure_ascii=False,
        )
    )  # fmt: skip


class _Speaker:
    """Says sentences: each word is one that follows the last somewhere in the procedures."""

    def __init__(self) -> None:
        self._next: dict[str, list[str]] = defaultdict(list)
        self._first: list[str] = []
        self.chance = random.Random(2026)
        for file in sorted((settings.PACKS_ROOT / "vietnam" / "procedures").glob("*.yaml")):
            for line in re.findall(r"[^\W\d_][^\"{}\[\]:]{20,}", file.read_text(encoding="utf-8")):
                words = [word.lower() for word in re.findall(r"[^\W\d_]+", line)]
                self._first += words[:1]
                for one, other in pairwise(words):
                    self._next[one].append(other)

    def words(self, number: int) -> str:
        said: list[str] = []
        word = self.chance.choice(self._first)
        for _ in range(number):
            said.append(word)
            after = self._next.get(word)
            word = self.chance.choice(after if after and self.chance.random() > 0.04 else self._first)
        return " ".join(said).capitalize()


def fill(say: _Speaker, agencies: Sequence[UUID], documents: int, texts: int) -> None:
    """Documents and their index, written as fast as the database takes them; the index is built after them."""
    titles = [
        _Said(say.words(say.chance.randrange(8, 30)), title=True) for _ in range(max(100, documents // 10))
    ]
    paragraphs = [_Said(say.words(say.chance.randrange(40, 120))) for _ in range(max(100, texts // 10))]
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX search_held_found")
    waiting: list[tuple[_Row, _Row]] = []
    for pair in _made(say.chance, agencies, titles, paragraphs, documents, texts):
        waiting.append(pair)
        if len(waiting) == 20_000:
            _copy(waiting)
            waiting = []
    if waiting:
        _copy(waiting)
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '512MB'")
        cursor.execute(
            "CREATE INDEX search_held_found ON search_held"
            " USING gin (search_held_vector(terms)) WITH (fastupdate = off)"
        )
        cursor.execute("VACUUM ANALYZE search_held")
        cursor.execute("VACUUM ANALYZE documents_document")


_Row = dict[str, Any]


class _Said:
    """Some words and their terms; several documents say the same."""

    def __init__(self, words: str, *, title: bool = False) -> None:
        self.words, self.folded = words, fold(words)
        said = {"title": words} if title else {"text": [words]}
        holding = Holding(ref=Ref(KIND, UUID(int=0)), version=1, day=clock.today(), agencies=[], **said)
        # What every holding has, its kind and its day, is not of the words.
        self.terms = frozenset(one for one in terms.of(holding).split() if one[0] not in "kd")


def _made(
    chance: random.Random,
    agencies: Sequence[UUID],
    titles: Sequence[_Said],
    paragraphs: Sequence[_Said],
    documents: int,
    texts: int,
) -> Iterator[tuple[_Row, _Row]]:
    account, process = Account.objects.first(), Process.objects.filter(code="document_out").first()
    assert account is not None and process is not None
    now, key = clock.now(), sealing.new_key("bench.documents")
    began = now - timedelta(days=3650)
    pattern = Document(
        phase=Phase.ISSUED, agency_id=agencies[0], drafter=account, process=process, urgency="0", authority="tm",
        signer=account, key=key, created_at=now,
    )  # fmt: skip
    same = {
        field.column: _plain(field.get_db_prep_save(getattr(pattern, field.attname), connection))
        for field in Document._meta.concrete_fields
    }
    for number in range(documents):
        at = began + timedelta(days=3650 * number / documents)
        kind, symbol = chance.choice(_TYPES)
        agency = agencies[min(int(chance.paretovariate(0.6)), len(agencies)) - 1]
        notation = f"{chance.randrange(1, 3000):02d}/{symbol}"
        title = chance.choice(titles)
        said = (
            chance.sample(paragraphs, chance.randrange(4, 10)) if number % (documents // texts) == 0 else []
        )
        one = Document(id=new_id(), key=key)
        one.write({"paragraphs": [part.words for part in said], "addressed_to": [], "places": []})
        holding = Holding(
            ref=one.ref, version=1, day=clock.local(at).date(), agencies=[agency], code=notation,
            names={"sender": "Ủy ban nhân dân"},
            facets={"way": ["di"], "type": [kind], "urgency": ["0"], "agency": [str(agency)]},
        )  # fmt: skip
        known = set(terms.of(holding).split()).union(title.terms, *(part.terms for part in said))
        yield (
            same
            | {
                "id": one.id, "agency_id": agency, "type": kind, "subject": title.words,
                "folded": f"{title.folded} {fold(notation)}"[:600], "text_sealed": bytes(one.text_sealed),
                "saved_at": at, "approved_at": at, "notation": notation, "numbered_at": at, "issued_at": at,
            },
            {
                "ref": str(one.ref), "kind": KIND, "version": 1, "day": holding.day, "terms": " ".join(sorted(known)),
            },
        )  # fmt: skip


def _copy(made: Sequence[tuple[_Row, _Row]]) -> None:
    for table, rows in (
        (Document._meta.db_table, [one for one, _ in made]),
        (Held._meta.db_table, [one for _, one in made]),
    ):
        columns = ", ".join(f'"{name}"' for name in rows[0])
        with connection.cursor() as cursor, cursor.copy(f'COPY "{table}" ({columns}) FROM STDIN') as file:
            for row in rows:
                file.write_row(list(row.values()))


def _plain(value: Any) -> Any:
    return bytes(value) if isinstance(value, memoryview) else getattr(value, "adapted", value)


def _official(role: str, agency: UUID) -> Actor:
    return Actor(ActorKind.OFFICIAL, account=new_id(), seats=(Seat(role, agency),))


def _size() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_total_relation_size('search_held') / 1048576")
        return int(cursor.fetchone()[0])


if __name__ == "__main__":
    sizes = [int(one) for one in sys.argv[1:]]
    main(*(sizes or [DOCUMENTS, TEXTS]))

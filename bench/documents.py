"""What the load runs need of documents, inside the product. Prints JSON.

`sign`: `documents.sign_batch`, the right, both signatures, the store and the record of many documents pressed at once,
turn by turn with kept-key pyHanko signing the same files to the same profile. `ready <count> <agency> …`: so many
approved documents, as `[{"id", "version", "agency"}, …]`. `numbers`: what came of numbering them: gaps and doubles.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from copy import copy
from datetime import datetime
from functools import partial
from statistics import median
from uuid import UUID

import django

django.setup()

from bench.floors.papers import Hands  # noqa: E402
from tinhso.foundation.access.models import Account  # noqa: E402
from tinhso.foundation.access.queries import actor_of_account  # noqa: E402
from tinhso.foundation.units.queries import agency_by_key  # noqa: E402
from tinhso.foundation.workflow.models import Assignment  # noqa: E402
from tinhso.foundation.workflow.queries import open_of  # noqa: E402
from tinhso.government.documents import actions  # noqa: E402
from tinhso.government.documents.actions.batches import Chosen, begin_batch, settle_batch  # noqa: E402
from tinhso.government.documents.engine.printing import seal, typeset  # noqa: E402
from tinhso.government.documents.models import Batch, Document, OutgoingEntry  # noqa: E402
from tinhso.government.documents.queries.page import digest_of  # noqa: E402
from tinhso.government.documents.rules import Phase, Text  # noqa: E402
from tinhso.kernel import clock  # noqa: E402
from tinhso.kernel.actors import Actor  # noqa: E402
from tinhso.kernel.ids import new_id  # noqa: E402

PLACE, SIGNED, WARM = "cang-long", 45, 5
TEXT = Text(
    type="bao-cao",
    subject="Kết quả chuyển đổi số",
    urgency="0",
    addressed_to=["Ủy ban nhân dân tỉnh"],
    places=["Thường trực Đảng ủy"],
    paragraphs=[
        f"{number}. Ủy ban nhân dân xã báo cáo kết quả thực hiện nhiệm vụ." for number in range(1, 9)
    ],
    unit="VP",
    authority="tm",
    superior="",
)


def main() -> None:
    doing, *given = sys.argv[1:]
    doings: dict[str, Callable[..., object]] = {"sign": sign_batch, "ready": ready, "numbers": numbers}
    print(json.dumps(doings[doing](*given)))


def sign_batch() -> dict[str, dict[str, float]]:
    """Documents a second of CPU; what is typeset and numbered is done before, on both sides."""
    at, leader, records = clock.now(), _official("lanh-dao"), _official("van-thu")
    first = _laid_before(leader, at=at)
    waiting = [first, *_clones(first, SIGNED + WARM - 1)]
    chosen = [Chosen(one.id, one.version, digest_of(one)) for one in waiting]
    right, count = _timed(lambda: _pressed(leader, chosen)), len(waiting)
    papers = []
    for one in Document.objects.filter(id__in=[one.id for one in waiting]).order_by("id"):
        numbered = actions.number(actor=records, document=one.id, version=one.version, at=clock.now())
        papers.append((one.id, typeset(document=numbered.id, at=clock.now())))
    hands = Hands(at=clock.now(), lasting=True)
    ours: list[float] = []
    floor: list[float] = []
    for document, pdf in papers:
        ours.append(_timed(partial(_sealed, document, pdf)))
        floor.append(_timed(partial(hands.sign, pdf)))
    issued = Document.objects.filter(id__in=[one for one, _ in papers], phase=Phase.ISSUED).count()
    assert issued == count, f"{issued} of {count} were issued"
    return {"ours": _told(ours, right / count), "floor": _told(floor, 0.0)}


def _sealed(document: UUID, pdf: bytes) -> None:
    seal(document=document, pdf=pdf, at=clock.now())


def ready(count: str, *agencies: str) -> list[dict[str, object]]:
    """Documents that wait for their number, as many at each of these agencies."""
    at, leader = clock.now(), _official("lanh-dao")
    first = _laid_before(leader, at=at)
    _pressed(leader, [Chosen(first.id, first.version, digest_of(first))])
    found = Document.objects.get(id=first.id)
    made = [
        one for agency in agencies for one in _clones(found, int(count) // len(agencies), agency=UUID(agency))
    ]
    return [{"id": str(one.id), "version": one.version, "agency": str(one.agency_id)} for one in made]


def numbers() -> dict[str, int]:
    """Of all registers of this year."""
    registers: dict[object, list[int]] = {}
    rows = OutgoingEntry.objects.filter(year=clock.today().year).values_list("agency", "sequence", "number")
    for agency, sequence, number in rows:
        registers.setdefault((agency, sequence), []).append(number)
    return {
        "given": sum(map(len, registers.values())),
        "doubles": sum(len(given) - len(set(given)) for given in registers.values()),
        "gaps": sum(max(given) - len(set(given)) for given in registers.values()),
    }


def _pressed(leader: Actor, chosen: list[Chosen]) -> None:
    settle_batch(batch=begin_batch(actor=leader, kind=Batch.Kind.SIGN, chosen=chosen, at=clock.now()).id)


def _laid_before(leader: Actor, *, at: datetime) -> Document:
    officer = _official("chuyen-vien")
    agency = agency_by_key(f"xa-{PLACE}", on=clock.today()).agency_id
    assert leader.account is not None
    made = actions.begin(actor=officer, agency=agency, text=TEXT, signer=leader.account, secrecy="0", at=at)
    return actions.send(actor=officer, document=made.id, version=made.version, key="direct", note="", at=at)


def _clones(document: Document, count: int, *, agency: UUID | None = None) -> list[Document]:
    """The same document again and again, each with its own sealed text, at the same open step."""
    text, (step,) = document.text(), open_of(about=document.ref)
    made, steps = [], []
    for _ in range(count):
        one, its = copy(document), copy(step)
        one.id, its.id = new_id(), new_id()
        one.write(text)
        its.about = one.ref
        if agency is not None:
            one.agency_id = its.agency_id = agency
        made.append(one)
        steps.append(its)
    Document.objects.bulk_create(made, batch_size=500)
    Assignment.objects.bulk_create(steps, batch_size=500)
    return made


def _official(role: str) -> Actor:
    return actor_of_account(Account.objects.get(username=f"{role}.{PLACE}"), at=clock.now())


def _told(seconds: list[float], more: float) -> dict[str, float]:
    return {"per_second": 1 / (median(seconds[WARM:]) + more)}


def _timed(work: Callable[[], object]) -> float:
    burned = time.process_time()
    work()
    return time.process_time() - burned


if __name__ == "__main__":
    main()

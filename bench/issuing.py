"""`result.issue`: the worker's issuing of results against its floor, turn by turn in one process. Prints JSON.

A result is ready once it was filed, received, drafted, approved and numbered; only what the job then does is timed.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from statistics import median
from uuid import UUID

import django

django.setup()

from bench.floors.papers import Hands, Press  # noqa: E402
from bench.people import answers, new_citizen_actor  # noqa: E402
from tinhso.foundation.access.models import Account  # noqa: E402
from tinhso.foundation.access.queries import actor_of_account  # noqa: E402
from tinhso.foundation.papers.engine import typeface  # noqa: E402
from tinhso.foundation.units.queries import agency_by_key  # noqa: E402
from tinhso.foundation.workflow.queries import open_of  # noqa: E402
from tinhso.government.dossiers import actions  # noqa: E402
from tinhso.government.dossiers.actions.filing import Filing  # noqa: E402
from tinhso.government.dossiers.actions.issuing import digest_of  # noqa: E402
from tinhso.government.dossiers.engine.contents import compose  # noqa: E402
from tinhso.government.dossiers.engine.printing import issue  # noqa: E402
from tinhso.government.dossiers.models import Dossier  # noqa: E402
from tinhso.government.dossiers.queries.page import open_dossier  # noqa: E402
from tinhso.government.dossiers.rules import Channel, Phase  # noqa: E402
from tinhso.kernel import clock  # noqa: E402
from tinhso.kernel.actors import SYSTEM, Actor  # noqa: E402

RESULTS, WARM = 45, 5
PLACE = "cang-long"


def main() -> None:
    ready = [_ready(number) for number in range(RESULTS + WARM)]
    press, hands = Press(typeface().family, typeface().folders), Hands(at=clock.now())
    ours: list[tuple[float, float]] = []
    floor: list[tuple[float, float]] = []
    for number, dossier in enumerate(ready):
        at = clock.now()
        one = _timed(lambda dossier=dossier, at=at: issue(dossier=dossier, at=at))  # type: ignore[misc]
        other = _timed(lambda number=number, at=at: hands.sign(press.letter(number, at=at)))  # type: ignore[misc]
        if number >= WARM:
            ours.append(one)
            floor.append(other)
    issued = Dossier.objects.filter(id__in=ready, phase=Phase.ISSUED).count()
    assert issued == len(ready), f"{issued} of {len(ready)} were issued"
    print(json.dumps({"ours": _middles(ours), "floor": _middles(floor)}))


def _middles(timed: list[tuple[float, float]]) -> dict[str, float]:
    """Results a second by the clock, and CPU milliseconds a result in this process."""
    return {"per_second": 1 / median(one for one, _ in timed), "cpu": 1e3 * median(cpu for _, cpu in timed)}


def _timed(work: Callable[[], object]) -> tuple[float, float]:
    began, burned = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - began, time.process_time() - burned


def _ready(number: int) -> UUID:
    at, commune = clock.now(), agency_by_key(f"xa-{PLACE}", on=clock.today()).unit_code
    precheck = {"birth.situation": "ordinary", "birth.evidence": "electronic"}
    filing = Filing("1.001193", commune, precheck, answers(commune))
    dossier = actions.file(actor=new_citizen_actor(number), filing=filing, channel=Channel.ONLINE, at=at).id
    clerk, officer, leader, records = (
        _official(name) for name in ("mot-cua", "chuyen-vien", "lanh-dao", "van-thu")
    )
    actions.receive(actor=clerk, dossier=dossier, version=_version(dossier), at=at)
    for step in ("verify", "draft"):
        if step == "draft":
            content = compose(open_dossier(actor=officer, dossier=dossier, at=at))
            actions.draft_result(
                actor=officer, dossier=dossier, version=_version(dossier), content=content, at=at
            )
        actions.move_on(
            actor=officer, dossier=dossier, version=_version(dossier), assignment=_open(dossier), move="forward",
            note="", at=at,
        )  # fmt: skip
    read = open_dossier(actor=leader, dossier=dossier, at=at).result_content
    assert read is not None
    actions.approve_result(
        actor=leader, dossier=dossier, version=_version(dossier), digest=digest_of(read), at=at
    )
    actions.number_result(actor=records, dossier=dossier, version=_version(dossier), at=at)
    return dossier


def _official(role: str) -> Actor:
    return actor_of_account(Account.objects.get(username=f"{role}.{PLACE}"), at=clock.now())


def _version(dossier: UUID) -> int:
    return Dossier.objects.values_list("version", flat=True).get(id=dossier)


def _open(dossier: UUID) -> UUID:
    page = open_dossier(actor=SYSTEM, dossier=dossier, at=clock.now())
    return open_of(about=page.dossier.ref)[0].id


if __name__ == "__main__":
    main()

"""A commune on the axis, a document of it that was issued, agencies of the simulator outside. All invented."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import time_machine
from django.conf import settings

from tinhso.contracts.documents import Place
from tinhso.foundation.files.actions import keep
from tinhso.foundation.packs.formats.marked_yaml import load
from tinhso.foundation.packs.models import CodeList
from tinhso.government.axis.engine import samples
from tinhso.government.axis.engine.simulator import AGENCIES, simulator
from tinhso.government.axis.models import DocumentAxis, Message, Outside, Package, SimulatedEdoc
from tinhso.government.axis.rules import folded_as
from tinhso.government.documents import actions as documents
from tinhso.government.documents.models import Document, Incoming
from tinhso.government.documents.tests import factories as desk
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ids import new_id

X01, X02 = (Place(code=code, name=name) for code, _old, name in (AGENCIES[0], AGENCIES[2]))
_SINCE = date(2020, 1, 1)


def make_axis(office: Office | None = None, **terms: Any) -> Office:
    """An office with everything a document needs, the axis as the packs describe it, the agencies of the simulator."""
    made = desk.make_documents(office)
    described = _read("portals/document-axis.yaml")["body"] | terms
    DocumentAxis.objects.get_or_create(
        code="national", effective_from=_SINCE, defaults={"body": described, "origin": "test"}
    )
    for rule in _read("codes/edxml.yaml")["rules"]:
        CodeList.objects.get_or_create(
            code=rule["code"], effective_from=_SINCE, defaults={"body": rule["body"], "origin": "test"}
        )
    for code, old, name in AGENCIES:
        outside(name, code, old_code=old)
    return made


def outside(name: str, code: str, **changes: Any) -> Outside:
    """An organisation in the directory."""
    given = {"effective_from": _SINCE, "origin": "axis", "old_code": "", **changes}
    found, _new = Outside.objects.get_or_create(
        code=code, effective_from=given.pop("effective_from"),
        defaults={"name": name, "folded": folded_as(name, code, given["old_code"]), **given},
    )  # fmt: skip
    return found


def place_of(office: Office) -> Place:
    """The office as places outside know it."""
    return Place(code="H61.101" if office.name == "Càng Long" else "H61.102", name=f"UBND xã {office.name}")


def issued(office: Office, *to: Place, at: datetime = MONDAY, **changes: Any) -> Document:
    """A document that was issued to these places; its file stands in for the signed one."""
    assert office.leader.account is not None
    made = documents.begin(
        actor=office.officer, agency=office.committee.id, text=replace(desk.TEXT, **changes),
        signer=office.leader.account, secrecy="0", at=at, receivers=[f"axis:{one.code}" for one in to],
    )  # fmt: skip
    desk.forward(made, office.officer)
    desk.forward(made, office.head)
    desk.approve(made, office.leader)
    desk.number(made, office.records, at=at)
    Delivery.objects.filter(handler="documents.issue").delete()
    found, content = desk.fresh(made), b"%PDF-1.7\n%" + str(new_id()).encode()
    file = keep(at=at, owner=found.ref, key=found.key, name="van-ban.pdf", content=content)
    documents.finish_issue(document=found.id, file=file, digest=hashlib.sha256(content).hexdigest(), at=at)
    return desk.fresh(made)


def work(at: datetime = MONDAY, *, rounds: int = 6) -> None:
    """Everything that is due at a moment, with what follows from it."""
    with time_machine.travel(at, tick=False):
        for _round in range(rounds):
            if not Delivery.objects.filter(state="due", due_at__lte=at).exists() and _round:
                break
            work_off(limit=500)


def held(place: Place) -> list[SimulatedEdoc]:
    """What an agency of the simulator got, the first first."""
    return list(SimulatedEdoc.objects.filter(receiver=place.code).order_by("at", "id"))


def answer(
    edoc: SimulatedEdoc, status: str, *, place: Place = X01, words: str = "", at: datetime = MONDAY
) -> None:
    """An agency of the simulator says how far a document of ours is."""
    raw = samples.status_of(bytes(edoc.body), answering=place, status=status, words=words, at=at)
    simulator().give(raw, sender=place.code, receivers=[edoc.sender], status=True)


def comes(
    mishap: samples.Mishap, office: Office, *, sender: Place = X01, at: datetime = MONDAY
) -> list[samples.Message]:
    """An agency of the simulator sends something."""
    with time_machine.travel(at, tick=False):
        found = samples.messages(mishap, sender=sender, receiver=place_of(office), at=at)
        samples.give(found, sender=sender.code)
    return found


def states(messages: Iterable[Message]) -> list[tuple[str, str]]:
    return [(one.state, one.problem) for one in messages]


def package_of(document: Document, kind: str = "0") -> Package:
    return Package.objects.get(document=document.id, kind=kind)


def incoming() -> list[Incoming]:
    return list(Incoming.objects.order_by("id"))


def _read(path: str) -> dict[str, Any]:
    read = load((settings.PACKS_ROOT / "vietnam" / path).read_text(encoding="utf-8")).value
    assert isinstance(read, dict)
    return read

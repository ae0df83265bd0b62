"""A commune that issues documents: rules of the packs, certificates, a text, a document at each step. All invented."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.test import Client

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import signed_in
from tinhso.foundation.packs.formats.marked_yaml import load
from tinhso.foundation.packs.models import CodeList
from tinhso.foundation.signing import demo
from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.units.models import AgencyVersion
from tinhso.foundation.workflow.models import Process
from tinhso.government.documents import actions
from tinhso.government.documents.models import Document
from tinhso.government.documents.queries.page import digest_of
from tinhso.government.documents.rules import Text
from tinhso.government.dossiers.tests.factories import COMMUNE, MONDAY, Office, make_office
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref

TEXT = Text(
    type="bao-cao",
    subject="Kết quả chuyển đổi số tháng 11",
    urgency="0",
    addressed_to=["Ủy ban nhân dân tỉnh Vĩnh Long"],
    places=["Như trên", "Thường trực Đảng ủy"],
    paragraphs=["Căn cứ kế hoạch năm 2026;", "Ủy ban nhân dân xã báo cáo kết quả như sau."],
    unit="VP",
    authority="tm",
    superior="",
)


def make_documents(office: Office | None = None, *, certified: bool = True) -> Office:
    """An office with everything a document needs."""
    made = office or make_office()
    for rule in [*_read("types.yaml")["rules"], *_read("layouts.yaml")["rules"]]:
        CodeList.objects.get_or_create(
            code=rule["code"],
            effective_from=date(2020, 1, 1),
            defaults={"body": rule["body"], "origin": "test"},
        )
    for route in (_read("route.yaml"), _read("route_in.yaml")):
        Process.objects.get_or_create(
            code=route["code"], effective_from=date(2020, 1, 1),
            defaults={"title": route["body"]["title"], "body": route["body"], "origin": "test"},
        )  # fmt: skip
    AgencyVersion.objects.filter(agency=made.committee).update(short_name=f"UBND xã {made.name}")
    if certified:
        certify(made)
    return made


def certify(office: Office) -> None:
    """Certificates of the demo authority for the leader and the agency."""
    demo.ensure(at=MONDAY)
    assert office.leader.account is not None
    demo.issue(
        kind=Certificate.Kind.PERSON, holder=Ref("access.account", office.leader.account), name=office.leader.name,
        at=MONDAY,
    )  # fmt: skip
    demo.issue(
        kind=Certificate.Kind.ORGANISATION, holder=Ref("units.agency", office.committee.id),
        name=f"UBND xã {office.name}", at=MONDAY,
    )  # fmt: skip


def another(office: Office, name: str = "Tân An") -> Office:
    """Another commune."""
    assert office.unit == COMMUNE
    return make_documents(make_office("29275", name, 102), certified=False)


def draft(office: Office, *, at: datetime = MONDAY, **changes: Any) -> Document:
    """A draft of the officer."""
    assert office.leader.account is not None
    return actions.begin(
        actor=office.officer, agency=office.committee.id, text=replace(TEXT, **changes),
        signer=office.leader.account, secrecy="0", at=at,
    )  # fmt: skip


def forward(document: Document, actor: Actor, *, key: str = "forward", note: str = "") -> Document:
    """On by one move, or back."""
    return actions.send(
        actor=actor, document=document.id, version=fresh(document).version, key=key, note=note, at=MONDAY
    )


def approve(document: Document, actor: Actor) -> Document:
    """The leader's word."""
    now = fresh(document)
    return actions.approve(
        actor=actor, document=document.id, version=now.version, digest=digest_of(now), at=MONDAY
    )


def number(document: Document, actor: Actor, *, at: datetime = MONDAY) -> Document:
    return actions.number(actor=actor, document=document.id, version=fresh(document).version, at=at)


def routed(office: Office, **changes: Any) -> Document:
    """Before the leader."""
    made = draft(office, **changes)
    forward(made, office.officer)
    return forward(made, office.head)


def approved(office: Office, **changes: Any) -> Document:
    """Before the records clerk."""
    return approve(routed(office, **changes), office.leader)


def fresh(document: Document) -> Document:
    return Document.objects.get(id=document.id)


def client_of(actor: Actor) -> Client:
    """The official as a signed-in browser."""
    assert actor.account is not None
    return signed_in(Account.objects.get(id=actor.account))


def _read(name: str) -> dict[str, Any]:
    read = load((settings.PACKS_ROOT / "vietnam/documents" / name).read_text(encoding="utf-8")).value
    assert isinstance(read, dict)
    return read

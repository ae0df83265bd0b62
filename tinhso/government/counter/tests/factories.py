"""A counter with its groups, numbers drawn at it, and a result that waits. Everyone here is invented."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings

from tinhso.foundation.access.models import Account, Appointment
from tinhso.foundation.access.tests.factories import signed_in
from tinhso.foundation.files.actions import keep
from tinhso.foundation.packs.formats.marked_yaml import load
from tinhso.foundation.packs.models import CodeList
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.counter import actions
from tinhso.government.counter.models import Ticket
from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.actions.issuing import digest_of
from tinhso.government.dossiers.engine.contents import compose
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.tests.factories import MONDAY, SINCE, Office, birth_filing, make_official
from tinhso.kernel.actors import ANONYMOUS, Actor
from tinhso.kernel.ids import new_id


def make_groups() -> None:
    """The groups of work as the pack has them."""
    rule = load((settings.PACKS_ROOT / "vietnam/codes/counter_groups.yaml").read_text(encoding="utf-8")).value
    CodeList.objects.get_or_create(
        code=rule["code"], effective_from=date(2020, 1, 1), defaults={"body": rule["body"], "origin": "test"}
    )


def draw(office: Office, group: str = "A", *, at: datetime = MONDAY, address: str = "10.0.0.1") -> Ticket:
    """A number somebody drew."""
    return actions.take_ticket(actor=ANONYMOUS, counter=office.centre.id, group=group, address=address, at=at)


def call(office: Office, *groups: str, actor: Actor | None = None, at: datetime = MONDAY) -> Ticket:
    """The next number, called to window 3."""
    return actions.call_next(
        actor=actor or office.clerk, counter=office.centre.id, groups=groups or ("A",), window="3", at=at
    )


def colleague(office: Office) -> Actor:
    """Another clerk of the same counter."""
    return make_official("clerk", office.centre, name="Công chức thứ hai")


def account(actor: Actor) -> Account:
    assert actor.account is not None
    return Account.objects.get(id=actor.account)


def client_of(actor: Actor) -> Any:
    """The official as a signed-in browser."""
    return signed_in(account(actor), at=MONDAY)


def also_at(actor: Actor, agency: UUID) -> None:
    """The same official in a second post."""
    Appointment.objects.create(account=account(actor), agency_id=agency, role="clerk", valid_from=SINCE)


def issued(office: Office, citizen: Actor, *, at: datetime = MONDAY) -> Dossier:
    """A birth registration whose result is out."""
    draft = dossiers.start_draft(actor=citizen, filing=birth_filing(office.unit), at=at)
    dossiers.attach(actor=citizen, dossier=draft.id, paper="birth_notice", upload=_upload(), at=at)
    dossiers.submit(actor=citizen, dossier=draft.id, at=at)

    def now() -> dict[str, Any]:
        return {"dossier": draft.id, "version": Dossier.objects.get(id=draft.id).version, "at": at}

    def forward() -> None:
        step = open_of(about=Dossier.objects.get(id=draft.id).ref)[0]
        dossiers.move_on(actor=office.officer, **now(), assignment=step.id, move="forward", note="")

    dossiers.receive(actor=office.clerk, **now())
    forward()
    content = compose(open_dossier(actor=office.officer, dossier=draft.id, at=at))
    dossiers.draft_result(actor=office.officer, **now(), content=content)
    forward()
    dossiers.approve_result(actor=office.leader, **now(), digest=digest_of(content))
    dossiers.number_result(actor=office.records, **now())
    found = Dossier.objects.get(id=draft.id)
    kept = keep(at=at, owner=found.ref, key=found.key, name="ket-qua.pdf", content=b"%PDF-1.7 signed")
    return dossiers.finish_issue(dossier=draft.id, file=kept, digest=str(new_id().hex) * 2, at=at)


def _upload() -> Any:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from tests.security.world import picture

    return SimpleUploadedFile("giay.png", picture(), content_type="image/png")

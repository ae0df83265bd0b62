"""One commune with a dossier at every point of its life, everybody who might ask for it, and strangers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from tests.security.archive import make_archive_side
from tests.security.axis import make_axis_side
from tests.security.counter import make_counter_side
from tests.security.documents import make_documents_side
from tests.security.incoming import make_incoming_side
from tests.security.money import make_money
from tests.security.portal import make_portal_side
from tests.security.tasks import make_tasks_side
from tests.security.wallet import make_wallet_side
from tinhso.foundation.access import clients as machines
from tinhso.foundation.access.models import Account, Appointment
from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.foundation.files.actions import keep
from tinhso.foundation.people.actions import grant_mandate
from tinhso.foundation.people.models import Mandate, person_ref
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.issuing import digest_of
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.engine.contents import compose
from tinhso.government.dossiers.models import Dossier, DossierPaper, PrintedForm, Result
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_filing,
    let_pause,
    make_office,
    make_official,
)
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.ids import new_id

NOW = MONDAY + timedelta(hours=1)
STAFF = ("clerk", "officer", "head", "leader", "records")
SCENES = (
    "draft",
    "submitted",
    "supplement",
    "verify",
    "paused",
    "drafting",
    "sign",
    "number",
    "issued",
    "delivered",
)


@dataclass
class World:
    """Everybody as a signed-in client, and a dossier in each scene."""

    office: Office
    foreign: Office
    actors: dict[str, Actor] = field(default_factory=dict)
    clients: dict[str, Client] = field(default_factory=dict)
    scenes: dict[str, UUID] = field(default_factory=dict)
    money: dict[str, object] = field(default_factory=dict)
    portal: dict[str, object] = field(default_factory=dict)
    counter: dict[str, object] = field(default_factory=dict)
    wallet: dict[str, object] = field(default_factory=dict)
    documents: dict[str, dict[str, object]] = field(default_factory=dict)
    """What stands for the parts of an address, by the scene of a document."""

    @property
    def appointment(self) -> UUID:
        """The post of the officer."""
        return Appointment.objects.get(account=self.actors["officer"].account).id

    def values(self, scene: str) -> dict[str, object]:
        """What stands for the parts of an address in this scene."""
        found: dict[str, object] = {"code": "1.001193", "key": "requester", "move": "forward", "passkey": 1,
                                    "officer": self.actors["officer"].account,
                                    "account": self.actors["officer"].account,
                                    "appointment": self.appointment, "delivery": new_id(), "act": new_id(),
                                    "notice": new_id(), "token": "x", "kind": "agency",
                                    "handler": "notices.nobody",
                                    **self.money, **self.portal, **self.counter, **self.wallet}  # fmt: skip
        if scene not in self.scenes:
            return found | self.documents.get(scene, {})
        dossier = Dossier.objects.get(id=self.scenes[scene])
        steps = open_of(about=dossier.ref)
        paper = DossierPaper.objects.filter(dossier=dossier, removed_at=None).first()
        scan = DossierPaper.objects.filter(dossier=dossier, scan__isnull=False).first()
        form = PrintedForm.objects.filter(dossier=dossier).first()
        result = Result.objects.filter(dossier=dossier).first()
        hold, original = dossier.holds.first(), dossier.originals.first()
        return found | {
            "dossier": dossier.id, "version": dossier.version, "step": steps[0].id if steps else new_id(),
            "paper": paper.id if paper else new_id(), "file": paper.file_id if paper else new_id(),
            "scan": scan.id if scan else new_id(),
            "form": form.id if form else new_id(), "result": result.id if result else new_id(),
            "hold": hold.act if hold else new_id(), "original": original.id if original else new_id(),
            "request": dossier.request_id, "digest": result.content_digest if result else "",
        }  # fmt: skip


def make_world(*, marks: Mapping[str, str] | None = None) -> World:
    """The world; `marks` are words put into names, answers, reasons and file names."""
    words = {
        "name": "Nguyễn Thị Hạnh",
        "answer": "Ấp 3",
        "reason": "Nộp nhầm",
        "file": "giay.png",
        **(marks or {}),
    }
    world = World(make_office(), make_office(OTHER_COMMUNE, "Tân An", 102))
    let_pause(days=None)
    _people(world, words)
    for scene in SCENES:
        world.scenes[scene] = make_scene(world, scene, words)
    owner = world.actors["owner"].person
    assert owner is not None
    world.money = make_money(world.office, payer=owner, at=NOW)
    world.portal = make_portal_side(at=NOW)
    world.counter = make_counter_side(world.office, at=NOW)
    world.documents = make_documents_side(world.office, words=words, at=NOW)
    world.documents |= make_incoming_side(world.office, words=words, at=NOW)
    world.documents |= make_axis_side(world.office, at=NOW)
    world.documents |= make_tasks_side(world.office, words=words, at=NOW)
    world.documents |= make_archive_side(world.office, words=words, at=NOW)
    submitted = Dossier.objects.get(id=world.scenes["submitted"])
    world.wallet = make_wallet_side(world.office, owner=world.actors["owner"], dossier=submitted, at=NOW)
    return world


def _people(world: World, words: Mapping[str, str]) -> None:
    accounts = {"owner": citizen(name=words["name"], phone="+84912345678"),
                "agent": citizen(name="Lê Văn Thay"), "citizen": citizen(name="Phạm Người Lạ")}  # fmt: skip
    for who, account in accounts.items():
        world.actors[who], world.clients[who] = actor_of(account), signed_in(account)
    owner, agent = world.actors["owner"].person, world.actors["agent"].person
    assert owner is not None
    assert agent is not None
    grant_mandate(
        actor=world.actors["owner"], at=NOW, principal=person_ref(owner), agent=agent,
        kind=Mandate.Kind.AUTHORISED, valid_from=NOW.date(),
    )  # fmt: skip
    world.actors |= world.office.officials
    world.actors |= {f"foreign_{role}": actor for role, actor in world.foreign.officials.items()}
    world.actors |= {role: make_official(role, world.office.committee) for role in ("auditor", "admin")}
    for who, actor in world.actors.items():
        if who not in accounts:
            world.clients[who] = signed_in(account_of(actor))
    world.clients["anonymous"] = Client()
    _, secret = machines.create_client(
        actor=SYSTEM, at=NOW, client_id="may", name="Máy",
        scopes=["dossiers.report", "partners.subscribe", "portalsync.send", "dossiers.file_for"],
    )  # fmt: skip
    token = machines.issue_token(client_id="may", secret=secret, address="", at=NOW).token
    world.clients["machine"] = Client(headers={"Authorization": f"Bearer {token}"})


def account_of(actor: Actor) -> Account:
    """The account behind an official."""
    assert actor.account is not None
    return Account.objects.get(id=actor.account)


def make_scene(world: World, scene: str, words: Mapping[str, str]) -> UUID:
    """The owner's dossier, brought as far as the scene says."""
    owner, office = world.actors["owner"], world.office
    filing = birth_filing(office.unit, **{
        "requester.address": {"province": "86", "commune": office.unit, "detail": words["answer"]},
    })  # fmt: skip
    draft = actions.start_draft(actor=owner, filing=filing, at=NOW)
    upload = SimpleUploadedFile(words["file"], picture(), content_type="image/png")
    actions.attach(actor=owner, dossier=draft.id, paper="birth_notice", upload=upload, at=NOW)
    if scene == "draft":
        return draft.id
    actions.submit(actor=owner, dossier=draft.id, at=NOW)
    if scene == "submitted":
        actions.keep_original(actor=office.clerk, dossier=draft.id, paper="birth_notice", count=1, at=NOW)
        upload = SimpleUploadedFile(words["file"], picture(), content_type="image/png")
        actions.add_scan(
            actor=office.clerk, dossier=draft.id, paper="birth_notice", upload=upload, sign=False, at=NOW
        )
    else:
        _carry_on(office, draft.id, scene, words)
    return draft.id


def _carry_on(office: Office, dossier: UUID, scene: str, words: Mapping[str, str]) -> None:
    def now() -> dict[str, Any]:
        return {"dossier": dossier, "version": Dossier.objects.get(id=dossier).version, "at": NOW}

    def forward() -> None:
        step = open_of(about=Dossier.objects.get(id=dossier).ref)[0]
        actions.move_on(actor=office.officer, **now(), assignment=step.id, move="forward", note="")

    if scene == "supplement":
        lack = Lack("birth_notice", "Giấy chứng sinh", words["reason"], words["reason"])
        actions.request_supplement(actor=office.clerk, **now(), lacks=[lack], basis="Điều 16")
        return
    actions.receive(actor=office.clerk, **now())
    found = Dossier.objects.get(id=dossier)
    kept = keep(at=NOW, owner=found.ref, key=found.key, name="giay-hen.pdf", content=b"%PDF-1.7")
    PrintedForm.objects.create(dossier=found, form="01", act=new_id(), file=kept, printed_at=NOW)
    if scene == "verify":
        return
    if scene == "paused":
        actions.pause(actor=office.officer, **now(), code="verify", reason=words["reason"])
        return
    forward()
    if scene == "drafting":
        return
    content = compose(open_dossier(actor=office.officer, dossier=dossier, at=NOW))
    actions.draft_result(actor=office.officer, **now(), content=content)
    forward()
    if scene == "sign":
        return
    actions.approve_result(actor=office.leader, **now(), digest=digest_of(content))
    if scene == "number":
        return
    actions.number_result(actor=office.records, **now())
    found = Dossier.objects.get(id=dossier)
    kept = keep(at=NOW, owner=found.ref, key=found.key, name="ket-qua.pdf", content=b"%PDF-1.7 signed")
    actions.finish_issue(dossier=dossier, file=kept, digest=str(new_id().hex) * 2, at=NOW)
    if scene == "delivered":
        actions.deliver(actor=office.clerk, **now())
        actions.hold(actor=office.records, **now(), reason=words["reason"])


def filing_body() -> dict[str, Any]:
    """A filing as the API takes it."""
    filing = birth_filing()
    return {"procedure": filing.procedure, "commune": filing.commune, "precheck": filing.precheck,
            "answers": filing.answers}  # fmt: skip


def picture() -> bytes:
    held = BytesIO()
    Image.new("RGB", (40, 30), "white").save(held, "PNG")
    return held.getvalue()


__all__ = ["NOW", "SCENES", "STAFF", "Channel", "World", "filing_body", "make_scene", "make_world", "picture"]

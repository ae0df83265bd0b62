"""Every dependency over a wire, in every way it can be broken, through the flow that needs it, once.

What is declared: letters, the portal and partners are told later (queued, told once when it is back); mail for an
agency stays in its mailbox until that answers; a file waits closed for the scanner; a source that is down leaves the
paper to a person; the e-ID's door says so and the other door stays open. Nowhere an error of 500, nowhere a thread that
is held: each cell ends by itself, or is ended by an alarm.

What is not here goes over no wire of ours: text messages are handed to a folder or an adapter of the province,
gateways of payment call us, and the time-stamping authority stands in the house.
"""

from __future__ import annotations

import os
import signal
import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from threading import Event, Thread
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.foundation.access.eid import provider
from tinhso.foundation.files import scanning
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.partners import sources
from tinhso.foundation.partners.actions import subscribe
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.units.models import AgencyVersion
from tinhso.government.documents.engine import imap
from tinhso.government.documents.models import Incoming, Mailbox
from tinhso.government.documents.tests.factories import make_documents
from tinhso.government.documents.tests.mailboxes import MailboxServer
from tinhso.government.documents.tests.test_mail_in import mail
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import MONDAY, birth_filing, citizen_of, make_office
from tinhso.government.portalsync import actions as portal
from tinhso.government.portalsync.engine.simulator import simulator
from tinhso.government.portalsync.models import SimulatedDossier, Twin
from tinhso.government.portalsync.tests.factories import filing, machine, make_portal, pdf, sent
from tinhso.kernel import http
from tinhso.kernel.actors import SYSTEM, Actor, ActorKind
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off

pytestmark = [pytest.mark.faults, pytest.mark.django_db]
WAYS = ("refuses", "hangs", "resets", "talks garbage", "closes half")
PATIENCE = 5.0 if os.environ.get("TINHSO_PROVE") else 0.4
"""Seconds we wait for an answer here; otherwise as long as each dependency is given."""


class Neighbour:
    """A server on loopback that is broken in one way until it is mended; mended, it answers 204 to everything."""

    def __init__(self, way: str) -> None:
        self.way, self.calls, self._over = way, 0, Event()
        self._socket = socket.socket()
        self._socket.bind(("127.0.0.1", 0))
        self.port: int = self._socket.getsockname()[1]
        self.address = f"http://127.0.0.1:{self.port}/"
        if way != "refuses":
            self._listen()

    def mend(self) -> None:
        was, self.way = self.way, "answers"
        if was == "refuses":
            self._listen()

    def close(self) -> None:
        self._over.set()
        self._socket.close()

    def _listen(self) -> None:
        self._socket.listen(16)
        Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                line, _ = self._socket.accept()
                self.calls += 1
                Thread(target=self._treat, args=(line,), daemon=True).start()

    def _treat(self, line: socket.socket) -> None:
        with line, suppress(OSError):
            match self.way:
                case "resets":
                    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                case "talks garbage":
                    line.sendall(b"\x00\xff<>{" * 1000)
                case "closes half":
                    line.shutdown(socket.SHUT_WR)
                    self._over.wait(60)
                case "hangs":
                    self._over.wait(60)
                case _:
                    while b"\r\n\r\n" not in line.recv(65536):
                        pass
                    line.sendall(b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n")


@pytest.fixture(params=WAYS)
def neighbour(request: pytest.FixtureRequest) -> Iterator[Neighbour]:
    found = Neighbour(request.param)
    yield found
    found.close()


@pytest.fixture(autouse=True)
def here(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A province with little patience, and an alarm for what is held all the same."""
    waits = http.send.__kwdefaults__
    assert waits is not None
    monkeypatch.setitem(waits, "timeout", PATIENCE)
    monkeypatch.setattr(sources, "TIMEOUT", PATIENCE)
    monkeypatch.setattr(scanning, "TIMEOUT", PATIENCE)
    monkeypatch.setattr(imap, "PATIENCE", PATIENCE)
    settings.EMAIL_TIMEOUT = PATIENCE
    settings.OUTGOING_NETWORKS = ["127.0.0.0/8"]
    provider.forget()
    simulator.cache_clear()

    def held(*_: object) -> None:
        raise AssertionError("a thread is held")

    signal.signal(signal.SIGALRM, held)
    signal.alarm(120)
    with time_machine.travel(MONDAY, tick=True) as moment:
        make_office()
        yield moment
    signal.alarm(0)


def person() -> Actor:
    made = create_person(
        actor=SYSTEM, at=MONDAY, name="Nguyễn Thị Hạnh", phone="0912345678", email="hanh@vi-du.example"
    )
    return citizen_of(made)


def filed() -> Dossier:
    return actions.file(actor=person(), filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)


def owed() -> list[Delivery]:
    """What was tried and is still to be done."""
    return list(Delivery.objects.filter(state="due", attempts__gt=0))


def worked(moment: Any, until: Callable[[], object]) -> None:
    """Some hours pass, and everything that is due is done."""
    for _ in range(8):
        work_off(limit=500)
        if until():
            return
        moment.shift(timedelta(minutes=30))
    raise AssertionError([(one.handler, one.error[-300:]) for one in Delivery.objects.filter(state="due")])


def test_letters_are_sent_when_the_mail_server_is_back(
    neighbour: Neighbour, settings: Any, here: Any, mailoutbox: list[Any]
) -> None:
    mended = settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", neighbour.port, False
    dossier = filed()
    work_off(limit=100)
    work_off(limit=100)
    assert Dossier.objects.filter(id=dossier.id, phase="submitted").exists()
    assert owed()
    settings.EMAIL_BACKEND = mended
    worked(here, lambda: mailoutbox and not owed())
    assert len(mailoutbox) == 1


def test_mail_stays_in_its_mailbox_until_that_is_back(neighbour: Neighbour, settings: Any, here: Any) -> None:
    office = make_documents(make_office("29275", "Tân An", 102), certified=False)
    key = AgencyVersion.objects.get(agency=office.committee).code
    settings.DOCUMENTS_MAILBOXES = {key: f"imap://a:b@127.0.0.1:{neighbour.port}/"}
    work_off(limit=100)
    work_off(limit=100)
    assert Mailbox.objects.get().failing_since is not None
    assert not owed()
    with MailboxServer({1: mail(files={})}) as server:
        settings.DOCUMENTS_MAILBOXES = {key: server.address()}
        worked(here, lambda: Mailbox.objects.get().failing_since is None)
    assert Incoming.objects.count() == 1


def test_a_file_waits_closed_for_the_scanner(neighbour: Neighbour, settings: Any, here: Any) -> None:
    settings.FILES_SCANNER, settings.FILES_CLAMD = "clamd", f"127.0.0.1:{neighbour.port}"
    owner = person()
    draft = actions.start_draft(actor=owner, filing=birth_filing(), at=MONDAY)
    upload = SimpleUploadedFile("giay.pdf", pdf(), content_type="application/pdf")
    actions.attach(actor=owner, dossier=draft.id, paper="birth_notice", upload=upload, at=MONDAY)
    work_off(limit=100)
    assert StoredFile.objects.get().state == StoredFile.State.AWAITING_SCAN
    assert actions.submit(actor=owner, dossier=draft.id, at=MONDAY).phase == "submitted"
    settings.FILES_SCANNER = "eicar"
    worked(here, lambda: StoredFile.objects.get().state == StoredFile.State.CLEAN)


def test_the_portal_is_told_when_it_is_back(neighbour: Neighbour, settings: Any, here: Any) -> None:
    make_portal()
    settings.NATIONAL_PORTAL = neighbour.address
    assert portal.accept(actor=machine()[0], raw=sent(filing()), at=MONDAY)["error_code"] == 0
    work_off(limit=100)
    work_off(limit=100)
    assert Twin.objects.all().behind().count() == 1
    settings.NATIONAL_PORTAL = "simulator"
    worked(here, lambda: SimulatedDossier.objects.exists())
    assert SimulatedDossier.objects.get().status == 1


def test_a_partner_is_told_once_when_it_is_back(neighbour: Neighbour, here: Any) -> None:
    account = machine(scopes=["partners.subscribe"])[0]
    caller = Actor(ActorKind.MACHINE, account=account.account, scopes=frozenset({"partners.subscribe"}))
    subscribe(actor=caller, url=neighbour.address, events=["vn.tinhso.dossiers.submitted"], at=MONDAY)
    filed()
    for _ in range(3):
        work_off(limit=100)
    assert [one.handler for one in owed()] == ["partners.send"]
    neighbour.mend()
    worked(here, lambda: not owed())
    assert Delivery.objects.get(handler="partners.send").state == "done"


def test_a_source_that_is_down_is_down(neighbour: Neighbour, settings: Any) -> None:
    key = next(iter(sources.sources)).key
    settings.SOURCES = {key: neighbour.address}
    with pytest.raises(sources.Down):
        sources.ask(key, number="084198001234", fields=["name"], purpose="thử", basis="thử")


def test_the_other_door_stays_open_without_the_e_id(neighbour: Neighbour, settings: Any) -> None:
    settings.EID_ISSUER = neighbour.address.rstrip("/")
    settings.EID_CLIENT_ID, settings.EID_CLIENT_SECRET = "tinhso", "bi-mat"
    client = Client()
    answer = client.get("/dang-nhap/dinh-danh/?muc=2")
    assert answer.status_code == 503
    assert "href=" in answer.content.decode()
    assert client.post("/dang-nhap/", {"phone": "0912345678"}).status_code == 302

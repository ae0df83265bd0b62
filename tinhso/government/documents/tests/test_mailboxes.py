"""The mailbox of an agency is read and never written to; each mail is taken once, whatever happens in between."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import time_machine
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.tests.factories import appointed, signed_in
from tinhso.foundation.units.models import AgencyVersion
from tinhso.government.documents.actions.mailing import mailboxes_due
from tinhso.government.documents.engine import mailbox
from tinhso.government.documents.formats.mails import MOST_BYTES
from tinhso.government.documents.models import Arrival, Incoming, Mailbox
from tinhso.government.documents.queries.incoming_page import open_incoming
from tinhso.government.documents.rules.incoming import MAIL
from tinhso.government.documents.rules.mailboxes import Fault, address_of, wait_after
from tinhso.government.documents.tests.factories import client_of, make_documents
from tinhso.government.documents.tests.mailboxes import PASSWORD, MailboxServer
from tinhso.government.documents.tests.test_mail_in import mail
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel import clock


def letters(count: int, *, first: int = 1) -> dict[int, bytes]:
    """Mails by number, each with a name of its own."""
    made = {}
    for number in range(first, first + count):
        named = {"Subject": f"Thư {number}", "Message-ID": f"<{number}@vidu.example>"}
        made[number] = mail(files={}, **named)
    return made


@pytest.fixture
def office(settings: Any) -> Office:
    found = make_documents(certified=False)
    settings.DOCUMENTS_MAILBOXES = {}
    return found


@pytest.fixture
def moment() -> Iterator[Any]:
    with time_machine.travel(MONDAY, tick=False) as now:
        yield now


def connect(settings: Any, office: Office, address: str) -> None:
    settings.DOCUMENTS_MAILBOXES = {AgencyVersion.objects.get(agency=office.committee).code: address}


def ask_all(moment: Any) -> Mailbox:
    """A minute later each that is due is asked."""
    moment.shift(timedelta(minutes=1))
    for agency in mailboxes_due(at=clock.now()):
        mailbox.ask(agency=agency, at=clock.now())
    return Mailbox.objects.get()


@pytest.mark.django_db
def test_new_mails_wait_once_for_the_clerk_and_the_mailbox_stays_as_it_is(
    office: Office, settings: Any, moment: Any
) -> None:
    with MailboxServer(letters(2)) as server:
        connect(settings, office, server.address())
        box = ask_all(moment)
        assert (box.taken, box.fault, box.last) == (2, "", 2)
        assert sorted(Incoming.objects.values_list("carrier", "subject")) == [
            (MAIL, "Thư 1"),
            (MAIL, "Thư 2"),
        ]
        server.mails |= letters(1, first=7)
        assert ask_all(moment).taken == 3
        server.validity += 1
        server.mails = dict(enumerate([*server.mails.values(), *letters(1, first=9).values()], 1))
        assert ask_all(moment).last == 4
        assert Incoming.objects.count() == Arrival.objects.count() == 4
        assert {one.split()[0] for one in server.said} == {"CAPABILITY", "LOGIN", "EXAMINE", "UID"}
        assert all(
            "PEEK" in one or "SIZE" in one or "SEARCH" in one for one in server.said if one.startswith("UID")
        )
        assert "SINCE 15-Nov-2026" in next(one for one in server.said if "SEARCH" in one)


@pytest.mark.django_db
def test_what_is_cut_off_goes_on_where_it_was(office: Office, settings: Any, moment: Any) -> None:
    with MailboxServer(letters(5)) as server:
        connect(settings, office, server.address())
        server.ends_after = 3
        box = ask_all(moment)
        assert (box.last, box.taken, box.fault) == (3, 3, Fault.GARBLED)
        server.ends_after = None
        moment.shift(wait_after(1))
        assert ask_all(moment).fault == ""
        # Killed after a mail was taken and before that was noted: it comes again, and is the same document.
        Mailbox.objects.update(last=2)
        assert ask_all(moment).last == 5
        assert Incoming.objects.count() == 5


@pytest.mark.django_db
def test_a_mail_that_can_not_be_taken_waits_with_the_reason(
    office: Office, settings: Any, moment: Any
) -> None:
    mails = {1: mail(files={"bao-cao.docm": b"PK\x03\x04vba"}), 2: b"\x00\xff nothing", **letters(1, first=3)}
    with MailboxServer(mails) as server:
        connect(settings, office, server.address())
        ask_all(moment)
        shown = {}
        for one in Incoming.objects.all():
            newest = open_incoming(actor=office.records, incoming=one.id, at=MONDAY).newest
            assert newest is not None
            shown[one.subject] = newest.content["content"]
            assert newest.files == []
        assert "bao-cao.docm" in shown["Đề nghị phối hợp"]
        assert "không phải thư" in shown["Thư không đọc được"]
        assert "Thư 3" in shown
        server.mails, server.lies = letters(1, first=9), MOST_BYTES + 1
        assert ask_all(moment).last == 9
        assert Incoming.objects.filter(subject="Thư không đọc được").count() == 2


@pytest.mark.django_db
def test_what_is_wrong_is_shown_to_the_operator_and_after_an_hour_to_the_clerk(
    office: Office, settings: Any, moment: Any
) -> None:
    operator = appointed(role=Role.ADMIN).account
    with MailboxServer(letters(1)) as server:
        for address, fault in (
            (server.address(password="khac"), Fault.LOGIN),
            (server.address(folder="Khac"), Fault.FOLDER),
            ("imap://khong-co-mat-khau@127.0.0.1/", Fault.ADDRESS),
        ):
            connect(settings, office, address)
            box = ask_all(moment)
            assert box.fault == fault
            Mailbox.objects.update(next_at=MONDAY)
        assert not Incoming.objects.exists()
        assert box.failing_since is not None
        page = signed_in(operator).get("/can-bo/van-ban/hop-thu-den/").content.decode()
        assert "Địa chỉ hộp thư trong cấu hình không đúng dạng." in page
        told, boxes = "Hộp thư của cơ quan không đọc được", "/can-bo/van-ban-den/"
        assert told not in client_of(office.records).get(boxes).content.decode()
        moment.shift(timedelta(hours=2))
        assert told in client_of(office.records).get(boxes).content.decode()
        assert told not in client_of(office.officer).get(boxes).content.decode()
        connect(settings, office, server.address())
        assert ask_all(moment).failing_since is None
        page = signed_in(operator).get("/can-bo/van-ban/hop-thu-den/").content.decode()
        assert "Đang đọc được" in page
        assert PASSWORD.split()[0] not in page
        assert Incoming.objects.count() == 1


@pytest.mark.django_db
def test_one_that_fails_is_asked_less_often_and_one_asking_has_it_alone(
    office: Office, settings: Any, moment: Any
) -> None:
    assert [wait_after(one).seconds // 60 for one in (0, 1, 3, 9)] == [1, 2, 8, 10]
    settings.DOCUMENTS_MAILBOXES = {"xa-khong-co": "imaps://a:b@127.0.0.1:1/"}
    assert mailboxes_due(at=MONDAY) == []
    assert not Mailbox.objects.exists()
    with MailboxServer(letters(1)) as server:
        connect(settings, office, server.address())
        Mailbox.objects.create(
            agency=office.committee, address=str(address_of(server.address())), since=MONDAY.date(),
            next_at=MONDAY + timedelta(hours=1),
        )  # fmt: skip
        assert ask_all(moment).answered_at is None
        Mailbox.objects.update(next_at=MONDAY)
        assert [mailboxes_due(at=MONDAY), mailboxes_due(at=MONDAY)] == [[office.committee.id], []]
        mailbox.ask(agency=office.committee.id, at=MONDAY)
        assert Mailbox.objects.get().taken == 1


@pytest.mark.django_db
def test_a_server_whose_certificate_nobody_vouches_for_is_told_no_password(
    office: Office, settings: Any, moment: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with MailboxServer(letters(1), tls=_certified(tmp_path)) as server:
        connect(settings, office, server.address())
        assert ask_all(moment).fault == Fault.UNTRUSTED
        assert server.said == []
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificate.pem"))
        moment.shift(wait_after(1))
        assert ask_all(moment).fault == ""
        assert Incoming.objects.count() == 1


def test_an_address_says_where_as_whom_and_which_folder() -> None:
    for wrong in (
        "https://a:b@vidu.example/",
        "imaps://a@vidu.example/",
        "imaps://a:b@vidu.example/V%C4%83n",
        "x",
    ):
        with pytest.raises(ValueError):
            address_of(wrong)
    read = address_of("imaps://van%40thu:m%3At%2Fkh@mail.vidu.example/Den/Moi")
    assert (read.host, read.port, read.user, read.password, read.folder) == (
        "mail.vidu.example", 993, "van@thu", "m:t/kh", "Den/Moi",
    )  # fmt: skip
    assert "m:t/kh" not in f"{read} {read!r}"


def _certified(folder: Path) -> ssl.SSLContext:
    """TLS under a certificate for 127.0.0.1 that vouches for itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2040, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "key.pem").write_bytes(plain)
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(folder / "certificate.pem", folder / "key.pem")
    return served

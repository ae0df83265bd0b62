"""Mail laid into a folder waits once for the clerk, who says what it is; hostile mail lies aside with the reason."""

from __future__ import annotations

import random
from email.message import EmailMessage
from pathlib import Path

import pytest

from tinhso.foundation.units.models import AgencyVersion
from tinhso.government.documents import actions
from tinhso.government.documents.engine.mailbox import ASIDE, TAKEN, bring_in
from tinhso.government.documents.formats.mails import Unreadable, read
from tinhso.government.documents.models import Incoming
from tinhso.government.documents.queries.incoming_page import open_incoming
from tinhso.government.documents.rules.incoming import MAIL, Slip, State
from tinhso.government.documents.tests.coming import again, picture, register
from tinhso.government.documents.tests.factories import make_documents
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.errors import Conflict


def mail(*, files: dict[str, bytes] | None = None, **headers: str) -> bytes:
    made = EmailMessage()
    for name, value in {
        "From": "Hội Nông dân xã <hoi@vidu.example>", "To": "vanthu@vidu.example", "Subject": "Đề nghị phối hợp",
        "Message-ID": "<1@vidu.example>", "Date": "Fri, 13 Nov 2026 08:00:00 +0700", **headers,
    }.items():  # fmt: skip
        made[name] = value
    made.set_content("Kính gửi Ủy ban nhân dân xã.")
    for name, content in (files if files is not None else {"de-nghi.png": picture()}).items():
        made.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    return made.as_bytes()


def lay(folder: Path, office: Office, name: str, content: bytes) -> Path:
    box = folder / AgencyVersion.objects.get(agency=office.committee).code
    box.mkdir(exist_ok=True)
    (box / name).write_bytes(content)
    return box


@pytest.mark.django_db
def test_a_mail_waits_once_and_is_confirmed_before_it_is_registered(tmp_path: Path) -> None:
    office = make_documents(certified=False)
    for name in ("a.eml", "b.eml"):
        box = lay(tmp_path, office, name, mail())
    assert bring_in(tmp_path, at=MONDAY) == 2
    assert bring_in(tmp_path, at=MONDAY) == 0
    assert sorted(one.name for one in (box / TAKEN).iterdir()) == ["a.eml", "b.eml"]
    found = Incoming.objects.get()
    assert (found.carrier, found.sender, found.subject) == (MAIL, "Hội Nông dân xã", "Đề nghị phối hợp")
    shown = open_incoming(actor=office.records, incoming=found.id, at=MONDAY)
    assert shown.newest is not None
    assert [one.name for one in shown.newest.files] == ["de-nghi.png"]
    assert shown.newest.content["content"].startswith("hoi@vidu.example")
    assert "vidu.example" not in "".join(str(value) for value in Incoming.objects.values_list()[0])
    with pytest.raises(Conflict, match="chưa được xác nhận"):
        register(found, office)
    slip = Slip(
        sender="Hội Nông dân xã Càng Long", number="7", symbol="CV-HND", dated=MONDAY.date(), type="cong-van",
        subject="Đề nghị phối hợp", urgency="0", due=None, signer="", position="",
    )  # fmt: skip
    actions.confirm(
        actor=office.records, incoming=found.id, version=again(found).version, slip=slip, at=MONDAY
    )
    assert register(found, office).notation == "7/CV-HND"
    with pytest.raises(Conflict):
        actions.confirm(
            actor=office.records, incoming=found.id, version=again(found).version, slip=slip, at=MONDAY
        )


@pytest.mark.django_db
def test_what_can_not_be_taken_lies_aside_with_the_reason_and_nothing_is_lost(tmp_path: Path) -> None:
    office = make_documents(certified=False)
    lay(tmp_path, office, "macro.eml", mail(files={"bao-cao.docm": b"PK\x03\x04vba"}))
    lay(tmp_path, office, "nothing.eml", b"\x00\xff nothing")
    box = lay(tmp_path, office, "good.eml", mail(files={}, **{"Message-ID": "<2@vidu.example>"}))
    stranger = tmp_path / "xa-khong-co"
    stranger.mkdir()
    (stranger / "x.eml").write_bytes(mail())
    assert bring_in(tmp_path, at=MONDAY) == 1
    assert Incoming.objects.get().state == State.WAITING
    assert {one.name for one in (box / ASIDE).iterdir()} == {
        "macro.eml", "macro.txt", "nothing.eml", "nothing.txt",
    }  # fmt: skip
    assert "bao-cao.docm" in (box / ASIDE / "macro.txt").read_text(encoding="utf-8")
    assert (stranger / "x.eml").exists()


def test_a_mail_within_mails_and_a_bomb_of_parts_are_refused() -> None:
    nested = mail()
    for _ in range(8):
        outer = EmailMessage()
        outer["From"] = "a@vidu.example"
        outer.set_content("x")
        inner = EmailMessage()
        inner["From"] = "b@vidu.example"
        inner.set_content(nested.decode("utf-8", "replace"))
        outer.add_attachment(inner)
        nested = outer.as_bytes()
    parts = b"".join(b"--x\r\nContent-Type: text/plain\r\n\r\na\r\n" for _ in range(500))
    bomb = (
        b'From: a@vidu.example\r\nContent-Type: multipart/mixed; boundary="x"\r\n\r\n' + parts + b"--x--\r\n"
    )
    with pytest.raises(Unreadable, match="lồng"):
        read(bomb)
    deep = b"From: a@vidu.example\r\n" + b"".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n'.encode() for n in range(50)
    )
    with pytest.raises(Unreadable):
        read(deep)
    assert read(nested).files[0].name.endswith(".eml")


HEAD = b"From: Nguoi gui <a@vidu.example>\r\nMessage-ID: <9@vidu.example>\r\nSubject: x\r\n"
WRITTEN_TO_STOP = (
    HEAD + b"Date: Fri, 13 Nov 2026 08:00:00 +99999999999999999\r\n\r\nx",
    HEAD + b"Content-Type: text/plain; charset=utf-7\r\n\r\nx+2AA-",
    HEAD + b"Content-Type: text/plain; charset=unicode_escape\r\n\r\nx\\ud800",
)
"""A zone no clock has, and text that no database and no seal takes."""


@pytest.mark.django_db
@pytest.mark.parametrize("raw", WRITTEN_TO_STOP)
def test_no_mail_stops_those_behind_it(raw: bytes, tmp_path: Path) -> None:
    office = make_documents(certified=False)
    lay(tmp_path, office, "a.eml", raw)
    lay(tmp_path, office, "b.eml", mail())
    assert bring_in(tmp_path, at=MONDAY) == 2
    first = Incoming.objects.get(subject="x")
    assert first.arrivals.get().content(key=first.key)["content"].endswith("x")


def test_any_bytes_at_all_give_a_mail_or_a_word() -> None:
    chance = random.Random(20261122)
    whole = mail()
    for _ in range(300):
        torn = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            torn[chance.randrange(len(torn))] = chance.randrange(256)
        try:
            read(bytes(torn[: chance.randrange(len(torn))]))
        except Unreadable:
            continue

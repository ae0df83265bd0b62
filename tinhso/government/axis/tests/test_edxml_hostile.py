"""Messages made to harm: refused by limits before they cost anything."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tinhso.government.axis.formats import messages as m
from tinhso.government.axis.formats.attachments import packed
from tinhso.government.axis.formats.parts import Limits, Unreadable
from tinhso.government.axis.formats.reading import read
from tinhso.government.axis.formats.receiving import receive
from tinhso.government.axis.formats.writing import write
from tinhso.government.axis.tests.edxml import AT, NEW, by, certificate, file

pytestmark = pytest.mark.once
RAW = write(NEW)
BODY = RAW.split(b"\n", 1)[1]
LAUGHS = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
SUBJECT = b"<edXML:Subject>"


def hostile() -> Iterator[tuple[str, bytes]]:
    yield (
        "a file of the machine",
        b'<!DOCTYPE e [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + BODY.replace(SUBJECT, SUBJECT + b"&x;"),
    )
    yield "a file by parameter", b'<!DOCTYPE e [<!ENTITY % x SYSTEM "http://127.0.0.1/x.dtd"> %x;]>' + BODY
    yield "an outside DTD", b'<!DOCTYPE edXML SYSTEM "http://127.0.0.1/x.dtd">' + BODY
    yield "an empty DTD", b"<!DOCTYPE edXML>" + BODY
    yield (
        "laughs",
        b'<!DOCTYPE e [<!ENTITY l0 "ha">' + LAUGHS + b"]>" + BODY.replace(SUBJECT, SUBJECT + b"&l9;"),
    )
    yield (
        "laughs in an attribute",
        b'<!DOCTYPE e [<!ENTITY l0 "ha">'
        + LAUGHS
        + b"]>"
        + BODY.replace(SUBJECT, b'<edXML:Subject a="&l9;">'),
    )
    yield (
        "one long entity",
        b'<!DOCTYPE e [<!ENTITY l "'
        + b"a" * 100_000
        + b'">]>'
        + BODY.replace(SUBJECT, SUBJECT + b"&l;" * 1000),
    )
    yield "an undeclared entity", BODY.replace(SUBJECT, SUBJECT + b"&nbsp;")
    yield "DTD in UTF-16", ("<!DOCTYPE e>" + BODY.decode()).encode("utf-16")
    yield "DTD in UTF-7", b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE e+AD4-' + BODY
    yield "another encoding", RAW.replace(b"UTF-8", b"windows-1258")
    yield "EBCDIC", RAW.decode().replace("UTF-8", "IBM037").encode("cp037", "replace")
    yield "not UTF-8", RAW.replace(SUBJECT, SUBJECT + b"\xc0\xbc")
    yield "a style sheet", RAW.replace(b"?>\n", b'?>\n<?xml-stylesheet href="file:///etc/passwd"?>')
    yield "an instruction", RAW.replace(SUBJECT, SUBJECT + b"<?php 1?>")
    yield "deep", RAW.replace(SUBJECT, SUBJECT + b"<a>" * 200 + b"</a>" * 200)
    yield "deep where nobody looks", RAW.replace(SUBJECT, b"<a>" * 40 + b"</a>" * 40 + SUBJECT)
    yield "very deep", RAW.replace(SUBJECT, SUBJECT + b"<a>" * 9_000 + b"</a>" * 9_000)
    yield "deep and never closed", RAW.replace(SUBJECT, SUBJECT + b"<a>" * 19_000)
    yield "many elements", RAW.replace(SUBJECT, b"<a/>" * 30_000 + SUBJECT)
    yield (
        "many attributes",
        RAW.replace(SUBJECT, b"<a " + b"".join(b'a%d="" ' % n for n in range(30_000)) + b"/>" + SUBJECT),
    )
    yield (
        "many namespaces",
        RAW.replace(
            SUBJECT, b"<a " + b"".join(b'xmlns:a%d="urn:a" ' % n for n in range(3_000)) + b"/>" + SUBJECT
        ),
    )
    yield "a long namespace", RAW.replace(SUBJECT, b'<a xmlns="urn:' + b"a" * 100_000 + b'"/>' + SUBJECT)
    yield "cut", RAW[:-40]
    yield "two documents", RAW + BODY
    yield "words before", b"1212" + RAW
    yield "a NUL", RAW.replace(SUBJECT, SUBJECT + b"\0")
    yield "a control character", RAW.replace(SUBJECT, SUBJECT + b"&#8;")


@pytest.mark.parametrize("raw", [pytest.param(raw, id=name) for name, raw in hostile()])
def test_refused(raw: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        receive(raw, pinned=[certificate()], at=AT)
    assert "root:" not in str(refused.value)


def test_the_same_message_without_harm_is_read() -> None:
    assert read(RAW).message == NEW
    assert read(BODY).message == NEW


def test_a_namespace_is_not_written_a_thousand_times_over() -> None:
    """A canonical form far larger than what came."""
    far = b'<w xmlns:n="urn:' + b"a" * 100_000 + b'">' + b"<n:a/>" * 1_000 + b"</w>"
    signed = write(NEW, signer=by())
    with pytest.raises(Unreadable, match="Không gian tên"):
        receive(
            signed.replace(b"<AttachmentEncoded", far + b"<AttachmentEncoded"), pinned=[certificate()], at=AT
        )


def test_no_larger_than_allowed() -> None:
    with pytest.raises(Unreadable, match="lớn hơn"):
        read(RAW, limits=Limits(message=len(RAW) - 1))
    assert read(RAW, limits=Limits(message=len(RAW))).message == NEW


def sent(*contents: bytes) -> bytes:
    return write(replace(NEW, attachments=tuple(file(number, one) for number, one in enumerate(contents))))


def test_a_zip_bomb_is_not_unpacked() -> None:
    bomb = packed(bytes(40 * 1024 * 1024), "a.pdf")
    assert len(bomb) < 50_000
    with pytest.raises(Unreadable, match="bung ra"):
        read(sent(bomb))


def test_an_archive_that_lies_about_its_size_is_kept_packed() -> None:
    bomb = bytearray(packed(bytes(1_000_000), "a.pdf"))
    at = bomb.rindex(b"PK\x01\x02")
    bomb[at + 24 : at + 28] = (100).to_bytes(4, "little")
    found = read(sent(bytes(bomb)))
    assert isinstance(found.message, m.DocumentMessage)
    assert found.message.attachments[0].content == bytes(bomb)
    assert found.warnings


def test_an_archive_with_a_long_directory_is_not_opened() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for number in range(3_000):
            out.writestr(f"{number:060}", b"")
    many = bytearray(made.getvalue())
    many[-12:-10] = (1).to_bytes(2, "little")  # says that it holds one
    many[-14:-12] = (1).to_bytes(2, "little")
    found = read(sent(bytes(many)))
    assert isinstance(found.message, m.DocumentMessage)
    assert found.message.attachments[0].content == bytes(many)
    assert not found.warnings


def test_files_are_bounded_one_by_one_and_together() -> None:
    small = Limits(file=1_000, files=1_500)
    read(sent(bytes(1_000), bytes(500)), limits=small)
    for contents in ((bytes(1_001),), (bytes(1_000), bytes(501)), (packed(bytes(1_001), "a"),)):
        with pytest.raises(Unreadable, match="quá lớn"):
            read(sent(*contents), limits=small)


def test_no_more_files_than_allowed() -> None:
    with pytest.raises(Unreadable, match="Có hơn 2 tệp"):
        read(sent(b"a", b"b", b"c"), limits=Limits(attachments=2))


def test_a_large_message_within_the_limits_is_read() -> None:
    """Beyond what libxml2 takes in one text by itself."""
    content = bytes(12 * 1024 * 1024)
    message = replace(NEW, attachments=(file(1, content),))
    found = receive(write(message, signer=by()), pinned=[certificate()], at=AT)
    assert isinstance(found.message, m.DocumentMessage)
    assert found.message.attachments[0].content == content


def test_nothing_is_fetched_or_written(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("bí mật")
    hidden = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{secret.as_uri()}" parse="text"/>'.encode()
    with pytest.raises(Unreadable):
        read(RAW.replace(SUBJECT, SUBJECT + hidden))
    found = read(RAW.replace(b"<edXML:Subject>", hidden + b"<edXML:Subject>"))
    assert "bí mật" not in repr(found)
    assert base64.b64encode("bí mật".encode()).decode() not in repr(found)

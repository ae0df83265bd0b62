"""What is written is valid by the schema, in one form, and reads back as what was meant."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tinhso.government.axis import formats
from tinhso.government.axis.formats import messages as m
from tinhso.government.axis.formats.reading import read
from tinhso.government.axis.formats.receiving import receive
from tinhso.government.axis.formats.signatures import Standing
from tinhso.government.axis.formats.writing import write
from tinhso.government.axis.tests.edxml import (
    AT,
    EVERY,
    NEW,
    RECALL,
    REPLACE,
    STATUS,
    UPDATE,
    by,
    certificate,
    file,
    organ,
)
from tinhso.kernel.clock import VIETNAM
from tinhso.kernel.errors import Invalid
from tinhso.kernel.text import nfc

pytestmark = pytest.mark.once
EXAMPLES = 1000 if os.environ.get("TINHSO_PROVE") == "1" else 60
SCHEMA = etree.XMLSchema(etree.parse(Path(formats.__file__).parent / "edxml.xsd"))


def unpacked(message: m.Message) -> m.Message:
    """What is left of a message whose files were sent in archives: the wire says `application/zip` of each."""
    if isinstance(message, m.StatusMessage):
        return message
    return replace(message, attachments=tuple(replace(one, content_type="") for one in message.attachments))


@pytest.mark.parametrize("packed", [False, True], ids=["plain", "packed"])
@pytest.mark.parametrize(
    "message", EVERY, ids=lambda one: f"{type(one).__name__}-{getattr(one, 'status', one.__class__)}"
)
def test_every_message_comes_back(message: m.Message, packed: bool) -> None:
    raw = write(message, signer=by(), packed=packed)
    SCHEMA.assertValid(etree.fromstring(raw))
    found = receive(raw, pinned=[certificate()], at=AT)
    assert found.message == (unpacked(message) if packed else message)
    assert found.judgement.standing is Standing.VALID
    assert not found.warnings
    assert write(message, signer=by(), packed=packed) == raw


def test_a_schema_that_takes_anything_would_not_help() -> None:
    raw = write(NEW).decode()
    for wrong in (
        raw.replace("2026/11/20<", "20/11/2026<"),
        raw.replace("<edXML:SteeringType>2</edXML:SteeringType>", ""),
        raw.replace(">H61.101<", ">xa-cang-long<"),
        raw.replace("<edXML:Paper>", "<edXML:Pages/><edXML:Paper>"),
        raw.replace("000000000002<", "000000000001<"),
    ):
        assert wrong != raw
        assert not SCHEMA.validate(etree.fromstring(wrong.encode()))


REFUSED: list[tuple[m.Message, str]] = [
    (replace(NEW, receivers=()), "To"),
    (replace(NEW, receivers=(organ(), organ())), "To"),
    (replace(NEW, sender=organ("vxp.saas.03")), "OrganId"),
    (replace(NEW, sender=organ("")), "OrganId"),
    (replace(NEW, document_id=" "), "DocumentId"),
    (replace(NEW, number=""), "CodeNumber"),
    (replace(NEW, number="1" * 12), "CodeNumber"),
    (replace(NEW, subject="a" * 501), "Subject"),
    (replace(NEW, subject="a\x00b"), "Subject"),
    (replace(NEW, subject="a\ud800b"), "Subject"),
    (replace(NEW, promulgated=None), "PromulgationDate"),
    (replace(NEW, to_places=("a" * 501, "b" * 501)), "ToPlaces"),
    (replace(NEW, steering=-1), "SteeringType"),
    (replace(NEW, hops=()), "TraceHeader"),
    (replace(NEW, attachments=()), "Attachment"),
    (replace(NEW, attachments=(file(1), file(1))), "Attachment"),
    (replace(NEW, attachments=(replace(file(1), id=""),)), "ContentId"),
    (replace(NEW, attachments=(replace(file(1), name=""),)), "AttachmentName"),
    (replace(NEW, attachments=tuple(map(file, range(51)))), "Attachment"),
    (replace(NEW, attachments=(file(1, b""),)), "ContentTransferEncoded"),
    (replace(NEW, attachments=(file(1, bytes(33 * 1024 * 1024)),)), "ContentTransferEncoded"),
    (replace(RECALL, business=replace(RECALL.business, reason="")), "BussinessDocReason"),
    (replace(RECALL, business=replace(RECALL.business, document_id="")), "DocumentId"),
    (replace(UPDATE, business=replace(UPDATE.business, receivers=())), "ReceiverList"),
    (
        replace(UPDATE, business=replace(UPDATE.business, receivers=UPDATE.business.receivers[:1] * 2)),
        "Receiver",
    ),
    (
        replace(
            UPDATE,
            business=replace(UPDATE.business, content_changed=False, receivers_changed=False, receivers=()),
        ),
        "BussinessDocumentInfo",
    ),
    (replace(REPLACE, business=replace(REPLACE.business, replacements=())), "ReplacementInfoList"),
    (replace(NEW, business=replace(REPLACE.business, kind=m.Kind.NEW)), "ReplacementInfoList"),
    (replace(STATUS, status="3"), "StatusCode"),
    (replace(STATUS, about=m.ResponseFor(organ_id="H61")), "ResponseFor"),
]


@pytest.mark.parametrize(
    ("message", "field"), REFUSED, ids=[f"{n}-{field}" for n, (_m, field) in enumerate(REFUSED)]
)
def test_what_may_not_be_sent_is_named(message: m.Message, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        write(message, signer=by())
    assert field in {fault.field for fault in refused.value.faults}


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(Invalid) as refused:
        write(replace(NEW, receivers=(), subject="", number=""))
    assert {"To", "Subject", "CodeNumber"} <= {fault.field for fault in refused.value.faults}


words = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn", "Co"]), max_size=40).map(nfc)
some_words = words.filter(bool)
ids = st.sampled_from(["H61.101", "H61", "H37.DN.001", "000.00.05.H61", "28.22.H17", "A01.05"])
days = st.dates()
moments = st.datetimes(timezones=st.just(VIETNAM)).map(lambda at: at.replace(microsecond=0))
numbers = st.none() | st.integers(0, 999_999_999)


def made(shape: type[Any], **parts: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.builds(shape, **parts)


organs = made(
    m.Organ, id=ids, in_charge=words, name=words, address=words, email=words, telephone=words, fax=words
)
staff = st.none() | made(m.Staff, department=some_words, staff=words, mobile=words, email=words)
answers = made(m.ResponseFor, organ_id=ids, code=words, promulgated=st.none() | days, document_id=some_words)
files = made(
    m.Attachment,
    id=st.uuids().map(str),
    name=some_words,
    content_type=st.sampled_from(["application/pdf", "text/plain"]),
    description=words,
    content=st.binary(min_size=1, max_size=200).filter(lambda one: not one.startswith(b"PK")),
)
documents = made(
    m.DocumentMessage,
    sender=organs,
    receivers=st.lists(organs, min_size=1, max_size=3, unique_by=lambda one: one.id).map(tuple),
    document_id=some_words,
    number=st.text("0123456789", min_size=1, max_size=11),
    notation=st.sampled_from(["QĐ-UBND", "UBND-VP"]),
    place=words,
    promulgated=days,
    type=made(m.DocumentType, code=numbers, detail=numbers, name=some_words),
    subject=some_words,
    content=words,
    signer=made(m.SignerInfo, competence=words, position=words, full_name=words),
    due=st.none() | days,
    to_places=st.lists(some_words, max_size=3).map(tuple),
    other=made(
        m.OtherInfo,
        priority=st.integers(0, 4),
        sphere=words,
        type_notation=st.sampled_from(["", "QĐ"]),
        copies=numbers,
        pages=numbers,
        direction=st.none() | st.booleans(),
        appendixes=st.lists(some_words, max_size=3).map(tuple),
    ),
    response_for=st.lists(answers, max_size=2).map(tuple),
    steering=st.integers(1, 3),
    hops=st.lists(made(m.Hop, organ_id=ids, at=moments), min_size=1, max_size=3).map(tuple),
    business=made(m.Business, reason=words, document_id=words, paper=st.integers(0, 9), staff=staff),
    attachments=st.lists(files, min_size=1, max_size=3, unique_by=lambda one: one.id).map(tuple),
)
statuses = made(
    m.StatusMessage,
    sender=organs,
    about=answers,
    status=st.sampled_from([one.value for one in m.Status]),
    description=words,
    at=moments,
    staff=staff,
)


@settings(max_examples=EXAMPLES, deadline=None)
@given(documents | statuses)
def test_whatever_is_written_is_valid_and_comes_back(message: m.Message) -> None:
    raw = write(message)
    SCHEMA.assertValid(etree.fromstring(raw))
    found = read(raw)
    assert found.message == message
    assert not found.warnings


def test_a_moment_of_another_zone_is_written_in_vietnamese_time() -> None:
    assert b"<edXML:Timestamp>2026/11/22 15:30:00</edXML:Timestamp>" in write(replace(STATUS, at=AT))
    found = read(write(replace(STATUS, at=AT))).message
    assert isinstance(found, m.StatusMessage)
    assert found.at == AT
    assert isinstance(found.at, datetime)

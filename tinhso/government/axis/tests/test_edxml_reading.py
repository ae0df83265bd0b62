"""What the kits of the field send is understood; what cannot be is refused with its place, in words for a clerk."""

from __future__ import annotations

import io
import random
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from lxml import etree

from tinhso.foundation.packs.shapes import CodeListBody
from tinhso.government.axis.formats import messages as m
from tinhso.government.axis.formats.attachments import packed
from tinhso.government.axis.formats.codes import Codes, is_organ_id
from tinhso.government.axis.formats.parts import Unreadable
from tinhso.government.axis.formats.reading import Reading, read
from tinhso.government.axis.formats.receiving import receive
from tinhso.government.axis.formats.signatures import Standing
from tinhso.government.axis.formats.writing import NAMESPACE, write
from tinhso.government.axis.tests.edxml import AT, EVERY, NEW, PDF, RECALL, REPLACE, STATUS, UPDATE, file

pytestmark = pytest.mark.once
VIETNAMESE = re.compile(r"[À-ỹ]")
Kit = Callable[[bytes], bytes]


def shuffled(raw: bytes) -> bytes:
    """Every order of elements that a kit could have, but for those whose order says something."""
    root, dice = etree.fromstring(raw), random.Random(7)
    for element in list(root.iter()):
        children = list(element)
        if len({child.tag for child in children}) == len(children):
            dice.shuffle(children)
            element[:] = children
    return etree.tostring(root, encoding="UTF-8")


def other_prefix(raw: bytes) -> bytes:
    return (
        raw.replace(b"edXML:edXML", b"edXML:\0")
        .replace(b"edXML:", b"ns2:")
        .replace(b"xmlns:edXML", b"xmlns:ns2")
        .replace(b"ns2:\0", b"ns2:edXML")
    )


def no_prefix(raw: bytes) -> bytes:
    return raw.replace(b"<edXML:", b"<").replace(b"</edXML:", b"</")


def no_namespace(raw: bytes) -> bytes:
    return re.sub(rb' xmlns(:edXML)?="[^"]*"', b"", no_prefix(raw))


def indented(raw: bytes) -> bytes:
    root = etree.fromstring(raw)
    etree.indent(root)
    return b"\xef\xbb\xbf" + etree.tostring(root, xml_declaration=True, encoding="utf-8")


def flat(raw: bytes) -> bytes:
    """No layer of headers, under the oldest namespace."""
    for name in (b"edXMLHeader", b"MessageHeader", b"edXMLBody"):
        raw = raw.replace(b"<edXML:%s>" % name, b"").replace(b"</edXML:%s>" % name, b"")
    raw = raw.replace(b"edXMLEnvelope", b"EdXMLEnvelope").replace(
        NAMESPACE.encode(), b"http://www.go.vn/eDoc"
    )
    return raw


def soap(raw: bytes) -> bytes:
    return (
        raw.replace(NAMESPACE.encode(), b"http://www.e-doc.vn/Schema/")
        .replace(
            b'<edXML xmlns="', b'<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" xmlns="'
        )
        .replace(b"</edXML>", b"</s:Envelope>")
        .replace(b"edXML:edXMLManifest", b"edXML:Manifest")
    )


def without_cid(raw: bytes) -> bytes:
    head, tail = raw.split(b"</edXML:edXMLHeader>")
    return head + b"</edXML:edXMLHeader>" + tail.replace(b"cid:", b"", 1)


def empty_signature(raw: bytes) -> bytes:
    return raw.replace(b"</edXML:edXMLHeader>", b"<edXML:DigitalSignature/></edXML:edXMLHeader>")


def signature_of_a_kit(raw: bytes) -> bytes:
    """A signature outside the namespace of signatures."""
    return raw.replace(
        b"</edXML:edXMLHeader>",
        b"<Signature><SignedInfo><SignatureMethod Algorithm='x'/></SignedInfo><SignatureValue>AA==</SignatureValue>"
        b"</Signature></edXML:edXMLHeader>",
    )


def commented(raw: bytes) -> bytes:
    return raw.replace(b"H61.101<", b"H61<!-- - -->.101<").replace(b"?>\n", b"?>\n<!-- kit -->")


def in_cdata(raw: bytes) -> bytes:
    return re.sub(rb"<edXML:Subject>(.*?)</", rb"<edXML:Subject><![CDATA[\1]]></", raw)


KITS: list[Kit] = [
    shuffled,
    other_prefix,
    no_prefix,
    no_namespace,
    indented,
    flat,
    soap,
    without_cid,
    empty_signature,
    signature_of_a_kit,
    commented,
]


@pytest.mark.parametrize("kit", KITS, ids=lambda kit: kit.__name__)
@pytest.mark.parametrize("message", EVERY[:5], ids=["new", "recall", "update", "replace", "status"])
def test_every_kit_says_the_same(message: m.Message, kit: Kit) -> None:
    raw = write(message)
    assert kit(raw) != raw or kit is without_cid
    found = receive(kit(raw), pinned=(), at=AT)
    assert found.message == message
    assert found.judgement.standing is Standing.UNSIGNED
    assert not found.warnings


def test_words_in_cdata() -> None:
    message = replace(NEW, subject="Kế hoạch 2026")
    assert read(in_cdata(write(message))).message == message


def changed(message: m.Message, *pairs: tuple[str, str]) -> bytes:
    text = write(message).decode()
    for old, new in pairs:
        assert old in text, old
        text = text.replace(old, new)
    return text.encode()


def warned(found: Reading) -> list[str]:
    return [one.field.rpartition("/")[2] for one in found.warnings]


ISSUED = "</edXML:Place><edXML:PromulgationDate>"


@pytest.mark.parametrize(
    ("old", "new", "field"),
    [
        (f"{ISSUED}2026/11/20<", f"{ISSUED}20/11/2026<", "PromulgationDate"),
        (">2026/12/01<", ">2026-12-01<", "DueDate"),
        (">2026/12/01<", ">2026/12/01 00:00:00<", "DueDate"),
        (">2026/11/20 15:04:05<", ">2026-11-20T15:04:05.000<", "Timestamp"),
    ],
)
def test_dates_of_other_kits_are_understood(old: str, new: str, field: str) -> None:
    found = read(changed(NEW, (old, new)))
    assert found.message == NEW
    assert warned(found) == [field]


def test_what_is_longer_than_agreed_is_kept() -> None:
    found = read(changed(NEW, ("<edXML:Subject>", f"<edXML:Subject>{'a' * 600} ")))
    assert isinstance(found.message, m.DocumentMessage)
    assert len(found.message.subject) > 600
    assert warned(found) == ["Subject"]
    assert VIETNAMESE.search(found.warnings[0].reason)


def test_unknown_parts_are_passed_over_and_told() -> None:
    added = "<edXML:ApplicationType>3</edXML:ApplicationType><x:Subject xmlns:x='urn:x'>khác</x:Subject>"
    found = read(changed(NEW, ("</edXML:MessageHeader>", f"{added}</edXML:MessageHeader>")))
    assert found.message == NEW
    assert warned(found) == ["ApplicationType", "Subject"]


def test_odd_numbers_and_agencies_are_kept_and_told() -> None:
    raw = changed(
        NEW,
        ("<edXML:Priority>1<", "<edXML:Priority>9<"),
        ("<edXML:Type>2<", "<edXML:Type>99<"),
        ("<edXML:SteeringType>2<", "<edXML:SteeringType>0<"),
        (">H15.50.05.13<", ">vxp.saas.03<"),
    )
    found = read(raw, codes=in_pack())
    message = found.message
    assert isinstance(message, m.DocumentMessage)
    assert (message.other.priority, message.type.code, message.steering) == (9, 99, 1)
    assert message.receivers[1].id == "vxp.saas.03"
    assert sorted(warned(found)) == ["OrganId", "Priority", "Type"]
    late = read(changed(STATUS, (">03<", ">77<")), codes=in_pack())
    assert isinstance(late.message, m.StatusMessage)
    assert late.message.status == "77"
    assert warned(late) == ["StatusCode"]
    early = read(changed(STATUS, (">03<", ">3<")), codes=in_pack())
    assert early.message == STATUS
    assert not early.warnings


@pytest.mark.parametrize(
    "code", ["000.00.00.G22", "000.00.05.H61", "28.22.H17", "00.H17", "G09.01", "H37.DN.001", "H61", "A01"]
)
def test_every_form_of_an_agencys_code(code: str) -> None:
    assert is_organ_id(code)


@pytest.mark.parametrize(
    "code", ["", "H6", "h61", "000.00.H61.05", "H61.", "H61 ", "vxp.saas.03", "\u0660\u0660.H17"]
)
def test_what_is_no_code(code: str) -> None:
    assert not is_organ_id(code)


def in_pack() -> Codes:
    lists = yaml.safe_load((Path(__file__).parents[4] / "packs/vietnam/codes/edxml.yaml").read_text("utf-8"))
    bodies = {rule["code"].removeprefix("edxml_"): CodeListBody(**rule["body"]) for rule in lists["rules"]}
    return Codes.of(**bodies)


def test_the_pack_names_every_status_and_finds_a_type_by_its_words() -> None:
    codes = in_pack()
    assert set(codes.statuses) == {one.value for one in m.Status}
    assert codes.type_code("CÔNG VĂN") == 18
    assert codes.type_code("Nghị quyết liên tịch") is None


def archive(*names: str, content: bytes = PDF) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as out:
        for name in names:
            out.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("sent", "name", "content"),
    [
        (packed(PDF, "0b1c.pdf"), "a.pdf", PDF),
        (archive("a.pdf", "b.pdf"), "a.pdf", None),
        (archive("[Content_Types].xml"), "a.docx", None),
        (archive("a.pdf"), "a.zip", None),
        (packed(archive("a.pdf"), "a.zip"), "a.zip", archive("a.pdf")),
        (archive("a.pdf")[:-9], "a.pdf", None),
        (archive("a.pdf").replace(PDF[:4], b"XXXX"), "a.pdf", None),
        (b"PK\x03\x04" + bytes(40), "a.pdf", None),
    ],
    ids=["packed", "two", "docx", "a zip", "a packed zip", "cut", "wrong sum", "no archive"],
)
def test_an_archive_made_only_for_sending_is_opened(sent: bytes, name: str, content: bytes | None) -> None:
    found = read(write(replace(NEW, attachments=(replace(file(1, sent), name=name),)))).message
    assert isinstance(found, m.DocumentMessage)
    assert found.attachments[0].content == (sent if content is None else content)


@pytest.mark.parametrize("sent", [archive("a.pdf")[:-1], archive("a.pdf")[:40]], ids=["by one", "by half"])
def test_an_archive_cut_short_is_kept_and_told(sent: bytes) -> None:
    found = read(write(replace(NEW, attachments=(file(1, sent),))))
    assert isinstance(found.message, m.DocumentMessage)
    assert found.message.attachments[0].content == sent
    assert warned(found) == ["Attachment"]


def test_a_file_beside_the_manifest_is_kept_and_told() -> None:
    added = (
        "<Attachment><ContentId>x</ContentId><AttachmentName>x.txt</AttachmentName>"
        "<ContentTransferEncoded>YQ==</ContentTransferEncoded></Attachment></AttachmentEncoded>"
    )
    raw = changed(NEW, ("</AttachmentEncoded>", added))
    found = read(raw)
    assert isinstance(found.message, m.DocumentMessage)
    assert found.message.attachments[-1].content == b"a"
    assert warned(found) == ["x.txt"]


ID = "<edXML:DocumentId>H61.101,2026/11/20,05/QĐ-UBND</edXML:DocumentId>"
FAULTY: list[tuple[m.Message, str, str, str]] = [
    (NEW, "<edXML:From>", "<edXML:Frm>", ""),
    (NEW, f"{ID}<edXML:Code>", "<edXML:Code>", "DocumentId"),
    (NEW, "<edXML:Subject>", "<edXML:Subject>một</edXML:Subject><edXML:Subject>", "Subject"),
    (NEW, "<edXML:Subject>", "<edXML:Subject><b/>", "Subject"),
    (NEW, ">2026/12/01<", ">2026/02/30<", "DueDate"),
    (NEW, ">2026/12/01<", ">ngày mai<", "DueDate"),
    (NEW, " 15:04:05<", " 25:04:05<", "Timestamp"),
    (NEW, "<edXML:PageAmount>3<", "<edXML:PageAmount>ba<", "PageAmount"),
    (NEW, "<edXML:Direction>false<", "<edXML:Direction>không<", "Direction"),
    (NEW, "<edXML:BussinessDocType>0<", "<edXML:BussinessDocType>4<", "BussinessDocType"),
    (NEW, "cid:6f1c0d1e-0000-4000-8000-000000000002<", "cid:6f1c0d1e-0000-4000-8000-000000000001<", "ContentId"),
    (NEW, "<AttachmentEncoded", "<Attached", ""),
    (NEW, "JVBERi0", "JVBERi0*", "ContentTransferEncoded"),
    (NEW, "JVBERi0xLjcK", "JVBERi0xLjc", "ContentTransferEncoded"),
    (RECALL, ID, "", "DocumentId"),
    (UPDATE, "<edXML:ReceiverType>1</edXML:ReceiverType>", "", "ReceiverType"),
    (UPDATE, "<edXML:ReceiverType>1<", "<edXML:ReceiverType>2<", "ReceiverType"),
    (UPDATE, ">H61.103<", ">H61.102<", "ReceiverList"),
    (REPLACE, "ReplacementInfoList", "Replacements", "ReplacementInfoList"),
    (STATUS, "<edXML:Timestamp>2026/11/20 16:00:00</edXML:Timestamp>", "", "Timestamp"),
    (STATUS, "<edXML:StatusCode>03<", "<edXML:StatusCode><", "StatusCode"),
    (STATUS, "edXML:ResponseFor>", "edXML:Response>", "ResponseFor"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("message", "old", "new", "field"), FAULTY, ids=[f"{n}-{one[3]}" for n, one in enumerate(FAULTY)]
)
def test_what_cannot_be_understood_is_refused_with_its_place(
    message: m.Message, old: str, new: str, field: str
) -> None:
    with pytest.raises(Unreadable) as refused:
        read(changed(message, (old, new)))
    assert field in {one.field.rpartition("/")[2] for one in refused.value.faults} or not field
    assert all(VIETNAMESE.search(one.reason) for one in refused.value.faults)


def test_two_messages_in_one_are_none() -> None:
    raw = write(NEW)
    header = raw[raw.index(b"<edXML:MessageHeader>") : raw.index(b"<edXML:TraceHeaderList>")]
    with pytest.raises(Unreadable, match="MessageHeader"):
        read(raw.replace(header, header * 2))


def test_every_fault_is_told_at_once() -> None:
    raw = changed(
        NEW,
        (">2026/12/01<", ">mai<"),
        ("<edXML:PageAmount>3<", "<edXML:PageAmount>ba<"),
        ("edXML:To>", "edXML:Too>"),
    )
    with pytest.raises(Unreadable) as refused:
        read(raw)
    assert {one.field.rpartition("/")[2] for one in refused.value.faults} == {"DueDate", "PageAmount", "To"}


@pytest.mark.parametrize(
    "raw", [b"", b"   ", b"edXML", b"<edXML/>", b"<a/>", b"<html><body/></html>", b"{}", PDF], ids=repr
)
def test_what_is_no_message(raw: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read(raw)
    assert refused.value.faults

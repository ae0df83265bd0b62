"""Messages forged, wrapped around a signed one, or signed in part: what nobody must take for their sender's word."""

from __future__ import annotations

import base64
import copy
import hashlib
import re
from collections.abc import Iterator
from dataclasses import replace

from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from lxml import etree

from tinhso.government.axis.formats.signatures import DSIG
from tinhso.government.axis.formats.writing import write
from tinhso.government.axis.tests.edxml import NEW, STATUS, by, certificate, key

GOOD = write(NEW, signer=by())
FALSE = "Nội dung giả mạo"
EVIL = write(replace(NEW, subject=FALSE))
START, END = GOOD.index(b"<Signature"), GOOD.index(b"</Signature>") + len(b"</Signature>")
SIGNATURE = GOOD[START:END]
UNSIGNED = GOOD[:START] + GOOD[END:]
SIGNED = f"{{{DSIG}}}Signature"
HEADER_ENDS = b"</edXML:edXMLHeader>"
EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
INCLUSIVE = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
MORE = "http://www.w3.org/2001/04/xmldsig-more#"
ENC = "http://www.w3.org/2001/04/xmlenc#"
ENVELOPED = f"{DSIG}enveloped-signature"


def cut(pattern: bytes, raw: bytes = GOOD) -> bytes:
    """What a pattern finds."""
    found = re.search(pattern, raw, re.DOTALL)
    assert found is not None
    return found[0]


# What somebody without the key can make of a signed message.


def tampered() -> Iterator[tuple[str, bytes]]:
    """Each word of the message changed, each element taken away, doubled, renamed or put behind its neighbour."""
    size = sum(1 for _element in etree.fromstring(GOOD).iter())
    for number in range(1, size):
        for change in ("words", "gone", "twice", "name", "order", "attribute"):
            root = etree.fromstring(GOOD)
            element = list(root.iter())[number]
            if SIGNED in [element.tag, *(one.tag for one in element.iterancestors())]:
                break
            above, name = element.getparent(), etree.QName(element).localname
            assert above is not None
            if change == "words" and not len(element):
                element.text = f"{element.text or ''}x"
            elif change == "gone" and element.find(f".//{SIGNED}") is None:
                above.remove(element)
            elif change == "twice":
                element.addnext(copy.deepcopy(element))
            elif change == "name":
                element.tag = f"{{{etree.QName(element).namespace}}}{name}x"
            elif change == "order" and (behind := element.getnext()) is not None and behind.tag != SIGNED:
                behind.addnext(element)
            elif change == "attribute":
                element.set("Id", "x")
            else:
                continue
            yield f"{change} of {name} {number}", etree.tostring(root, encoding="UTF-8")


def armoured(octets: bytes) -> bytes:
    return base64.b64encode(octets)


def public() -> bytes:
    return certificate().public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def in_signature(pattern: bytes, new: bytes, within: bytes = GOOD) -> bytes:
    return re.sub(pattern, lambda _found: new, within, count=1, flags=re.DOTALL)


def meddled() -> Iterator[tuple[str, bytes]]:
    """The signature itself changed, or another's put in its place."""
    evil = EVIL.replace(HEADER_ENDS, SIGNATURE + HEADER_ENDS)
    root = etree.fromstring(EVIL)
    digest = hashlib.sha256(etree.tostring(root, method="c14n", exclusive=True)).digest()
    digested = in_signature(rb"(?<=<DigestValue>)[^<]*", armoured(digest), evil)
    mac = hmac.HMAC(public(), hashes.SHA256())
    mac.update(cut(rb"<SignedInfo.*</SignedInfo>", digested))
    stranger = write(replace(NEW, subject=FALSE), signer=by("stranger"))
    ours = armoured(certificate().public_bytes(Encoding.DER))
    theirs = armoured(certificate("stranger").public_bytes(Encoding.DER))
    yield "a good signature moved over", evil
    yield "with the right digest", digested
    yield "an empty value", in_signature(rb"(?<=<SignatureValue>)[^<]*", b"", digested)
    yield "no value", in_signature(rb"<SignatureValue>[^<]*</SignatureValue>", b"", digested)
    yield "zeros", in_signature(rb"(?<=<SignatureValue>)[^<]*", armoured(bytes(256)), digested)
    yield "a one", in_signature(rb"(?<=<SignatureValue>)[^<]*", armoured(bytes(255) + b"\1"), digested)
    yield "half a value", in_signature(rb"(?<=<SignatureValue>)[^<]*", armoured(bytes(128)), digested)
    yield "no base64", in_signature(rb"(?<=<SignatureValue>)[^<]*", b"!!!", digested)
    yield (
        "an HMAC under the public key",
        in_signature(rb"(?<=<SignatureValue>)[^<]*", armoured(mac.finalize()), digested).replace(
            b"xmldsig-more#rsa-sha256", b"xmldsig-more#hmac-sha256"
        ),
    )
    yield "no digest", in_signature(rb"<DigestValue>[^<]*</DigestValue>", b"", evil)
    yield "an empty digest", in_signature(rb"(?<=<DigestValue>)[^<]*", b"", evil)
    yield "no reference", in_signature(rb"<Reference.*</Reference>", b"", evil)
    yield "no SignedInfo", in_signature(rb"<SignedInfo.*</SignedInfo>", b"", evil)
    yield "no method", evil.replace(f"{MORE}rsa-sha256".encode(), b"")
    yield "an unknown method", evil.replace(f"{MORE}rsa-sha256".encode(), b"urn:none")
    yield "MD5", digested.replace(f"{MORE}rsa-sha256".encode(), f"{MORE}rsa-md5".encode())
    yield "an unknown digest", evil.replace(f"{ENC}sha256".encode(), b"urn:none")
    yield "a stranger's signature", stranger
    yield "a stranger's under our certificate", stranger.replace(theirs, ours)
    yield (
        "a stranger's with both certificates",
        stranger.replace(
            b"<X509Certificate>", b"<X509Certificate>" + ours + b"</X509Certificate><X509Certificate>"
        ),
    )
    yield (
        "a stranger's with our key's name",
        stranger.replace(b"<KeyInfo>", b"<KeyInfo><KeyName>sender</KeyName>"),
    )
    yield "no signature", EVIL
    yield "outside the namespace", evil.replace(f'<Signature xmlns="{DSIG}">'.encode(), b"<Signature>")
    yield "under another namespace", evil.replace(DSIG.encode(), b"urn:dsig")
    yield "only SignedInfo", in_signature(rb"<SignatureValue>.*</KeyInfo>", b"", evil)
    yield (
        "a signature of another message",
        EVIL.replace(
            HEADER_ENDS,
            cut(rb"<Signature.*</Signature>", write(STATUS, signer=by())) + HEADER_ENDS,
        ),
    )


def wrapped() -> Iterator[tuple[str, bytes]]:
    """The signed message kept whole inside a false one, wherever a careless reader would still find it."""
    whole = GOOD.split(b"\n", 1)[1]
    header = cut(rb"<edXML:MessageHeader>.*</edXML:MessageHeader>", GOOD)
    false = header.replace(cut(rb"(?<=<edXML:Subject>)[^<]*"), FALSE.encode())
    stuffed = SIGNATURE.replace(b"</Signature>", b"<Object>" + whole + b"</Object></Signature>")
    yield "in an object of its signature", EVIL.replace(HEADER_ENDS, stuffed + HEADER_ENDS)
    yield (
        "in an object of an empty signature",
        EVIL.replace(
            HEADER_ENDS,
            f'<Signature xmlns="{DSIG}"><Object>'.encode() + whole + b"</Object></Signature>" + HEADER_ENDS,
        ),
    )
    yield "behind the envelope", EVIL.replace(b"<AttachmentEncoded", whole + b"<AttachmentEncoded")
    yield "before the envelope", EVIL.replace(b"<edXML:edXMLEnvelope", whole + b"<edXML:edXMLEnvelope", 1)
    yield "in the body", EVIL.replace(b"</edXML:edXMLBody>", whole + b"</edXML:edXMLBody>")
    yield "in a file", EVIL.replace(b"</AttachmentEncoded>", whole + b"</AttachmentEncoded>")
    yield "around the false one", GOOD.replace(b"</edXML>", EVIL.split(b"\n", 1)[1] + b"</edXML>")
    yield "under a root of its own", b"<edXML>" + EVIL.split(b"\n", 1)[1] + whole + b"</edXML>"
    yield (
        "under a SOAP envelope",
        b'<s:Envelope xmlns:s="urn:s"><s:Body>' + EVIL.split(b"\n", 1)[1] + whole + b"</s:Body></s:Envelope>",
    )
    yield "a false header before", GOOD.replace(header, false + header)
    yield "a false header behind", GOOD.replace(header, header + false)
    yield (
        "a false header in its place, the true one in the body",
        GOOD.replace(header, false).replace(b"<edXML:edXMLBody>", b"<edXML:edXMLBody>" + header),
    )
    yield (
        "a false subject in another namespace",
        GOOD.replace(
            b"<edXML:Subject>",
            b'<x:Subject xmlns:x="urn:x">' + FALSE.encode() + b"</x:Subject><edXML:Subject>",
        ),
    )
    yield (
        "a second signature, empty",
        GOOD.replace(SIGNATURE, SIGNATURE + f'<Signature xmlns="{DSIG}"/>'.encode()),
    )
    yield (
        "a second signature, a stranger's",
        GOOD.replace(
            SIGNATURE,
            cut(rb"<Signature.*</Signature>", write(NEW, signer=by("stranger"))) + SIGNATURE,
        ),
    )
    yield (
        "words inside the signature",
        GOOD.replace(b"<KeyInfo>", b"<KeyInfo><edXML:Subject>" + FALSE.encode() + b"</edXML:Subject>"),
    )
    yield (
        "two SignedInfo",
        in_signature(
            rb"<SignedInfo",
            cut(rb"<SignedInfo.*</SignedInfo>", GOOD) + b"<SignedInfo",
        ),
    )
    yield "moved into the body", UNSIGNED.replace(b"</edXML:edXMLBody>", SIGNATURE + b"</edXML:edXMLBody>")
    yield "moved into a file", UNSIGNED.replace(b"</AttachmentEncoded>", SIGNATURE + b"</AttachmentEncoded>")
    yield (
        "moved into the header of the message",
        UNSIGNED.replace(b"</edXML:MessageHeader>", SIGNATURE + b"</edXML:MessageHeader>"),
    )


# What even the holder of the key must not sign: a signature that does not stand for all of the message.


def signed_by_hand(
    raw: bytes,
    *references: tuple[str, str, bytes],
    form: str = EXCLUSIVE,
    more: str = "",
) -> bytes:
    """`raw` with a signature of the pinned key over references (attributes, transforms, octets)."""
    written = "".join(
        f'<Reference{attributes}>{transforms}<DigestMethod Algorithm="{ENC}sha256"></DigestMethod>'
        f"<DigestValue>{armoured(hashlib.sha256(octets).digest()).decode()}</DigestValue></Reference>"
        for attributes, transforms, octets in references
    )
    info = (
        f'<SignedInfo xmlns="{DSIG}"><CanonicalizationMethod Algorithm="{form}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{MORE}rsa-sha256"></SignatureMethod>{written}</SignedInfo>'
    ).encode()
    value = armoured(key().sign(info, PKCS1v15(), hashes.SHA256()))
    made = f'<Signature xmlns="{DSIG}">'.encode() + info + b"<SignatureValue>" + value + b"</SignatureValue>"
    return raw.replace(HEADER_ENDS, made + more.encode() + b"</Signature>" + HEADER_ENDS)


def transforms(*algorithms: str, inside: str = "") -> str:
    each = "".join(f'<Transform Algorithm="{one}">{inside}</Transform>' for one in algorithms)
    return f"<Transforms>{each}</Transforms>"


WHOLE = transforms(ENVELOPED, EXCLUSIVE)


def canonical(raw: bytes) -> bytes:
    return etree.tostring(etree.fromstring(raw), method="c14n", exclusive=True)


def partial() -> Iterator[tuple[str, bytes]]:
    named = UNSIGNED.replace(b"<edXML:TraceHeaderList>", b'<edXML:TraceHeaderList Id="t">')
    trace = etree.fromstring(named).find(".//{*}TraceHeaderList")
    assert trace is not None
    part = etree.tostring(trace, method="c14n", exclusive=True, with_tail=False)
    all_of_it = canonical(UNSIGNED)
    by_id = (' URI="#t"', transforms(EXCLUSIVE), part)
    yield "a part by its id", signed_by_hand(named, by_id)
    yield "the whole, and a part", signed_by_hand(named, (' URI=""', WHOLE, canonical(named)), by_id)
    second = UNSIGNED.replace(
        b"</edXML:edXMLBody>", f'<Signature xmlns="{DSIG}"/></edXML:edXMLBody>'.encode()
    )
    yield "the whole, another signature in it", signed_by_hand(second, (' URI=""', WHOLE, canonical(second)))
    yield "the whole twice", signed_by_hand(UNSIGNED, *[(' URI=""', WHOLE, all_of_it)] * 2)
    yield "nothing", signed_by_hand(UNSIGNED)
    yield "no place", signed_by_hand(UNSIGNED, ("", WHOLE, all_of_it))
    yield "the root by a pointer", signed_by_hand(UNSIGNED, (' URI="#xpointer(/)"', WHOLE, all_of_it))
    yield "another file", signed_by_hand(UNSIGNED, (' URI="file:///etc/hostname"', "", b"x"))
    yield "another site", signed_by_hand(UNSIGNED, (' URI="http://127.0.0.1/"', "", b"x"))
    yield "a manifest", signed_by_hand(UNSIGNED, (f' Type="{DSIG}Manifest" URI=""', WHOLE, all_of_it))
    yield (
        "a choice by XPath",
        signed_by_hand(
            UNSIGNED,
            (
                ' URI=""',
                transforms("http://www.w3.org/TR/1999/REC-xpath-19991116", inside="<XPath>false()</XPath>"),
                b"",
            ),
        ),
    )
    yield (
        "a choice by filter",
        signed_by_hand(
            UNSIGNED,
            (' URI=""', transforms(ENVELOPED, "http://www.w3.org/2002/06/xmldsig-filter2"), all_of_it),
        ),
    )
    yield (
        "a style sheet",
        signed_by_hand(UNSIGNED, (' URI=""', transforms("http://www.w3.org/TR/1999/REC-xslt-19991116"), b"")),
    )
    yield "base64", signed_by_hand(UNSIGNED, (' URI=""', transforms(f"{DSIG}base64"), b""))
    yield "no transforms", signed_by_hand(UNSIGNED, (' URI=""', "", all_of_it))
    yield "empty transforms", signed_by_hand(UNSIGNED, (' URI=""', transforms(), all_of_it))
    yield "not enveloped", signed_by_hand(UNSIGNED, (' URI=""', transforms(EXCLUSIVE), all_of_it))
    yield (
        "transforms the other way round",
        signed_by_hand(UNSIGNED, (' URI=""', transforms(EXCLUSIVE, ENVELOPED), all_of_it)),
    )
    yield (
        "with comments",
        signed_by_hand(UNSIGNED, (' URI=""', transforms(ENVELOPED, f"{EXCLUSIVE}WithComments"), all_of_it)),
    )
    yield (
        "prefixes named",
        signed_by_hand(
            UNSIGNED,
            (
                ' URI=""',
                transforms(ENVELOPED, EXCLUSIVE, inside="<InclusiveNamespaces></InclusiveNamespaces>"),
                all_of_it,
            ),
        ),
    )
    yield (
        "SignedInfo with comments",
        signed_by_hand(UNSIGNED, (' URI=""', WHOLE, all_of_it), form=f"{EXCLUSIVE}WithComments"),
    )
    yield (
        "an object beside",
        signed_by_hand(
            UNSIGNED, (' URI=""', WHOLE, all_of_it), more=f"<Object><Subject>{FALSE}</Subject></Object>"
        ),
    )

"""XML signatures of messages: one shape is written, one shape is believed, and only what it covers is handed on.

The shape: one `Signature` in the headers, one reference to the whole document, made by RSA. Everything a signature
could otherwise point at (parts by id, other files, transforms that choose what counts) is refused, so that nothing
can be wrapped around a good signature. The key is that of a certificate the caller pinned; what the message brings
along only says which one.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding
from django.utils.translation import gettext as _
from lxml import etree

from tinhso.government.axis.formats.parts import Unreadable
from tinhso.kernel.errors import Fault

DSIG = "http://www.w3.org/2000/09/xmldsig#"
_MORE = "http://www.w3.org/2001/04/xmldsig-more#"
_ENC = "http://www.w3.org/2001/04/xmlenc#"
_C14N = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_ENVELOPED = f"{DSIG}enveloped-signature"
_FORMS = {_C14N: False, _EXCLUSIVE: True}
_METHODS: dict[str, hashes.HashAlgorithm] = {
    f"{DSIG}rsa-sha1": hashes.SHA1(),  # noqa: S303 - read and flagged, never written
    f"{_MORE}rsa-sha256": hashes.SHA256(),
    f"{_MORE}rsa-sha384": hashes.SHA384(),
    f"{_MORE}rsa-sha512": hashes.SHA512(),
}
_DIGESTS = {
    f"{DSIG}sha1": "sha1",
    f"{_ENC}sha256": "sha256",
    f"{_MORE}sha384": "sha384",
    f"{_ENC}sha512": "sha512",
}
_WEAK = ("sha1",)
_LEAST_BITS = 2048
_TRANSFORMS = ([_ENVELOPED, _EXCLUSIVE], [_ENVELOPED, _C14N], [_ENVELOPED])
_WHERE = ("edxmlheader", "header")


class Standing(StrEnum):
    """What a signature proves. Only VALID says that the sender wrote the message."""

    VALID = "valid"
    EXPIRED = "expired"
    """Made by a pinned certificate, which is not or no longer in force at the time asked for."""
    UNKNOWN = "unknown"
    """Whole, but made by a certificate that nobody pinned: whoever changed the message may have made it."""
    UNSIGNED = "unsigned"
    """None, an empty one, or one outside the namespace of signatures, as a kit of the axis writes it."""


@dataclass(frozen=True)
class Signer:
    """Makes RSASSA-PKCS1-v1_5 signatures with SHA-256, by the key of the certificate, wherever that is kept."""

    certificate: x509.Certificate
    sign: Callable[[bytes], bytes]


@dataclass(frozen=True)
class Judgement:
    """`covered` are the octets that the signature stands for, in canonical form; None when there is no signature."""

    standing: Standing
    weak: bool = False
    """SHA-1 was used somewhere: to be told beside the standing."""
    certificate: x509.Certificate | None = None
    covered: bytes | None = None


def signed(head: bytes, tail: bytes, signer: Signer) -> bytes:
    """`head` and `tail` of a document with an enveloped signature between them."""
    digest = hashlib.sha256(
        _canonical(etree.fromstring(head + tail, etree.XMLParser(huge_tree=True)), exclusive=True)
    ).digest()
    # Written in its canonical form, so that what is signed is what is sent.
    info = (
        f'<SignedInfo xmlns="{DSIG}">'
        f'<CanonicalizationMethod Algorithm="{_EXCLUSIVE}"></CanonicalizationMethod>'
        f'<SignatureMethod Algorithm="{_MORE}rsa-sha256"></SignatureMethod>'
        '<Reference URI=""><Transforms>'
        f'<Transform Algorithm="{_ENVELOPED}"></Transform><Transform Algorithm="{_EXCLUSIVE}"></Transform>'
        f'</Transforms><DigestMethod Algorithm="{_ENC}sha256"></DigestMethod>'
        f"<DigestValue>{_armoured(digest)}</DigestValue></Reference></SignedInfo>"
    ).encode()
    value = _armoured(signer.sign(info))
    certificate = _armoured(signer.certificate.public_bytes(Encoding.DER))
    after = (
        f"<SignatureValue>{value}</SignatureValue><KeyInfo><X509Data><X509Certificate>{certificate}"
        "</X509Certificate></X509Data></KeyInfo></Signature>"
    ).encode()
    return b"".join((head, f'<Signature xmlns="{DSIG}">'.encode(), info, after, tail))


def judge(root: etree._Element, *, pinned: Collection[x509.Certificate], at: datetime) -> Judgement:
    """What the signature of a parsed message is worth at a moment; Unreadable for a broken one or of another shape.

    Takes the signature out of the tree. Revocation is not asked about: a certificate that is no longer
    trusted is one that is no longer pinned.
    """
    found = list(root.iter(f"{{{DSIG}}}Signature"))
    if not found:
        if next(root.iter(f"{{{DSIG}}}*"), None) is not None:
            raise _refused(_("Có phần của chữ ký nằm ngoài chữ ký."))
        return Judgement(Standing.UNSIGNED)
    if len(found) > 1:
        raise _refused(_("Thông điệp có nhiều chữ ký; không biết chữ ký nào có giá trị."))
    signature = found[0]
    if not len(signature) and not (signature.text or "").strip():
        return Judgement(Standing.UNSIGNED)
    return _judge(root, signature, pinned, at)


def _judge(
    root: etree._Element, signature: etree._Element, pinned: Collection[x509.Certificate], at: datetime
) -> Judgement:
    _in_its_place(root, signature)
    info, value, key = _shape(signature)
    exclusive = _FORMS.get(_algorithm(info[0]))
    method = _METHODS.get(_algorithm(info[1]))
    reference_form, digest_name, digest = _reference(info[2])
    if exclusive is None or method is None:
        raise _refused(_("Thuật toán chữ ký không được chấp nhận."))
    octets = _canonical(_cut_out(info), exclusive=exclusive)
    _take_out(signature)
    covered = _canonical(root, exclusive=reference_form)
    if not hmac.compare_digest(hashlib.new(digest_name, covered, usedforsecurity=False).digest(), digest):
        raise _refused(_("Nội dung đã bị sửa sau khi ký."))
    certificate, known = _certificate(key, pinned)
    public = _public_key(certificate)
    try:
        public.verify(_octets(value), octets, PKCS1v15(), method)
    except (InvalidSignature, UnsupportedAlgorithm):
        raise _refused(_("Chữ ký không đúng.")) from None
    weak = method.name in _WEAK or digest_name in _WEAK
    if not known:
        standing = Standing.UNKNOWN
    elif certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        standing = Standing.VALID
    else:
        standing = Standing.EXPIRED
    return Judgement(standing, weak, certificate, covered)


def _refused(reason: str) -> Unreadable:
    return Unreadable(Fault("Signature", reason))


def _in_its_place(root: etree._Element, signature: etree._Element) -> None:
    """In the headers of the message, or, in flat kits, right below the root."""
    above = signature.getparent()
    name = etree.QName(above).localname.lower() if above is not None else ""
    deep = sum(1 for _above in signature.iterancestors())
    if not (above is root or (name in _WHERE and deep <= 3)):
        raise _refused(_("Chữ ký không nằm ở phần đầu thông điệp."))


def _shape(signature: etree._Element) -> tuple[etree._Element, etree._Element, etree._Element | None]:
    """SignedInfo, SignatureValue and KeyInfo: these, once each, in this order, and nothing else."""
    names = [etree.QName(part).localname for part in signature]
    ours = all(etree.QName(part).namespace == DSIG for part in signature.iter())
    if not ours or names not in (
        ["SignedInfo", "SignatureValue", "KeyInfo"],
        ["SignedInfo", "SignatureValue"],
    ):
        raise _refused(_("Cấu trúc chữ ký khác quy ước."))
    info = signature[0]
    inside = [etree.QName(part).localname for part in info]
    if inside != ["CanonicalizationMethod", "SignatureMethod", "Reference"] or len(info[0]) or len(info[1]):
        raise _refused(_("Chữ ký phải phủ đúng một phần: toàn bộ thông điệp."))
    return info, signature[1], signature[2] if len(names) > 2 else None


def _reference(reference: etree._Element) -> tuple[bool, str, bytes]:
    """How the whole document is made canonical, by what it is digested, and the digest."""
    if reference.get("URI") != "" or set(reference.attrib) - {"URI", "Id"}:
        raise _refused(_("Chữ ký phải phủ đúng một phần: toàn bộ thông điệp."))
    if [etree.QName(part).localname for part in reference] != ["Transforms", "DigestMethod", "DigestValue"]:
        raise _refused(_("Cấu trúc chữ ký khác quy ước."))
    transforms, method, value = reference
    wanted = [_algorithm(part) for part in transforms]
    if wanted not in _TRANSFORMS or any(len(part) for part in transforms):
        raise _refused(_("Chữ ký chọn lọc nội dung trước khi ký nên không được chấp nhận."))
    digest = _DIGESTS.get(_algorithm(method))
    if digest is None:
        raise _refused(_("Thuật toán chữ ký không được chấp nhận."))
    return wanted[-1] == _EXCLUSIVE, digest, _octets(value)


def _algorithm(part: etree._Element) -> str:
    return part.get("Algorithm", "")


def _certificate(
    key: etree._Element | None, pinned: Collection[x509.Certificate]
) -> tuple[x509.Certificate, bool]:
    """The certificate that made the signature, and whether it is pinned."""
    given = list(key.iter(f"{{{DSIG}}}X509Certificate")) if key is not None else []
    if not given:
        # Without one, the message may mean only the sender's one certificate.
        if len(pinned) == 1:
            return next(iter(pinned)), True
        raise _refused(_("Chữ ký không kèm chứng thư số."))
    brought = [_octets(one) for one in given]
    for one in pinned:
        if one.public_bytes(Encoding.DER) in brought:
            return one, True
    try:
        return x509.load_der_x509_certificate(brought[0]), False
    except (ValueError, x509.InvalidVersion):
        raise _refused(_("Chứng thư số kèm theo không đọc được.")) from None


def _public_key(certificate: x509.Certificate) -> RSAPublicKey:
    try:
        public = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise _refused(_("Chứng thư số kèm theo không đọc được.")) from None
    if not isinstance(public, RSAPublicKey) or public.key_size < _LEAST_BITS:
        raise _refused(_("Khóa ký phải là RSA từ %(bits)d bit.") % {"bits": _LEAST_BITS})
    return public


def _octets(part: etree._Element) -> bytes:
    try:
        if len(part):
            raise ValueError
        return base64.b64decode("".join((part.text or "").split()), validate=True)
    except (binascii.Error, ValueError):
        raise _refused(_("Giá trị trong chữ ký không phải base64.")) from None


def _armoured(octets: bytes) -> str:
    return base64.b64encode(octets).decode()


def _take_out(signature: etree._Element) -> None:
    """Out of the tree, leaving the words behind it, as the enveloped transform does."""
    above, before, tail = signature.getparent(), signature.getprevious(), signature.tail or ""
    assert above is not None
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        above.text = (above.text or "") + tail
    above.remove(signature)


def _cut_out(info: etree._Element) -> etree._Element:
    """A document of its own, with every namespace in scope: the inclusive form writes them."""
    try:
        return etree.fromstring(etree.tostring(info, encoding="UTF-8", with_tail=False))
    except etree.XMLSyntaxError:
        raise _refused(_("Cấu trúc chữ ký khác quy ước.")) from None


def _canonical(root: etree._Element, *, exclusive: bool) -> bytes:
    try:
        return etree.tostring(root, method="c14n", exclusive=exclusive, with_comments=False)
    except (etree.C14NError, ValueError):
        raise _refused(_("Không gian tên trong thông điệp không hợp lệ.")) from None

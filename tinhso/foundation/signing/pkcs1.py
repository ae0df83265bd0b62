"""Signatures RSASSA-PKCS1-v1_5 with SHA-256, as signed messages of the wire ask for, wherever the key is kept: in a
file, on a token, with a signing service."""

from __future__ import annotations

from collections.abc import Callable

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from tinhso.foundation.signing import keys
from tinhso.foundation.signing.models import Certificate, SigningKey

_SHA256 = hashes.SHA256()


def signer(certificate: Certificate) -> Callable[[bytes], bytes] | None:
    """What signs by the key of a certificate; None when that is not an RSA key. A call raises Unavailable when the key
    does not answer, or what comes back is not its signature."""
    own = x509.load_pem_x509_certificate(certificate.pem.encode()).public_key()
    if certificate.key is None or not isinstance(own, RSAPublicKey):
        return None
    public, store, label = own, certificate.key.store, certificate.key.label

    def sign(octets: bytes) -> bytes:
        if store == SigningKey.Store.FILE:
            key = keys.load(label)
            assert isinstance(key, RSAPrivateKey)
            return key.sign(octets, PKCS1v15(), _SHA256)
        made = _by_token(label, octets) if store == SigningKey.Store.PKCS11 else _by_service(label, octets)
        try:
            public.verify(made, octets, PKCS1v15(), _SHA256)
        except InvalidSignature as foreign:
            raise keys.token_silent() from foreign
        return made

    return sign


def _by_token(label: str, octets: bytes) -> bytes:
    from pkcs11 import Mechanism, ObjectClass
    from pkcs11.exceptions import PKCS11Error

    try:
        key = keys.token_session().get_key(object_class=ObjectClass.PRIVATE_KEY, label=label)
        return bytes(key.sign(octets, mechanism=Mechanism.SHA256_RSA_PKCS))
    except PKCS11Error as refused:
        from tinhso.foundation.signing.pades import forget_token

        forget_token()
        raise keys.token_silent() from refused


def _by_service(label: str, octets: bytes) -> bytes:
    from tinhso.foundation.signing.remote import asked

    return asked(label, "rsassa-pkcs1v15-sha256", octets)

"""Envelopes that a device can close and only the house can open: what was written down without a network.

ECDH on P-256 between a key made for this one envelope and the public half that came with the codes, HKDF-SHA-256,
AES-256-GCM with the provisional code as associated data: an envelope under another code does not open. The device
keeps neither half of any secret, so nobody reads on it what waits there.
"""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_der_private_key,
)

CURVE, _POINT, _NONCE, _TAG = ec.SECP256R1(), 65, 12, 16
_PURPOSE = b"tinhso.counter.slip"
LARGEST = 32 * 1024
"""Octets of an envelope; what a clerk can type and tick stays far below."""


class Unopened(ValueError):  # noqa: N818 - a state of the envelope, not a malfunction
    """It is no envelope, or was closed for another key or another code."""


@dataclass(frozen=True)
class Opener:
    """The two halves under which envelopes are closed and opened."""

    private: bytes
    """PKCS #8; never leaves the house in the clear."""
    public: bytes
    """The point as 65 octets."""


def new_opener() -> Opener:
    """A fresh pair."""
    private = ec.generate_private_key(CURVE)
    return Opener(
        private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()),
        point_of(private.public_key()),
    )


def opened(envelope: str, *, private: bytes, code: str) -> bytes:
    """What was put in under this code; Unopened for anything else."""
    try:
        token = base64.b64decode(envelope, validate=True)
    except (binascii.Error, ValueError) as wrong:
        raise Unopened(code) from wrong
    if not _POINT + _NONCE + _TAG <= len(token) <= LARGEST:
        raise Unopened(code)
    point, nonce, sealed = token[:_POINT], token[_POINT : _POINT + _NONCE], token[_POINT + _NONCE :]
    own = load_der_private_key(private, None)
    assert isinstance(own, ec.EllipticCurvePrivateKey)
    try:
        shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, point))
        return AESGCM(key_for(shared, point, point_of(own.public_key()))).decrypt(
            nonce, sealed, code.encode()
        )
    except (ValueError, InvalidTag) as wrong:
        raise Unopened(code) from wrong


def key_for(shared: bytes, point: bytes, public: bytes) -> bytes:
    """The key of one envelope, from the secret that both sides reckon."""
    return HKDF(SHA256(), length=32, salt=None, info=_PURPOSE + point + public).derive(shared)


def point_of(public: ec.EllipticCurvePublicKey) -> bytes:
    """A public half as it travels."""
    return public.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

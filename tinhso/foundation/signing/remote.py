"""Keys that stay with a signing service: a digest goes out, a signature comes back (shape assumed, docs say so).

`POST <address>/sign` with a Bearer token and `{"key", "algorithm", "digest"}` answers `{"signature"}`, digest and
signature in base64. What comes back is checked with the certificate before it stands anywhere.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from typing import Any

from asn1crypto import algos, x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.hazmat.primitives.serialization import load_der_public_key
from django.conf import settings
from django.utils.translation import gettext as _
from pyhanko.sign.signers.pdf_cms import Signer
from pyhanko_certvalidator.registry import SimpleCertificateStore

from tinhso.foundation.signing.timestamps import encoded, signature_algorithm_of
from tinhso.kernel import http
from tinhso.kernel.errors import Unavailable

SECONDS, MOST = 10, 65_536
_SHA256 = hashes.SHA256()


class RemoteKey(Signer):
    """A signer whose key is with the service that the settings name."""

    def __init__(self, certificate: x509.Certificate, chain: Sequence[x509.Certificate], label: str) -> None:
        registry = SimpleCertificateStore()
        registry.register_multiple(chain)
        rsa_key = certificate.public_key.algorithm != "ec"
        mechanism: algos.SignedDigestAlgorithm = encoded(signature_algorithm_of(rsa_key=rsa_key))
        super().__init__(
            signing_cert=certificate, cert_registry=registry, embed_roots=False, signature_mechanism=mechanism
        )
        self.label = label
        self.algorithm = "rsassa-pss-sha256" if rsa_key else "ecdsa-sha256"
        self.public: Any = load_der_public_key(certificate.public_key.dump())

    async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
        if dry_run:
            return bytes(self.public.key_size // 8 if isinstance(self.public, rsa.RSAPublicKey) else 74)
        signature = asked(self.label, self.algorithm, data)
        try:
            if isinstance(self.public, rsa.RSAPublicKey):
                self.public.verify(signature, data, padding.PSS(padding.MGF1(_SHA256), 32), _SHA256)
            else:
                self.public.verify(signature, data, ec.ECDSA(_SHA256))
        except InvalidSignature as foreign:
            raise _silent() from foreign
        return signature


def asked(label: str, algorithm: str, data: bytes) -> bytes:
    """The signature of the service by one of its keys; only a digest goes out. Unavailable without a usable answer."""
    said = {
        "key": label,
        "algorithm": algorithm,
        "digest": base64.b64encode(hashlib.sha256(data).digest()).decode(),
    }
    try:
        answer = http.send(
            "POST",
            f"{settings.SIGNING_REMOTE_URL}/sign",
            headers={
                "Authorization": f"Bearer {settings.SIGNING_REMOTE_TOKEN}",
                "Content-Type": "application/json",
            },
            body=json.dumps(said).encode(),
        )
        if answer.status != 200:
            raise _silent()
        return base64.b64decode(json.loads(answer.body)["signature"], validate=True)
    except (http.Failed, http.Refused, ValueError, KeyError, TypeError) as lost:
        raise _silent() from lost


def _silent() -> Unavailable:
    return Unavailable(
        _("Dịch vụ ký số từ xa không trả lời, hoặc trả lời không dùng được."),
        next_step=_("Thử lại sau; nếu vẫn vậy, báo quản trị kiểm tra dịch vụ ký số."),
    )

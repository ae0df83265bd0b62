"""The timestamp authority of this deployment, in process (RFC 3161). Its key is kept loaded.

The time it certifies is the moment it is handed. A remote authority is another `TimeStamper`.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from asn1crypto import algos, cms, core, tsp, x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from pyhanko.sign.general import as_signing_certificate_v2, simple_cms_attribute
from pyhanko.sign.timestamps import TimeStamper

from tinhso.foundation.signing import keys

POLICY = "2.25.271828182845904523536028747135266249775"
"""Policy identifier of the demo authority, in the arc that needs no registration (ITU-T X.667)."""


def encoded(value: Any) -> Any:
    """The same value, ready to be copied into others without being encoded again."""
    return type(value).load(value.dump())


_SHA256 = encoded(algos.DigestAlgorithm({"algorithm": "sha256"}))


class TimestampAuthority:
    """A certificate, its key and its chain, able to certify any moment it is handed."""

    def __init__(
        self, certificate: x509.Certificate, key: keys.PrivateKey, chain: tuple[x509.Certificate, ...]
    ) -> None:
        self.certificate = certificate
        self.key = key
        self.chain = chain
        # What every token repeats is encoded once; encoding costs far more than signing.
        self._name = encoded(x509.GeneralName(name="directory_name", value=certificate.subject))
        self._certificates = encoded(cms.CertificateSet([certificate, *chain]))
        self._algorithm = encoded(signature_algorithm(key))
        self._reference = encoded(
            simple_cms_attribute("signing_certificate_v2", as_signing_certificate_v2(certificate, "sha256"))
        )
        self._identifier = encoded(
            cms.SignerIdentifier(
                {
                    "issuer_and_serial_number": cms.IssuerAndSerialNumber(
                        {"issuer": certificate.issuer, "serial_number": certificate.serial_number}
                    )
                }
            )
        )
        self.sizes: dict[str, bytes] = {}
        """A token per digest algorithm, made once: signatures reserve room by its size."""

    def at(self, moment: datetime) -> LocalStamper:
        return LocalStamper(self, moment)

    def token(self, request: tsp.TimeStampReq, moment: datetime) -> cms.ContentInfo:
        """The signed token for one request."""
        info = tsp.TSTInfo(
            {
                "version": "v1",
                "policy": POLICY,
                "message_imprint": request["message_imprint"],
                "serial_number": secrets.randbits(126) | 1 << 126,
                "gen_time": core.GeneralizedTime(moment.replace(microsecond=0)),
                "nonce": request["nonce"],
                "tsa": self._name,
            }
        )
        stated = info.dump()
        digest = hashes.Hash(hashes.SHA256())
        digest.update(stated)
        attributes = cms.CMSAttributes(
            [
                simple_cms_attribute("content_type", "tst_info"),
                simple_cms_attribute("message_digest", digest.finalize()),
                self._reference,
            ]
        )
        signer = cms.SignerInfo(
            {
                "version": "v1",
                "sid": self._identifier,
                "digest_algorithm": _SHA256,
                "signature_algorithm": self._algorithm,
                "signed_attrs": attributes,
                "signature": keys.signature(self.key, attributes.dump()),
            }
        )
        signed = cms.SignedData(
            {
                "version": "v3",
                "digest_algorithms": [_SHA256],
                "encap_content_info": {
                    "content_type": "tst_info",
                    "content": cms.ParsableOctetString(stated),
                },
                "certificates": self._certificates,
                "signer_infos": [signer],
            }
        )
        # The library copies it twice before it lies in the signature.
        token: cms.ContentInfo = encoded(cms.ContentInfo({"content_type": "signed_data", "content": signed}))
        return token


class LocalStamper(TimeStamper):
    """The authority as the signing library asks it, at one moment."""

    def __init__(self, authority: TimestampAuthority, moment: datetime) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.authority = authority
        self.moment = moment

    async def async_dummy_response(self, md_algorithm: str) -> cms.ContentInfo:
        kept = self.authority.sizes.get(md_algorithm)
        if kept is None:
            made = await super().async_dummy_response(md_algorithm)
            kept = self.authority.sizes[md_algorithm] = made.dump()
        # Read anew each time: what the library looked into is written part by part from then on.
        token = cms.ContentInfo.load(kept)
        self._register_dummy(md_algorithm, token)  # type: ignore[no-untyped-call]
        return token

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        return tsp.TimeStampResp(
            {"status": {"status": "granted"}, "time_stamp_token": self.authority.token(req, self.moment)}
        )


def signature_algorithm(key: keys.PrivateKey) -> Any:
    """The algorithm identifier of what `keys.signature` makes."""
    return signature_algorithm_of(rsa_key=isinstance(key, rsa.RSAPrivateKey))


def signature_algorithm_of(*, rsa_key: bool) -> Any:
    """ECDSA, or RSASSA-PSS, with SHA-256."""
    if not rsa_key:
        return algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"})
    return algos.SignedDigestAlgorithm(
        {
            "algorithm": "rsassa_pss",
            "parameters": algos.RSASSAPSSParams(
                {
                    "hash_algorithm": {"algorithm": "sha256"},
                    "mask_gen_algorithm": {"algorithm": "mgf1", "parameters": {"algorithm": "sha256"}},
                    "salt_length": 32,
                }
            ),
        }
    )

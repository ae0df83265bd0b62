"""The signature of an agency under its messages: RSA with SHA-256, as the wire asks, by a certificate of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from django.conf import settings

from tinhso.foundation.signing import demo, keys
from tinhso.foundation.signing.models import Authority, Certificate, SigningKey
from tinhso.foundation.units.queries import agency_names
from tinhso.government.axis.formats.signatures import Signer
from tinhso.government.axis.models import SENDER
from tinhso.kernel import clock
from tinhso.kernel.refs import Ref

_BITS = 2048


def signer_of(agency: UUID, *, at: datetime) -> Signer | None:
    """What an agency signs messages with; None where it has no RSA certificate whose key is in a file here.

    Away from production one of the demo authority is made when it is first asked for.
    """
    holders = (Ref(SENDER, agency), Ref("units.agency", agency))
    found = Certificate.objects.usable(at).filter(holder__in=holders, key__store=SigningKey.Store.FILE)
    for one in found.select_related("key").order_by("-not_after"):
        if (made := _signer(one)) is not None:
            return made
    if settings.PRODUCTION or not Authority.objects.filter(demo=True, parent__isnull=False).exists():
        return None
    name = agency_names([agency], on=clock.local(at).date()).get(agency, "")
    made_now = demo.issue(
        kind=Certificate.Kind.ORGANISATION,
        holder=Ref(SENDER, agency),
        name=name,
        agency=agency,
        at=at,
        rsa_bits=_BITS,
    )
    return _signer(made_now)


def _signer(certificate: Certificate) -> Signer | None:
    assert certificate.key is not None
    key = keys.load(certificate.key.label)
    if not isinstance(key, RSAPrivateKey):
        return None
    own = x509.load_pem_x509_certificate(certificate.pem.encode())
    return Signer(own, lambda octets: key.sign(octets, PKCS1v15(), hashes.SHA256()))

"""The signature of an agency under its messages: RSA with SHA-256, as the wire asks, by a certificate of its own."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from cryptography import x509
from django.conf import settings

from tinhso.foundation.signing import demo, pkcs1
from tinhso.foundation.signing.models import Authority, Certificate
from tinhso.foundation.units.queries import agency_names
from tinhso.government.axis.formats.signatures import Signer
from tinhso.government.axis.models import SENDER
from tinhso.kernel import clock
from tinhso.kernel.refs import Ref

_BITS = 2048


def signer_of(agency: UUID, *, at: datetime) -> Signer | None:
    """What an agency signs messages with; None where it has no RSA certificate with a key, wherever that is kept.

    Away from production one of the demo authority is made when it is first asked for.
    """
    holders = (Ref(SENDER, agency), Ref("units.agency", agency))
    found = Certificate.objects.usable(at).filter(holder__in=holders, key__isnull=False)
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
    sign = pkcs1.signer(certificate)
    return Signer(x509.load_pem_x509_certificate(certificate.pem.encode()), sign) if sign else None

"""What we trust and why: read from the store, never from a file that is being judged."""

from __future__ import annotations

import logging  # noqa: TID251 - to silence libraries
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from asn1crypto import pem as armour
from asn1crypto import x509
from pyhanko_certvalidator import ValidationContext

from tinhso.foundation.signing.models import Authority, Certificate, RevocationList
from tinhso.foundation.signing.rules import Scope

for _library in ("pyhanko", "pyhanko_certvalidator"):
    # What the libraries would log names the signers of files that people bring to be checked.
    logging.getLogger(_library).setLevel(logging.CRITICAL)


@dataclass(frozen=True)
class Anchor:
    """A root and for how long it is trusted."""

    certificate: x509.Certificate
    for_signatures: bool
    for_timestamps: bool
    trusted_until: datetime | None
    scope: Scope = Scope.STATE


@dataclass(frozen=True)
class Trust:
    """The roots, the issuers below them and every revocation list we hold."""

    anchors: tuple[Anchor, ...]
    issuers: tuple[x509.Certificate, ...]
    revocation_lists: tuple[bytes, ...]

    def scope_of(self, root: x509.Certificate) -> Scope | None:
        """The list a root stands in."""
        return next((one.scope for one in self.anchors if one.certificate.sha256 == root.sha256), None)

    def context(self, *, at: datetime, timestamps: bool = False, check: bool = True) -> ValidationContext:
        """Judge certificates as of a moment. With `check`, a missing revocation list is a failure."""
        roots = [
            anchor.certificate
            for anchor in self.anchors
            if (anchor.for_timestamps if timestamps else anchor.for_signatures)
            and (anchor.trusted_until is None or at < anchor.trusted_until)
        ]
        return ValidationContext(
            trust_roots=roots,
            other_certs=self.issuers,
            crls=self.revocation_lists,
            moment=at,
            allow_fetching=False,
            revocation_mode="require" if check else "soft-fail",
            # A list made later than the moment still tells what was revoked before it.
            retroactive_revinfo=True,
        )


def stored() -> Trust:
    """The trust of this deployment as it is now."""
    authorities = list(Authority.objects.all())
    return Trust(
        anchors=tuple(
            Anchor(
                parse(root.pem),
                root.for_signatures,
                root.for_timestamps,
                root.trusted_until,
                Scope(root.scope),
            )
            for root in authorities
            if root.parent_id is None
        ),
        issuers=tuple(parse(issuer.pem) for issuer in authorities if issuer.parent_id is not None),
        revocation_lists=tuple(_newest_lists()),
    )


def _newest_lists() -> list[bytes]:
    newest: dict[object, bytes] = {}
    for authority, der in RevocationList.objects.order_by("pk").values_list("authority_id", "der"):
        newest[authority] = bytes(der)
    return list(newest.values())


def chain(certificate: Certificate) -> tuple[x509.Certificate, ...]:
    """The issuers of a certificate, up to the root."""
    found = []
    issuer: Authority | None = certificate.issuer
    while issuer is not None:
        found.append(parse(issuer.pem))
        issuer = issuer.parent
    return tuple(found)


@lru_cache(maxsize=256)
def parse(pem: str) -> x509.Certificate:
    """A certificate from its PEM text."""
    return x509.Certificate.load(armour.unarmor(pem.encode())[2])

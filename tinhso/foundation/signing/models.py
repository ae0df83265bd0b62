"""Certificates, the authorities trusted to issue them, and where private keys are. No private key is here."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import RefField


class SigningKey(models.Model):
    """Where a private key is: a sealed file below `SIGNING_ROOT`, or an object of a PKCS#11 token."""

    class Store(models.TextChoices):
        FILE = "file", "Tệp được mã hóa"
        PKCS11 = "pkcs11", "Thiết bị PKCS#11"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.CharField(max_length=10, choices=Store)
    label = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.store}:{self.label}"


class Authority(models.Model):
    """A certification authority. A root is trusted because it is listed here, an issuer through its root."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=200)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    """None for a root."""
    pem = models.TextField()
    fingerprint = models.CharField(max_length=64, unique=True)
    """SHA-256 of the certificate."""
    for_signatures = models.BooleanField(default=False)
    for_timestamps = models.BooleanField(default=False)
    trusted_until = models.DateTimeField(null=True, blank=True)
    """Signatures made from then on are no longer trusted through it."""
    demo = models.BooleanField(default=False)
    key = models.OneToOneField(SigningKey, models.PROTECT, null=True, blank=True, related_name="authority")
    """Only of the demo authority; real ones keep theirs."""

    def __str__(self) -> str:
        return self.name


class RevocationList(models.Model):
    """A certificate revocation list as its authority signed it (RFC 5280). Old ones are kept as evidence.

    Each has a higher number than those of its authority that were kept before it.
    """

    authority = models.ForeignKey(Authority, models.PROTECT, related_name="revocation_lists")
    der = models.BinaryField()
    number = models.CharField(max_length=49)
    """In digits: up to 20 octets, more than an integer column holds."""
    this_update = models.DateTimeField()
    next_update = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["authority", "number"], name="signing_revocation_list_number"),
        )

    def __str__(self) -> str:
        return f"{self.authority_id} #{self.number}"


class CertificateQuerySet(models.QuerySet["Certificate"]):
    """Questions about many certificates."""

    def usable(self, at: datetime) -> Self:
        """Those that may sign at a moment: valid then, not revoked by then, with a key of ours."""
        return self.filter(
            Q(revoked_at__isnull=True) | Q(revoked_at__gt=at),
            not_before__lte=at,
            not_after__gt=at,
            key__isnull=False,
        )


class Certificate(models.Model):
    """A certificate of a person, an agency or the timestamp authority."""

    class Kind(models.TextChoices):
        PERSON = "person", "Cá nhân"
        ORGANISATION = "organisation", "Cơ quan, tổ chức"
        TIMESTAMP = "timestamp", "Cấp dấu thời gian"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=12, choices=Kind)
    holder = RefField(null=True, blank=True, db_index=True)
    """The account or agency it was issued to, e.g. `access.account:…`; None for the timestamp authority."""
    agency = models.UUIDField(null=True, blank=True)
    """The agency a person signs for."""
    name = models.CharField(max_length=200)
    organisation = models.CharField(max_length=200, blank=True)
    subject = models.TextField()
    """The distinguished name, RFC 4514."""
    serial = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64, unique=True)
    pem = models.TextField()
    issuer = models.ForeignKey(Authority, models.PROTECT, related_name="certificates")
    key = models.ForeignKey(SigningKey, models.PROTECT, null=True, blank=True, related_name="certificates")
    not_before = models.DateTimeField()
    not_after = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revocation_reason = models.CharField(max_length=200, blank=True)

    objects = CertificateQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["issuer", "serial"], name="signing_certificate_serial"),
        )

    def __str__(self) -> str:
        return f"{self.name} ({self.serial})"

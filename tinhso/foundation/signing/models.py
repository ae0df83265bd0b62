"""Certificates, the authorities trusted to issue them, and where private keys are. No private key is here."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from tinhso.foundation.signing.rules import SCOPE_TITLES, Scope
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import RefField


class SigningKey(models.Model):
    """Where a private key is: a sealed file below `SIGNING_ROOT`, an object of a PKCS#11 token, or with a service."""

    class Store(models.TextChoices):
        FILE = "file", "Tệp được mã hóa"
        PKCS11 = "pkcs11", "Thiết bị PKCS#11"
        REMOTE = "remote", "Dịch vụ ký số từ xa"

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
    scope = models.CharField(
        max_length=6, choices=[(one.value, SCOPE_TITLES[one]) for one in Scope], default=Scope.STATE.value
    )
    """Which list of trust it stands in; an issuer stands in that of its root."""
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


class Appearance(models.Model):
    """How the signature of a person or the seal of an agency looks on paper: a transparent PNG, sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    holder = RefField(unique=True)
    """The account or agency it belongs to."""
    key = models.UUIDField()
    image_sealed = models.BinaryField()
    digest = models.CharField(max_length=64)
    """SHA-256 of the picture."""
    width = models.PositiveSmallIntegerField()
    """Of the drawn part as it stands on paper, in tenths of a millimetre; the height follows from the picture."""
    saved_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.holder)

    @property
    def row(self) -> str:
        """What the picture is bound to."""
        return f"signing.appearance.image:{self.id}"

    def fill(self, picture: bytes) -> None:
        """Seal the picture."""
        self.image_sealed = sealing.seal(self.key, picture, row=self.row)

    def image(self) -> bytes | None:
        """The picture, open; None when its key is gone."""
        try:
            return sealing.unseal(self.key, bytes(self.image_sealed), row=self.row)
        except sealing.Destroyed:
            return None

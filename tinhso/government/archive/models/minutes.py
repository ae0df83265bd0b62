"""Signatures under minutes: those of a hand-over by both sides, those of a disposal by who did it and who approved."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.kernel.refs import RefField


class MinutesSignature(models.Model):
    """One side's signature, from the moment it is asked for."""

    about = RefField()
    """The hand-over or the disposal."""
    side = models.PositiveSmallIntegerField()
    """0 or 1: the sides sign in this order."""
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    asked_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    file = models.ForeignKey("files.StoredFile", models.SET_NULL, null=True, related_name="+", db_index=False)
    """The minutes with this signature under them; kept of the last alone, which holds the others."""
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    """SHA-256 of that file."""
    failure = models.CharField(max_length=300, blank=True)
    """Why it could not be signed, in words."""

    class Meta:
        verbose_name = "chữ ký biên bản"
        constraints = (
            models.UniqueConstraint(fields=["about", "side"], name="archive_minutes_side_once"),
            models.CheckConstraint(
                condition=Q(signed_at=None, digest="") | (Q(signed_at__isnull=False) & ~Q(digest="")),
                name="archive_minutes_signed",
            ),
        )

    def __str__(self) -> str:
        return f"{self.about} {self.side}"

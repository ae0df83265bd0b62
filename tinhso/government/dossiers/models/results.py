"""What comes of a dossier: its results with their numbers, and what the person says of it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.government.dossiers.models.dossier import Dossier
from tinhso.kernel import numbers
from tinhso.kernel.ids import new_id


class Result(models.Model):
    """What the person gets: approved by a leader, numbered, signed and sealed once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="result")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    content_sealed = models.BinaryField()
    """What the paper says, as the leader approved it."""
    content_digest = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_as = models.CharField(max_length=150, blank=True)
    """The signer's title on that day."""
    approved_at = models.DateTimeField(null=True)
    number = models.PositiveIntegerField(null=True)
    notation = models.CharField(max_length=60, blank=True)
    numbered_at = models.DateTimeField(null=True)
    numbered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    file_digest = models.CharField(max_length=64, blank=True, db_index=True)
    """SHA-256 of the signed file, by which anyone can ask whether it is ours."""
    issued_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.notation or self.title

    @property
    def row(self) -> str:
        return f"dossiers.result:{self.id}"


class NumberSeries(numbers.NumberSeries):
    """Codes of one agency in one day, results and apologies of one in one year."""


class Rating(models.Model):
    """How it went, in the person's eyes."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="rating")
    stars = models.PositiveSmallIntegerField()
    words_sealed = models.BinaryField(null=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="dossiers_rating_stars"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.stars}"

"""Cases because of which files are kept beyond their day: an inspection, a lawsuit, a complaint."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.government.archive.models.files import RecordFile
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

HOLD = "archive.hold"


class Hold(models.Model):
    """One case of one agency. Several may hold the same file; each ends for itself."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=200)
    key = models.UUIDField()
    reason_sealed = models.BinaryField()
    ending_sealed = models.BinaryField(null=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = "vụ việc giữ lại hồ sơ"
        constraints = (
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by=None)
                | Q(closed_at__isnull=False, closed_by__isnull=False),
                name="archive_hold_closed",
            ),
        )
        indexes = (models.Index(fields=["agency", "-opened_at"], name="archive_hold_agency"),)

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref(HOLD, self.id)

    def row(self, part: str) -> str:
        """What a sealed part is bound to."""
        return f"archive.hold.{part}:{self.id}"

    @property
    def reason(self) -> str:
        return sealing.unseal_text(self.key, self.reason_sealed, row=self.row("reason"))

    @property
    def ending(self) -> str:
        """Why it was closed; empty while it is open."""
        return (
            sealing.unseal_text(self.key, self.ending_sealed, row=self.row("ending"))
            if self.ending_sealed
            else ""
        )


class HeldFile(models.Model):
    """One file of a case."""

    hold = models.ForeignKey(Hold, models.PROTECT, related_name="held", db_index=False)
    file = models.ForeignKey(RecordFile, models.PROTECT, related_name="holds")
    since = models.DateTimeField()

    class Meta:
        verbose_name = "hồ sơ bị giữ lại"
        constraints = (models.UniqueConstraint(fields=["hold", "file"], name="archive_held_once"),)

    def __str__(self) -> str:
        return f"{self.hold_id} {self.file_id}"

"""Disposals (tiêu hủy): which files, who weighed them, who approved it, and what was destroyed."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tinhso.government.archive.models.files import RecordFile
from tinhso.government.archive.rules import DISPOSAL_TITLES, DisposalState
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

DISPOSAL = "archive.disposal"


class Disposal(models.Model):
    """One list of files to be destroyed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(
        max_length=11,
        choices=[(one, DISPOSAL_TITLES[one]) for one in DisposalState],
        default=DisposalState.PROPOSED,
    )
    key = models.UUIDField()
    words_sealed = models.BinaryField()
    """`{"council": […], "minutes": "…", "reason": "…"}`; `reason` once it is turned down."""
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = "đợt tiêu hủy"
        constraints = (
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("proposed_by")), name="archive_disposal_by_two"
            ),
            models.CheckConstraint(
                condition=~Q(state=DisposalState.DONE) | Q(decided_by__isnull=False, done_by__isnull=False),
                name="archive_disposal_decided",
            ),
        )
        indexes = (models.Index(fields=["agency", "-proposed_at"], name="archive_disposal_agency"),)

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> Ref:
        return Ref(DISPOSAL, self.id)

    @property
    def row(self) -> str:
        return f"archive.disposal.words:{self.id}"

    def write(self, words: dict[str, Any]) -> None:
        self.words_sealed = sealing.seal_json(self.key, words, row=self.row)

    def words(self) -> dict[str, Any]:
        opened = sealing.unseal_json(self.key, self.words_sealed, row=self.row)
        assert isinstance(opened, dict)
        return opened


class DisposedFile(models.Model):
    """One file of a disposal. What stays of it after its destruction stands in the file's own row."""

    class Outcome(models.TextChoices):
        WAITING = "", "Chưa tiêu hủy"
        DESTROYED = "destroyed", "Đã tiêu hủy"
        KEPT = "kept", "Giữ lại"

    disposal = models.ForeignKey(Disposal, models.PROTECT, related_name="files", db_index=False)
    file = models.ForeignKey(RecordFile, models.PROTECT, related_name="disposals")
    outcome = models.CharField(max_length=9, choices=Outcome, blank=True)
    why = models.CharField(max_length=200, blank=True)
    """Why it was kept after all."""

    class Meta:
        verbose_name = "hồ sơ tiêu hủy"
        constraints = (models.UniqueConstraint(fields=["disposal", "file"], name="archive_disposed_once"),)

    def __str__(self) -> str:
        return f"{self.disposal_id} {self.file_id}"

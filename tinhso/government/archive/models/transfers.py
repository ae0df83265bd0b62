"""Hand-overs to an archive (nộp lưu): which files go, the package of each, and what the receiver said."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.government.archive.models.files import RecordFile
from tinhso.government.archive.rules import TRANSFER_TITLES, TransferState
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

TRANSFER = "archive.transfer"


class Transfer(models.Model):
    """One hand-over of closed files."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    receiver = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    """The archive of the agency itself, or another."""
    state = models.CharField(
        max_length=8,
        choices=[(one, TRANSFER_TITLES[one]) for one in TransferState],
        default=TransferState.BUILDING,
    )
    key = models.UUIDField()
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    offered_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    reason_sealed = models.BinaryField(null=True)
    """Why it was sent back."""

    class Meta:
        verbose_name = "đợt nộp lưu"
        indexes = (
            models.Index(fields=["agency", "-begun_at"], name="archive_transfer_agency"),
            models.Index(fields=["receiver", "-begun_at"], name="archive_transfer_receiver"),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> Ref:
        return Ref(TRANSFER, self.id)

    @property
    def row(self) -> str:
        return f"archive.transfer.reason:{self.id}"

    @property
    def reason(self) -> str:
        return sealing.unseal_text(self.key, self.reason_sealed, row=self.row) if self.reason_sealed else ""


class TransferredFile(models.Model):
    """One file of a hand-over, with its package once that is made."""

    transfer = models.ForeignKey(Transfer, models.PROTECT, related_name="files", db_index=False)
    file = models.ForeignKey(RecordFile, models.PROTECT, related_name="transfers")
    settled = models.BooleanField(default=False)
    """Whether the hand-over was answered: until then the file is in no other."""
    package = models.ForeignKey(
        "files.StoredFile", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the package."""
    documents = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=300, blank=True)
    """Why its package could not be made."""

    class Meta:
        verbose_name = "hồ sơ nộp lưu"
        constraints = (
            models.UniqueConstraint(fields=["transfer", "file"], name="archive_transferred_once"),
            models.UniqueConstraint(
                fields=["file"], condition=Q(settled=False), name="archive_in_one_hand_over"
            ),
        )

    def __str__(self) -> str:
        return f"{self.transfer_id} {self.file_id}"

"""Copies of documents (sao y, sao lục, trích sao), and presses that sign or number many documents at once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.government.documents.rules.copies import COPY_STATE_TITLES, COPY_TITLES, CopyKind, CopyState
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

COPY, BATCH = "documents.copy", "documents.batch"


class Copy(models.Model):
    """One copy of an issued or registered document, with its line in the register of copies once it is numbered."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=8, choices=[(one.value, COPY_STATE_TITLES[one]) for one in CopyState])
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=3, choices=[(one.value, COPY_TITLES[one]) for one in CopyKind])
    source = RefField(db_index=True)
    """The outgoing or incoming document it is made from."""
    source_digest = models.CharField(max_length=64)
    """SHA-256 of the file it is made from, as the one who asked saw it."""
    about = models.CharField(max_length=700)
    """Type, number and subject of the source, as the register names it."""
    pages = models.CharField(max_length=100, blank=True)
    """Of an extract: `1-3, 5`; empty for all of it."""
    receivers = models.TextField()
    """One a line."""
    key = models.UUIDField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    """The leader who let it be made, or not."""
    decided_as = models.CharField(max_length=150, blank=True)
    reason = models.CharField(max_length=300, blank=True)
    """Why not."""
    year = models.PositiveSmallIntegerField(null=True)
    number = models.PositiveIntegerField(null=True)
    notation = models.CharField(max_length=60, blank=True)
    numbered_at = models.DateTimeField(null=True)
    numbered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    issued_at = models.DateTimeField(null=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    file_digest = models.CharField(max_length=64, blank=True)

    class Meta:
        verbose_name = "bản sao văn bản"
        constraints = (
            models.UniqueConstraint(fields=["agency", "year", "number"], name="documents_copy_number_once"),
            models.CheckConstraint(
                condition=Q(numbered_at=None, number=None, notation="")
                | (Q(numbered_at__isnull=False, number__gte=1) & ~Q(notation="")),
                name="documents_copy_numbered",
            ),
        )
        indexes = (models.Index(fields=["agency", "-asked_at"], name="documents_copy_agency"),)

    def __str__(self) -> str:
        return self.notation or self.about

    @property
    def ref(self) -> Ref:
        return Ref(COPY, self.id)


class Batch(models.Model):
    """What one official signed or numbered with one press."""

    class Kind(models.TextChoices):
        SIGN = "sign", "Ký"
        NUMBER = "number", "Cấp số"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=6, choices=Kind)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    begun_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["account", "-begun_at"], name="documents_batch_account"),)

    def __str__(self) -> str:
        return f"{self.kind} {self.begun_at:%d/%m/%Y %H:%M}"

    @property
    def ref(self) -> Ref:
        return Ref(BATCH, self.id)


class BatchItem(models.Model):
    """One document of a press, as it was shown on the page that was pressed."""

    class State(models.TextChoices):
        WAITING = "waiting", "Đang chờ"
        DONE = "done", "Xong"
        LEFT = "left", "Bỏ lại"

    batch = models.ForeignKey(Batch, models.CASCADE, related_name="items", db_index=False)
    document = models.ForeignKey("documents.Document", models.PROTECT, related_name="+", db_index=False)
    version = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    reason = models.CharField(max_length=500, blank=True)
    """Why it was left out; what was refused, in words."""
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["batch", "document"], name="documents_batch_document_once"),
        )

    def __str__(self) -> str:
        return f"{self.document_id}: {self.state}"

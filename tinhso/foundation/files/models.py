"""Files that were taken in. The bytes lie in the store under the digest of their sealed form."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

FILE = "files.file"
ERASED_NAME = "(đã xóa)"
PIECE = 4 * 1024 * 1024
"""Bytes of one piece of a file that is written and handed out piece by piece."""


class StoredFile(models.Model):
    """One file. Nothing opens it while it waits for its examination, and nothing ever opens a refused one."""

    class State(models.TextChoices):
        AWAITING_SCAN = "awaiting_scan", "Chờ kiểm tra an toàn"
        CLEAN = "clean", "Đã kiểm tra"
        REFUSED = "refused", "Không nhận"

    class Reading(models.TextChoices):
        NOBODY = "", "Không ai đọc"
        WAITING = "waiting", "Chờ đọc chữ"
        READ = "read", "Đã đọc chữ"
        UNREAD = "unread", "Chưa đọc được chữ"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner = RefField()
    """The thing it belongs to: a draft, a dossier, a person's wallet."""
    key = models.UUIDField()
    """The key it is sealed with: the owner's."""
    name_sealed = models.BinaryField()
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    """Bytes as they are kept: of an image, after it was drawn anew."""
    fingerprint = models.CharField(max_length=64)
    """Blind index of the SHA-256 of the bytes as they came: the same file is known again, its content is not."""
    address = models.CharField(max_length=64)
    """SHA-256 of the sealed bytes."""
    view_address = models.CharField(max_length=64, blank=True)
    """Of a PDF: a copy without anything that acts by itself, for looking at."""
    active = models.BooleanField(default=False)
    """The original holds scripts, actions or attachments; only the viewing copy is handed out."""
    state = models.CharField(max_length=13, choices=State)
    reason = models.CharField(max_length=300, blank=True)
    """Why it was refused, for the one who sent it."""
    scanner = models.CharField(max_length=30, blank=True)
    reading = models.CharField(max_length=7, choices=Reading, blank=True, default=Reading.NOBODY)
    """Whether what it says is known to those who search; see `reading`."""
    created_at = models.DateTimeField()
    examined_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["address"], name="files_address_once"),)
        indexes = (
            models.Index(fields=["owner"], name="files_by_owner"),
            models.Index(fields=["view_address"], name="files_by_view", condition=~Q(view_address="")),
            models.Index(
                fields=["created_at"], name="files_awaiting_scan", condition=Q(state="awaiting_scan")
            ),
            models.Index(
                fields=["reading", "created_at"],
                name="files_to_read",
                condition=Q(reading__in=["waiting", "unread"]),
            ),
        )

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> Ref:
        return Ref(FILE, self.id)

    @property
    def name(self) -> str:
        """The name it was given; a word in its place once the key is destroyed."""
        try:
            return sealing.unseal_text(self.key, bytes(self.name_sealed), row=self.row("name"))
        except sealing.Destroyed:
            return ERASED_NAME

    def row(self, part: str) -> str:
        """What a sealed part of this row is bound to."""
        return f"files.storedfile.{part}:{self.id}"

    def row_of_piece(self, number: int) -> str:
        """The same of a piece of its content, counted from 0; the first is the whole of most files."""
        return self.row(f"content.{number}" if number else "content")


class FileText(models.Model):
    """What one file says, sealed with its key."""

    file = models.OneToOneField(StoredFile, models.CASCADE, primary_key=True, related_name="said")
    text_sealed = models.BinaryField()
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.file_id)


class FilePiece(models.Model):
    """What follows the first piece of a large file, which its own row addresses."""

    file = models.ForeignKey(StoredFile, models.CASCADE, related_name="pieces", db_index=False)
    number = models.PositiveIntegerField()
    """From 1 on."""
    address = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["file", "number"], name="files_piece_once"),)

    def __str__(self) -> str:
        return f"{self.file_id} {self.number}"

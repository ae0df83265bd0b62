"""What a draft grows with: whom it goes to, its earlier versions, who writes with whom, what was said of it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.government.documents.models.outgoing import Document
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id


class Receiver(models.Model):
    """One place a document is delivered to by the house itself: an agency of it, or one that a carrier reaches."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="receivers")
    turn = models.PositiveSmallIntegerField()
    """Where it stands in the list."""
    agency = models.ForeignKey("units.Agency", models.PROTECT, null=True, related_name="+", db_index=False)
    """Set for an agency of the house alone."""
    carrier = models.CharField(max_length=30, blank=True)
    """Key of the way it is reached by; empty for an agency of the house."""
    code = models.CharField(max_length=60, blank=True)
    name = models.CharField(max_length=200)
    """As it was called when it was chosen."""
    added_by = models.ForeignKey(
        "documents.OutgoingChange", models.PROTECT, null=True, related_name="added", db_index=False
    )
    """What put it on the list after the document was issued."""
    taken_off_by = models.ForeignKey(
        "documents.OutgoingChange", models.PROTECT, null=True, related_name="taken_off", db_index=False
    )
    """What took it off again."""

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["document", "carrier", "code"],
                condition=~Q(carrier=""),
                name="documents_reached_once",
            ),
            models.UniqueConstraint(
                fields=["document", "agency"], condition=Q(agency__isnull=False), name="documents_handed_once"
            ),
            models.CheckConstraint(
                condition=Q(agency__isnull=False, carrier="")
                | (Q(agency=None) & ~Q(carrier="") & ~Q(code="")),
                name="documents_inside_or_carried",
            ),
        )
        indexes = (models.Index(fields=["agency"], name="documents_receivers_of"),)

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """A draft as it was saved once. Versions are added, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    restored = models.PositiveIntegerField(null=True)
    """The version this one repeats, when it was put back."""
    text_sealed = models.BinaryField()
    """Everything its drafter writes, as `queries.versions.written` has it."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["document", "number"], name="documents_version_once"),)

    def __str__(self) -> str:
        return f"{self.document_id} {self.number}"

    @property
    def row(self) -> str:
        return f"documents.version:{self.id}"

    def write(self, said: dict[str, Any], *, key: Any) -> None:
        self.text_sealed = sealing.seal_json(key, said, row=self.row)

    def said(self, *, key: Any) -> dict[str, Any]:
        """What it said; empty once its document's key is gone."""
        try:
            opened: Any = sealing.unseal_json(key, self.text_sealed, row=self.row)
        except sealing.Destroyed:
            return {}
        assert isinstance(opened, dict)
        return opened


class CoDrafter(models.Model):
    """An official who was asked to write a draft with its drafter."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="codrafters")
    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["document", "account"], name="documents_codrafter_once"),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.account_id}"


class DraftLock(models.Model):
    """Who writes a draft at this moment; after `until` nobody does."""

    document = models.OneToOneField(Document, models.CASCADE, primary_key=True, related_name="lock")
    holder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    until = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.holder_id} {self.until:%H:%M}"


class Comment(models.Model):
    """What somebody on the route says of a text, of the whole or of one paragraph, until it is settled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    document = models.ForeignKey(Document, models.CASCADE, related_name="comments")
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    text_sealed = models.BinaryField()
    """`{"words": …, "quote": …}`: the quote is the paragraph as it was; empty for the whole."""

    def __str__(self) -> str:
        return str(self.id)

    @property
    def row(self) -> str:
        return f"documents.comment:{self.id}"

    def write(self, *, words: str, quote: str, key: Any) -> None:
        self.text_sealed = sealing.seal_json(key, {"words": words, "quote": quote}, row=self.row)

    def said(self, *, key: Any) -> tuple[str, str]:
        """Words and the paragraph they are about; empty once the document's key is gone."""
        try:
            opened: Any = sealing.unseal_json(key, self.text_sealed, row=self.row)
        except sealing.Destroyed:
            return "", ""
        return str(opened["words"]), str(opened["quote"])

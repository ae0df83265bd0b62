"""What its agency did to a document after it was issued."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.government.documents.models.outgoing import Document
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id


class OutgoingChange(models.Model):
    """An issued document was taken back, corrected, or replaced by another. The document itself stays as it is."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    """Carriers tell receivers of the change under this id."""
    document = models.ForeignKey(Document, models.CASCADE, related_name="changes")
    change = models.CharField(max_length=1)
    """A value of `contracts.documents.Change`, never NEW."""
    by = models.ForeignKey(Document, models.PROTECT, null=True, related_name="+", db_index=False)
    """The document that stands in its place."""
    reason_sealed = models.BinaryField()
    """Under the document's key."""
    at = models.DateTimeField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["document"], condition=Q(change__in=["1", "3"]), name="documents_ended_once"
            ),
            models.CheckConstraint(
                condition=Q(change="3", by__isnull=False) | Q(change__in=["1", "2"], by=None),
                name="documents_replaced_by",
            ),
        )

    def __str__(self) -> str:
        return f"{self.document_id} {self.change}"

    @property
    def row(self) -> str:
        return f"documents.change:{self.id}"

    def write(self, reason: str) -> None:
        """Seal why."""
        self.reason_sealed = sealing.seal_text(self.document.key, reason, row=self.row)

    def reason(self) -> str:
        """Why; empty once the document's key is gone."""
        try:
            return sealing.unseal_text(self.document.key, self.reason_sealed, row=self.row)
        except sealing.Destroyed:
            return ""

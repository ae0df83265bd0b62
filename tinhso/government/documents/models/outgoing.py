"""Outgoing documents and the register of their numbers. What a document says is sealed under its own key."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.government.documents.rules import PHASE_TITLES, Phase
from tinhso.kernel import numbers, sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

KIND = "documents.document"
REGISTER = "documents.register"


class Document(models.Model):
    """One outgoing document of one agency: drafted, routed, approved, numbered, signed and issued."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    phase = models.CharField(max_length=8, choices=[(one, PHASE_TITLES[one]) for one in Phase])
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    drafter = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    process = models.ForeignKey("workflow.Process", models.PROTECT, related_name="+", db_index=False)
    type = models.CharField(max_length=30)
    """Its code in the list `document_types` of the day it was begun."""
    subject = models.CharField(max_length=500)
    """Trích yếu: what the register and every list name it by, so it is plain."""
    folded = models.CharField(max_length=600)
    """Subject and notation as lists are searched by."""
    urgency = models.CharField(max_length=2)
    unit = models.CharField(max_length=15, blank=True)
    authority = models.CharField(max_length=3)
    superior = models.CharField(max_length=100, blank=True)
    circulation = models.CharField(max_length=30, blank=True)
    """Its code in the list `document_circulation`."""
    mark = models.CharField(max_length=10, blank=True)
    copies = models.PositiveSmallIntegerField(default=0)
    contact = models.BooleanField(default=False)
    signer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    """The leader it is laid before."""
    key = models.UUIDField()
    text_sealed = models.BinaryField()
    """`{"paragraphs": […], "addressed_to": […], "places": […]}`."""
    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_as = models.CharField(max_length=150, blank=True)
    """The signer's title on that day."""
    approved_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of exactly what was approved."""
    notation = models.CharField(max_length=60, blank=True)
    numbered_at = models.DateTimeField(null=True)
    numbered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    issued_at = models.DateTimeField(null=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+", db_index=False)
    file_digest = models.CharField(max_length=64, blank=True)
    """SHA-256 of the signed file."""
    answers = RefField(null=True)
    """The incoming document it answers."""

    class Meta:
        verbose_name = "văn bản"
        constraints = (
            models.CheckConstraint(
                condition=Q(phase__in=[Phase.DRAFT, Phase.ROUTED]) | Q(approved_at__isnull=False),
                name="documents_approved",
            ),
            models.CheckConstraint(
                condition=Q(numbered_at=None, notation="") | (Q(numbered_at__isnull=False) & ~Q(notation="")),
                name="documents_numbered",
            ),
        )
        indexes = (
            models.Index(fields=["agency", "-saved_at"], name="documents_agency"),
            models.Index(fields=["drafter", "-saved_at"], name="documents_drafter"),
            models.Index(fields=["answers"], name="documents_answers", condition=Q(answers__isnull=False)),
        )

    def __str__(self) -> str:
        return self.notation or self.subject

    @property
    def ref(self) -> Ref:
        return Ref(KIND, self.id)

    @property
    def row(self) -> str:
        """What its text is bound to."""
        return f"documents.document.text:{self.id}"

    def write(self, text: dict[str, list[str]]) -> None:
        """Seal its text anew."""
        self.text_sealed = sealing.seal_json(self.key, text, row=self.row)

    def text(self) -> dict[str, list[str]]:
        """What it says; empty lists once its key is gone."""
        try:
            opened: Any = sealing.unseal_json(self.key, self.text_sealed, row=self.row)
        except sealing.Destroyed:
            return {"paragraphs": [], "addressed_to": [], "places": []}
        assert isinstance(opened, dict)
        return opened


class SignedAttachment(models.Model):
    """A file that went out with an issued document, under the agency's own signature."""

    document = models.ForeignKey(Document, models.CASCADE, related_name="signed_attachments")
    file = models.OneToOneField("files.StoredFile", models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, db_index=True)
    """SHA-256 of the signed file."""

    def __str__(self) -> str:
        return f"{self.document_id} {self.file_id}"


class Note(models.Model):
    """Why a document was sent back: words that belong to one act, sealed with the document."""

    act = models.UUIDField(primary_key=True)
    document = models.ForeignKey(Document, models.CASCADE, related_name="notes")
    text_sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.act)

    @property
    def row(self) -> str:
        return f"documents.note:{self.act}"

    def text(self, *, key: Any) -> str:
        try:
            return sealing.unseal_text(key, self.text_sealed, row=self.row)
        except sealing.Destroyed:
            return ""


class OutgoingEntry(models.Model):
    """One line of the register of outgoing documents (sổ đăng ký văn bản đi). Lines are added, never changed."""

    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    sequence = models.CharField(max_length=30)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    document = models.OneToOneField(Document, models.PROTECT, null=True, related_name="entry")
    """None for a number that was taken by hand in the register on paper."""
    notation = models.CharField(max_length=60)
    dated = models.DateField()
    about = models.CharField(max_length=600)
    """Name of its type and what it is about."""
    signer = models.CharField(max_length=150)
    receivers = models.TextField()
    keeper = models.CharField(max_length=60)
    """Who keeps the copy on file."""
    note = models.CharField(max_length=300, blank=True)
    """Why a number was taken by hand."""
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "dòng sổ văn bản đi"
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "sequence", "year", "number"], name="documents_number_once"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="documents_number_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.notation} ({self.dated:%d/%m/%Y})"


class NumberSeries(numbers.NumberSeries):
    """Outgoing numbers of one agency, sequence and year."""

"""Files (hồ sơ) and what lies in them. Words about a file, and papers put into it, are sealed under its key."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.government.archive.models.plans import FilePlan, Heading
from tinhso.government.archive.rules import CODE_MOST, FILE_TITLES, KEPT, TITLE_MOST, FileState, Kept
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

FILE = "archive.file"


class RecordFile(models.Model):
    """One file: what belongs to one matter, kept together from its opening to its end."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    """Whose work it is: the fonds it belongs to for ever."""
    custodian = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    """Who keeps it now: the agency itself until another has taken it over."""
    plan = models.ForeignKey(FilePlan, models.PROTECT, related_name="files", db_index=False)
    heading = models.ForeignKey(Heading, models.PROTECT, related_name="files")
    code = models.CharField(max_length=CODE_MOST)
    title = models.CharField(max_length=TITLE_MOST)
    """What every list names it by, so it is plain."""
    folded = models.CharField(max_length=600)
    """Title and code as lists are searched by."""
    added_later = models.BooleanField(default=False)
    """Added after the list of its year was approved."""
    retention = models.CharField(max_length=30)
    """Its code in the list `archive_retention` of the day it was put down."""
    years = models.PositiveSmallIntegerField(null=True)
    """How long that was then; None for ever. A later version of the list shortens nothing."""
    starts = models.CharField(max_length=30)
    """What it is counted from: a code of the list `archive_starts`."""
    access = models.CharField(max_length=30)
    """Who may read it once it is in the archive: a code of the list `archive_access`."""
    responsible = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    state = models.CharField(
        max_length=11, choices=[(one, FILE_TITLES[one]) for one in FileState], default=FileState.OPEN
    )
    key = models.UUIDField()
    description_sealed = models.BinaryField()
    opened_on = models.DateField()
    closed_on = models.DateField(null=True)
    event_on = models.DateField(null=True)
    kept_until = models.DateField(null=True)
    """The last day it is kept; None when that is for ever or not yet known."""
    destroyed_at = models.DateTimeField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        verbose_name = "hồ sơ"
        constraints = (
            models.UniqueConstraint(fields=["plan", "code"], name="archive_file_code_once"),
            models.CheckConstraint(
                condition=Q(state=FileState.OPEN, closed_on=None)
                | (~Q(state=FileState.OPEN) & Q(closed_on__isnull=False)),
                name="archive_file_closed",
            ),
        )
        indexes = (
            models.Index(fields=["agency", "-saved_at"], name="archive_file_agency"),
            models.Index(fields=["custodian", "-saved_at"], name="archive_file_custodian"),
            models.Index(fields=["responsible", "-saved_at"], name="archive_file_responsible"),
            models.Index(fields=["kept_until"], name="archive_file_due", condition=Q(state__in=list(KEPT))),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def ref(self) -> Ref:
        return Ref(FILE, self.id)

    @property
    def row(self) -> str:
        """What its description is bound to."""
        return f"archive.recordfile.description:{self.id}"

    @property
    def kept(self) -> Kept:
        return Kept(self.years, self.starts, self.closed_on, self.event_on)

    def describe(self, text: str) -> None:
        """Seal its description anew."""
        self.description_sealed = sealing.seal_text(self.key, text, row=self.row)

    def description(self) -> str:
        """Empty once its key is gone."""
        try:
            return sealing.unseal_text(self.key, self.description_sealed, row=self.row)
        except sealing.Destroyed:
            return ""


class Item(models.Model):
    """One thing in a file: a document of another system, by its Ref, or a paper that was put in.

    How it is described is written down when it is filed: it must stay true when the thing itself is gone.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.ForeignKey(RecordFile, models.PROTECT, related_name="items", db_index=False)
    position = models.PositiveIntegerField()
    source = RefField(null=True)
    """None for a paper that was put in."""
    stored = models.ForeignKey(
        "files.StoredFile", models.SET_NULL, null=True, related_name="+", db_index=False
    )
    """Of a paper that was put in."""
    type_title = models.CharField(max_length=100)
    notation = models.CharField(max_length=60, blank=True)
    dated = models.DateField()
    author = models.CharField(max_length=200)
    subject = models.CharField(max_length=TITLE_MOST)
    pages = models.PositiveIntegerField(default=0)
    """0 where they can not be counted."""
    digests = models.JSONField(default=list)
    """SHA-256 of each of its files when it was filed, the document itself first."""
    filed_at = models.DateTimeField()
    filed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "văn bản trong hồ sơ"
        constraints = (
            models.UniqueConstraint(
                fields=["file", "source"], condition=Q(source__isnull=False), name="archive_item_once"
            ),
            models.UniqueConstraint(fields=["file", "position"], name="archive_item_position"),
        )
        indexes = (models.Index(fields=["source"], name="archive_item_source"),)

    def __str__(self) -> str:
        return self.notation or self.subject


class RetentionChange(models.Model):
    """A retention that was changed by hand, and why; sealed with the file."""

    act = models.UUIDField(primary_key=True)
    file = models.ForeignKey(RecordFile, models.PROTECT, related_name="changes")
    on = models.DateField()
    before = models.PositiveSmallIntegerField(null=True)
    after = models.PositiveSmallIntegerField(null=True)
    reason_sealed = models.BinaryField()

    class Meta:
        verbose_name = "thay đổi thời hạn bảo quản"

    def __str__(self) -> str:
        return str(self.act)

    @property
    def row(self) -> str:
        return f"archive.retentionchange.reason:{self.act}"

    def reason(self) -> str:
        try:
            return sealing.unseal_text(self.file.key, self.reason_sealed, row=self.row)
        except sealing.Destroyed:
            return ""

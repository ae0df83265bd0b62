"""What a person handed in: papers, scans signed by who received them or taken back, originals kept for a while."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.government.dossiers.models.dossier import Dossier
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import RefField


class DossierPaper(models.Model):
    """One component handed in: which paper it is, and the file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="papers", db_index=False)
    paper = models.CharField(max_length=60)
    """The component's code in the procedure."""
    title = models.CharField(max_length=300)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    origin = RefField(null=True)
    """The paper or result it is a copy of, used again because its person said so; null for what was handed in."""

    said: Scan | None = None
    """What is said of it where an official scanned it, once its dossier is opened; never stored."""

    class Meta:
        indexes = (models.Index(fields=["dossier", "paper"], name="dossiers_papers"),)

    def __str__(self) -> str:
        return self.title


class Scan(models.Model):
    """A paper that an official scanned (bản số hóa), and who stands for it: the official's digital signature in the
    file itself, or that of its issuer, which is not signed over. Who scanned it stands in the ledger."""

    class State(models.TextChoices):
        UNSIGNED = "unsigned", "Chưa ký số"
        ASKED = "asked", "Đang ký số"
        SIGNED = "signed", "Đã ký số"
        ISSUED = "issued", "Có chữ ký số của nơi ban hành"
        FAILED = "failed", "Không ký số được"

    paper = models.OneToOneField(DossierPaper, models.CASCADE, primary_key=True, related_name="scan")
    state = models.CharField(max_length=8, choices=State, default=State.UNSIGNED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """Whose key signs it."""
    asked_at = models.DateTimeField(null=True)
    signer = models.CharField(max_length=200, blank=True)
    """As the signature names them; of an issuer's, all who signed."""
    signed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    """SHA-256 of the file the official signed, by which anyone can ask whether it is ours."""
    reason = models.CharField(max_length=300, blank=True)
    """Why it was not signed, or what is wrong with its issuer's signature."""

    def __str__(self) -> str:
        return f"{self.paper_id} {self.state}"


class TakenBackScan(models.Model):
    """A scan that was taken back: its file is erased, this line says of which paper it was. Who took it back stands in
    the act, why in the note of the act."""

    act = models.UUIDField(primary_key=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="scans_taken_back")
    paper = models.CharField(max_length=60)
    """The component's code in the procedure."""
    title = models.CharField(max_length=300)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    """SHA-256 of the file an official had signed: whoever has it still is told that it holds no more."""
    at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class Original(models.Model):
    """Originals of one component that were handed in on paper, and where they are now. Who moved them stands in the
    ledger."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="originals")
    paper = models.CharField(max_length=60)
    """The component's code in the procedure."""
    title = models.CharField(max_length=300)
    count = models.PositiveSmallIntegerField()
    place = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    """Who has them, or had them last."""
    bound_for = models.ForeignKey("units.Agency", models.PROTECT, null=True, related_name="+", db_index=False)
    """Where they are on the way to."""
    moved_at = models.DateTimeField()
    """When they were handed in, sent, taken or given back last."""
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(count__gte=1), name="dossiers_original_counted"),
            models.CheckConstraint(
                condition=Q(bound_for=None) | Q(given_back_at=None), name="dossiers_original_in_one_place"
            ),
        )
        indexes = tuple(
            models.Index(fields=[field], name=f"dossiers_original_{field}", condition=Q(given_back_at=None))
            for field in ("place", "bound_for")
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.count})"

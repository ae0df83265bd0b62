"""What officials write to a person or of a dossier: notes, requests to complete it, apologies, printed forms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models

from tinhso.government.dossiers.models.dossier import REGISTER, Dossier
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref


class Note(models.Model):
    """Words of a person or an official that belong to one act: reasons, opinions. Sealed with the dossier."""

    act = models.UUIDField(primary_key=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="notes")
    text_sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.act)

    @property
    def row(self) -> str:
        return f"dossiers.note:{self.act}"

    def text(self, *, key: Any) -> str:
        try:
            return sealing.unseal_text(key, self.text_sealed, row=self.row)
        except sealing.Destroyed:
            return ""


class Supplement(models.Model):
    """One request to complete the dossier: everything in one time, item by item (form 02)."""

    class Stage(models.TextChoices):
        INTAKE = "intake", "Khi tiếp nhận"
        APPRAISAL = "appraisal", "Sau thẩm định"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="supplements")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage)
    basis = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["dossier", "number"], name="dossiers_supplement_number"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"


class SupplementItem(models.Model):
    """One thing to complete: which, what is wrong, how to put it right; and the answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    supplement = models.ForeignKey(Supplement, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=120)
    """A paper's code, or `question:<key>` of the form."""
    words_sealed = models.BinaryField()
    """`{"title": …, "fault": …, "remedy": …, "answer": …}`."""
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["supplement", "order"], name="dossiers_supplement_order"),
        )

    def __str__(self) -> str:
        return f"{self.supplement_id} {self.order}"

    @property
    def row(self) -> str:
        return f"dossiers.supplementitem:{self.id}"

    def words(self, *, key: UUID) -> dict[str, str]:
        """What was asked and answered; empty words once the key is destroyed."""
        try:
            opened = sealing.unseal_json(key, self.words_sealed, row=self.row)
        except sealing.Destroyed:
            return {"title": "", "fault": "", "remedy": "", "answer": ""}
        assert isinstance(opened, dict)
        return opened


class Apology(models.Model):
    """The one new date a dossier may be given, with an apology (form 04)."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="apology")
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=60)
    """Its class, as the code list of that day has it; the words are the note of the act."""
    days = models.PositiveSmallIntegerField()
    """Working days of extra time, from the old due time or, once it was over, from the apology."""
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    apologised_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number:02d}/PXL"


class PrintedForm(models.Model):
    """A form of the one-stop mechanism as it was printed: kept, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="forms_printed")
    form = models.CharField(max_length=2)
    """Its number in the form set of that day."""
    act = models.UUIDField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["act", "form"], name="dossiers_printed_once"),)

    def __str__(self) -> str:
        return f"{self.form} {self.dossier_id}"


class PrintedRegister(models.Model):
    """The register of a unit over some days (form 07) as it was printed: kept, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.UUIDField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    """None until it is typeset."""

    def __str__(self) -> str:
        return f"{self.unit} {self.first_day:%d/%m/%Y}-{self.last_day:%d/%m/%Y}"

    @property
    def ref(self) -> Ref:
        return Ref(REGISTER, self.id)

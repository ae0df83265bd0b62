"""Instructions. What they say is sealed under a key of their own; what is to be done by them are tasks."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tinhso.government.directing.rules import KIND_TITLES, Kind
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

KIND = "directing.directive"


class Directive(models.Model):
    """A conclusion or an instruction of a leader."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=12, choices=[(one, KIND_TITLES[one]) for one in Kind])
    title = models.CharField(max_length=500)
    """What lists name it by, so it is plain."""
    folded = models.CharField(max_length=600)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    said_on = models.DateField()
    source = RefField(null=True)
    """The document it stands in."""
    key = models.UUIDField()
    text_sealed = models.BinaryField()
    """`{"text": …, "occasion": …}`."""
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    entered_at = models.DateTimeField()

    class Meta:
        verbose_name = "ý kiến chỉ đạo"
        indexes = (models.Index(fields=["agency", "-said_on"], name="directing_agency"),)

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref(KIND, self.id)

    @property
    def row(self) -> str:
        return f"directing.directive.text:{self.id}"

    def write(self, *, text: str, occasion: str) -> None:
        """Seal its words anew."""
        self.text_sealed = sealing.seal_json(self.key, {"text": text, "occasion": occasion}, row=self.row)

    def words(self) -> dict[str, str]:
        """What it says and where it was said; empty once its key is gone."""
        try:
            opened = sealing.unseal_json(self.key, self.text_sealed, row=self.row)
        except sealing.Destroyed:
            return {"text": "", "occasion": ""}
        assert isinstance(opened, dict)
        return opened


class Digest(models.Model):
    """The weekly word of one agency on what it has given out: once for each week."""

    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    week = models.DateField()
    """Its Monday."""

    class Meta:
        constraints = (models.UniqueConstraint(fields=["agency", "week"], name="directing_one_digest"),)

    def __str__(self) -> str:
        return f"{self.agency_id} {self.week:%d/%m/%Y}"

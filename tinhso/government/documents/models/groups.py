"""Groups of receivers (nhóm nơi nhận) that the records clerks of an agency keep."""

from __future__ import annotations

from django.db import models

from tinhso.kernel.ids import new_id


class ReceiverGroup(models.Model):
    """Places that an agency often writes to together. What was sent keeps its own receivers."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    name = models.CharField(max_length=100)
    keys = models.JSONField()
    """Of its places, as forms call them (`queries.receivers.Choice`), in their order."""

    class Meta:
        verbose_name = "nhóm nơi nhận"
        constraints = (models.UniqueConstraint(fields=["agency", "name"], name="documents_group_named_once"),)

    def __str__(self) -> str:
        return self.name

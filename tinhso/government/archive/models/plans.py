"""The list of files of an agency for a year (danh mục hồ sơ)."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from tinhso.government.archive.rules import PLAN_TITLES, PlanState
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

PLAN = "archive.plan"


class FilePlan(models.Model):
    """The files one agency means to keep in one year."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    state = models.CharField(
        max_length=8, choices=[(one, PLAN_TITLES[one]) for one in PlanState], default=PlanState.DRAFT
    )
    created_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    carried_from = models.ForeignKey("self", models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = "danh mục hồ sơ"
        constraints = (models.UniqueConstraint(fields=["agency", "year"], name="archive_plan_once"),)

    def __str__(self) -> str:
        return f"Danh mục hồ sơ năm {self.year}"

    @property
    def ref(self) -> Ref:
        return Ref(PLAN, self.id)

    @property
    def approved(self) -> bool:
        return self.state == PlanState.APPROVED


class Heading(models.Model):
    """One heading of a list: a field of work or a unit."""

    plan = models.ForeignKey(FilePlan, models.CASCADE, related_name="headings", db_index=False)
    code = models.CharField(max_length=10)
    """`I`, `02`: what it is ordered by."""
    title = models.CharField(max_length=200)

    class Meta:
        verbose_name = "đề mục"
        constraints = (models.UniqueConstraint(fields=["plan", "code"], name="archive_heading_once"),)

    def __str__(self) -> str:
        return f"{self.code}. {self.title}"

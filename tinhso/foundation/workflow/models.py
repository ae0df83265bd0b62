"""Processes as versions of rules, and assignments: who has which step of which thing in hand."""

from __future__ import annotations

from datetime import datetime
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tinhso.foundation.packs.models import Rule
from tinhso.foundation.workflow.shapes import ProcessBody, Step
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import RefField

CLOSED = "closed"
"""How a step was left that ended because the thing did."""


class Process(Rule):
    """One version of an agency's way of working."""

    title = models.CharField(max_length=200)
    body = models.JSONField()

    class Meta(Rule.Meta):
        abstract = False

    @cached_property
    def shape(self) -> ProcessBody:
        return ProcessBody.model_validate(self.body)


WORKED = Q(finished_at__gt=F("started_at")) & ~Q(move=CLOSED)
"""Steps somebody worked on: neither left the moment they were reached, nor ended with the thing itself."""


class Assignment(models.Model):
    """One step of one thing in one pair of hands, from when to when, due when and why."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    about = RefField()
    process = models.ForeignKey(Process, models.PROTECT, related_name="+", db_index=False)
    step = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    role = models.CharField(max_length=30)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        db_index=False,
    )
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    trace = models.JSONField(default=list)
    finished_at = models.DateTimeField(null=True, blank=True)
    finished_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    move = models.CharField(max_length=60, blank=True)
    note = models.TextField(blank=True)
    """The platform's own words when it closed the step; what people say is kept, sealed, by the thing's system."""
    told_due_at = models.DateTimeField(null=True, blank=True)
    """The due time whose passing was told to whoever has the step in hand."""
    escalated_due_at = models.DateTimeField(null=True, blank=True)
    """The due time whose passing was told to the leader, because the step stayed open."""

    class Meta:
        # Two rows are written with every reception: no index but those that lists read.
        indexes = (
            models.Index(fields=["about", "started_at"], name="workflow_about"),
            models.Index(
                fields=["agency", "role", "due_at"], name="workflow_open", condition=Q(finished_at=None)
            ),
            models.Index(fields=["holder", "due_at"], name="workflow_held", condition=Q(finished_at=None)),
            models.Index(fields=["finished_at"], name="workflow_worked", condition=WORKED),
        )

    def __str__(self) -> str:
        return f"{self.title} {self.about}"

    @property
    def shape(self) -> Step:
        return self.process.shape.step(self.step)

    @property
    def is_open(self) -> bool:
        return self.finished_at is None

    def result(self) -> str:
        """`early`, `on_time` or `late`, as the control slip prints it; empty while open."""
        if self.finished_at is None:
            return ""
        if self.finished_at > self.due_at:
            return "late"
        return "on_time" if _same_hour(self.finished_at, self.due_at) else "early"


def _same_hour(one: datetime, other: datetime) -> bool:
    return abs((other - one).total_seconds()) < 3600

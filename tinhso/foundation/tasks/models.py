"""Tasks and who has a part in them. What people write of a task is sealed under the task's own key."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.foundation.tasks.rules import PART_TITLES, STATE_TITLES, Part, State
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

KIND = "tasks.task"


class Task(models.Model):
    """One thing that somebody must do for another by a day."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    state = models.CharField(max_length=10, choices=[(one, STATE_TITLES[one]) for one in State])
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    """Whose task it is: the giver's."""
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=500)
    """What every list names it by, so it is plain."""
    folded = models.CharField(max_length=600)
    source = RefField(null=True)
    """What it came out of: a document, an instruction, a meeting."""
    answer = RefField(null=True)
    """What it ended in: the document that answers."""
    key = models.UUIDField()
    detail_sealed = models.BinaryField()
    given_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    first_due_at = models.DateTimeField(null=True)
    """As it was given; an extension moves `due_at` alone."""
    due_at = models.DateTimeField(null=True)
    asked_due_at = models.DateTimeField(null=True)
    """The later day its lead has asked for, until the giver answers."""
    progress = models.PositiveSmallIntegerField(default=0)
    """In percent, as its lead last said."""
    urged = models.PositiveSmallIntegerField(default=0)
    """How many times its lead was urged."""
    finished_at = models.DateTimeField(null=True)
    """When its lead said that it was done."""
    closed_at = models.DateTimeField(null=True)
    soon_told_for = models.DateTimeField(null=True)
    """The due time that was told to be near."""
    late_told_for = models.DateTimeField(null=True)
    """The due time whose passing was told."""

    class Meta:
        verbose_name = "nhiệm vụ"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=[State.OPEN, State.REPORTED], closed_at=None)
                | Q(state__in=[State.DONE, State.WITHDRAWN], closed_at__isnull=False),
                name="tasks_closed",
            ),
            models.CheckConstraint(condition=Q(progress__lte=100), name="tasks_progress"),
        )
        indexes = (
            models.Index(fields=["agency", "state", "due_at"], name="tasks_agency"),
            models.Index(fields=["source"], name="tasks_source", condition=Q(source__isnull=False)),
            models.Index(fields=["due_at"], name="tasks_open_due", condition=Q(state=State.OPEN)),
            models.Index(fields=["closed_at"], name="tasks_closed_at"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref(KIND, self.id)

    @property
    def row(self) -> str:
        """What its detail is bound to."""
        return f"tasks.task.detail:{self.id}"

    def detail(self) -> str:
        """What exactly is asked for; empty once its key is gone."""
        return _opened(self.key, self.detail_sealed, self.row)


class TaskHand(models.Model):
    """Who has a part in a task."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="hands", db_index=False)
    part = models.CharField(max_length=8, choices=[(one, PART_TITLES[one]) for one in Part])
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    holder = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    """None until the agency says who does it."""

    class Meta:
        verbose_name = "phần việc"
        constraints = (
            models.UniqueConstraint(fields=["task"], condition=Q(part=Part.LEAD), name="tasks_one_lead"),
            models.UniqueConstraint(fields=["task", "agency", "holder"], name="tasks_one_part_each"),
        )
        indexes = (
            models.Index(fields=["agency", "part"], name="tasks_hand_agency"),
            models.Index(fields=["holder"], name="tasks_hand_holder", condition=Q(holder__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.part} {self.task_id}"


class Note(models.Model):
    """What was said with one act, sealed with the task."""

    act = models.UUIDField(primary_key=True)
    task = models.ForeignKey(Task, models.CASCADE, related_name="notes")
    text_sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.act)

    @property
    def row(self) -> str:
        return f"tasks.note:{self.act}"

    def text(self, *, key: Any) -> str:
        return _opened(key, self.text_sealed, self.row)


def _opened(key: Any, sealed: bytes | memoryview, row: str) -> str:
    try:
        return sealing.unseal_text(key, bytes(sealed), row=row)
    except sealing.Destroyed:
        return ""

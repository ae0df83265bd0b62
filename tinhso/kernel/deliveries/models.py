"""The delivery table and the clock of its schedules."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import new_id


class Delivery(models.Model):
    """One thing owed to one handler: an event to a listener, or a job to itself."""

    class State(models.TextChoices):
        DUE = "due", _("Chờ xử lý")
        DONE = "done", _("Đã xong")
        PARKED = "parked", _("Tạm giữ")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    handler = models.CharField(max_length=80)
    act = models.UUIDField(null=True)
    """The act whose event this is; null for a job."""
    event = models.CharField(max_length=80, blank=True)
    payload = models.JSONField(default=dict)
    state = models.CharField(max_length=6, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = (
            models.Index(fields=["due_at", "id"], name="deliveries_due", condition=Q(state="due")),
            models.Index(fields=["state", "created_at"], name="deliveries_state"),
            models.Index(fields=["act"], name="deliveries_act"),
        )

    def __str__(self) -> str:
        return f"{self.handler} {self.id}"


class Schedule(models.Model):
    """When a repeated job is next due."""

    key = models.CharField(max_length=80, primary_key=True)
    next_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.key

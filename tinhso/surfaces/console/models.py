"""What the console keeps itself: the checks of the ledger that were asked for, and what they found."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref


class Verification(models.Model):
    """One check of the whole ledger against its latest checkpoint."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Đang chờ")
        DONE = "done", _("Đã xong")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    """The account that asked."""
    done_at = models.DateTimeField(null=True)
    size = models.BigIntegerField(null=True)
    """The rows its checkpoint covers."""
    fault_count = models.PositiveIntegerField(null=True)
    faults = models.JSONField(default=list)
    """The first of them, in words."""

    class Meta:
        constraints = (
            # A second check at the same time would read the same rows for the same answer.
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="waiting"), name="console_verification_one_waiting"
            ),
        )

    def __str__(self) -> str:
        return f"{self.id} {self.get_state_display()}"

    @property
    def ref(self) -> Ref:
        return Ref("console.verification", self.id)

    @property
    def waiting(self) -> bool:
        return self.state == self.State.WAITING

    @property
    def stands(self) -> bool:
        """It is done and found nothing wrong."""
        return not self.waiting and self.fault_count == 0

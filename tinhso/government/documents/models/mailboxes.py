"""How far the mailbox of each agency was read."""

from __future__ import annotations

from django.db import models


class Mailbox(models.Model):
    """The mailbox of one agency: what was read of it last, and whether it answers. Its mails stay where they are."""

    agency = models.OneToOneField("units.Agency", models.PROTECT, primary_key=True, related_name="+")
    address = models.CharField(max_length=400)
    """Without the password. Another address begins anew."""
    since = models.DateField()
    """Mails that came before this day are nobody's business here."""
    validity = models.BigIntegerField(default=0)
    """By what the server says whether its numbers are still those of before (UIDVALIDITY)."""
    last = models.BigIntegerField(default=0)
    """Number (UID) of the last mail that was read."""
    next_at = models.DateTimeField()
    """When it is asked again."""
    answered_at = models.DateTimeField(null=True)
    fault = models.CharField(max_length=12, blank=True)
    """A value of `rules.mailboxes.Fault`; empty while it answers."""
    failing_since = models.DateTimeField(null=True)
    failures = models.PositiveIntegerField(default=0)
    """How often it failed, one after the other."""
    taken = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "hộp thư của cơ quan"

    def __str__(self) -> str:
        return self.address

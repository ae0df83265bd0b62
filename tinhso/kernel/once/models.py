"""The keys that were used and what was answered."""

from django.db import models


class UsedKey(models.Model):
    """One idempotency key of one asker for one kind of request."""

    scope = models.CharField(max_length=120)
    """Route and asker: the same key of another asker is another key."""
    key = models.CharField(max_length=255)
    request = models.CharField(max_length=64)
    """SHA-256 of what was asked."""
    answer = models.JSONField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["scope", "key"], name="once_key"),)
        indexes = (models.Index(fields=["created_at"], name="once_created"),)

    def __str__(self) -> str:
        return f"{self.scope} {self.key}"

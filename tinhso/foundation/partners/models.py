"""Where events go."""

from django.conf import settings
from django.db import models

from tinhso.kernel.ids import new_id


class WebhookQuerySet(models.QuerySet["Webhook"]):
    def running(self) -> "WebhookQuerySet":
        """Not ended, and of machines that are still let in."""
        return self.filter(stopped_at=None, client__is_active=True, client__client__revoked_at=None)


class Webhook(models.Model):
    """One address of one machine, and the events it is told."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    client = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    url = models.URLField(max_length=500)
    events = models.JSONField()
    """Wire names; `*` means all."""
    key = models.UUIDField()
    secret_sealed = models.BinaryField()
    created_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    objects = WebhookQuerySet.as_manager()

    def __str__(self) -> str:
        return self.url

    @property
    def row(self) -> str:
        return f"partners.webhook.secret:{self.id}"

    def wants(self, event: str) -> bool:
        return "*" in self.events or event in self.events

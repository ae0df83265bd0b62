"""Where events go, and what sources outside were asked and answered."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from tinhso.foundation.packs.models import Rule
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

LOOKUP = "partners.lookup"


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


class Lookup(models.Model):
    """One question to a source about a thing of this house, and what came of it. A new try is a new row."""

    class Outcome(models.TextChoices):
        FOUND = "found", _("Khớp")
        DIFFERS = "differs", _("Khác")
        UNKNOWN = "unknown", _("Không có dữ liệu")
        DOWN = "down", _("Nguồn không trả lời")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    about = RefField()
    item = models.CharField(max_length=60)
    """What of the thing the answer stands for: the code of a component."""
    source = models.CharField(max_length=40)
    purpose = models.CharField(max_length=200)
    basis = models.CharField(max_length=300)
    outcome = models.CharField(max_length=7, choices=Outcome)
    key = models.UUIDField()
    """That of the thing: what was told goes when it goes."""
    told_sealed = models.BinaryField()
    """`{"number": …, "declared": {…}, "told": {…}}`: whom the source was asked about, and by field of the source what
    was declared and what it told."""
    asked_at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=["about", "asked_at"], name="partners_lookups"),)

    def __str__(self) -> str:
        return f"{self.source} {self.item}: {self.outcome}"

    @property
    def ref(self) -> Ref:
        return Ref(LOOKUP, self.id)

    @property
    def row(self) -> str:
        return f"partners.lookup.told:{self.id}"

    def told(self) -> dict[str, Any]:
        """`number`, `declared` and `told`, open; empty when the key is gone. Rows of before have no `number`."""
        try:
            opened: Any = sealing.unseal_json(self.key, self.told_sealed, row=self.row)
        except sealing.Destroyed:
            return {"number": "", "declared": {}, "told": {}}
        assert isinstance(opened, dict)
        return opened

    def asks(self, *, number: str, declared: Mapping[str, str]) -> bool:
        """Whether this was the question: about this number, against these declarations."""
        opened = self.told()
        return bool(opened["declared"] == dict(declared) and opened.get("number", number) == number)


class DemoRecord(Rule):
    """What the simulated registers tell of an invented person or business; `code` is `<source>:<number>`."""

    body = models.JSONField()

    class Meta(Rule.Meta):
        verbose_name = "bản ghi trình diễn"

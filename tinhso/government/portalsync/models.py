"""What was agreed, what came in and what each side holds. Bodies that wait for a person are sealed and expire."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tinhso.foundation.packs.models import Rule
from tinhso.government.portalsync.formats.change import Kind
from tinhso.kernel import sealing
from tinhso.kernel.errors import Fault
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

MESSAGE, TWIN = "portalsync.message", "portalsync.twin"
PORTAL = Ref("portalsync.portal", uuid5(NAMESPACE_URL, "tinhso:portalsync:national"))
"""The portal itself, for the ledger."""


class NationalPortal(Rule):
    """The national portal as packs describe it; `body` is a `Portal`."""

    body = models.JSONField()

    class Meta(Rule.Meta):
        verbose_name = "Cổng Dịch vụ công quốc gia"


class ProvinceFiling(Rule):
    """How the province takes filings; `body` is a `FilingMode`."""

    body = models.JSONField()

    class Meta(Rule.Meta):
        verbose_name = "cách nhận hồ sơ trực tuyến"


class Message(models.Model):
    """A filing the portal sent, or a change of one. What was done as it says keeps fingerprints only; what was not
    keeps its body, sealed, until a person has seen to it or its time is over."""

    class State(models.TextChoices):
        ACCEPTED = "accepted"
        REJECTED = "rejected"
        PARKED = "parked"
        SETTLED = "settled"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(
        max_length=10, choices=[(one.value, one.value) for one in Kind], default=Kind.FILING.value
    )
    code = models.CharField(max_length=500, blank=True)
    """The portal's, of the filing that it is or is about; empty where it could not be read."""
    number = models.PositiveSmallIntegerField(default=0)
    """Of an answer that of the request it answers, 0 where it could not be read; 0 for whatever comes once."""
    digest = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State)
    problem = models.CharField(max_length=10, blank=True)
    """A `formats.filing.Problem`."""
    parts = models.JSONField(default=dict)
    """A keyed fingerprint of every part of what was accepted, by its place."""
    differs = models.JSONField(default=list)
    """The places in which it differs from what was accepted before."""
    filed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    """How often it came."""
    dossier = models.UUIDField(null=True)
    answer = models.JSONField(default=dict)
    key = models.UUIDField(null=True)
    body = models.ForeignKey("files.StoredFile", models.SET_NULL, null=True, related_name="+", db_index=False)
    faults_sealed = models.BinaryField(null=True)
    expires_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    settled_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "bản tin từ Cổng quốc gia"
        constraints = (
            models.UniqueConstraint(
                fields=["code", "kind", "number"], condition=Q(state="accepted"), name="portalsync_accepted_once"
            ),
            models.UniqueConstraint(
                fields=["code", "kind", "number", "digest"],
                condition=Q(state__in=["rejected", "parked"]),
                name="portalsync_waits_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="accepted") | Q(dossier__isnull=False), name="portalsync_accepted_is_a_dossier"
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["state", "received_at"], name="portalsync_message_state"),
            models.Index(fields=["received_at"], name="portalsync_message_came"),
            # Asked with every message; a database does not see that the partial ones above would do.
            models.Index(fields=["code"], name="portalsync_message_code"),
            models.Index(
                fields=["expires_at"], name="portalsync_expiring", condition=Q(expires_at__isnull=False)
            ),
            models.Index(fields=["body"], name="portalsync_body", condition=Q(body__isnull=False)),
            models.Index(
                fields=["settled_by"], name="portalsync_settled_by", condition=Q(settled_by__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return self.code or str(self.id)

    @property
    def ref(self) -> Ref:
        return Ref(MESSAGE, self.id)

    @property
    def row(self) -> str:
        """What the faults are bound to."""
        return f"portalsync.message.faults:{self.id}"

    def faults(self) -> list[Fault]:
        """What is wrong with it; none once it has expired."""
        if self.key is None or self.faults_sealed is None:
            return []
        try:
            found = sealing.unseal_json(self.key, self.faults_sealed, row=self.row)
        except sealing.Destroyed:
            return []
        return [Fault(field, reason) for field, reason in found]


class TwinQuerySet(models.QuerySet["Twin"]):
    def behind(self) -> TwinQuerySet:
        """Those of which the portal has not yet taken what was last to be told."""
        return self.filter(told_version__lt=F("version"))

    def differing(self) -> TwinQuerySet:
        """Those that stand otherwise at the portal than here."""
        return self.filter(asked_at__isnull=False).exclude(theirs=F("status"))


class Twin(models.Model):
    """A dossier that both sides hold: where it stands here, what was told, and what the portal says when asked."""

    dossier = models.UUIDField(primary_key=True)
    outside_code = models.CharField(max_length=500, blank=True)
    """The portal's code of what was filed there; empty for what was filed here."""
    request_id = models.CharField(max_length=20)
    code = models.CharField(max_length=60, blank=True)
    procedure = models.CharField(max_length=60)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    filed_at = models.DateTimeField()
    """When the province had it."""
    status = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    told_version = models.PositiveIntegerField(default=0)
    """Of the newest message the portal said it took."""
    told_at = models.DateTimeField(null=True)
    theirs = models.PositiveSmallIntegerField(null=True)
    """The status the portal gave when it was asked last; 0: it does not have it."""
    asked_at = models.DateTimeField(null=True)

    objects = TwinQuerySet.as_manager()

    class Meta:
        verbose_name = "hồ sơ đồng bộ"
        indexes = (
            models.Index(fields=["filed_at"], name="portalsync_twin_filed"),
            models.Index(fields=["outside_code"], name="portalsync_twin_outside"),
            models.Index(fields=["request_id"], name="portalsync_twin_request"),
            models.Index(fields=["code"], name="portalsync_twin_code"),
        )

    def __str__(self) -> str:
        return self.code or self.request_id

    @property
    def ref(self) -> Ref:
        return Ref(TWIN, self.dossier)

    @property
    def behind(self) -> bool:
        return self.told_version < self.version

    @property
    def differs(self) -> bool:
        return self.asked_at is not None and self.theirs != self.status


class SimulatedDossier(models.Model):
    """What the simulator of the national portal holds of a dossier; empty wherever there is a real one."""

    request_id = models.CharField(primary_key=True, max_length=20)
    status = models.PositiveSmallIntegerField()
    version = models.PositiveIntegerField()
    messages = models.PositiveIntegerField(default=1)
    """How many told of it."""
    told_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.request_id

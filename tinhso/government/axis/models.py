"""Organisations outside and their certificates, what goes out with its receivers, what came in, what a simulator holds.

Messages are sealed under a key of their own while they wait; what officials wrote of a document is sealed too.
"""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.foundation.packs.models import Rule
from tinhso.government.axis.rules import Problem, Sending, Taking
from tinhso.kernel import sealing
from tinhso.kernel.errors import Fault
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

PACKAGE, MESSAGE, OUTSIDE, SENDER = "axis.package", "axis.message", "axis.organisation", "axis.sender"
AXIS = Ref("axis.axis", uuid5(NAMESPACE_URL, "tinhso:axis:national"))
"""The axis itself, for the ledger."""
SYNCHRONISED = "axis"
"""Origin of what the axis' own list says."""


class DocumentAxis(Rule):
    """The document axis as packs describe it; `body` is a `Terms`."""

    body = models.JSONField()

    class Meta(Rule.Meta):
        verbose_name = "trục liên thông văn bản"


class Outside(Rule):
    """An organisation outside the house, while one state of it lasts. `code` is its identifier."""

    name = models.CharField(max_length=200)
    old_code = models.CharField(max_length=35, blank=True, db_index=True)
    group = models.CharField(max_length=60, blank=True)
    successor = models.CharField(max_length=35, blank=True)
    folded = models.CharField(max_length=300)
    """Name and codes as they are searched by."""

    class Meta(Rule.Meta):
        verbose_name = "cơ quan ngoài tỉnh"
        indexes = (models.Index(fields=["folded"], name="axis_outside_folded"),)


class Pin(models.Model):
    """A certificate by which an organisation outside signs its messages, as an administrator was told by it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=35, db_index=True)
    """Identifier of the organisation."""
    fingerprint = models.CharField(max_length=64)
    """SHA-256."""
    pem = models.TextField()
    subject = models.TextField()
    not_after = models.DateTimeField()
    pinned_at = models.DateTimeField()
    pinned_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["code", "fingerprint"], condition=Q(ended_at=None), name="axis_pinned_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} {self.fingerprint[:16]}"

    @property
    def ref(self) -> Ref:
        return Ref("axis.pin", self.id)


class Message(models.Model):
    """What the axis held for one agency of the house. Its octets are sealed and go once it was taken in."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    axis_id = models.CharField(max_length=120)
    """What the axis calls it."""
    receiver = models.CharField(max_length=60)
    """Code the axis gave it out for."""
    state = models.CharField(max_length=7, choices=[(one.value, one.value) for one in Taking])
    problem = models.CharField(max_length=10, blank=True, choices=[(one.value, one.value) for one in Problem])
    kind = models.CharField(max_length=1, blank=True)
    """A `contracts.documents.Change`; empty for a status, or while it was not read."""
    status = models.CharField(max_length=2, blank=True)
    sender = models.CharField(max_length=60, blank=True)
    sender_name = models.CharField(max_length=200, blank=True)
    document_id = models.CharField(max_length=200, blank=True)
    about = models.CharField(max_length=200, blank=True)
    """What its sender calls the document that it changes, or says something of; of an update that brought a document to
    a receiver it added, the update itself."""
    number = models.CharField(max_length=30, blank=True)
    symbol = models.CharField(max_length=60, blank=True)
    dated = models.DateField(null=True)
    signature = models.CharField(max_length=8, blank=True)
    """A `formats.signatures.Standing`."""
    agency = models.ForeignKey("units.Agency", models.PROTECT, null=True, related_name="+")
    incoming = models.UUIDField(null=True)
    """The incoming document it was made, or changed."""
    digest = models.CharField(max_length=64)
    key = models.UUIDField(null=True)
    body = models.ForeignKey("files.StoredFile", models.SET_NULL, null=True, related_name="+")
    faults_sealed = models.BinaryField(null=True)
    received_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    """How often the axis offered it."""
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = "thông điệp đến"
        constraints = (
            models.UniqueConstraint(fields=["axis_id", "receiver"], name="axis_message_once"),
            models.CheckConstraint(
                condition=(Q(state=Taking.PARKED) & ~Q(problem="")) | ~Q(state=Taking.PARKED),
                name="axis_parked_for_a_reason",
            ),
        )
        indexes = (
            models.Index(fields=["state", "-received_at"], name="axis_message_state"),
            models.Index(fields=["incoming"], name="axis_message_incoming"),
            models.Index(fields=["document_id", "receiver"], name="axis_message_document"),
            models.Index(fields=["about"], name="axis_message_early", condition=Q(problem="early")),
        )

    def __str__(self) -> str:
        return f"{self.number}/{self.symbol}" if self.symbol else self.axis_id

    @property
    def ref(self) -> Ref:
        return Ref(MESSAGE, self.id)

    @property
    def row(self) -> str:
        """What its faults are bound to."""
        return f"axis.message.faults:{self.id}"

    def faults(self) -> list[Fault]:
        """What was wrong with it, or odd; none once its key is gone."""
        if self.key is None or self.faults_sealed is None:
            return []
        try:
            found = sealing.unseal_json(self.key, self.faults_sealed, row=self.row)
        except sealing.Destroyed:
            return []
        return [Fault(field, reason) for field, reason in found]


class Package(models.Model):
    """One message that is to go out: a document, a change of one, or what became of one that came."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    document = models.UUIDField(null=True, db_index=True)
    """The outgoing document; None for a status."""
    kind = models.CharField(max_length=1, blank=True)
    """A `contracts.documents.Change`; empty for a status."""
    by = models.UUIDField(null=True)
    """The document that replaces it."""
    message = models.CharField(max_length=200)
    """`DocumentId` as receivers know it."""
    first = models.ForeignKey("self", models.PROTECT, null=True, related_name="changes")
    """The package that brought the document, for a change."""
    about = models.ForeignKey(Message, models.PROTECT, null=True, related_name="answers")
    """What came, for a status."""
    status = models.CharField(max_length=2, blank=True)
    said_by = models.CharField(max_length=200, blank=True)
    """The official behind a status; names of officials are plain."""
    said_at = models.DateTimeField(null=True)
    name = models.CharField(max_length=120, blank=True)
    """Number and notation, for lists."""
    state = models.CharField(
        max_length=9, choices=[(one.value, one.value) for one in Sending], default=Sending.WAITING.value
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """When it is tried next."""
    sent_at = models.DateTimeField(null=True)
    axis_id = models.CharField(max_length=120, blank=True)

    class Meta:
        verbose_name = "thông điệp đi"
        constraints = (
            models.UniqueConstraint(
                fields=["document"], condition=Q(kind="0"), name="axis_document_sent_once"
            ),
            models.UniqueConstraint(
                fields=["message"], condition=Q(document__isnull=False), name="axis_package_once"
            ),
            models.UniqueConstraint(
                fields=["about", "status", "said_at"],
                condition=Q(about__isnull=False),
                name="axis_status_once",
            ),
            models.CheckConstraint(
                condition=Q(document__isnull=False, about=None, status="")
                | Q(document=None, about__isnull=False, kind=""),
                name="axis_document_or_status",
            ),
        )
        indexes = (
            models.Index(fields=["state", "-created_at"], name="axis_package_state"),
            models.Index(fields=["due_at"], name="axis_package_due", condition=Q(state="waiting")),
        )

    def __str__(self) -> str:
        return self.name or self.message

    @property
    def ref(self) -> Ref:
        return Ref(PACKAGE, self.id)


class Receipt(models.Model):
    """One receiver of a package, and how far the document has come there."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    package = models.ForeignKey(Package, models.CASCADE, related_name="receipts")
    code = models.CharField(max_length=60)
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=9, default=Sending.WAITING.value)
    """A `Sending`, or a `contracts.documents.Standing` once the receiver has said something."""
    listed = models.CharField(max_length=1, blank=True)
    """`ADDED` or `TAKEN_OFF` where the package is a correction that does so; empty for whoever is only told."""
    at = models.DateTimeField(null=True)
    said_at = models.DateTimeField(null=True)
    """By the receiver's clock."""
    key = models.UUIDField(null=True)
    reason_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["package", "code"], name="axis_receiver_once"),)

    def __str__(self) -> str:
        return self.name

    @property
    def row(self) -> str:
        return f"axis.receipt.reason:{self.id}"

    def reason(self) -> str:
        """What the receiver wrote; empty when nothing, or once its key is gone."""
        if self.key is None or self.reason_sealed is None:
            return ""
        try:
            return sealing.unseal_text(self.key, self.reason_sealed, row=self.row)
        except sealing.Destroyed:
            return ""


class Attempt(models.Model):
    """One try to send a package, and what came of it."""

    package = models.ForeignKey(Package, models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)
    """Why it failed, in words of the house and the axis' own; empty when it went."""

    def __str__(self) -> str:
        return f"{self.package_id} {self.at:%d/%m/%Y %H:%M}"


class SimulatedEdoc(models.Model):
    """What the simulator of the axis holds for one receiver; empty wherever there is a real one."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    edoc = models.CharField(max_length=120)
    """What the simulator calls the message; the same for all its receivers."""
    kind = models.CharField(max_length=10)
    sender = models.CharField(max_length=60)
    receiver = models.CharField(max_length=60)
    body = models.BinaryField()
    marked = models.CharField(max_length=10, blank=True)
    """What the receiver said of having it."""
    at = models.DateTimeField()

    class Meta:
        indexes = (
            models.Index(fields=["receiver", "marked"], name="axis_simulated"),
            models.Index(fields=["edoc"], name="axis_simulated_by_name"),
        )

    def __str__(self) -> str:
        return self.edoc

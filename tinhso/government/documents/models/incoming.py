"""Incoming documents, the messages that brought them, their register. What they say is sealed under their own key."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.government.documents.rules.incoming import STATE_TITLES, UNENTERED, State
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

INCOMING = "documents.incoming"


class Incoming(models.Model):
    """One document that came to one agency: taken in, registered, laid before a leader, handled."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=[(one.value, STATE_TITLES[one]) for one in State])
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    carrier = models.CharField(max_length=20)
    """By which way it came: the key of a carrier, `mail` or `paper`."""
    message = models.CharField(max_length=200)
    """What the carrier calls it."""
    process = models.ForeignKey("workflow.Process", models.PROTECT, related_name="+", db_index=False)
    sender_code = models.CharField(max_length=40, blank=True)
    sender = models.CharField(max_length=300)
    notation = models.CharField(max_length=60, blank=True)
    """`05/QĐ-UBND`, as its sender wrote it; some have none."""
    dated = models.DateField()
    type = models.CharField(max_length=30, blank=True)
    type_title = models.CharField(max_length=100)
    subject = models.CharField(max_length=500)
    """Trích yếu: what the register and every list name it by, so it is plain."""
    folded = models.CharField(max_length=900)
    """Subject, notation and sender as lists are searched by."""
    urgency = models.CharField(max_length=2)
    due = models.DateField(null=True)
    """Until when its sender asks for an answer."""
    key = models.UUIDField()
    arrived_at = models.DateTimeField()
    changed_at = models.DateTimeField(null=True)
    """When its sender corrected it last."""
    verdict = models.CharField(max_length=12, blank=True)
    """What the signatures of its file proved when it came; empty while they are being checked, or on paper."""
    report_sealed = models.BinaryField(null=True)
    """The same in sentences: `[{"file": …, "sentence": …, "signatures": […]}]`."""
    registered_at = models.DateTimeField(null=True)
    registered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    leader = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    """Whom it was laid before."""
    assigned_at = models.DateTimeField(null=True)
    lead = models.CharField(max_length=300, blank=True)
    """Who takes the lead, as the register names it."""
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )
    """The official who takes the lead; None where an agency does."""
    handle_by = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    answered_by = RefField(null=True, blank=True)
    """The document that answers it."""
    closed_at = models.DateTimeField(null=True)
    """When it was refused, given back, replaced, or seen to be one that was there."""
    same_as = models.ForeignKey("self", models.PROTECT, null=True, related_name="doubles", db_index=False)
    replaces = models.ForeignKey("self", models.PROTECT, null=True, related_name="successors", db_index=False)
    answers = RefField(null=True, blank=True)
    """The document of this agency that it answers."""
    asked_back_at = models.DateTimeField(null=True)
    """When its sender asked for it back, as long as that is not answered."""
    source = models.ForeignKey("self", models.PROTECT, null=True, related_name="passed_on", db_index=False)
    """The incoming document of another agency of the house that was passed on to this one."""

    class Meta:
        verbose_name = "văn bản đến"
        constraints = (
            models.CheckConstraint(
                condition=Q(state__in=sorted(one.value for one in UNENTERED)) | Q(registered_at__isnull=False)
                | Q(state__in=[State.GIVEN_BACK.value, State.REPLACED.value]),
                name="documents_in_entered",
            ),
            models.CheckConstraint(
                condition=~Q(state=State.FINISHED.value) | Q(finished_at__isnull=False), name="documents_in_finished"
            ),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["agency", "state", "-arrived_at"], name="documents_in_agency"),
            models.Index(fields=["agency", "dated"], name="documents_in_dated"),
            models.Index(fields=["carrier", "message"], name="documents_in_message"),
        )

    def __str__(self) -> str:
        return self.notation or self.subject

    @property
    def ref(self) -> Ref:
        return Ref(INCOMING, self.id)

    def report(self) -> list[dict[str, Any]]:
        """What its signatures proved, in sentences; empty when there is nothing to say or its key is gone."""
        if self.report_sealed is None:
            return []
        try:
            opened: Any = sealing.unseal_json(self.key, self.report_sealed, row=report_row(self.id))
        except sealing.Destroyed:
            return []
        assert isinstance(opened, list)
        return opened


def report_row(incoming: UUID) -> str:
    """What the report of an incoming document is bound to."""
    return f"documents.incoming.report:{incoming}"


class Arrival(models.Model):
    """One message that brought a document or a change of it. Arrivals are added; what is changed later is their answer,
    and what a clerk says of one that came without a description."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    incoming = models.ForeignKey(Incoming, models.PROTECT, related_name="arrivals")
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    carrier = models.CharField(max_length=20)
    message = models.CharField(max_length=200)
    change = models.CharField(max_length=1)
    """A value of `contracts.documents.Change`."""
    digest = models.CharField(max_length=64, blank=True)
    """Of a change: what tells it from another change of the same document."""
    number = models.PositiveSmallIntegerField()
    """Which edition of the document it brought; 0 for one that brought none."""
    at = models.DateTimeField()
    content_sealed = models.BinaryField()
    """All it said, and the files it brought."""
    answered_at = models.DateTimeField(null=True)
    agreed = models.BooleanField(null=True)
    """Whether what it asked for was done."""

    class Meta:
        verbose_name = "lần văn bản đến"
        constraints = (
            models.UniqueConstraint(
                fields=["agency", "carrier", "message", "change", "digest"], name="documents_arrived_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.carrier} {self.message}"

    @property
    def row(self) -> str:
        return f"documents.arrival:{self.id}"

    def write(self, content: dict[str, Any], *, key: UUID) -> None:
        self.content_sealed = sealing.seal_json(key, content, row=self.row)

    def content(self, *, key: UUID) -> dict[str, Any]:
        """All it said; empty once the key is gone."""
        try:
            opened: Any = sealing.unseal_json(key, self.content_sealed, row=self.row)
        except sealing.Destroyed:
            return {}
        assert isinstance(opened, dict)
        return opened


class IncomingNote(models.Model):
    """What somebody said in one act on an incoming document: an instruction, a reason, a result. Sealed with it."""

    act = models.UUIDField(primary_key=True)
    incoming = models.ForeignKey(Incoming, models.PROTECT, related_name="notes")
    text_sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.act)

    @property
    def row(self) -> str:
        return f"documents.incoming_note:{self.act}"

    def text(self, *, key: UUID) -> str:
        try:
            return sealing.unseal_text(key, self.text_sealed, row=self.row)
        except sealing.Destroyed:
            return ""


class IncomingEntry(models.Model):
    """One line of the register of incoming documents (sổ đăng ký văn bản đến). Lines are added, never changed."""

    incoming = models.OneToOneField(Incoming, models.PROTECT, related_name="entry")
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    arrived_on = models.DateField()
    sender = models.CharField(max_length=300)
    notation = models.CharField(max_length=60, blank=True)
    dated = models.DateField()
    about = models.CharField(max_length=620)
    """Name of its type and what it is about."""
    by_hand = models.BooleanField(default=False)
    """The number was taken in the register on paper first."""
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)

    class Meta:
        verbose_name = "dòng sổ văn bản đến"
        constraints = (
            models.UniqueConstraint(fields=["agency", "year", "number"], name="documents_in_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1), name="documents_in_number_from_one"),
        )

    def __str__(self) -> str:
        return f"{self.number:02d} ({self.arrived_on:%d/%m/%Y})"

"""The numbers of a day, who was helped with what, and the codes results are handed over against."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.government.counter.rules import (
    AT_A_WINDOW,
    CLOSING_TITLES,
    CONSENT_TITLES,
    STATE_TITLES,
    Closing,
    Consent,
    State,
    asked_at,
    ticket_code,
)
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

TICKET, ASSISTANCE, HAND_OVER = "counter.ticket", "counter.assistance", "counter.hand_over"
BLOCK, SLIP = "counter.block", "counter.slip"
_AT_A_WINDOW = [one.value for one in AT_A_WINDOW]


class Line(models.Model):
    """The numbers given in one group at one counter in one day; the row is held while the next one is."""

    counter = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    day = models.DateField()
    group = models.CharField(max_length=2)
    last = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = "hàng chờ"
        constraints = (models.UniqueConstraint(fields=["counter", "day", "group"], name="counter_line_once"),)

    def __str__(self) -> str:
        return f"{self.day} {self.group} {self.last}"


class Ticket(models.Model):
    """One number. It says nothing about whose it is; whoever holds its address may follow it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    counter = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    series = models.CharField(max_length=2)
    """The group it was drawn in; the number is its."""
    number = models.PositiveIntegerField()
    group = models.CharField(max_length=2)
    """The group it waits in now."""
    state = models.CharField(
        max_length=7, choices=[(one.value, STATE_TITLES[one]) for one in State], default=State.WAITING.value
    )
    taken_at = models.DateTimeField()
    called_at = models.DateTimeField(null=True)
    """When it was called last."""
    calls = models.PositiveSmallIntegerField(default=0)
    started_at = models.DateTimeField(null=True)
    """When somebody began to serve it for the first time."""
    ended_at = models.DateTimeField(null=True)
    window = models.CharField(max_length=10, blank=True)
    official = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", db_index=False
    )

    class Meta:
        verbose_name = "số thứ tự"
        constraints = (
            models.UniqueConstraint(
                fields=["counter", "day", "series", "number"], name="counter_number_once"
            ),
            models.UniqueConstraint(
                fields=["official"], condition=Q(state__in=_AT_A_WINDOW), name="counter_one_at_a_window"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=_AT_A_WINDOW) | Q(official__isnull=False, called_at__isnull=False),
                name="counter_called_by_somebody",
            ),
        )
        indexes = (
            models.Index(fields=["counter", "day", "state", "taken_at"], name="counter_waiting"),
            models.Index(fields=["official", "called_at"], name="counter_called"),
            models.Index(fields=["started_at"], name="counter_started"),
        )

    def __str__(self) -> str:
        return ticket_code(self.series, self.number)

    @property
    def ref(self) -> Ref:
        return Ref(TICKET, self.id)


class Block(models.Model):
    """Provisional codes that an official's device was given beforehand, and what opens the envelopes under them."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    prefix = models.CharField(max_length=6, unique=True)
    counter = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    official = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    key = models.UUIDField()
    opener_sealed = models.BinaryField()

    class Meta:
        verbose_name = "tập mã tạm"

    def __str__(self) -> str:
        return self.prefix

    @property
    def ref(self) -> Ref:
        return Ref(BLOCK, self.id)


class Slip(models.Model):
    """A person who was received while the network was down, under a provisional code; helped to file afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=20, unique=True)
    block = models.ForeignKey(Block, models.PROTECT, related_name="slips")
    procedure = models.CharField(max_length=60)
    digest = models.CharField(max_length=64)
    """Of the envelope as it came: the same one sent again is the same slip, another one is not."""
    taken_at = models.DateTimeField()
    """By the device's clock, which nobody vouches for."""
    received_at = models.DateTimeField()
    """When the house had it."""
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False)
    key = models.UUIDField()
    """What the content is sealed with; destroyed as soon as there is a dossier, or will be none."""
    content_sealed = models.BinaryField()
    dossier = models.UUIDField(null=True, unique=True)
    """What was filed of it, once."""
    closed_at = models.DateTimeField(null=True)
    closing = models.CharField(
        max_length=10, blank=True, choices=[(one.value, CLOSING_TITLES[one]) for one in Closing]
    )

    class Meta:
        verbose_name = "phiếu nhận khi mất mạng"
        indexes = (models.Index(fields=["block", "received_at"], name="counter_slips"),)

    def __str__(self) -> str:
        return self.code

    @property
    def ref(self) -> Ref:
        return Ref(SLIP, self.id)

    @property
    def row(self) -> str:
        """What its content is sealed for."""
        return f"{SLIP}.content:{self.id}"

    @property
    def asked_at(self) -> datetime:
        """When the person came, as far as it can be believed; else when the house heard of it."""
        told = asked_at(taken_at=self.taken_at, given_at=self.block.given_at, received_at=self.received_at)
        return told or self.received_at


class Assistance(models.Model):
    """A person at the counter whom an official helps to file: who, what they agreed to and how, what came of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    counter = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    official = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    person = models.ForeignKey("people.Person", models.PROTECT, related_name="+")
    ticket = models.ForeignKey(Ticket, models.PROTECT, null=True, related_name="+")
    slip = models.ForeignKey(Slip, models.PROTECT, null=True, related_name="+")
    """What was written down of it while the network was down."""
    consent = models.CharField(max_length=6, choices=[(one.value, CONSENT_TITLES[one]) for one in Consent])
    procedure = models.CharField(max_length=60)
    """The code of what they agreed to file."""
    commune = models.CharField(max_length=10, blank=True)
    """Where the matter belongs, of procedures that communes decide: wherever in the province."""
    receives = models.BooleanField(default=True)
    """Whether this counter receives the dossier; else it only helps, and the counter of whoever decides receives."""
    agreed_at = models.DateTimeField()
    dossier = models.UUIDField(null=True, unique=True)

    class Meta:
        verbose_name = "lượt nộp giúp"

    def __str__(self) -> str:
        return str(self.id)

    @property
    def ref(self) -> Ref:
        return Ref(ASSISTANCE, self.id)


class HandOver(models.Model):
    """The code one result is handed over against; the code itself stands only in the notice to the person."""

    dossier = models.UUIDField(primary_key=True)
    fingerprint = models.CharField(max_length=64)
    key = models.UUIDField()
    """What the notice with the code is sealed with; destroyed when the result has been handed over."""
    sent_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "mã nhận kết quả"

    def __str__(self) -> str:
        return str(self.dossier)

    @property
    def ref(self) -> Ref:
        return Ref(HAND_OVER, self.dossier)

"""The leaders' calendar, and the secret addresses by which it is read from outside."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from tinhso.government.directing.rules import STANDING_TITLES, Standing
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

ENTRY = "directing.entry"


class Entry(models.Model):
    """One thing that leaders do at a time."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    standing = models.CharField(max_length=10, choices=[(one, STANDING_TITLES[one]) for one in Standing])
    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    title = models.CharField(max_length=500)
    """Shown in the weekly schedule of the whole agency, so it is plain; so is the place."""
    place = models.CharField(max_length=300)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    public = models.BooleanField(default=False)
    key = models.UUIDField()
    text_sealed = models.BinaryField()
    """`{"participants": …, "prepared_by": …, "reason": …}`: who is there, who prepares it, why it was cancelled."""
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", db_index=False
    )
    changed_at = models.DateTimeField()

    class Meta:
        verbose_name = "lịch công tác"
        constraints = (
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="directing_entry_lasts"),
        )
        indexes = (models.Index(fields=["agency", "starts_at"], name="directing_entries"),)

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref(ENTRY, self.id)

    @property
    def row(self) -> str:
        return f"directing.entry.text:{self.id}"

    def write(self, **words: str) -> None:
        """Seal its words anew; what is not named stays."""
        self.text_sealed = sealing.seal_json(self.key, self.words() | words, row=self.row)

    def words(self) -> dict[str, str]:
        """Its sealed words; empty before they are written and once its key is gone."""
        empty = {"participants": "", "prepared_by": "", "reason": ""}
        if not self.text_sealed:
            return empty
        try:
            opened = sealing.unseal_json(self.key, bytes(self.text_sealed), row=self.row)
        except sealing.Destroyed:
            return empty
        assert isinstance(opened, dict)
        return opened


class EntryLeader(models.Model):
    """A leader who is there."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="leaders", db_index=False)
    leader = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry", "leader"], name="directing_leader_once"),)

    def __str__(self) -> str:
        return f"{self.leader_id} {self.entry_id}"


class Feed(models.Model):
    """The secret address of one leader's calendar. Only its digest is kept."""

    leader = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", primary_key=True
    )
    digest = models.CharField(max_length=64, unique=True)
    """SHA-256 of the secret part of the address."""
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.leader_id)

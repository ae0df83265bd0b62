"""A request, pinned to the rules it was made under, with what its clock and its keeping depend on."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.db.models import Q

from tinhso.foundation.procedures.rules import result_for
from tinhso.foundation.procedures.shapes import Channel as Via
from tinhso.foundation.procedures.shapes import Result as PublishedResult
from tinhso.government.dossiers.rules import CHANNEL_TITLES, PHASE_TITLES, Channel, Phase
from tinhso.kernel import clock, sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

KIND, REGISTER = "dossiers.dossier", "dossiers.register"
PAPER, RESULT = "dossiers.paper", "dossiers.result"


_VIA: dict[str, Via] = {"online": "online", "counter": "counter", "post": "post"}


class Dossier(models.Model):
    """One request of one person, pinned to the rules it was made under."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    version = models.PositiveIntegerField(default=1)
    request_id = models.CharField(max_length=20)
    code = models.CharField(max_length=60, null=True)  # noqa: DJ001 - unique when there is one
    phase = models.CharField(max_length=12, choices=[(phase, PHASE_TITLES[phase]) for phase in Phase])
    channel = models.CharField(max_length=8, choices=[(one, CHANNEL_TITLES[one]) for one in Channel])

    procedure = models.ForeignKey("procedures.Procedure", models.PROTECT, related_name="+")
    form = models.ForeignKey("forms.Form", models.PROTECT, null=True, related_name="+", db_index=False)
    process = models.ForeignKey(
        "workflow.Process", models.PROTECT, null=True, related_name="+", db_index=False
    )
    """Null for a linked filing: its parts are worked on, it is not."""
    part_of = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts", db_index=False)
    """The linked filing it is a part of; null for a request of its own."""
    part = models.CharField(max_length=60, blank=True)
    """Which part, by its code in the procedure of the whole."""
    case = models.CharField(max_length=60, blank=True)

    owner = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    """Whose request it is (chủ hồ sơ)."""
    submitter = models.ForeignKey("people.Person", models.PROTECT, related_name="+", db_index=False)
    """Who sent it (người nộp): the owner, or one with a mandate."""
    organisation = models.ForeignKey(
        "people.Organisation", models.PROTECT, null=True, related_name="+", db_index=False
    )
    owner_folded = models.CharField(max_length=150)
    """The owner's name as lists are searched by."""

    agency = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    """Who decides; of a linked filing the one-stop unit itself: others decide its parts, and see no more than those."""
    counter = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    """The one-stop unit that receives and returns (nơi tiếp nhận): that of the agency, or any other of the province."""
    away = models.BooleanField(default=False)
    """Whether it is received at another one-stop unit than that of the agency that decides, regardless of place."""
    helper = models.ForeignKey("units.Agency", models.PROTECT, null=True, related_name="+", db_index=False)
    """The one-stop unit that helped to file it (nơi hỗ trợ); null where nobody did."""
    commune = models.CharField(max_length=10, blank=True)

    key = models.UUIDField()
    answers_sealed = models.BinaryField()
    """The pre-check and the form's answers: `{"precheck": {…}, "answers": {…}}`."""
    facts = models.JSONField(default=dict)
    charges = models.JSONField(default=list)
    """What it costs, as reckoned when it was sent: fee, title, amount (null: not published), what waits for it."""

    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    """Until when the person must hear whether it is accepted; null while a fee is to be paid first, and of a linked
    filing: its parts are answered."""
    urgent_at = models.DateTimeField(null=True)
    """What lists are ordered by: the next moment the province owes something; null when it owes nothing dated."""
    received_at = models.DateTimeField(null=True)
    """When it was received for the first time, and got its code."""
    clock_from = models.DateTimeField(null=True)
    """The reception the time limit counts from: the first, or the one after it was completed at appraisal, when the
    whole time starts again (Decree 61/2018 art. 19(4)); of one received away, when the agency that decides has it.
    Null while what was sent waits to be received."""
    due_at = models.DateTimeField(null=True)
    """Null while not received, and for procedures without a published time."""
    first_due_at = models.DateTimeField(null=True)
    """What was promised when the time limit began to count, moved by lawful pauses alone; statistics hold against
    this one, whatever is promised later in its place."""
    due_trace = models.JSONField(default=list)
    warned_due_at = models.DateTimeField(null=True)
    """The due time whose coming those at work were warned of."""
    issued_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    erased_at = models.DateTimeField(null=True)
    """When its key was destroyed because its retention had ended: nothing sealed in it opens any more."""

    filled: bool = False
    """Whether the envelope was sealed anew since the row was read; never stored."""
    due_when_locked: datetime | None = None
    """What was promised before the act in hand; set when the row is locked, never stored."""

    class Meta:
        verbose_name = "hồ sơ"
        # Every row is written several times in its life: no index but those that lists, look-ups and rules read.
        constraints = (
            models.UniqueConstraint(fields=["request_id"], name="dossiers_request_id"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(code__isnull=False), name="dossiers_code_once"
            ),
            models.UniqueConstraint(
                fields=["part_of", "part"], condition=Q(part_of__isnull=False), name="dossiers_part_once"
            ),
            models.CheckConstraint(
                condition=Q(code=None) | Q(received_at__isnull=False), name="dossiers_code_on_receipt"
            ),
            models.CheckConstraint(
                condition=Q(phase=Phase.DRAFT) | Q(submitted_at__isnull=False), name="dossiers_sent"
            ),
        )
        indexes = (
            # In the order of the desk's list, with all that it counts.
            models.Index(
                fields=["agency", "urgent_at", "id"], include=["phase", "procedure"], name="dossiers_decided"
            ),
            models.Index(
                fields=["counter", "urgent_at", "id"],
                include=["agency", "phase", "procedure"],
                name="dossiers_taken_in",
            ),
            models.Index(fields=["submitter", "-created_at"], name="dossiers_submitter"),
            models.Index(fields=["owner", "-created_at"], name="dossiers_owner"),
            # What most rows never have, and none when it is written first, costs nothing until then.
            models.Index(
                fields=["organisation"], condition=Q(organisation__isnull=False), name="dossiers_organisation"
            ),
            models.Index(
                fields=["issued_at"], condition=Q(issued_at__isnull=False), name="dossiers_issued_at"
            ),
            models.Index(
                fields=["received_at"], condition=Q(received_at__isnull=False), name="dossiers_received_at"
            ),
        )

    def __str__(self) -> str:
        return self.code or self.request_id

    @property
    def ref(self) -> Ref:
        return Ref(KIND, self.id)

    @property
    def row(self) -> str:
        """What the envelope is bound to."""
        return f"dossiers.dossier.answers:{self.id}"

    def fill(self, *, precheck: dict[str, Any], answers: dict[str, Any]) -> None:
        """Seal the envelope anew."""
        envelope = {"precheck": precheck, "answers": answers}
        self.answers_sealed = sealing.seal_json(self.key, envelope, row=self.row)
        self.filled = True

    def envelope(self) -> dict[str, dict[str, Any]]:
        """`precheck` and `answers`, open; empty when the key is gone."""
        try:
            opened = sealing.unseal_json(self.key, self.answers_sealed, row=self.row)
        except sealing.Destroyed:
            return {"precheck": {}, "answers": {}}
        assert isinstance(opened, dict)
        return opened

    @property
    def ruled_on(self) -> date:
        """The day whose rules it follows: when it was filed, of a part when the whole was; a draft's when it began."""
        filed = self.part_of or self
        return clock.local(filed.submitted_at or filed.created_at).date()

    @property
    def is_linked(self) -> bool:
        """Whether it is a linked filing, dealt with in parts."""
        return self.process_id is None

    @property
    def promised_result(self) -> PublishedResult:
        """What its case is answered with, as the procedure publishes it."""
        return result_for(self.procedure.shape, case=self.case)

    @property
    def via(self) -> Via:
        """The channel, as procedures name it."""
        return _VIA[self.channel]

    @property
    def awaits_fee(self) -> bool:
        """Whether it is looked at only once its person has paid: until then nobody owes an answer."""
        return self.phase == Phase.SUBMITTED and self.answer_due_at is None

    def next_owed(self) -> datetime | None:
        """The next moment by which the province owes this person something."""
        if self.phase == Phase.SUBMITTED:
            return self.answer_due_at
        return self.due_at if self.phase in (Phase.RECEIVED, Phase.IN_PROGRESS) else None

    @property
    def subjects(self) -> tuple[Ref, ...]:
        """The people it concerns, for the ledger."""
        keys = {self.owner_id, self.submitter_id}
        return tuple(Ref("people.person", key) for key in sorted(keys))


FILED = frozenset(
    {
        "id", "request_id", "channel", "procedure", "form", "process", "part_of", "part", "case", "owner", "submitter",
        "organisation", "owner_folded", "agency", "counter", "away", "helper", "commune", "key", "answers_sealed",
        "created_at", "charges",
    }
)  # fmt: skip
"""What stands as it was filed."""
LIVING = frozenset(field.name for field in Dossier._meta.concrete_fields) - FILED
"""What acts on a filed dossier may change, and so all they write."""


class DossierRate(models.Model):
    """A row of the province's fee tables by which the fees of the dossier are reckoned, as it was when it was sent."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="rates", db_index=False)
    rate = models.ForeignKey("procedures.FeeTable", models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "hồ sơ"
        constraints = (models.UniqueConstraint(fields=["dossier", "rate"], name="dossiers_rate_once"),)

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.rate_id}"


class Pause(models.Model):
    """A stretch in which the clock of a dossier stands still, for a reason its procedure's text knows."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="pauses")
    code = models.CharField(max_length=60)
    """Of the procedure's pauses."""
    started_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    """When the clock runs on by itself."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(ended_at=None), name="dossiers_one_pause"
            ),
        )
        indexes = (models.Index(fields=["ends_at"], name="dossiers_paused", condition=Q(ended_at=None)),)

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.code}"


class Hold(models.Model):
    """Why a dossier stays readable after its retention: a complaint, a lawsuit, an inspection. Several may overlap.

    The reason stands in the note of the act that placed it.
    """

    act = models.UUIDField(primary_key=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="holds")
    placed_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.act)

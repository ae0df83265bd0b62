"""Dossiers and what hangs on them. Answers are sealed in one envelope per dossier, under its own key."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import Q

from tinhso.foundation.procedures.rules import result_for
from tinhso.foundation.procedures.shapes import Channel as Via
from tinhso.foundation.procedures.shapes import Result as PublishedResult
from tinhso.government.dossiers.rules import CHANNEL_TITLES, PHASE_TITLES, Channel, Phase
from tinhso.kernel import clock, numbers, sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

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
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
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
            models.UniqueConstraint(fields=["code"], name="dossiers_code"),
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
            models.Index(fields=["agency", "urgent_at"], name="dossiers_agency"),
            models.Index(fields=["counter", "urgent_at"], name="dossiers_counter"),
            models.Index(fields=["submitter", "-created_at"], name="dossiers_submitter"),
            models.Index(fields=["owner", "-created_at"], name="dossiers_owner"),
            models.Index(fields=["issued_at"], name="dossiers_issued"),
            models.Index(fields=["received_at"], name="dossiers_received"),
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


class DossierRate(models.Model):
    """A row of the province's fee tables by which the fees of the dossier are reckoned, as it was when it was sent."""

    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="rates")
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


class DossierPaper(models.Model):
    """One component handed in: which paper it is, and the file."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="papers")
    paper = models.CharField(max_length=60)
    """The component's code in the procedure."""
    title = models.CharField(max_length=300)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    added_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)
    origin = RefField(null=True)
    """The paper or result it is a copy of, used again because its person said so; null for what was handed in."""

    said: Scan | None = None
    """What is said of it where an official scanned it, once its dossier is opened; never stored."""

    class Meta:
        indexes = (models.Index(fields=["dossier", "paper"], name="dossiers_papers"),)

    def __str__(self) -> str:
        return self.title


class Scan(models.Model):
    """A paper that an official scanned (bản số hóa), and who stands for it: the official's digital signature in the
    file itself, or that of its issuer, which is not signed over. Who scanned it stands in the ledger."""

    class State(models.TextChoices):
        UNSIGNED = "unsigned", "Chưa ký số"
        ASKED = "asked", "Đang ký số"
        SIGNED = "signed", "Đã ký số"
        ISSUED = "issued", "Có chữ ký số của nơi ban hành"
        FAILED = "failed", "Không ký số được"

    paper = models.OneToOneField(DossierPaper, models.CASCADE, primary_key=True, related_name="scan")
    state = models.CharField(max_length=8, choices=State, default=State.UNSIGNED)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    """Whose key signs it."""
    asked_at = models.DateTimeField(null=True)
    signer = models.CharField(max_length=200, blank=True)
    """As the signature names them; of an issuer's, all who signed."""
    signed_at = models.DateTimeField(null=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    """SHA-256 of the file the official signed, by which anyone can ask whether it is ours."""
    reason = models.CharField(max_length=300, blank=True)
    """Why it was not signed, or what is wrong with its issuer's signature."""

    def __str__(self) -> str:
        return f"{self.paper_id} {self.state}"


class Original(models.Model):
    """Originals of one component that were handed in on paper, and where they are now. Who moved them stands in the
    ledger."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="originals")
    paper = models.CharField(max_length=60)
    """The component's code in the procedure."""
    title = models.CharField(max_length=300)
    count = models.PositiveSmallIntegerField()
    place = models.ForeignKey("units.Agency", models.PROTECT, related_name="+", db_index=False)
    """Who has them, or had them last."""
    bound_for = models.ForeignKey("units.Agency", models.PROTECT, null=True, related_name="+", db_index=False)
    """Where they are on the way to."""
    moved_at = models.DateTimeField()
    """When they were handed in, sent, taken or given back last."""
    given_back_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(count__gte=1), name="dossiers_original_counted"),
            models.CheckConstraint(
                condition=Q(bound_for=None) | Q(given_back_at=None), name="dossiers_original_in_one_place"
            ),
        )
        indexes = tuple(
            models.Index(fields=[field], name=f"dossiers_original_{field}", condition=Q(given_back_at=None))
            for field in ("place", "bound_for")
        )

    def __str__(self) -> str:
        return f"{self.title} ({self.count})"


class Note(models.Model):
    """Words of a person or an official that belong to one act: reasons, opinions. Sealed with the dossier."""

    act = models.UUIDField(primary_key=True)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="notes")
    text_sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.act)

    @property
    def row(self) -> str:
        return f"dossiers.note:{self.act}"

    def text(self, *, key: Any) -> str:
        try:
            return sealing.unseal_text(key, self.text_sealed, row=self.row)
        except sealing.Destroyed:
            return ""


class Supplement(models.Model):
    """One request to complete the dossier: everything in one time, item by item (form 02)."""

    class Stage(models.TextChoices):
        INTAKE = "intake", "Khi tiếp nhận"
        APPRAISAL = "appraisal", "Sau thẩm định"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="supplements")
    number = models.PositiveSmallIntegerField()
    stage = models.CharField(max_length=10, choices=Stage)
    basis = models.CharField(max_length=200, blank=True)
    requested_at = models.DateTimeField()
    requested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["dossier", "number"], name="dossiers_supplement_number"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"


class SupplementItem(models.Model):
    """One thing to complete: which, what is wrong, how to put it right; and the answer."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    supplement = models.ForeignKey(Supplement, models.CASCADE, related_name="items")
    order = models.PositiveSmallIntegerField()
    subject = models.CharField(max_length=120)
    """A paper's code, or `question:<key>` of the form."""
    words_sealed = models.BinaryField()
    """`{"title": …, "fault": …, "remedy": …, "answer": …}`."""
    answered_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["supplement", "order"], name="dossiers_supplement_order"),
        )

    def __str__(self) -> str:
        return f"{self.supplement_id} {self.order}"

    @property
    def row(self) -> str:
        return f"dossiers.supplementitem:{self.id}"

    def words(self, *, key: UUID) -> dict[str, str]:
        """What was asked and answered; empty words once the key is destroyed."""
        try:
            opened = sealing.unseal_json(key, self.words_sealed, row=self.row)
        except sealing.Destroyed:
            return {"title": "", "fault": "", "remedy": "", "answer": ""}
        assert isinstance(opened, dict)
        return opened


class Apology(models.Model):
    """The one new date a dossier may be given, with an apology (form 04)."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="apology")
    number = models.PositiveIntegerField()
    reason = models.CharField(max_length=60)
    """Its class, as the code list of that day has it; the words are the note of the act."""
    days = models.PositiveSmallIntegerField()
    """Working days of extra time, from the old due time or, once it was over, from the apology."""
    due_before = models.DateTimeField()
    due_after = models.DateTimeField()
    apologised_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.number:02d}/PXL"


class PrintedForm(models.Model):
    """A form of the one-stop mechanism as it was printed: kept, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey(Dossier, models.CASCADE, related_name="forms_printed")
    form = models.CharField(max_length=2)
    """Its number in the form set of that day."""
    act = models.UUIDField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, related_name="+")
    printed_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["act", "form"], name="dossiers_printed_once"),)

    def __str__(self) -> str:
        return f"{self.form} {self.dossier_id}"


class Result(models.Model):
    """What the person gets: approved by a leader, numbered, signed and sealed once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.OneToOneField(Dossier, models.CASCADE, related_name="result")
    code = models.CharField(max_length=20)
    title = models.CharField(max_length=200)
    content_sealed = models.BinaryField()
    """What the paper says, as the leader approved it."""
    content_digest = models.CharField(max_length=64)
    drafted_at = models.DateTimeField()
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    approved_as = models.CharField(max_length=150, blank=True)
    """The signer's title on that day."""
    approved_at = models.DateTimeField(null=True)
    number = models.PositiveIntegerField(null=True)
    notation = models.CharField(max_length=60, blank=True)
    numbered_at = models.DateTimeField(null=True)
    numbered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    file_digest = models.CharField(max_length=64, blank=True, db_index=True)
    """SHA-256 of the signed file, by which anyone can ask whether it is ours."""
    issued_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.notation or self.title

    @property
    def row(self) -> str:
        return f"dossiers.result:{self.id}"


class PrintedRegister(models.Model):
    """The register of a unit over some days (form 07) as it was printed: kept, never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey("units.Agency", models.PROTECT, related_name="+")
    first_day = models.DateField()
    last_day = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    key = models.UUIDField()
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, related_name="+")
    """None until it is typeset."""

    def __str__(self) -> str:
        return f"{self.unit} {self.first_day:%d/%m/%Y}-{self.last_day:%d/%m/%Y}"

    @property
    def ref(self) -> Ref:
        return Ref(REGISTER, self.id)


class NumberSeries(numbers.NumberSeries):
    """Codes of one agency in one day, results and apologies of one in one year."""


class Rating(models.Model):
    """How it went, in the person's eyes."""

    dossier = models.OneToOneField(Dossier, models.CASCADE, primary_key=True, related_name="rating")
    stars = models.PositiveSmallIntegerField()
    words_sealed = models.BinaryField(null=True)
    rated_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(stars__gte=1, stars__lte=5), name="dossiers_rating_stars"),
        )

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.stars}"

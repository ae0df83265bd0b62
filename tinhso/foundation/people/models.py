"""People, organisations, and the dated mandates by which one acts for another.

Names are plain and masked by right; identifiers and contacts are sealed with the person's own key.
"""

from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

PERSON, ORGANISATION = "people.person", "people.organisation"


class Sealed(models.Model):
    """What persons and organisations share: one key, sealed contacts, and a way to find them exactly."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.UUIDField()
    """The data key in the key store; destroying it erases everything sealed here."""
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.CharField(max_length=64, blank=True, db_index=True)
    email_sealed = models.BinaryField(null=True)
    email_index = models.CharField(max_length=64, blank=True, db_index=True)
    declared_by = models.UUIDField(null=True)
    """The account of the citizen who declared it; null when an agency or the platform made it."""
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def row(self, field: str) -> str:
        """The name a sealed value of this row is bound to."""
        return f"{self._meta.label_lower}.{field}:{self.id}"

    def put(self, field: str, value: str) -> None:
        """Seal a value into its column, and its fingerprint where the column has one; empty clears both."""
        sealed = sealing.seal_text(self.key, value, row=self.row(field)) if value else None
        setattr(self, f"{field}_sealed", sealed)
        if hasattr(self, f"{field}_index"):
            setattr(self, f"{field}_index", fingerprint(field, value) if value else "")

    def open(self, field: str) -> str:
        """The value in the clear; empty when there is none or when the key is gone."""
        sealed: bytes | None = getattr(self, f"{field}_sealed")
        if sealed is None:
            return ""
        try:
            return sealing.unseal_text(self.key, sealed, row=self.row(field))
        except sealing.Destroyed:
            return ""


class Person(Sealed):
    """A natural person. One who only declared themselves is not yet proven to be who they say."""

    class Sex(models.TextChoices):
        MALE = "male", "Nam"
        FEMALE = "female", "Nữ"

    class Assurance(models.TextChoices):
        DECLARED = "declared", "Tự khai"
        CHECKED = "checked", "Đã đối chiếu giấy tờ"
        EID = "eid", "Đã định danh điện tử"

    name = models.CharField(max_length=150)
    birth_date = models.CharField(max_length=10, blank=True)
    """`1960`, `1960-05` or `1960-05-21`: papers of older people give no more."""
    sex = models.CharField(max_length=6, choices=Sex, blank=True)
    assurance = models.CharField(max_length=8, choices=Assurance, default=Assurance.DECLARED)
    national_id_sealed = models.BinaryField(null=True)
    national_id_index = models.CharField(max_length=64, blank=True, db_index=True)
    address_sealed = models.BinaryField(null=True)

    class Meta:
        constraints = (
            # Anyone can type a number, so only a proven one may claim to be its single holder.
            models.UniqueConstraint(
                fields=["national_id_index"],
                condition=~Q(national_id_index="") & ~Q(assurance="declared"),
                name="people_person_proven_once",
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(PERSON, self.id)


class Organisation(Sealed):
    """A company, household business, cooperative or other body; name, code and seat are public facts.

    Since the personal number is a household's tax code, that one code is not: it is kept as a person's is.
    """

    class Kind(models.TextChoices):
        ENTERPRISE = "enterprise", _("Doanh nghiệp")
        HOUSEHOLD = "household", _("Hộ kinh doanh")
        COOPERATIVE = "cooperative", _("Hợp tác xã")
        OTHER = "other", _("Tổ chức khác")

    name = models.CharField(max_length=250)
    kind = models.CharField(max_length=12, choices=Kind)
    tax_code = models.CharField(max_length=14, blank=True, db_index=True)
    """Empty where the code is the owner's personal number, which is sealed."""
    national_id_sealed = models.BinaryField(null=True)
    national_id_index = models.CharField(max_length=64, blank=True, db_index=True)
    address = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(ORGANISATION, self.id)


class Mandate(models.Model):
    """The right of one person to act for another person or an organisation, from a day until a day."""

    class Kind(models.TextChoices):
        PARENT = "parent", _("Cha, mẹ của người chưa thành niên")
        GUARDIAN = "guardian", _("Người giám hộ")
        AUTHORISED = "authorised", _("Người được ủy quyền")
        LEGAL_REPRESENTATIVE = "legal_representative", _("Người đại diện theo pháp luật")

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    principal = RefField(db_index=True)
    agent = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="mandates")
    kind = models.CharField(max_length=20, choices=Kind)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    """The first day it no longer holds; null while nothing ends it."""
    evidence = RefField(null=True)
    """The paper that proves it."""
    assurance = models.CharField(max_length=8, choices=Person.Assurance, default=Person.Assurance.DECLARED)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until=None) | Q(valid_until__gt=F("valid_from")),
                name="people_mandate_validity",
            ),
        )

    def __str__(self) -> str:
        return f"{self.agent_id} → {self.principal}"


def fingerprint(field: str, value: str) -> str:
    """The blind index under which a value of this field is found."""
    return sealing.blind(f"people.{field}", value)


def person_ref(person: UUID) -> Ref:
    return Ref(PERSON, person)

"""Accounts and what they carry: the person behind, posts held, posts lent, codes sent, keys of machines."""

from uuid import UUID

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import F, Q

from tinhso.foundation.access.roles import Role
from tinhso.foundation.packs.models import Rule
from tinhso.foundation.people.models import Person
from tinhso.foundation.units.models import Agency
from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref


class AccountManager(BaseUserManager["Account"]):
    """Nothing of Django's own user commands applies here."""


class Account(AbstractBaseUser):
    """A way in. `name` is what officials and pages call its holder.

    A citizen's account is known by its sealed phone number; its `username` says nothing. The work e-mail of
    an official is the one contact kept plain.
    """

    class Kind(models.TextChoices):
        CITIZEN = "citizen", "Người dân"
        OFFICIAL = "official", "Cán bộ"
        MACHINE = "machine", "Hệ thống"

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=Kind)
    username = models.CharField(max_length=150, unique=True)
    name = models.CharField(max_length=150)
    email = models.EmailField(blank=True)
    key = models.UUIDField(null=True)
    phone_sealed = models.BinaryField(null=True)
    phone_index = models.CharField(max_length=64, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    """Invented for demonstration; never let in by a production installation."""
    created_at = models.DateTimeField()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    objects = AccountManager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["phone_index"], condition=~Q(phone_index=""), name="access_account_phone_once"
            ),
        )

    def __str__(self) -> str:
        return self.username

    @property
    def ref(self) -> Ref:
        return Ref("access.account", self.id)

    @property
    def phone(self) -> str:
        """The number a citizen signs in with, `+84…`; empty when there is none or it was erased."""
        if self.key is None or self.phone_sealed is None:
            return ""
        try:
            return sealing.unseal_text(self.key, bytes(self.phone_sealed), row=phone_row(self.id))
        except sealing.Destroyed:
            return ""


def phone_row(account: UUID) -> str:
    """The name the sealed number of an account is bound to."""
    return f"access.account.phone:{account}"


class Session(AbstractBaseSession):
    """A session as Django keeps it, beside the account it was begun for: both are read with each request."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, null=True, related_name="sessions")


class CitizenLink(models.Model):
    """The person behind a citizen's account."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="citizen")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    linked_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.account_id} = {self.person_id}"


class Appointment(models.Model):
    """A post: a role at an agency, from a day (inclusive) until a day (exclusive)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="appointments")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    unit = models.CharField(max_length=60, blank=True)
    role = models.CharField(max_length=10, choices=Role)
    title = models.CharField(max_length=150, blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                # Equal days are an appointment that was undone before it ever held.
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                name="access_appointment_validity",
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_role_display()} ({self.account_id})"


class Delegation(models.Model):
    """Named permissions of one's post lent to a colleague, from a moment until a moment."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    appointment = models.ForeignKey(Appointment, on_delete=models.PROTECT, related_name="delegations")
    delegate = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="delegations")
    permissions = models.JSONField()
    reason = models.CharField(max_length=200)
    valid_from = models.DateTimeField()
    valid_until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("valid_from")), name="access_delegation_validity"
            ),
        )

    def __str__(self) -> str:
        return f"{self.appointment_id} → {self.delegate_id}"


class OneTimeCode(models.Model):
    """A code sent to a number: kept as a keyed hash, used once, gone after minutes.

    The number is sealed with a key of its own, which the account takes over when the number is new here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.UUIDField()
    phone_sealed = models.BinaryField()
    phone_index = models.CharField(max_length=64, db_index=True)
    code_hash = models.CharField(max_length=64)
    expires_at = models.DateTimeField(db_index=True)
    used_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.id)


class Tally(models.Model):
    """How often something was tried since a window opened; `key` is a blind index, so it names nobody."""

    key = models.CharField(max_length=64, primary_key=True)
    opened_at = models.DateTimeField()
    closes_at = models.DateTimeField(db_index=True)
    count = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.key[:8]}: {self.count}"


class ApiClient(models.Model):
    """A machine that may ask for tokens. Its secret is shown once and kept as a keyed hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="client")
    client_id = models.CharField(max_length=60, unique=True)
    secret_hash = models.CharField(max_length=64)
    scopes = models.JSONField()
    """Keys of permissions: what it may ever do."""
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.client_id


class ApiToken(models.Model):
    """An opaque Bearer token, kept as a hash, for some of the scopes of its client."""

    token_hash = models.CharField(max_length=64, primary_key=True)
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="tokens")
    scopes = models.JSONField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.token_hash[:8]


class DemoPost(Rule):
    """An invented official with a post, for demonstrations; `code` is the name to sign in with."""

    body = models.JSONField()

    class Meta(Rule.Meta):
        verbose_name = "cán bộ trình diễn"


class DemoCitizen(Rule):
    """An invented citizen, for demonstrations."""

    body = models.JSONField()

    class Meta(Rule.Meta):
        verbose_name = "người dân trình diễn"

"""Two tables, one tree: acts and reads, the leaves that seal them, the checkpoints that sign the whole."""

from django.db import models
from django.db.models import Q

from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import RefField


class Entry(models.Model):
    """What acts and reads have in common. `salt` keeps the leaf a commitment and not a disclosure."""

    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor = models.UUIDField(null=True)
    """The account; null for the platform itself and for the unknown public."""
    role = models.CharField(max_length=30, blank=True)
    agency = models.UUIDField(null=True)
    verb = models.CharField(max_length=80)
    about = RefField()
    subjects = models.JSONField(default=list)
    """Refs of the people it concerns."""
    purpose = models.CharField(max_length=80, blank=True)
    basis = models.CharField(max_length=200, blank=True)
    data = models.JSONField(default=dict)
    """Codes, refs, reasons, dues: never personal data."""
    salt = models.BinaryField()
    position = models.BigIntegerField(null=True)

    class Meta:
        abstract = True


class Act(Entry):
    """Something was done."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    event = models.CharField(max_length=80, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["position"], name="ledger_act_position"),)
        indexes = (
            models.Index(fields=["about", "at"], name="ledger_act_about"),
            models.Index(fields=["at", "id"], name="ledger_act_unsealed", condition=Q(position=None)),
            models.Index(fields=["agency", "at"], name="ledger_act_agency"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"


class Read(Entry):
    """Somebody was shown personal data; committed before the answer left. `data` names the fields."""

    id = models.UUIDField(default=new_id, editable=False)
    pk = models.CompositePrimaryKey("at", "id")

    class Meta:
        indexes = (
            models.Index(fields=["at", "id"], name="ledger_read_unsealed", condition=Q(position=None)),
            models.Index(fields=["position"], name="ledger_read_position"),
        )

    def __str__(self) -> str:
        return f"{self.verb} {self.about}"


class Leaf(models.Model):
    """One sealed row: its place in the tree and the hash that commits to it."""

    class Kind(models.TextChoices):
        ACT = "act"
        READ = "read"

    position = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=4, choices=Kind)
    entry = models.UUIDField()
    entry_at = models.DateTimeField()
    hash = models.BinaryField()

    class Meta:
        indexes = (models.Index(fields=["entry"], name="ledger_leaf_entry"),)

    def __str__(self) -> str:
        return str(self.position)


class Node(models.Model):
    """The root of a complete subtree of 256^level leaves, so that proofs need few rows."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hash = models.BinaryField()
    pk = models.CompositePrimaryKey("level", "index")

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class SubjectEntry(models.Model):
    """A person's own gap-free numbering of what concerns them."""

    subject = RefField()
    number = models.BigIntegerField()
    position = models.BigIntegerField()
    kind = models.CharField(max_length=4, choices=Leaf.Kind)
    entry = models.UUIDField()
    entry_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=["subject", "number"], name="ledger_subject_number"),)

    def __str__(self) -> str:
        return f"{self.subject} {self.number}"


class Checkpoint(models.Model):
    """A signed statement of the whole tree at one size."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField()
    at = models.DateTimeField()
    note = models.TextField()
    """The signed note as it is kept outside the database."""

    def __str__(self) -> str:
        return str(self.size)

"""The shape every kind of rule shares, and the packs that were applied."""

from __future__ import annotations

from datetime import date
from typing import Self, TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models
from django.db.models import Q

from tinhso.kernel.refs import Ref

PACK = "packs.pack"
AnyRule = TypeVar("AnyRule", bound="Rule", covariant=True)


class RuleQuerySet(models.QuerySet[AnyRule]):
    """Questions every kind of rule answers."""

    def on(self, day: date) -> Self:
        """The versions in force on a day: from `effective_from` (inclusive) to `effective_until` (exclusive)."""
        return self.filter(
            Q(effective_from__lte=day) & (Q(effective_until__isnull=True) | Q(effective_until__gt=day))
        )


class Rule(models.Model):
    """One version of one rule. Abstract: each kind is a table of its own, so that records can point at it."""

    code = models.CharField(max_length=120)
    effective_from = models.DateField()
    effective_until = models.DateField(null=True, blank=True)
    legal_basis = models.JSONField(default=list, blank=True)
    assumed = models.BooleanField(default=False)
    origin = models.CharField(max_length=60)
    """`pack:<name>`, or `officials` for what was changed at work."""
    source = models.CharField(max_length=200, blank=True)
    """The file of the pack it came from."""
    digest = models.CharField(max_length=64, blank=True)

    objects = RuleQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = (
            models.UniqueConstraint(
                fields=["code", "effective_from"], name="%(app_label)s_%(class)s_version"
            ),
            models.CheckConstraint(
                condition=Q(effective_until__isnull=True) | Q(effective_until__gt=models.F("effective_from")),
                name="%(app_label)s_%(class)s_validity",
            ),
        )

    def __str__(self) -> str:
        return f"{self.code} ({self.effective_from:%d/%m/%Y})"


class CodeList(Rule):
    """A list of values and their words, e.g. `ethnicities`. `body` is a `CodeListBody`."""

    body = models.JSONField()

    class Meta(Rule.Meta):
        verbose_name = "danh mục"


def pack_key(name: str) -> UUID:
    """The key by which Refs and the ledger know a pack."""
    return uuid5(NAMESPACE_URL, f"tinhso:pack:{name}")


class AppliedPack(models.Model):
    """A pack as it was last applied: an unchanged tree is not read again."""

    name = models.CharField(max_length=60, primary_key=True)
    title = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    """Of the tree and of what read it."""
    head = models.JSONField(default=dict)
    """Its `pack.yaml`."""
    applied_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name

    @property
    def ref(self) -> Ref:
        return Ref(PACK, pack_key(self.name))

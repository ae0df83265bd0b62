"""Procedures and fee tables, version by version; the national catalogue as it was imported."""

from __future__ import annotations

import json
from functools import cached_property, lru_cache
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import models

from tinhso.foundation.packs.models import Rule
from tinhso.foundation.procedures.shapes import ProcedureBody, RateRow
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

PROCEDURE = "procedures.procedure"
CATALOGUE_ENTRY = "procedures.catalogue_entry"
CATALOGUE_IMPORT = "procedures.catalogue_import"


def procedure_key(code: str) -> UUID:
    """The key all versions of a procedure share, for Refs."""
    return uuid5(NAMESPACE_URL, f"tinhso:procedure:{code}")


class Procedure(Rule):
    """One version of one procedure. A dossier keeps the version it was filed under."""

    key = models.UUIDField(db_index=True)
    name = models.CharField(max_length=500)
    field = models.CharField(max_length=150)
    levels = models.JSONField()
    competent = models.CharField(max_length=20)
    fileable = models.BooleanField()
    """It has a process, or parts that have one: it can be filed here, not only read."""
    body = models.JSONField()

    @property
    def ref(self) -> Ref:
        return Ref(PROCEDURE, self.key)

    @cached_property
    def shape(self) -> ProcedureBody:
        """The body, typed. Read once in a process for each body."""
        return _read(json.dumps(self.body, sort_keys=True))


@lru_cache(maxsize=512)
def _read(body: str) -> ProcedureBody:
    return ProcedureBody.model_validate_json(body)


class FeeTable(Rule):
    """One row of the province's fee tables; `code` joins fee, territory and channel."""

    fee = models.CharField(max_length=60, db_index=True)
    territory = models.CharField(max_length=10, blank=True)
    channel = models.CharField(max_length=10, blank=True)
    amount = models.BigIntegerField()
    title = models.CharField(max_length=200, blank=True)

    @property
    def row(self) -> RateRow:
        return RateRow.model_validate(
            {
                "code": self.fee,
                "territory": self.territory,
                "channel": self.channel,
                "amount": self.amount,
                "title": self.title,
            }
        )


class CatalogueEntry(models.Model):
    """A procedure as the national catalogue publishes it: a draft, from which a rule may be written."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.CharField(max_length=40, unique=True)
    name = models.TextField()
    field = models.TextField()
    levels = models.JSONField()
    time_published = models.BooleanField()
    """At least one way of filing has a time. Without one there is none to keep, and none is made up."""
    body = models.JSONField()
    warnings = models.JSONField()
    """Kind and words of each."""
    digest = models.CharField(max_length=64)
    """Of the line it came from."""
    source = models.CharField(max_length=200)
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = "thủ tục trong danh mục quốc gia"

    def __str__(self) -> str:
        return f"{self.code} {self.name}"

    @property
    def ref(self) -> Ref:
        return Ref(CATALOGUE_ENTRY, self.id)


class QuarantinedLine(models.Model):
    """A line of an imported file that a person must look at first."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key = models.CharField(max_length=64, unique=True)
    """Of the line's content and how often it was met before in its file."""
    code = models.CharField(max_length=40, blank=True, db_index=True)
    name = models.TextField(blank=True)
    line = models.PositiveIntegerField()
    reasons = models.JSONField()
    """Kind and words of each."""
    raw = models.TextField()
    source = models.CharField(max_length=200)
    imported_at = models.DateTimeField()

    class Meta:
        verbose_name = "dòng bị giữ lại"
        ordering = ("source", "line")

    def __str__(self) -> str:
        return f"{self.source}:{self.line}"

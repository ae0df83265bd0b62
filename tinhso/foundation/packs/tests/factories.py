"""Packs written to a folder, and a kind of rule with records made under it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps.registry import Apps
from django.db import models

from tinhso.foundation.conditions.shapes import Shape
from tinhso.foundation.packs.models import Rule
from tinhso.foundation.packs.registry import Draft, Fault, Known, PackKind

_apps = Apps(["tinhso.foundation.packs"])
"""Apart from the installed models, so that migrations never hear of these."""


class Toll(Rule):
    """A rule that records are made under."""

    amount = models.BigIntegerField()
    note = models.TextField(blank=True)

    class Meta(Rule.Meta):
        apps = _apps
        app_label = "packs"


class Crossing(models.Model):
    """A record pinned to a version."""

    toll = models.ForeignKey(Toll, models.PROTECT, related_name="+")

    class Meta:
        apps = _apps
        app_label = "packs"
        verbose_name = "lượt qua phà"

    def __str__(self) -> str:
        return str(self.pk)


tolls: Any = Toll._default_manager
crossings: Any = Crossing._default_manager
"""Untyped: the types of models come from the installed apps, and these are not among them."""


class TollBody(Shape):
    amount: int
    note: str = ""
    replaces: str = ""


def replaced_exist(drafts: object, known: Known) -> list[Fault]:
    """A toll that replaces another names one that is there."""
    assert isinstance(drafts, list)
    return [
        draft.fault(f"không có {draft.body.replaces}", "replaces")
        for draft in drafts
        if isinstance(draft, Draft) and draft.body.replaces and draft.body.replaces not in known.codes("toll")
    ]


TOLL = PackKind(
    name="toll",
    title="Giá qua phà",
    model=Toll,
    shape=TollBody,
    fields=lambda body: {"amount": body.amount, "note": body.note},
    check=replaced_exist,
)


class World:
    """A folder of packs that a test writes as it likes."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str) -> None:
        """Write one file, e.g. `delta/tolls.csv`."""
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")

    def pack(self, name: str, *, requires: str = "", more: str = "") -> None:
        self.write(f"{name}/pack.yaml", f"name: {name}\ntitle: {name}\nrequires: [{requires}]\n{more}")

    def tolls(self, *rows: str, pack: str = "delta", head: str = "", columns: str = "code,amount") -> None:
        """The file of tolls, rows as `code,amount`."""
        text = ["# kind: toll", "# effective_from: 2025-07-01", *head.splitlines(), columns, *rows]
        self.write(f"{pack}/tolls.csv", "\n".join(text) + "\n")

"""The index. A full-text index of the database's own hangs on `Entry` and follows it by itself."""

from __future__ import annotations

from django.db import models

from tinhso.kernel.refs import RefField

LONGEST_VALUE = 250


class Entry(models.Model):
    """One thing that can be found."""

    ref = RefField(unique=True)
    kind = models.CharField(max_length=40, db_index=True)
    code = models.CharField(max_length=60, blank=True)
    title = models.TextField()
    note = models.TextField(blank=True)
    exact = models.TextField()
    """The title in lower case with one placement of tone marks; see `rules.exact`."""
    folded = models.TextField()
    """The title without diacritics; see `rules.folded`."""
    extra = models.TextField(blank=True)
    """Code, keywords and the opening words of the title, folded. The index also holds `extra` and `folded` run
    together from each word on, for those who type without spaces."""
    weight = models.SmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.title


class Facet(models.Model):
    """One value by which hits can be narrowed."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="facets")
    name = models.CharField(max_length=30)
    value = models.CharField(max_length=LONGEST_VALUE)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["entry", "name", "value"], name="search_facet_once"),)
        indexes = (models.Index(fields=["name", "value", "entry"], name="search_facet_value"),)

    def __str__(self) -> str:
        return f"{self.name}={self.value}"


class Held(models.Model):
    """One holding as the index knows it. The terms are all that is kept of its words; see `terms`."""

    ref = RefField(unique=True)
    kind = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    day = models.DateField()
    personal = models.BooleanField(default=False)
    """Found by the people it names alone, whatever agencies a reader reaches."""
    terms = models.TextField()
    """Words of letters and digits, a space between two, in their order, each once."""

    class Meta:
        indexes = (
            models.Index(
                fields=["-day", "-id"], name="search_held_newest", condition=models.Q(personal=False)
            ),
        )

    def __str__(self) -> str:
        return str(self.ref)

"""Notices as their people have them. What they say is sealed with the key of the thing they are about."""

from __future__ import annotations

from typing import Any

from django.db import models

from tinhso.kernel import sealing
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref, RefField

NOTICE = "notices.notice"


class Notice(models.Model):
    """One thing told to one person. `title` names no person; the facts its words are made of are sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=200)
    about = RefField()
    key = models.UUIDField()
    """The key of the thing it is about, or the person's."""
    data_sealed = models.BinaryField()
    created_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=["person", "-created_at"], name="notices_of_person"),
            models.Index(fields=["person"], name="notices_unread", condition=models.Q(read_at=None)),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def ref(self) -> Ref:
        return Ref(NOTICE, self.id)

    @property
    def row(self) -> str:
        """What the sealed facts are bound to."""
        return f"notices.notice.data:{self.id}"

    def fill(self, data: dict[str, Any]) -> None:
        """Seal the facts."""
        self.data_sealed = sealing.seal_json(self.key, data, row=self.row)

    def data(self) -> dict[str, Any] | None:
        """The facts, open; None when the key is gone."""
        try:
            opened = sealing.unseal_json(self.key, self.data_sealed, row=self.row)
        except sealing.Destroyed:
            return None
        assert isinstance(opened, dict)
        return opened

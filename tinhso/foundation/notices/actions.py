"""Telling people things, and their saying that they have seen it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.notices import words
from tinhso.foundation.notices.models import Notice
from tinhso.foundation.notices.reaching import channels_of
from tinhso.foundation.notices.registry import notice_kinds
from tinhso.foundation.people.models import person_ref
from tinhso.kernel import ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import NotFound
from tinhso.kernel.refs import Ref

READ = "notices.read"
PURPOSE = "thông báo cho người nộp hồ sơ"


def send(*, person: UUID, kind: str, about: Ref, key: UUID, data: Mapping[str, Any], at: datetime) -> Notice:
    """Tell a person something, inside the caller's transaction: on their page, and by each channel of the kind
    that reaches them, as a delivery of its own.

    `data` holds JSON values for the templates and is sealed with `key`. KeyError for a kind nobody declared.
    """
    declared = notice_kinds[kind]
    notice = Notice(
        person_id=person,
        kind=kind,
        title=words.title_of(kind, data),
        about=about,
        key=key,
        created_at=at,
    )
    notice.fill(dict(data))
    with transaction.atomic():
        notice.save(force_insert=True)
        ways = sorted(declared.channels & channels_of(person))
        for channel in ways:
            enqueue(f"notices.{channel}", {"notice": str(notice.id)}, due_at=at)
        ledger.record(
            actor=SYSTEM,
            verb="notices.send",
            about=notice.ref,
            at=at,
            subjects=(person_ref(person),),
            purpose=PURPOSE,
            data={"kind": kind, "about": str(about), "channels": [str(way) for way in ways]},
        )
    return notice


def mark_read(*, actor: Actor, notice: UUID, at: datetime) -> Notice:
    """Say that one has seen a notice; NotFound for one that is not one's own. The second time changes nothing."""
    with transaction.atomic():
        found = Notice.objects.select_for_update().filter(id=notice, person=actor.person).first()
        if found is None:
            raise NotFound(_("Không tìm thấy thông báo này."))
        require(actor, READ, persons=(found.person_id,), at=at)
        if found.read_at is None:
            found.read_at = at
            found.save(update_fields=["read_at"])
            ledger.record(
                actor=actor, verb="notices.mark_read", about=found.ref, at=at,
                subjects=(person_ref(found.person_id),),
            )  # fmt: skip
    return found


def mark_all_read(*, actor: Actor, at: datetime) -> int:
    """Say that one has seen everything told until now; how many were new."""
    if actor.person is None:
        raise NotFound(_("Không có thông báo nào."))
    with transaction.atomic():
        require(actor, READ, persons=(actor.person,), at=at)
        own = Notice.objects.filter(person=actor.person, read_at=None, created_at__lte=at)
        seen = own.update(read_at=at)
        if seen:
            person = person_ref(actor.person)
            ledger.record(
                actor=actor, verb="notices.mark_read", about=person, at=at, subjects=(person,),
                data={"notices": seen},
            )  # fmt: skip
    return seen

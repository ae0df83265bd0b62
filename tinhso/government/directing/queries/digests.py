"""The weekly word: which agencies have it, who reads it, what it says."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.urls import reverse

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.queries import actor_of_account, holders
from tinhso.foundation.access.roles import Role
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.tasks.queries.lists import GIVEN, LATE, REPORTED, WEEK, Filters, listing
from tinhso.foundation.tasks.rules import AT_WORK
from tinhso.kernel.actors import SYSTEM


def given_at() -> QuerySet[Task]:
    """The agencies that have given what is not done yet."""
    return Task.objects.filter(state__in=AT_WORK).order_by().values("agency").distinct()  # type: ignore[return-value]


def readers(*, agency: UUID, at: datetime) -> set[UUID]:
    """Leaders and heads of an agency."""
    return {
        one.id for role in (Role.LEADER, Role.HEAD) for one in holders(actor=SYSTEM, agency=agency, role=role, at=at)
    }  # fmt: skip


def letter(*, account: UUID, at: datetime) -> tuple[str, str, str] | None:
    """Address, subject and text for one of them; None without an address, or with nothing left to say.

    Says how much, never what.
    """
    found = Account.objects.filter(id=account, is_active=True).first()
    if found is None or not found.email:
        return None
    actor = actor_of_account(found, at=at)

    def count(state: str) -> int:
        return listing(actor=actor, filters=Filters(group=GIVEN, state=state), at=at).count()

    facts = {"open": count(""), "late": count(LATE), "week": count(WEEK), "reported": count(REPORTED)}
    if not facts["open"]:
        return None
    link = f"{settings.PUBLIC_URL}{reverse('directing:board')}"
    text = render_to_string("directing/week.email.txt", facts | {"link": link})
    return found.email, "Nhiệm vụ cơ quan đã giao: tình hình đầu tuần", text

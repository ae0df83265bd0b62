"""A commune that gives tasks, its centre below it, a working calendar. All invented."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from tinhso.foundation.access.models import Account, Appointment
from tinhso.foundation.access.tests.factories import actor_of, signed_in
from tinhso.foundation.calendar.models import OfficeHours
from tinhso.foundation.packs.models import CodeList
from tinhso.foundation.tasks import actions
from tinhso.foundation.tasks.models import Task
from tinhso.foundation.tasks.rules import Hand, Part
from tinhso.foundation.units.models import AdministrativeUnit, Agency, AgencyVersion
from tinhso.kernel.actors import Actor
from tinhso.kernel.clock import VIETNAM

SINCE = date(2020, 1, 1)
MONDAY = datetime(2026, 11, 16, 8, 0, tzinfo=VIETNAM)
FRIDAY = datetime(2026, 11, 20, 17, 0, tzinfo=VIETNAM)
DAY = timedelta(days=1)


class Place:
    """An agency with an official in each role."""

    def __init__(self, key: str, name: str, *, parent: str = "", kind: str = "commune", unit: str) -> None:
        self.agency = Agency.objects.create(key=key)
        AgencyVersion.objects.create(
            code=key, effective_from=SINCE, agency=self.agency, name=name, short_name=name, kind=kind,
            parent_key=parent, unit_code=unit, folded=name.lower(), origin="test",
        )  # fmt: skip
        AdministrativeUnit.objects.get_or_create(
            code=unit, effective_from=SINCE,
            defaults={"level": "commune", "name": "Xã thử nghiệm", "type": "Xã", "folded": "thu nghiem",
                      "origin": "test"},
        )  # fmt: skip
        self.leader, self.head, self.officer, self.records = (
            self.official(role) for role in ("leader", "head", "officer", "records")
        )

    @property
    def id(self) -> UUID:
        return self.agency.id

    def official(self, role: str) -> Actor:
        """Somebody more in this role."""
        number = Account.objects.count()
        account = Account.objects.create(
            kind=Account.Kind.OFFICIAL, username=f"{role}.{number}", name=f"{role} {number}", created_at=MONDAY,
            password="!", email=f"{role}.{number}@vi-du.example",
        )  # fmt: skip
        Appointment.objects.create(account=account, agency=self.agency, role=role, valid_from=SINCE)
        return actor_of(account, at=MONDAY)


def make_places() -> tuple[Place, Place, Place]:
    """A commune, its centre below it, and a stranger."""
    sessions = [["07:00", "11:00"], ["13:00", "17:00"]]
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), sessions)
    hours = {"title": "Giờ hành chính", "week": week, "extra_day": sessions}
    OfficeHours.objects.get_or_create(
        code="default", effective_from=SINCE, defaults={"body": hours, "origin": "test"}
    )
    CodeList.objects.get_or_create(
        code="due_warning", effective_from=SINCE,
        defaults={"body": {"title": "Báo trước hạn", "entries": [{"value": "1", "label": "ngày"}]}, "origin": "test"},
    )  # fmt: skip
    return (
        Place("xa-mot", "Ủy ban nhân dân xã Một", unit="00001"),
        Place("tt-xa-mot", "Trung tâm xã Một", parent="xa-mot", kind="commune_centre", unit="00001"),
        Place("xa-hai", "Ủy ban nhân dân xã Hai", unit="00002"),
    )


def account(actor: Actor) -> UUID:
    assert actor.account is not None
    return actor.account


def given(by: Place, hands: list[Hand], **changes: Any) -> Task:
    """A task of the leader of an agency."""
    asked: dict[str, Any] = {
        "actor": by.leader, "agency": by.id, "title": "Rà soát hộ nghèo năm 2026", "detail": "Báo cáo theo mẫu kèm.",
        "due_at": FRIDAY, "source": None, "at": MONDAY,
    }  # fmt: skip
    return actions.give(hands=hands, **asked | changes)


def led_by(place: Place, holder: Actor | None = None, *others: Hand) -> list[Hand]:
    return [Hand(Part.LEAD, place.id, account(holder) if holder else None), *others]


def now(task: Task, at: datetime = MONDAY) -> dict[str, Any]:
    """The task as it stands, for an act upon it."""
    return {"task": task.id, "version": fresh(task).version, "at": at}


def fresh(task: Task) -> Task:
    return Task.objects.get(id=task.id)


def client_of(actor: Actor) -> Any:
    return signed_in(Account.objects.get(id=account(actor)))

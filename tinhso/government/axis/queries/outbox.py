"""What is to go out and how far it is: for the pages of operators, and for the page of a document."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tinhso.contracts.documents import Change, Place, Sent
from tinhso.foundation.access.policy import require
from tinhso.foundation.units.queries import agency_names
from tinhso.government.axis.models import Attempt, Package, Receipt
from tinhso.government.axis.queries.directory import successor
from tinhso.government.axis.rules import ADDED, KIND_TITLES, NO_SUCH, SENDING_TITLES, STANDING_TITLES, Sending
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

SEE = "axis.see"


@dataclass(frozen=True)
class Filters:
    """What the list is narrowed to."""

    state: str = Sending.WAITING
    text: str = ""
    kind: str = ""


@dataclass(frozen=True)
class Row:
    """One package in words."""

    package: Package
    kind: str
    state: str
    agency: str
    receivers: Sequence[Receipt]

    @property
    def replayable(self) -> bool:
        return self.package.state == Sending.PARKED


def listed(*, actor: Actor, filters: Filters) -> QuerySet[Package]:
    """The packages of one state, the latest first; by number, notation, or code of a receiver."""
    require(actor, SEE)
    found = Package.objects.filter(state=filters.state)
    if filters.kind == "status":
        found = found.filter(kind="")
    elif filters.kind:
        found = found.filter(kind=filters.kind)
    if filters.text:
        found = found.filter(name__icontains=filters.text) | found.filter(receipts__code__iexact=filters.text)
    return found.distinct().order_by("-created_at", "-id")


def counts(*, actor: Actor) -> dict[str, int]:
    """How many there are of each state that waits."""
    require(actor, SEE)
    return {
        one: Package.objects.filter(state=one).count() for one in (Sending.WAITING, Sending.PARKED)
    }  # fmt: skip


def rows(found: Sequence[Package], *, at: datetime) -> list[Row]:
    """The same in words."""
    names = agency_names([one.agency_id for one in found], on=clock.local(at).date())
    receipts: dict[UUID, list[Receipt]] = {}
    for one in Receipt.objects.filter(package__in=[one.id for one in found]).order_by("id"):
        receipts.setdefault(one.package_id, []).append(one)
    return [
        Row(
            one, kind_title(one), str(SENDING_TITLES[one.state]), names.get(one.agency_id, ""),
            receipts.get(one.id, ()),
        )
        for one in found
    ]  # fmt: skip


def kind_title(package: Package) -> str:
    """What it does, in words."""
    if package.kind:
        return str(KIND_TITLES[package.kind])
    return f"{KIND_TITLES['']}: {STANDING_TITLES.get(package.status, package.status)}"


def package(*, actor: Actor, id: UUID) -> Package:
    """One of them; NotFound when there is none."""
    require(actor, SEE)
    found = Package.objects.filter(id=id).select_related("first", "about").first()
    if found is None:
        raise NotFound(_("Không có thông điệp này."))
    return found


def tries(found: Package) -> list[Attempt]:
    """Every try to send it, the latest first."""
    return list(found.tries.order_by("-at", "-id")[:50])


def sent(document: UUID) -> list[Sent]:
    """How far an outgoing document has come with each receiver outside."""
    found = Receipt.objects.filter(package__document=document).order_by("id")
    found = found.filter(Q(package__kind=Change.NEW) | Q(listed=ADDED))
    return [
        Sent(
            place=Place(code=one.code, name=one.name),
            state=one.state,
            title=state_title(one.state),
            at=one.said_at or one.at,
            reason=_successor(one) if one.state == NO_SUCH else one.reason(),
        )
        for one in found
    ]


def _successor(receipt: Receipt) -> str:
    found = successor(receipt.code, clock.today())
    return _("Nay là %(name)s, mã %(code)s.") % {"name": found.name, "code": found.code} if found else ""


def state_title(state: str) -> str:
    """A receiver's state in words."""
    return str(STANDING_TITLES.get(state) or SENDING_TITLES.get(state, state))


def to_send(id: UUID) -> Package | None:
    """A package that still waits."""
    return Package.objects.filter(id=id, state=Sending.WAITING).select_related("about", "first").first()


def forgotten(*, before: datetime, most: int) -> list[UUID]:
    """Packages whose time came long ago, whatever became of the deliveries."""
    found = Package.objects.filter(state=Sending.WAITING, due_at__lt=before).order_by("due_at", "id")
    return list(found.values_list("id", flat=True)[:most])


def first_of(document: UUID) -> Package | None:
    """The package that brought a document."""
    return Package.objects.filter(document=document, kind=Change.NEW).first()


def bringing(first: Package) -> QuerySet[Receipt]:
    """Of each receiver of a document the receipt that says how far it is: that of the first package, or that of the
    correction that added it."""
    return Receipt.objects.filter(Q(package=first) | Q(package__first=first, listed=ADDED)).order_by("id")


def by_message(message: str) -> Package | None:
    """What receivers know by this id: of the document itself, where they name a change of it."""
    found = Package.objects.filter(message=message, document__isnull=False).select_related("first").first()
    return found.first or found if found else None

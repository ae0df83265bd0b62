"""The officials' accounts and the posts they hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from tinhso.foundation.access.models import Account, Appointment
from tinhso.foundation.access.policy import require
from tinhso.foundation.access.roles import Role
from tinhso.foundation.units.queries import agencies, agency_names
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

SEE = "access.manage_accounts"
APPOINT = "access.appoint"
PAGE = 25


@dataclass(frozen=True)
class Post:
    """A post as the console shows it."""

    id: UUID
    role: str
    title: str
    agency: str
    valid_from: date
    valid_until: date | None
    held: bool
    """It gives its rights today, or will."""


@dataclass(frozen=True)
class Holder:
    """An official and the posts that are not over."""

    account: Account
    posts: Sequence[Post]


def listed(
    *, actor: Actor, text: str, role: str, without_post: bool, at: datetime, page: str | None
) -> tuple[Page[Account], list[Holder]]:
    """One page of officials by name: whose name or user name has these letters, who hold a role, who hold none."""
    require(actor, SEE)
    today = clock.local(at).date()
    found = Account.objects.filter(kind=Account.Kind.OFFICIAL).order_by("name", "username")
    if text:
        found = found.filter(Q(name__icontains=text) | Q(username__icontains=text))
    open_posts = Appointment.objects.filter(_open(today), account=OuterRef("pk"))
    if role:
        found = found.filter(Exists(open_posts.filter(role=role)))
    if without_post:
        found = found.exclude(Exists(open_posts))
    shown = Paginator(found, PAGE).get_page(page)
    posts = _posts([account.id for account in shown], today=today, over=False)
    return shown, [Holder(account, posts.get(account.id, [])) for account in shown]


def holder(*, actor: Actor, account: UUID, at: datetime) -> Holder:
    """One official with every post, past ones included; NotFound when there is none."""
    require(actor, SEE)
    found = Account.objects.filter(id=account, kind=Account.Kind.OFFICIAL).first()
    if found is None:
        raise NotFound(_("Không có tài khoản cán bộ này."), next_step=_("Quay lại danh sách tài khoản."))
    posts = _posts([account], today=clock.local(at).date(), over=True)
    return Holder(found, posts.get(account, []))


def post(*, actor: Actor, appointment: UUID, at: datetime) -> tuple[Account, Post]:
    """One post and who holds it; NotFound when there is none."""
    require(actor, APPOINT)
    found = Appointment.objects.select_related("account").filter(id=appointment).first()
    if found is None:
        raise NotFound(_("Không có vị trí công tác này."), next_step=_("Quay lại danh sách tài khoản."))
    today = clock.local(at).date()
    names = agency_names({found.agency_id}, on=today)
    return found.account, _post(found, names, today)


def agency_choices(*, at: datetime) -> list[tuple[str, str]]:
    """The agencies a post can be at: id and name."""
    return [(str(one.agency_id), one.name) for one in agencies(on=clock.local(at).date())]


def _posts(accounts: Sequence[UUID], *, today: date, over: bool) -> dict[UUID, list[Post]]:
    rows = Appointment.objects.filter(account__in=accounts).order_by("-valid_from", "id")
    if not over:
        rows = rows.filter(_open(today))
    appointments = list(rows)
    names = agency_names({one.agency_id for one in appointments}, on=today)
    found: dict[UUID, list[Post]] = {}
    for one in appointments:
        found.setdefault(one.account_id, []).append(_post(one, names, today))
    return found


def _post(one: Appointment, names: dict[UUID, str], today: date) -> Post:
    return Post(
        id=one.id,
        role=str(Role(one.role).label),
        title=one.title,
        agency=names.get(one.agency_id, _("(cơ quan không còn)")),
        valid_from=one.valid_from,
        valid_until=one.valid_until,
        held=one.valid_until is None or one.valid_until > today,
    )


def _open(today: date) -> Q:
    return Q(valid_until=None) | Q(valid_until__gt=today)

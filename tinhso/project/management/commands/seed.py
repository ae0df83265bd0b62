"""`tinhso seed`: invented accounts and certificates to try the house with. Never in production."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from tinhso.foundation.access import demo as accounts
from tinhso.foundation.access.models import Appointment
from tinhso.foundation.access.roles import Role
from tinhso.foundation.signing import demo as authority
from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.units.queries import agency_names
from tinhso.kernel import clock
from tinhso.kernel.refs import Ref


class Command(BaseCommand):
    help = "Makes the demo accounts and certificates that are not there yet."

    def handle(self, *args: Any, **options: Any) -> None:
        at = clock.now()
        accounts.prepare(at=at)
        _certify(at)


def _certify(at: datetime) -> None:
    """A certificate for each demo leader and for the agency the leader signs for, and for each clerk, who signs what
    is scanned."""
    signing = Appointment.objects.filter(role__in=(Role.LEADER, Role.CLERK), account__is_demo=True)
    posts = list(signing.select_related("account"))
    names = agency_names([post.agency_id for post in posts], on=clock.local(at).date())
    authority.ensure(at=at)
    for post in posts:
        office = names[post.agency_id]
        authority.issue(
            kind=Certificate.Kind.PERSON,
            holder=Ref("access.account", post.account_id),
            name=post.account.name,
            organisation=office,
            title=post.title,
            agency=post.agency_id,
            at=at,
        )
        if post.role == Role.LEADER:
            authority.issue(
                kind=Certificate.Kind.ORGANISATION,
                holder=Ref("units.agency", post.agency_id),
                name=office,
                agency=post.agency_id,
                at=at,
            )

"""Statements that were brought, accounts and layouts to choose from."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import agencies_within
from tinhso.foundation.payments.models import PayeeAccount, Statement, StatementLayout
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound

IMPORT = "payments.import"


def statements(*, actor: Actor) -> QuerySet[Statement]:
    """Statements of the accounts whose books the actor keeps, the latest first."""
    found = Statement.objects.select_related("account", "layout", "brought_by").order_by("-brought_at", "-id")
    agencies = agencies_within(actor, IMPORT)
    return found if agencies is None else found.filter(account__agency__in=agencies)


def statement(*, actor: Actor, statement: UUID) -> Statement:
    """One of them; NotFound for one out of reach."""
    found = statements(actor=actor).filter(id=statement).first()
    if found is None:
        raise NotFound(_("Không tìm thấy sao kê này."))
    return found


def accounts(*, actor: Actor, on: date) -> list[PayeeAccount]:
    """The accounts whose statements the actor may import."""
    found = PayeeAccount.objects.on(on).order_by("code")
    agencies = agencies_within(actor, IMPORT)
    return list(found if agencies is None else found.filter(agency__in=agencies))


def layouts(*, on: date) -> list[StatementLayout]:
    """The statement layouts of a day."""
    return list(StatementLayout.objects.on(on).order_by("code"))

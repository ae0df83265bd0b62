"""Declaring whom one acts for: a child, a neighbour, a company."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.people.actions import create_organisation, create_person, grant_mandate
from tinhso.foundation.people.models import Mandate, Organisation
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotAllowed

FILE = "dossiers.file"


class DeclaredPerson(NamedTuple):
    """A person one acts for, in the agent's own words."""

    name: str
    birth_date: str
    national_id: str
    relation: str
    """A `Mandate.Kind`."""


class DeclaredOrganisation(NamedTuple):
    """An organisation one acts for, in the agent's own words."""

    name: str
    kind: str
    """An `Organisation.Kind`."""
    tax_code: str
    address: str
    relation: str
    """A `Mandate.Kind`."""


def represent(*, actor: Actor, principal: DeclaredPerson | DeclaredOrganisation, at: datetime) -> UUID:
    """Keep the person or organisation with a declared mandate of the citizen; the agency checks the evidence later.

    Returns the id to file for; Invalid names what was typed wrong.
    """
    if actor.person is None:
        raise NotAllowed(_("Cần đăng nhập bằng tài khoản người dân."), next_step=_("Đăng nhập rồi thử lại."))
    require(actor, FILE, persons=(actor.person,), at=at)
    today = clock.local(at).date()
    with transaction.atomic():
        kept = (
            create_person(
                actor=actor,
                at=at,
                name=principal.name,
                birth_date=principal.birth_date,
                national_id=principal.national_id,
            )
            if isinstance(principal, DeclaredPerson)
            else create_organisation(
                actor=actor,
                at=at,
                name=principal.name,
                kind=Organisation.Kind(principal.kind),
                tax_code=principal.tax_code,
                address=principal.address,
            )
        )
        grant_mandate(
            actor=actor,
            at=at,
            principal=kept.ref,
            agent=actor.person,
            kind=Mandate.Kind(principal.relation),
            valid_from=today,
        )
    return kept.id

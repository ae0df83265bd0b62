"""One dossier at hand is seen by exactly those whose lists hold it."""

from __future__ import annotations

from uuid import UUID

import pytest

from tinhso.foundation.people.actions import grant_mandate
from tinhso.foundation.people.models import Mandate, person_ref
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.lists import sees, visible
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import (
    COMMUNE,
    MONDAY,
    OTHER_COMMUNE,
    birth_filing,
    make_citizen,
    make_office,
    make_official,
)
from tinhso.kernel.actors import ANONYMOUS, SYSTEM, Actor, ActorKind

pytestmark = pytest.mark.django_db


def test_a_dossier_is_seen_by_those_whose_lists_hold_it() -> None:
    here, there = make_office(), make_office(OTHER_COMMUNE, "Tân An", 102)
    owner, agent, stranger = make_citizen(), make_citizen("Lê Văn Thay"), make_citizen("Phạm Người Lạ")
    assert owner.person is not None
    assert agent.person is not None
    grant_mandate(
        actor=owner, at=MONDAY, principal=person_ref(owner.person), agent=agent.person,
        kind=Mandate.Kind.AUTHORISED, valid_from=MONDAY.date(),
    )  # fmt: skip
    actions.start_draft(actor=owner, filing=birth_filing(COMMUNE), at=MONDAY)
    for actor, principal in ((owner, None), (agent, None), (agent, owner.person)):
        for commune in (COMMUNE, OTHER_COMMUNE):
            filing = birth_filing(commune, principal)
            actions.file(actor=actor, filing=filing, channel=Channel.COUNTER, at=MONDAY)
    machine = Actor(ActorKind.MACHINE, scopes=frozenset({"dossiers.view"}))
    asking = [
        owner, agent, stranger, ANONYMOUS, SYSTEM, machine, make_official("admin", here.committee),
        make_official("auditor", here.committee), *here.officials.values(), *there.officials.values(),
    ]  # fmt: skip
    seen: set[frozenset[UUID]] = set()
    for actor in asking:
        listed = frozenset(visible(actor=actor).values_list("id", flat=True))
        assert frozenset(one.id for one in Dossier.objects.all() if sees(one, actor=actor)) == listed, actor
        seen.add(listed)
    assert len(seen) >= 5

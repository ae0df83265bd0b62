"""Documents and dossiers at a step stand in the one list of everything to do, for those whose step it is."""

from __future__ import annotations

import pytest
import time_machine

from tinhso.government.documents.tests.factories import another, client_of, draft, forward, make_documents
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import MONDAY, birth_filing, make_citizen

pytestmark = pytest.mark.django_db
HOME = "/can-bo/viec/"


def test_a_step_is_ones_own_or_the_units_and_nobody_elses() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents()
        stranger = another(office)
        document = draft(office)
        filed = actions.file(
            actor=make_citizen(), filing=birth_filing(office.unit), channel=Channel.ONLINE, at=MONDAY
        )
        officer, head, clerk = (client_of(one) for one in (office.officer, office.head, office.clerk))
        page, dossier = f"/can-bo/van-ban/{document.id}/", f"/can-bo/ho-so/{filed.id}/"
        assert page in officer.get(HOME).content.decode()
        assert page not in head.get(f"{HOME}?cua=don-vi").content.decode(), "a draft is its drafter's alone"
        forward(document, office.officer)
        assert page in head.get(HOME).content.decode()
        assert page not in officer.get(HOME).content.decode()
        assert page in officer.get(f"{HOME}?cua=don-vi").content.decode()
        assert page not in head.get(f"{HOME}?loai=dossiers").content.decode()
        assert page not in client_of(stranger.head).get(f"{HOME}?cua=don-vi").content.decode()
        assert dossier not in clerk.get(HOME).content.decode(), "what waits to be received is no step yet"
        actions.receive(actor=office.clerk, dossier=filed.id, version=filed.version, at=MONDAY)
        assert dossier in officer.get(HOME).content.decode()
        assert dossier not in client_of(stranger.officer).get(f"{HOME}?cua=don-vi").content.decode()

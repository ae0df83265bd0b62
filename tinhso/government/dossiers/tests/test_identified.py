"""A procedure may ask for a level of electronic identity: who files it online has signed in with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.test import Client

from tinhso.foundation.access.tests.factories import actor_of, citizen, sign_in, signed_in
from tinhso.foundation.packs import keeping
from tinhso.foundation.procedures.models import Procedure
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import BIRTH, MONDAY, birth_filing, make_office
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotAllowed

pytestmark = pytest.mark.django_db
AT = MONDAY + timedelta(hours=1)
PLACE = "?birth.situation=ordinary&birth.evidence=notice&child.birth_date=2026-11-02&requester.mandated=no&xa=29266"


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(AT, tick=False):
        make_office()
        for procedure in Procedure.objects.filter(code=BIRTH):
            procedure.body["eid_level"] = 2
            procedure.save()
        keeping.forget()
        yield


@pytest.fixture
def actor() -> Actor:
    return actor_of(citizen(name="Nguyễn Thị Hạnh"))


@pytest.mark.parametrize("level", [0, 1])
def test_a_lower_level_begins_nothing(actor: Actor, level: int) -> None:
    with pytest.raises(NotAllowed, match="mức 2"):
        actions.start_draft(actor=replace(actor, assurance=level), filing=birth_filing(), at=AT)
    assert not Dossier.objects.exists()


def test_a_draft_is_sent_at_the_level_it_was_begun_at(actor: Actor) -> None:
    identified = replace(actor, assurance=2)
    draft = actions.start_draft(actor=identified, filing=birth_filing(), at=AT)
    with pytest.raises(NotAllowed, match="mức 2"):
        actions.submit(actor=actor, dossier=draft.id, at=AT)
    draft.refresh_from_db()
    assert draft.phase == Phase.DRAFT


def test_the_counter_sees_the_person_and_asks_for_none(actor: Actor) -> None:
    filed = actions.file(actor=actor, filing=birth_filing(), channel=Channel.COUNTER, at=AT)
    assert filed.phase == Phase.SUBMITTED


def test_the_page_says_so_and_leads_there_and_back() -> None:
    account = citizen(name="Nguyễn Thị Hạnh")
    client = signed_in(account)
    address = f"/ho-so/moi/{BIRTH}/{PLACE}"
    answer = client.get(address)
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "định danh điện tử mức 2" in page
    link = page.split('href="/dang-nhap/dinh-danh/')[1].split('"')[0].replace("&amp;", "&")
    assert parse_qs(urlsplit(link).query) == {"muc": ["2"], "next": [address]}
    assert sign_in(client, account, assurance=2).get(address).status_code == 200


def test_it_is_said_before_anything_is_asked(client: Client) -> None:
    for query in ("", PLACE):
        page = client.get(f"/thu-tuc/{BIRTH}/chuan-bi/{query}").content.decode()
        assert "Nộp trực tuyến cần định danh điện tử mức 2" in page
    for procedure in Procedure.objects.filter(code=BIRTH):
        procedure.body["eid_level"] = 0
        procedure.save()
    keeping.forget()
    assert "cần định danh điện tử" not in client.get(f"/thu-tuc/{BIRTH}/chuan-bi/").content.decode()

"""A clerk files a linked procedure for somebody, with papers: one form; each part comes to the counter by itself."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.security.world import picture
from tinhso.foundation.units.queries import agency
from tinhso.government.counter import actions
from tinhso.government.counter.rules import Consent
from tinhso.government.counter.tests.factories import client_of
from tinhso.government.counter.tests.test_helping import asked_on, faults_on, known, posted
from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.models import Dossier, Original
from tinhso.government.dossiers.tests.factories import LINKED, MONDAY, Office, link, linked_filing
from tinhso.kernel.deliveries.working import work_off

pytestmark = pytest.mark.django_db
PRECHECK = {"birth.evidence": "notice", "child.birth_date": "2026-11-02", "requester.mandated": "no"}


def test_from_one_form_to_the_first_part_received(office: Office) -> None:
    link(office)
    with time_machine.travel(MONDAY, tick=False) as moment:
        begun = actions.begin_helping(
            actor=office.clerk, counter=agency(office.centre.id, on=MONDAY.date()), person=known().id,
            procedure=LINKED, commune=office.unit, receives=True, consent=Consent.SPOKEN, ticket=None, at=MONDAY,
        )  # fmt: skip
        clerk = client_of(office.clerk)
        address = f"/can-bo/quay/nop-ho/{begun.id}/to-khai/?{urlencode(PRECHECK)}"
        sent = posted(dict(linked_filing().answers))
        sent["asked"] = asked_on(clerk.post(address, sent | {"press": "reveal"}))
        away = posted({"residence.address": {"province": "86", "commune": "", "detail": "Ấp 3"}})
        assert "residence.address" in faults_on(clerk.post(address, sent | away))
        handed_in = {
            f"paper:{code}": SimpleUploadedFile(f"{code}.png", picture(), content_type="image/png")
            for code in ("birth_notice", "kinship")
        }
        done = clerk.post(address, sent | handed_in | {"kept:birth_notice": "1"})
        assert done.status_code == 303, faults_on(done)
        assert "Mỗi phần là một hồ sơ riêng" in clerk.get(done.headers["Location"]).content.decode()
        for _ in range(2):
            while work_off():
                pass
            moment.shift(60)

        whole = Dossier.objects.get(part_of=None)
        birth = whole.parts.get()
        assert Original.objects.get().dossier == whole
        assert (birth.channel, birth.helper_id) == ("counter", office.centre.id)
        assert [one.paper for one in birth.papers.all()] == ["birth_notice"]
        assert f"/can-bo/ho-so/{birth.id}/" in clerk.get(f"/can-bo/ho-so/{whole.id}/").content.decode()
        dossiers.receive(actor=office.clerk, dossier=birth.id, version=birth.version, at=MONDAY)
        birth.refresh_from_db()
        assert birth.code is not None

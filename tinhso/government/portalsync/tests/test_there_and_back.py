"""A filing comes in over HTTP, its files open once they are examined, and the portal is told where it stands."""

from __future__ import annotations

import pytest
import time_machine

from tinhso.foundation.files.queries import files_of, open_file
from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.tests.factories import MONDAY, make_office
from tinhso.government.portalsync.models import Message, SimulatedDossier, Twin
from tinhso.government.portalsync.tests.factories import filing, machine, make_portal, sent
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/national/filings"


def test_a_filing_comes_and_its_status_goes_back() -> None:
    with time_machine.travel(MONDAY, tick=False) as moment:
        office = make_office()
        make_portal()
        _, client = machine()
        answer = client.post(ADDRESS, sent(filing()), content_type="application/json")
        assert answer.status_code == 200, answer.content
        dossier = Dossier.objects.get()
        assert answer.json() == {
            "error_code": 0,
            "SoBienNhan": dossier.request_id,
            "HanPhanHoi": answer.json()["HanPhanHoi"],
        }
        assert dossier.phase == "submitted"
        assert Message.objects.get().dossier == dossier.id

        (file,) = files_of(owner=dossier.ref)
        with pytest.raises(Conflict, match="chờ kiểm tra"):
            open_file(owner=dossier.ref, file=file.id)
        while work_off():
            moment.shift(2)
        assert not list(Delivery.objects.exclude(state="done").values_list("handler", "error"))
        assert open_file(owner=dossier.ref, file=file.id).media_type == "application/pdf"
        told = SimulatedDossier.objects.get()
        assert (told.request_id, told.status) == (dossier.request_id, 1)

        dossiers.receive(actor=office.clerk, dossier=dossier.id, version=1, at=MONDAY)
        while work_off():
            moment.shift(2)
        told.refresh_from_db()
        assert told.status == 4
        twin = Twin.objects.get()
        assert twin.told_version >= twin.version
        assert twin.code == Dossier.objects.get().code

"""A records clerk keeps groups of receivers, a drafter chooses a whole group by one button."""

from __future__ import annotations

import pytest
import time_machine

from tinhso.government.documents import actions
from tinhso.government.documents.models import ReceiverGroup
from tinhso.government.documents.queries.groups import groups_kept, offered_groups
from tinhso.government.documents.tests.factories import another, client_of, make_documents
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.errors import Conflict, NotAllowed, NotFound, Stale
from tinhso.kernel.ledger.models import Act

HOME = "/can-bo/van-ban/nhom-noi-nhan/"


def place(office: Office) -> str:
    return f"inside:{office.committee.id}"


@pytest.mark.django_db
def test_a_clerk_keeps_groups_and_a_drafter_chooses_one_by_a_button() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        other = another(office)
        records, officer = client_of(office.records), client_of(office.officer)
        agency = str(office.committee.id)
        assert records.get(HOME).status_code == 200
        empty = records.post(f"{HOME}lap/", {"agency": agency, "name": " "})
        assert empty.status_code == 422
        looked = records.post(
            f"{HOME}lap/", {"agency": agency, "name": "Các xã", "find": "Tân An", "press": "find"}
        )
        assert place(other) in looked.content.decode()
        assert not ReceiverGroup.objects.exists()
        given = {"agency": agency, "name": "Các xã", "receivers": [place(other), "inside:khong-co"]}
        assert records.post(f"{HOME}lap/", given).status_code == 303
        group = ReceiverGroup.objects.get()
        assert group.keys == [place(other)]
        assert records.post(f"{HOME}lap/", given).status_code == 409
        form = officer.get("/can-bo/van-ban/soan/").content.decode()
        assert f"group:{group.id}" in form
        written = officer.post(
            "/can-bo/van-ban/soan/", {"press": f"group:{group.id}", "subject": "Về việc họp", "receivers": []}
        ).content.decode()
        assert f'value="{place(other)}" checked' in written
        assert "Về việc họp" in written
        assert officer.get(HOME).status_code == 403
        stranger = client_of(other.records)
        assert stranger.get(f"{HOME}{group.id}/").status_code == 404
        assert (
            f"group:{group.id}" not in client_of(other.officer).get("/can-bo/van-ban/soan/").content.decode()
        )
        changed = {"name": "Xã Tân An", "receivers": [place(other)], "version": group.version}
        assert records.post(f"{HOME}{group.id}/", changed).status_code == 303
        assert records.post(f"{HOME}{group.id}/", changed).status_code == 412
        assert records.post(f"{HOME}{group.id}/bo/", {"version": 2}).status_code == 303
        assert not ReceiverGroup.objects.exists()
        assert Act.objects.filter(verb__startswith="documents.group_").count() == 3


@pytest.mark.django_db
def test_a_group_is_its_agencys_own_and_a_name_stands_once() -> None:
    office = make_documents(certified=False)
    other = another(office)
    made = actions.make_group(
        actor=office.records, agency=office.committee.id, name="Các xã", receivers=[place(other)], at=MONDAY
    )
    with pytest.raises(Conflict):
        actions.make_group(
            actor=office.records,
            agency=office.committee.id,
            name=" Các  xã",
            receivers=[place(other)],
            at=MONDAY,
        )
    for stranger in (office.officer, other.records):
        with pytest.raises(NotAllowed):
            actions.make_group(
                actor=stranger, agency=office.committee.id, name="Khác", receivers=[place(other)], at=MONDAY
            )
    with pytest.raises(NotFound):
        actions.drop_group(actor=other.records, group=made.id, version=1, at=MONDAY)
    with pytest.raises(Stale):
        actions.drop_group(actor=office.records, group=made.id, version=7, at=MONDAY)
    assert [one.name for one in offered_groups(actor=office.officer)] == ["Các xã"]
    assert not offered_groups(actor=other.officer)
    actions.drop_group(actor=office.records, group=made.id, version=1, at=MONDAY)
    assert groups_kept(actor=office.records, at=MONDAY) == []

"""The desk's pages by the hands that use them: from receipt to delivery, each act offered to its own official only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import sign_in
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    OTHER_COMMUNE,
    Office,
    birth_filing,
    make_citizen,
    make_office,
    make_official,
)
from tinhso.government.dossiers.tests.test_straight_path import certify, fresh
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY + timedelta(minutes=20), tick=False) as traveller:
        yield traveller


def at_desk(actor: Actor) -> Client:
    """A browser in which this official is signed in."""
    assert actor.account is not None
    return sign_in(Client(), Account.objects.get(id=actor.account), at=MONDAY + timedelta(minutes=20))


def filed() -> Dossier:
    return actions.file(actor=make_citizen(), filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)


def address(dossier: Dossier, act: str = "") -> str:
    return f"/can-bo/ho-so/{dossier.id}/{f'{act}/' if act else ''}"


def press(client: Client, dossier: Dossier, act: str, **more: object) -> int:
    answer = client.post(address(dossier, act), {"version": fresh(dossier).version, **more})
    return answer.status_code


def forward(client: Client, dossier: Dossier) -> int:
    """Press the button of the step's first way out, as the page offers it."""
    page = client.get(address(dossier)).content.decode()
    found = re.search(r'action="(/can-bo/ho-so/[^"]+/chuyen/[^"]+/)"', page)
    assert found, "no way forward is offered"
    return client.post(found[1], {"version": fresh(dossier).version}).status_code


@pytest.mark.parametrize(("act", "method"), [("", "get"), ("tu-choi", "post")])
def test_asking_for_what_is_hidden_is_kept_and_asking_for_nothing_is_not(act: str, method: str) -> None:
    make_office()
    stranger = make_office(OTHER_COMMUNE, "An Trường", 102).clerk
    dossier, client = filed(), at_desk(stranger)
    given = {"version": "1", "reason": "Sai", "basis": "Điều 9"} if method == "post" else {}
    assert getattr(client, method)(address(dossier, act), given).status_code == 404
    (denied,) = Act.objects.filter(verb="access.denied")
    assert (denied.actor, denied.agency) == (stranger.account, dossier.agency_id)
    assert denied.data["permission"] == "dossiers.view"
    dossier.id = new_id()
    assert getattr(client, method)(address(dossier, act), given).status_code == 404
    assert Act.objects.filter(verb="access.denied").count() == 1


def drafted(office: Office) -> Dossier:
    """A birth registration that waits for the leader's signature."""
    dossier = filed()
    clerk, officer = at_desk(office.clerk), at_desk(office.officer)
    assert press(clerk, dossier, "tiep-nhan") == 303
    assert forward(officer, dossier) == 303
    page = officer.get(address(dossier, "du-thao"))
    fields = {name: page.context["form"][name].value() for name in page.context["form"].fields}
    assert (
        officer.post(address(dossier, "du-thao"), fields | {"version": fresh(dossier).version}).status_code
        == 303
    )
    assert forward(officer, dossier) == 303
    return dossier


def test_from_receipt_to_delivery() -> None:
    office = make_office()
    certify(office)
    dossier = drafted(office)
    leader, records, clerk = at_desk(office.leader), at_desk(office.records), at_desk(office.clerk)

    page = leader.get(f"/can-bo/ky/{dossier.id}/")
    assert "TRẦN GIA BẢO" in page.content.decode()
    digest = page.context["digest"]
    answer = leader.post(f"/can-bo/ky/{dossier.id}/", {"version": fresh(dossier).version, "digest": digest})
    assert (answer.status_code, answer["Location"]) == (303, "/can-bo/ky/")

    assert press(records, dossier, "cap-so") == 303
    assert "Đang ký số và đóng dấu" in records.get(address(dossier)).content.decode()
    assert records.get(address(dossier, "dang-ky")).status_code == 200
    work_off()
    done = records.get(address(dossier, "dang-ky"))
    assert (done.status_code, done["HX-Refresh"]) == (204, "true")

    result = fresh(dossier).result
    assert result.file_id is not None
    pdf = clerk.get(address(dossier, f"tep/{result.file_id}"))
    assert pdf["Content-Type"] == "application/pdf"
    assert clerk.get(address(dossier, "tra-ket-qua")).status_code == 200
    assert press(clerk, dossier, "tra-ket-qua") == 303
    assert press(records, dossier, "luu-tru") == 303
    assert fresh(dossier).phase == Phase.ARCHIVED


@pytest.mark.parametrize("role", ["clerk", "officer", "head", "leader", "records"])
def test_every_page_is_drawn_for_every_role(role: str) -> None:
    office = make_office()
    dossier = drafted(office)
    client = at_desk(office.officials[role])
    for path in ("/can-bo/", "/can-bo/ho-so/", "/can-bo/ky/", "/can-bo/cap-so/", address(dossier)):
        assert client.get(path).status_code == 200, path
    part = client.get(address(dossier), headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()


def test_an_auditor_sees_and_is_offered_nothing() -> None:
    office = make_office()
    dossier = filed()
    auditor = at_desk(make_official("auditor", office.committee))
    page = auditor.get(address(dossier)).content.decode()
    assert "Nguyễn Thị Hạnh" in page
    assert "không có việc nào dành cho ông/bà" in page
    assert address(dossier, "tiep-nhan") not in page
    assert auditor.get(address(dossier, "tiep-nhan")).status_code == 409
    assert press(auditor, dossier, "tiep-nhan") == 403


def test_another_commune_finds_nothing() -> None:
    make_office()
    other = make_office("29275", "Bình Phú", 102)
    dossier = filed()
    stranger = at_desk(other.clerk)
    for act in ("", "tiep-nhan", "bo-sung", "tu-choi", f"tep/{dossier.id}", "du-thao"):
        assert stranger.get(address(dossier, act)).status_code == 404, act
    assert str(dossier) not in stranger.get("/can-bo/ho-so/").content.decode()


def test_a_citizen_does_not_come_in() -> None:
    make_office()
    filed()
    answer = Client().get("/can-bo/ho-so/")
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/can-bo/dang-nhap/")


def test_a_second_clerk_is_told_what_changed_and_keeps_the_words() -> None:
    office = make_office()
    dossier = filed()
    clerk = at_desk(office.clerk)
    seen = fresh(dossier).version
    assert press(clerk, dossier, "tiep-nhan") == 303
    words = "Trẻ đã được đăng ký khai sinh tại xã Bình Phú."
    answer = clerk.post(
        address(dossier, "tu-choi"), {"version": seen, "reason": words, "basis": "Luật Hộ tịch"}
    )
    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Tiếp nhận hồ sơ" in page
    assert words in page
    assert fresh(dossier).phase == Phase.IN_PROGRESS


def test_a_refusal_without_a_reason_names_its_fields() -> None:
    office = make_office()
    dossier = filed()
    answer = at_desk(office.clerk).post(
        address(dossier, "tu-choi"), {"version": fresh(dossier).version, "reason": " ", "basis": ""}
    )
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()
    assert fresh(dossier).phase == Phase.SUBMITTED

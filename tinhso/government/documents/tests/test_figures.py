"""What is counted of documents by level, agency and period; a number opens to rows that say nothing to strangers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.test import Client

from tinhso.foundation.files.actions import keep
from tinhso.foundation.measures.queries import Figure, figures
from tinhso.foundation.measures.rules import PROVINCE, Period, Scope
from tinhso.government.documents import actions
from tinhso.government.documents.actions.registering import Taken
from tinhso.government.documents.models import Document, Incoming, Receiver
from tinhso.government.documents.rules.incoming import PAPER, State
from tinhso.government.documents.tests.coming import assigned, come, register
from tinhso.government.documents.tests.factories import another, approved, client_of, make_documents, number
from tinhso.government.dossiers.tests.factories import MONDAY, Office

pytestmark = pytest.mark.django_db
NOVEMBER = Period.parse("2026-11")
LATER = MONDAY + timedelta(days=3)
PAGE = "/can-bo/van-ban/so-lieu/"


@pytest.fixture
def office() -> Iterator[Office]:
    with time_machine.travel(MONDAY, tick=False):
        yield make_documents()


def issue(office: Office, subject: str = "Kế hoạch") -> Document:
    made = number(approved(office, subject=subject), office.records)
    file = keep(at=MONDAY, owner=made.ref, key=made.key, name="a.pdf", content=b"%PDF-1.7")
    return actions.finish_issue(document=made.id, file=file, digest="a" * 64, at=MONDAY)


def figure(key: str, scope: Scope = PROVINCE) -> Figure:
    return figures(period=NOVEMBER, scope=scope, at=LATER, keys=[key], trend=0)[0]


def share(key: str, scope: Scope = PROVINCE) -> tuple[int, int | None]:
    found = figure(key, scope)
    return found.numerator, found.denominator


def take(office: Office, number: int) -> None:
    taken = Taken(
        number, f"{number}/QĐ-UBND", date(2026, 11, 16), "Quyết định", "Lê Văn Ví Dụ", "Như trên", "Mất điện"
    )
    actions.take_number(
        actor=office.records, agency=office.committee.id, sequence="chung", taken=taken, at=MONDAY
    )


def test_the_share_of_what_goes_out_electronically_by_level_and_agency(office: Office) -> None:
    issue(office)
    take(office, 7)
    number(approved(office), office.records)
    assert share("documents.electronic") == (1, 3)
    assert share("documents.electronic_commune") == (1, 3)
    assert share("documents.electronic_province") == (0, 0)
    assert share("documents.electronic", Scope(another(office).committee.id)) == (0, 0)
    assert share("documents.signed") == (1, 2)


def test_what_is_delivered_and_what_goes_by_the_axis(office: Office) -> None:
    inside, outside, _paper = issue(office), issue(office), issue(office)
    Receiver.objects.create(document=inside, turn=1, agency=another(office).committee, name="UBND xã Tân An")
    Receiver.objects.create(document=outside, turn=1, carrier="axis", code="H61.05", name="Sở Tài chính")
    assert share("documents.delivered") == (2, 3)
    assert share("documents.by_axis") == (1, 3)


def test_what_comes_in_electronically_and_is_handled_in_time(office: Office) -> None:
    register(come(office), office)
    late, done, paper = assigned(office), assigned(office), assigned(office)
    Incoming.objects.filter(id=paper.id).update(carrier=PAPER)
    Incoming.objects.update(handle_by=None)
    due = MONDAY + timedelta(days=1)
    Incoming.objects.filter(id__in=[late.id, done.id]).update(handle_by=due)
    Incoming.objects.filter(id=done.id).update(state=State.FINISHED, finished_at=due)
    Incoming.objects.filter(id=late.id).update(state=State.FINISHED, finished_at=due + timedelta(seconds=1))
    assert share("documents.in_electronic") == (3, 4)
    assert share("documents.in_on_time") == (1, 2)
    Incoming.objects.filter(id=late.id).update(state=State.GIVEN_BACK)
    assert share("documents.in_on_time") == (1, 1)


def test_the_page_of_the_office_shows_its_agencies_and_no_others(office: Office) -> None:
    issue(office)
    other = another(office)
    head, stranger = client_of(office.head), client_of(other.head)
    with time_machine.travel(MONDAY + timedelta(minutes=5), tick=False):
        _see_the_page(office, other, head, stranger)


def _see_the_page(office: Office, other: Office, head: Client, stranger: Client) -> None:
    page = head.get(PAGE).content.decode()
    assert "100,0%" in page
    assert f"co-quan={office.committee.key}" in page
    assert f"co-quan={other.committee.key}" not in page
    assert "Kỳ này chưa có văn bản nào" in stranger.get(PAGE).content.decode()
    assert head.get(f"{PAGE}?ky=2026-10").status_code == 200
    assert head.get(f"{PAGE}?ky=khong").status_code == 422
    lines = head.get(f"{PAGE}so-lieu.csv").content.decode().splitlines()
    assert len(lines) == 2
    assert ",1,1," in lines[1]


def test_the_rows_of_a_number_name_nothing_to_a_stranger(office: Office) -> None:
    made = issue(office, "Chuyện riêng của bà Sáu")
    came = register(come(office, subject="Đơn của ông Bảy", number="456"), office)
    head, stranger = client_of(office.head), client_of(another(office).head)
    asked = f"?ky=2026-11&co-quan={office.committee.key}"
    with time_machine.travel(MONDAY + timedelta(minutes=5), tick=False):
        for key, seen, link in (
            ("documents.electronic", made.notation, f"/can-bo/van-ban/{made.id}/"),
            ("documents.in_electronic", "456/STC-VP", f"/can-bo/van-ban-den/{came.id}/"),
        ):
            public = Client().get(f"/so-lieu/{key}/{asked}").content.decode()
            desk = head.get(f"{PAGE}{key}/{asked}").content.decode()
            for page in (public, desk):
                assert "Sáu" not in page
                assert "Bảy" not in page
            assert link not in public
            assert (seen in public) is (key == "documents.electronic")
            assert seen in desk
            assert link in desk
            assert seen in head.get(f"{PAGE}{key}/{asked}&phan=mau").content.decode()
            assert stranger.get(f"{PAGE}{key}/{asked}").status_code == 404
            assert head.get(f"{PAGE}{key}/?ky=2026-11").status_code == 404
        assert head.get(f"{PAGE}dossiers.on_time/{asked}").status_code == 404

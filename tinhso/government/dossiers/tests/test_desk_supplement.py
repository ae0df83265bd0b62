"""Asking for what is missing: all at once, item by item, and nothing typed is lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings

from tinhso.government.dossiers.models import Supplement
from tinhso.government.dossiers.rules import Phase
from tinhso.government.dossiers.tests.factories import MONDAY, make_office
from tinhso.government.dossiers.tests.test_desk_pages import address, at_desk, filed
from tinhso.government.dossiers.tests.test_straight_path import fresh

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now() -> Iterator[None]:
    with time_machine.travel(MONDAY + timedelta(minutes=20), tick=False):
        yield


def rows(*given: dict[str, str]) -> dict[str, str]:
    sent = {"lacks-TOTAL_FORMS": str(len(given)), "lacks-INITIAL_FORMS": "0", "basis": "Luật Hộ tịch"}
    for number, row in enumerate(given):
        sent |= {f"lacks-{number}-{name}": value for name, value in row.items()}
    return sent


ANSWER = {"subject": "question:child.name", "fault": "Thiếu chữ đệm", "remedy": "Ghi như giấy chứng sinh"}
OTHER = {"subject": "other", "title": "Ảnh trang bìa", "fault": "Chưa có", "remedy": "Chụp trang bìa"}


@pytest.mark.parametrize("language", ["vi", "en"])
def test_every_item_goes_out_in_one_request(language: str) -> None:
    """In the words of the form, in whatever language the official reads the page."""
    office = make_office()
    dossier = filed()
    client = at_desk(office.clerk)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    sent = rows(ANSWER, {"subject": ""}, OTHER) | {"version": str(fresh(dossier).version)}
    assert client.post(address(dossier, "bo-sung"), sent).status_code == 303
    assert fresh(dossier).phase == Phase.SUPPLEMENT
    items = Supplement.objects.get(dossier=dossier).items.order_by("order")
    assert [item.words(key=dossier.key)["title"] for item in items] == ["Họ, chữ đệm, tên", "Ảnh trang bìa"]
    assert "Ghi như giấy chứng sinh" in client.get(address(dossier)).content.decode()


def test_one_more_row_keeps_what_was_typed() -> None:
    office = make_office()
    dossier = filed()
    sent = rows(ANSWER) | {"version": str(fresh(dossier).version), "more": "1"}
    page = at_desk(office.clerk).post(address(dossier, "bo-sung"), sent)
    assert len(page.context["rows"].forms) == 2
    assert "Ghi như giấy chứng sinh" in page.content.decode()


@pytest.mark.parametrize(
    ("row", "field"),
    [({"subject": ""}, "lacks-0-subject"), ({**ANSWER, "remedy": ""}, "lacks-0-remedy"),
     ({**OTHER, "title": ""}, "lacks-0-title")],
)  # fmt: skip
def test_an_item_says_what_is_wrong_and_how_to_put_it_right(row: dict[str, str], field: str) -> None:
    office = make_office()
    dossier = filed()
    sent = rows(row) | {"version": str(fresh(dossier).version)}
    page = at_desk(office.clerk).post(address(dossier, "bo-sung"), sent)
    assert page.status_code == 422
    assert f'href="#id_{field}"' in page.content.decode()
    assert fresh(dossier).phase == Phase.SUBMITTED


def test_a_paper_is_marked_from_its_link() -> None:
    office = make_office()
    dossier = filed()
    client = at_desk(office.clerk)
    subject = client.get(address(dossier)).context["desk"].components[0].subject
    page = client.get(address(dossier, "bo-sung"), {"muc": subject})
    assert page.context["rows"].forms[0]["subject"].value() == subject

"""Finding a procedure: while typing, by words, through the catalogue, from what happens in life."""

from __future__ import annotations

import csv
import io
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.surfaces.portal.queries import PAGE
from tinhso.surfaces.portal.tests.factories import a_catalogue

pytestmark = pytest.mark.django_db
TYPING = {"hx-request": "true"}
BIRTH, MARRIAGE, LAND = "Đăng ký khai sinh", "Đăng ký kết hôn", "Đăng ký biến động đất đai"


def shown(client: Client, address: str, **more: str) -> str:
    answer = client.get(address, headers=more)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("typed", ["khai sinh", "khaisinh", "KHAI SINH", "khai sinh con", "khai s"])
def test_the_answer_comes_while_it_is_typed(client: Client, typed: str) -> None:
    a_catalogue()
    part = shown(client, f"/tim/?q={quote(typed)}", **TYPING)
    assert "<html" not in part
    assert f'<a href="/thu-tuc/9.000001/" lang="vi">{BIRTH}</a>' in part


def test_the_same_words_make_a_whole_page_without_scripts(client: Client) -> None:
    a_catalogue()
    page = shown(client, "/tim/?q=khai+sinh")
    assert "<html" in page
    assert f">{BIRTH}</a>" in page


@pytest.mark.parametrize(
    "typed", ["", "   ", "%00", "<script>", "ẩẩẩ " * 200, "\ud800".encode("utf-8", "surrogatepass")]
)
def test_nothing_that_is_typed_breaks_it(client: Client, typed: str | bytes) -> None:
    a_catalogue()
    for headers in ({}, TYPING):
        assert "<script>" not in shown(client, f"/tim/?q={quote(typed)}", **headers).replace(
            "<script src", ""
        )


def test_nothing_found_says_what_to_try(client: Client) -> None:
    a_catalogue()
    assert "Chưa thấy thủ tục nào cho “zzzz”" in shown(client, "/tim/?q=zzzz", **TYPING)
    assert "Không tìm thấy thủ tục nào" in shown(client, "/tim/?q=zzzz")


def test_every_hit_leads_to_a_page_that_stands(client: Client) -> None:
    a_catalogue()
    assert client.get("/thu-tuc/9.000001/").status_code == 200


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", {BIRTH, MARRIAGE, LAND}),
        (f"field={quote('Đất đai')}", {LAND}),
        ("level=commune", {BIRTH, MARRIAGE}),
        ("life_event=sinh-con", {BIRTH}),
        ("competent=land_office", {LAND}),
        ("q=khaisinh&level=commune", {BIRTH}),
        ("level=province&life_event=sinh-con", set()),
        ("level=galaxy", {BIRTH, MARRIAGE, LAND}),
    ],
)
def test_the_catalogue_is_narrowed(client: Client, query: str, wanted: set[str]) -> None:
    a_catalogue()
    page = shown(client, f"/thu-tuc/?{query}")
    assert {name for name in (BIRTH, MARRIAGE, LAND) if f">{name}</a>" in page} == wanted
    assert ("Không tìm thấy thủ tục nào" in page) == (not wanted)


def test_pages_keep_what_was_chosen(client: Client) -> None:
    a_catalogue(more=PAGE + 3)
    first = shown(client, "/thu-tuc/?life_event=sinh-con")
    assert first.count('class="code"') == PAGE
    assert 'rel="next" href="?life_event=sinh-con&amp;page=2"' in first
    second = shown(client, "/thu-tuc/?life_event=sinh-con&page=2")
    assert second.count('class="code"') == 4
    assert 'rel="prev" href="?life_event=sinh-con&amp;page=1"' in second
    assert 'rel="next"' not in second


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999", "²"])
def test_a_page_that_is_none_is_no_error(client: Client, page: str) -> None:
    a_catalogue()
    assert client.get("/thu-tuc/", {"page": page}).status_code == 200


def test_the_export_has_every_row_of_what_is_chosen(client: Client) -> None:
    a_catalogue(more=PAGE * 6)
    answer = client.get("/thu-tuc/danh-sach.csv?life_event=sinh-con")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Mã thủ tục", "Tên thủ tục"]
    assert len(rows) == 1 + PAGE * 6 + 1
    assert ["9.000001", BIRTH] in [row[:2] for row in rows]


def test_the_export_and_the_filters_speak_english_to_who_chose_it(client: Client) -> None:
    a_catalogue()
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    rows = list(csv.reader(io.StringIO(client.get("/thu-tuc/danh-sach.csv").content.decode("utf-8-sig"))))
    assert rows[0][:2] == ["Procedure code", "Name of the procedure"]
    assert {row[5] for row in rows[1:]} <= {"Yes", "Not yet"}
    assert ">Having a child</option>" in shown(client, "/thu-tuc/")


def test_the_catalogue_costs_the_same_however_long(client: Client) -> None:
    a_catalogue()
    shown(client, "/thu-tuc/")
    with CaptureQueriesContext(connection) as few:
        shown(client, "/thu-tuc/?life_event=sinh-con")
    with CaptureQueriesContext(connection) as many:
        shown(client, "/thu-tuc/")
    assert len(few) == len(many)


def test_a_life_event_shows_its_procedures(client: Client) -> None:
    a_catalogue()
    page = shown(client, "/su-kien/sinh-con/")
    assert BIRTH in page
    assert MARRIAGE not in page


def test_a_life_event_without_procedures_says_where_to_ask(client: Client) -> None:
    a_catalogue()
    assert "Trung tâm Phục vụ hành chính công" in shown(client, "/su-kien/di-hoc/")


def test_another_life_event_is_not_found(client: Client) -> None:
    a_catalogue()
    assert client.get("/su-kien/la-gi/").status_code == 404

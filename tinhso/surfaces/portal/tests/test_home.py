"""The front page: the question, what happens in life, tracking, and figures that open."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tinhso.surfaces.portal.tests.factories import a_catalogue

pytestmark = pytest.mark.django_db


def home(client: Client) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_one_question_and_a_search_that_works_with_and_without_scripts(client: Client) -> None:
    page = home(client)
    assert page.count("<h1>") == 1
    assert "<h1>Ông/bà cần làm gì?</h1>" in page
    assert 'action="/tim/"' in page
    assert 'hx-get="/tim/"' in page


def test_life_events_lead_to_their_pages(client: Client) -> None:
    a_catalogue()
    assert '<a href="/su-kien/sinh-con/">' in home(client)


def test_it_stands_before_any_pack_is_applied(client: Client) -> None:
    assert "/su-kien/" not in home(client)


def test_tracking_by_code(client: Client) -> None:
    page = home(client)
    assert 'action="/tra-cuu/"' in page
    assert 'name="ma"' in page


def test_each_figure_opens_to_its_rows_and_its_definition(client: Client) -> None:
    page = home(client)
    assert "/so-lieu/dossiers.on_time/?ky=" in page
    for address in ("/so-lieu/dossiers.on_time/", "/so-lieu/dossiers.waiting/"):
        assert client.get(address).status_code == 200


def test_it_costs_the_same_however_much_there_is(client: Client) -> None:
    home(client)
    with CaptureQueriesContext(connection) as empty:
        home(client)
    a_catalogue(more=5)
    with CaptureQueriesContext(connection) as full:
        home(client)
    assert len(full) <= len(empty) + 1


@pytest.mark.parametrize(
    ("language", "words"), [("en", "What do you need to do?"), ("km", "តើលោកអ្នកត្រូវការធ្វើអ្វី?")]
)
def test_it_speaks_to_others_too(client: Client, language: str, words: str) -> None:
    client.cookies["django_language"] = language
    answer = client.get("/")
    assert words in answer.content.decode()

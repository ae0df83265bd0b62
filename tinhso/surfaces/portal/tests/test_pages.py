"""What the portal says of itself, to people and to machines."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tinhso.surfaces.portal import apps

pytestmark = pytest.mark.django_db
ROOM = Path(apps.__file__).parent


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/gioi-thieu/", "đừng nhập thông tin thật"),
        ("/tro-nang/", "chưa được người khuyết tật dùng thử"),
        ("/rieng-tu/", "91/2025/QH15"),
    ],
)
def test_pages_say_what_they_must(client: Client, address: str, words: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 200
    assert words in answer.content.decode()


def test_every_page_leads_to_them(client: Client) -> None:
    page = client.get("/").content.decode()
    for address in ("/gioi-thieu/", "/tro-nang/", "/rieng-tu/"):
        assert f'href="{address}"' in page


def test_every_page_names_the_manifest_so_that_any_of_them_can_be_put_on_a_phone(client: Client) -> None:
    for address in ("/", "/gioi-thieu/"):
        assert '<link rel="manifest" href="/manifest.webmanifest">' in client.get(address).content.decode()


def test_a_demonstration_is_closed_to_crawlers(client: Client) -> None:
    assert "Disallow: /\n" in client.get("/robots.txt").content.decode()


def test_in_production_only_what_is_personal_is_closed(client: Client, settings: Any) -> None:
    settings.MODE = "production"
    closed = client.get("/robots.txt").content.decode().splitlines()
    assert "Disallow: /" not in closed
    assert {"Disallow: /can-bo/", "Disallow: /ho-so/", "Disallow: /tra-cuu/"} <= set(closed)


def test_the_manifest_names_the_province_and_drawings_that_are_there(client: Client) -> None:
    answer = client.get("/manifest.webmanifest")
    assert answer["Content-Type"].startswith("application/manifest+json")
    body = json.loads(answer.content)
    assert body["start_url"] == "/"
    assert {icon["purpose"] for icon in body["icons"]} == {"any", "maskable"}
    for name in ("icon", "icon-maskable"):
        assert (ROOM / "static/portal" / f"{name}.svg").read_text().startswith("<svg")


def test_no_contact_no_security_text(client: Client) -> None:
    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize(
    ("contact", "line"),
    [
        ("an-toan@example.vn", "Contact: mailto:an-toan@example.vn"),
        ("https://example.vn/bao-loi", "Contact: https://example.vn/bao-loi"),
    ],
)
def test_the_security_text_is_that_of_rfc_9116(
    client: Client, settings: Any, contact: str, line: str
) -> None:
    settings.CONTACT = contact
    text = client.get("/.well-known/security.txt").content.decode()
    assert line in text.splitlines()
    expires = re.search(r"^Expires: (.+)Z$", text, re.MULTILINE)
    assert expires
    days = (datetime.fromisoformat(expires[1]).replace(tzinfo=UTC) - datetime.now(UTC)).days  # noqa: TID251
    assert 0 < days < 365

"""The gallery stands in both frames, three languages and two themes, for everyone."""

import re
from html.parser import HTMLParser

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse

from tinhso.foundation.ui import look

pytestmark = pytest.mark.django_db


class Ids(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.refs: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(str(given["id"]))
        if tag == "label" and given.get("for"):
            self.refs.append(str(given["for"]))
        self.refs += str(given.get("aria-describedby") or "").split()


@pytest.mark.parametrize("name", ["ui:gallery", "ui:gallery_desk"])
@pytest.mark.parametrize(("language", "word"), [("vi", "Ngôn ngữ"), ("en", "Language"), ("km", "ភាសា")])
def test_it_is_shown_in_every_language(client: Client, name: str, language: str, word: str) -> None:
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(reverse(name))
    text = page.content.decode()
    assert page.status_code == 200
    assert f'<html lang="{language}"' in text
    assert word in text
    seen = Ids()
    seen.feed(text)
    assert len(seen.ids) == len(set(seen.ids))
    assert not set(seen.refs) - set(seen.ids)
    assert "<c-" not in text
    assert "{%" not in text


def test_the_reader_chooses_the_language(client: Client) -> None:
    answer = client.post(reverse("ui:set_language"), {"language": "en", "next": "/ui/"})
    assert answer.status_code == 302
    assert "Language" in client.get("/ui/").content.decode()


def test_what_a_browser_was_installed_with_is_no_choice(client: Client) -> None:
    answer = client.get("/ui/", headers={"accept-language": "en-US,en;q=0.9"})
    assert answer.headers["Content-Language"] == "vi"
    assert '<html lang="vi"' in answer.content.decode()


def test_the_reader_chooses_the_theme(client: Client) -> None:
    assert 'media="(prefers-color-scheme: dark)"' in client.get("/ui/").content.decode()
    client.post(reverse("ui:set_theme"), {"theme": "dark", "next": "/ui/"})
    assert 'data-theme="dark"' in client.get("/ui/").content.decode()
    client.post(reverse("ui:set_theme"), {"theme": "light", "next": "/ui/"})
    assert "dark.css" not in client.get("/ui/").content.decode()


def test_the_choice_of_theme_leads_nowhere_else(client: Client) -> None:
    answer = client.post(reverse("ui:set_theme"), {"theme": "neon", "next": "https://example.com/"})
    assert answer["Location"] == "/"
    assert "theme" not in answer.cookies


def test_invented_data_says_so(client: Client) -> None:
    assert "Dữ liệu trình diễn" in client.get("/ui/").content.decode()
    with override_settings(MODE="production"):
        assert "demo-band" not in client.get("/ui/").content.decode()


def test_a_province_wears_its_own_colours(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    assert reverse("ui:province_css") not in client.get("/ui/").content.decode()
    monkeypatch.setattr(look, "_source", lambda: look.Look(name="Tỉnh Thử", primary="#4a2a7a"))
    assert re.search(r"<title>.*Tỉnh Thử</title>", client.get("/ui/").content.decode())
    assert reverse("ui:province_css") in client.get("/ui/").content.decode()
    assert "--province-primary: #4a2a7a" in client.get(reverse("ui:province_css")).content.decode()


def test_a_page_sent_from_elsewhere_is_refused_in_words() -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post(reverse("ui:set_theme"), {"theme": "dark"})
    assert answer.status_code == 403
    assert "Trang đã mở quá lâu" in answer.content.decode()

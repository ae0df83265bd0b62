"""A NUL is refused at the edge, wherever it stands, for people and programs; a file may hold it."""

from typing import Any

import pytest
from django.contrib.auth.decorators import login_not_required
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import include, path

FORM = "application/x-www-form-urlencoded"


@login_not_required
def reached(request: HttpRequest, word: str = "") -> HttpResponse:
    return HttpResponse("reached")


@login_not_required
def program(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.body)


urlpatterns = [
    path("try/", reached),
    path("try/<str:word>/", reached),
    path("api/v1/try", program),
    path("", include("tinhso.foundation.ui.urls")),
]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@pytest.mark.parametrize(
    ("method", "address", "more"),
    [
        ("GET", "/try/?q=%00", {}),
        ("GET", "/try/?a%00b=1", {}),
        ("GET", "/try/ho%00so/", {}),
        ("POST", "/try/", {"data": "name=ho%00so", "content_type": FORM}),
        ("POST", "/try/", {"data": "na%00me=1&name=2", "content_type": FORM}),
        ("POST", "/api/v1/try", {"data": b'{"name": "ho\\u0000so"}', "content_type": "application/json"}),
        ("POST", "/api/v1/try", {"data": b'{"name": "ho\0so"}', "content_type": "application/json"}),
        ("PUT", "/api/v1/try", {"data": b'{"name": "ho\\u0000so"}', "content_type": "text/plain"}),
        ("POST", "/api/v1/try", {"data": b'{"name": "ho\\u0000so"}', "content_type": FORM}),
    ],
)
def test_it_is_refused(client: Client, method: str, address: str, more: dict[str, Any]) -> None:
    answer = client.generic(method, address, **more)
    assert answer.status_code == 400
    program = address.startswith("/api/")
    assert answer["Content-Type"].startswith("application/problem+json" if program else "text/html")
    assert "ký tự không hợp lệ" in answer.content.decode()


def test_in_a_form_with_files_too(client: Client) -> None:
    paper = SimpleUploadedFile("giay.pdf", b"%PDF\0\0")
    assert client.post("/try/", {"name": "ho so", "paper": paper}).content == b"reached"
    paper.seek(0)
    assert client.post("/try/", {"name": "ho\0so", "paper": paper}).status_code == 400


def test_in_a_cookie_by_which_a_session_would_be_looked_up(client: Client) -> None:
    """One in quotes may write it as an octal number."""
    assert client.get("/try/", headers={"cookie": r'sessionid="abcdefgh\000"'}).status_code == 400


def test_a_program_that_calls_json_a_form_is_still_read(client: Client) -> None:
    body = b'{"name": "ho so"}'
    for kind in ("application/json", FORM, "multipart/form-data; boundary=x"):
        assert client.generic("POST", "/api/v1/try", body, content_type=kind).content == body


def test_what_only_looks_like_it_passes(client: Client) -> None:
    for address in ("/try/?q=%2500", "/try/?q=0", "/try/%2500/"):
        assert client.get(address).content == b"reached"

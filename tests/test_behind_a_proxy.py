"""Behind a proxy that ends TLS, a form sent over https is taken; without one, nobody may claim https."""

import os
import subprocess
import sys

import pytest
from django.test import Client
from pytest_django import Settings

_ASK = "from tinhso.project import settings; print(bool(settings.SECURE_PROXY_SSL_HEADER))"


@pytest.mark.parametrize(("proxies", "trusted"), [("0", "False"), ("1", "True")])
def test_the_scheme_is_taken_from_a_trusted_proxy_only(proxies: str, trusted: str) -> None:
    environment = {**os.environ, "TINHSO_PROXIES": proxies}
    done = subprocess.run(
        [sys.executable, "-c", _ASK], env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == trusted


@pytest.mark.django_db
@pytest.mark.parametrize(("header", "status"), [(None, 403), (("HTTP_X_FORWARDED_PROTO", "https"), 422)])
def test_a_form_sent_over_https_is_taken(
    header: tuple[str, str] | None, status: int, settings: Settings
) -> None:
    settings.SECURE_PROXY_SSL_HEADER = header
    sent = {"host": "localhost", "x-forwarded-proto": "https", "origin": "https://localhost"}
    client = Client(enforce_csrf_checks=True, headers=sent)
    client.get("/dang-nhap/")
    token = client.cookies["csrftoken"].value
    assert client.post("/dang-nhap/", {"csrfmiddlewaretoken": token, "phone": "1"}).status_code == status

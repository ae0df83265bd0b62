"""The figures for Prometheus are for those the operator named."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

pytestmark = pytest.mark.django_db


def status(address: str = "127.0.0.1", **headers: str) -> int:
    return Client(headers=headers).get("/metrics", REMOTE_ADDR=address).status_code


def test_a_demonstration_shows_them_on_its_own_machine_only() -> None:
    assert status() == status("::1") == 200
    assert status("192.0.2.7") == status("không phải địa chỉ") == 404


def test_a_network_that_was_named(settings: Settings) -> None:
    settings.METRICS_NETWORKS = ["10.0.0.0/8"]
    assert status("10.1.2.3") == 200
    assert status() == 404


def test_behind_a_proxy_the_asker_counts_and_not_the_proxy(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    assert status(x_forwarded_for="192.0.2.7") == 404
    assert status(x_forwarded_for="127.0.0.1, 192.0.2.7") == 404


def test_a_token_from_anywhere(settings: Settings) -> None:
    settings.METRICS_NETWORKS, settings.METRICS_TOKEN = [], "mã của máy đo"
    assert status("192.0.2.7", authorization="Bearer mã của máy đo") == 200
    assert status("192.0.2.7", authorization="Bearer mã khác") == 404
    assert status("192.0.2.7") == 404


def test_no_token_opens_nothing(settings: Settings) -> None:
    settings.METRICS_NETWORKS = []
    assert status("192.0.2.7", authorization="Bearer ") == 404

from collections.abc import Iterator

import pytest
import time_machine
from django.conf import settings as django_settings
from pytest_django import Settings

from tinhso.foundation.payments.tests.factories import MORNING, SECRETS

# The tests' SQLite lives in memory, where writers do not wait for one another: nothing happens at the same moment.
collect_ignore = ["test_at_once.py"] if django_settings.ON_SQLITE else []


@pytest.fixture(autouse=True)
def secrets(settings: Settings) -> None:
    settings.GATEWAY_SECRETS = SECRETS


@pytest.fixture
def morning() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield

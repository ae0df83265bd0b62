from collections.abc import Iterator

import pytest
import time_machine
from pytest_django import Settings

from tinhso.foundation.payments.tests.factories import MORNING, SECRETS


@pytest.fixture(autouse=True)
def secrets(settings: Settings) -> None:
    settings.GATEWAY_SECRETS = SECRETS


@pytest.fixture
def morning() -> Iterator[None]:
    with time_machine.travel(MORNING, tick=False):
        yield

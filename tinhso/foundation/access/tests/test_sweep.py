"""What has expired is swept: numbers nobody opened an account with go with their keys, others stay."""

from datetime import timedelta

import pytest
import time_machine

from tinhso.foundation.access import signing_in
from tinhso.foundation.access.jobs import sweep
from tinhso.foundation.access.models import OneTimeCode, Tally
from tinhso.kernel import clock, sealing
from tinhso.kernel.deliveries.models import Delivery

pytestmark = pytest.mark.django_db


def test_an_unused_number_is_erased_and_an_account_keeps_its_own() -> None:
    now = clock.now()
    used = signing_in.send_code(phone="0912345678", address="10.0.0.1", at=now)
    account = signing_in.use_code(sent=used.id, code=used.shown, address="10.0.0.1", at=now)
    unused = signing_in.send_code(phone="0987654321", address="10.0.0.1", at=now)
    row = OneTimeCode.objects.get(id=unused.id)

    sweep(Delivery())
    assert OneTimeCode.objects.count() == 2

    with time_machine.travel(now + timedelta(hours=2)):
        sweep(Delivery())
    assert not OneTimeCode.objects.exists()
    assert not Tally.objects.exists()
    with pytest.raises(sealing.Destroyed):
        sealing.unseal_text(row.key, bytes(row.phone_sealed), row=f"access.code.phone:{row.id}")
    account.refresh_from_db()
    assert account.phone == "+84912345678"

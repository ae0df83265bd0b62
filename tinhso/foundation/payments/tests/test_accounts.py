"""Which account people pay to, and what the province's packs say about accounts, layouts and gateways."""

from __future__ import annotations

from datetime import timedelta

import pytest
import yaml
from django.conf import settings
from pydantic import BaseModel

from tinhso.foundation.payments.models import PayeeAccount
from tinhso.foundation.payments.queries.accounts import account_of
from tinhso.foundation.payments.shapes import GatewayBody, PayeeAccountRow, StatementLayoutBody
from tinhso.foundation.payments.tests.factories import MORNING, SINCE, make_account, make_agency
from tinhso.foundation.units.models import AgencyVersion
from tinhso.kernel.errors import NotFound

TODAY = MORNING.date()
SHAPES: dict[str, type[BaseModel]] = {
    "payee_account": PayeeAccountRow,
    "statement_layout": StatementLayoutBody,
    "payment_gateway": GatewayBody,
}


@pytest.mark.django_db
def test_an_agency_collects_to_its_own_account_or_that_above_it() -> None:
    province, commune = make_agency("Ủy ban nhân dân tỉnh"), make_agency("Ủy ban nhân dân xã")
    above = AgencyVersion.objects.get(agency=province)
    AgencyVersion.objects.filter(agency=commune).update(parent_key=above.code)
    with pytest.raises(NotFound):
        account_of(agency=commune, on=TODAY)
    shared = make_account(province)
    assert account_of(agency=commune, on=TODAY) == shared
    own = make_account(commune)
    assert account_of(agency=commune, on=TODAY) == own
    assert account_of(agency=province, on=TODAY) == shared
    PayeeAccount.objects.filter(id=own.id).update(effective_until=TODAY)
    assert account_of(agency=commune, on=TODAY) == shared
    with pytest.raises(NotFound):
        account_of(agency=commune, on=SINCE - timedelta(days=1))


@pytest.mark.django_db
def test_a_ring_of_agencies_has_an_end() -> None:
    agency = make_agency()
    version = AgencyVersion.objects.get(agency=agency)
    AgencyVersion.objects.filter(agency=agency).update(parent_key=version.code)
    with pytest.raises(NotFound):
        account_of(agency=agency, on=TODAY)


def test_what_the_packs_say_is_shaped_and_marked_assumed() -> None:
    accounts, seen = set(), set()
    for path in settings.PACKS_ROOT.glob("*/**/*.yaml"):
        text = path.read_text(encoding="utf-8")
        if not any(f"kind: {kind}" in text for kind in SHAPES):
            continue
        head = yaml.safe_load(text)
        assert head["assumed"] is True, "no source confirms it"
        seen.add(head["kind"])
        for rule in head["rules"]:
            body = SHAPES[head["kind"]].model_validate(rule["body"])
            if isinstance(body, PayeeAccountRow):
                accounts.add(rule["code"])
    assert seen == set(SHAPES)
    gateways = yaml.safe_load(
        (settings.PACKS_ROOT / "vinh-long/demo/gateways.yaml").read_text(encoding="utf-8")
    )
    assert {rule["body"]["account"] for rule in gateways["rules"]} <= accounts

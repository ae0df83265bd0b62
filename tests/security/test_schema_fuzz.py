"""The API keeps its own word: whatever is sent, no answer outside the schema and none above 499.

Requests are made up from `/api/v1/openapi.json` by schemathesis, as nobody, as a citizen and as a machine.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from schemathesis.config import SchemathesisConfig
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tinhso.foundation.access import clients as machines
from tinhso.foundation.access.models import Account
from tinhso.foundation.access.rules import CITIZEN
from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import birth_filing, make_office
from tinhso.government.portalsync.tests.factories import make_portal
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM

CASES = 100 if os.environ.get("TINHSO_PROVE") else 15
"""Made-up requests of an operation and a party."""
CHECKS = (
    schemathesis.checks.not_a_server_error, status_code_conformance, content_type_conformance,
    response_headers_conformance, response_schema_conformance,
)  # fmt: skip


@pytest.fixture
def parties(db: None) -> dict[str, dict[str, str]]:
    """The headers by which each party is known."""
    make_office()
    make_portal()
    account: Account = citizen()
    actions.file(actor=actor_of(account), filing=birth_filing(), channel=Channel.ONLINE, at=clock.now())
    cookie = signed_in(account).cookies[CITIZEN.cookie].value
    scopes = ["dossiers.report", "partners.subscribe", "portalsync.send", "dossiers.file_for"]
    _, secret = machines.create_client(
        actor=SYSTEM, at=clock.now(), client_id="may", name="Máy", scopes=scopes
    )
    token = machines.issue_token(client_id="may", secret=secret, address="", at=clock.now()).token
    browser = Client(enforce_csrf_checks=True)
    browser.get("/dang-nhap/")
    csrf = browser.cookies["csrftoken"].value
    return {
        "anonymous": {},
        "citizen": {"Cookie": f"{CITIZEN.cookie}={cookie}; csrftoken={csrf}", "X-CSRFToken": csrf},
        "machine": {"Authorization": f"Bearer {token}"},
    }


@pytest.fixture
def one_transaction(parties: dict[str, dict[str, str]]) -> Iterator[None]:
    """The end of a request gives its connections back, and the test's transaction with them. Django's own client, which
    `parties` still used, keeps them; schemathesis asks the application itself."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("one_transaction")
def test_whatever_is_sent_the_answer_is_one_the_schema_names(
    parties: dict[str, dict[str, str]], figures: Callable[..., None]
) -> None:
    schema = schemathesis.openapi.from_wsgi(
        "/api/v1/openapi.json", get_wsgi_application(), config=SchemathesisConfig()
    )
    seen: dict[str, set[int]] = {party: set() for party in parties}
    faults: list[str] = []
    asked = 0
    operations: Any = schema.get_all_operations()
    for found in operations:
        operation = found.ok()
        for party, headers in parties.items():

            def ask(case: Any, party: str = party, headers: dict[str, str] = headers) -> None:
                nonlocal asked
                asked += 1
                answer = case.call(headers=headers)
                seen[party].add(answer.status_code)
                case.validate_response(answer, checks=list(CHECKS))

            try:
                _many(operation, ask)
            except AssertionError as fault:
                faults.append(f"{operation.label} as {party}: {fault}")
            except BaseExceptionGroup as group:
                faults.append(f"{operation.label} as {party}: {group.exceptions}")
    figures(requests=asked, faults=len(faults), met={party: sorted(codes) for party, codes in seen.items()})
    assert not faults, "\n\n".join(faults)
    assert asked > 100
    assert 200 in seen["citizen"]
    assert 200 in seen["machine"]
    assert max(max(codes) for codes in seen.values()) < 500


def _many(operation: Any, ask: Any) -> None:
    from hypothesis import given

    made = given(case=operation.as_strategy())(lambda case: ask(case))
    settings(
        max_examples=CASES, deadline=None, database=None, phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )(made)()  # fmt: skip

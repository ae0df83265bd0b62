"""A result is handed over against its code, or against an identity paper; three wrong tries, and one waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tinhso.contracts.dossiers import results
from tinhso.foundation.notices.models import Notice
from tinhso.foundation.notices.words import page_words
from tinhso.government.counter import actions
from tinhso.government.counter.models import HandOver
from tinhso.government.counter.rules import LOCKED_FOR
from tinhso.government.counter.tests.factories import issued
from tinhso.government.dossiers import actions as dossiers
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.tests.factories import (
    MONDAY,
    OTHER_COMMUNE,
    Office,
    make_citizen,
    make_office,
)
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, TooMany
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db


@pytest.fixture
def dossier(office: Office) -> Dossier:
    """One whose people have been sent the code."""
    found = issued(office, make_citizen())
    result = results["dossiers"].collectable(found.id)
    assert result is not None
    actions.send_code(result=result, at=MONDAY)
    return found


def told(dossier: Dossier) -> str:
    """The code as the person reads it."""
    notice = Notice.objects.get(kind="counter.hand_over")
    data = notice.data()
    assert data is not None
    assert data["code"] in page_words(notice)
    return str(data["code"])


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def phase(dossier: Dossier) -> str:
    return Dossier.objects.get(id=dossier.id).phase


def test_the_code_opens_once(office: Office, dossier: Dossier) -> None:
    code = told(dossier)
    assert code not in HandOver.objects.get().fingerprint
    given: dict[str, Any] = {
        "actor": office.clerk,
        "dossier_code": str(dossier.code),
        "code": f" {code} ",
        "at": MONDAY,
    }
    actions.hand_over_by_code(**given)
    assert phase(dossier) == "delivered"
    act = Act.objects.get(verb="dossiers.deliver")
    assert act.data["proof"] == "code"
    with pytest.raises(NotFound):
        actions.hand_over_by_code(**given)


def test_the_code_goes_out_once(dossier: Dossier) -> None:
    result = results["dossiers"].collectable(dossier.id)
    assert result is not None
    actions.send_code(result=result, at=MONDAY)
    assert (HandOver.objects.count(), Notice.objects.filter(kind="counter.hand_over").count()) == (1, 1)


def test_three_wrong_tries_and_one_waits(office: Office, dossier: Dossier) -> None:
    code = told(dossier)
    given: dict[str, Any] = {"actor": office.clerk, "dossier_code": str(dossier.code)}
    for _ in range(3):
        with pytest.raises(Invalid):
            actions.hand_over_by_code(**given, code=wrong(code), at=MONDAY)
    with pytest.raises(TooMany) as refusal:
        actions.hand_over_by_code(**given, code=code, at=MONDAY + timedelta(minutes=1))
    assert "14" in refusal.value.detail
    assert Act.objects.filter(verb="counter.wrong_code").count() == 3
    assert phase(dossier) == "issued"
    actions.hand_over_by_code(**given, code=code, at=MONDAY + LOCKED_FOR)
    assert phase(dossier) == "delivered"


def test_without_the_code_a_paper_is_seen_and_written_down(office: Office, dossier: Dossier) -> None:
    given: dict[str, Any] = {"actor": office.clerk, "dossier_code": str(dossier.code), "at": MONDAY}
    with pytest.raises(Invalid):
        actions.hand_over_by_paper(**given, paper="word of honour")
    actions.hand_over_by_paper(**given, paper="passport")
    assert Act.objects.get(verb="counter.handed_over").data == {
        "proof": "identity_paper",
        "paper": "passport",
    }
    assert phase(dossier) == "delivered"


def test_no_proof_no_result(office: Office, dossier: Dossier) -> None:
    with pytest.raises(Conflict):
        dossiers.deliver(actor=office.clerk, dossier=dossier.id, version=dossier.version, at=MONDAY)
    assert phase(dossier) == "issued"


def test_other_counters_and_other_roles_do_not_hand_it_over(office: Office, dossier: Dossier) -> None:
    code = told(dossier)
    stranger = make_office(OTHER_COMMUNE, "Tân An", 102).clerk
    with pytest.raises(NotFound):
        actions.hand_over_by_code(actor=stranger, dossier_code=str(dossier.code), code=code, at=MONDAY)
    with pytest.raises(NotAllowed):
        actions.hand_over_by_code(actor=office.officer, dossier_code=str(dossier.code), code=code, at=MONDAY)
    assert phase(dossier) == "issued"


def test_what_is_taken_online_leaves_a_code_that_nobody_can_read(
    office: Office, django_capture_on_commit_callbacks: object
) -> None:
    citizen = make_citizen()
    found = issued(office, citizen)
    work_off()
    assert HandOver.objects.get().used_at is None
    assert callable(django_capture_on_commit_callbacks)
    dossiers.deliver(actor=citizen, dossier=found.id, version=None, at=MONDAY)
    with django_capture_on_commit_callbacks(execute=True):
        work_off()
    assert HandOver.objects.get().used_at is not None
    assert Notice.objects.get(kind="counter.hand_over").data() is None

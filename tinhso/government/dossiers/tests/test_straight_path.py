"""A birth registration from the first answer to the signed certificate, by the hands that do it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tinhso.foundation.files.queries import original_bytes
from tinhso.foundation.papers.tests.test_rendering import text_of
from tinhso.foundation.signing import demo
from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.signing.queries import verify
from tinhso.foundation.signing.rules import Verdict
from tinhso.foundation.workflow.queries import open_of, trail
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.issuing import digest_of
from tinhso.government.dossiers.engine.contents import compose
from tinhso.government.dossiers.engine.printing import issue
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import MONDAY, Office, birth_filing, make_citizen, make_office
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ledger.queries import acts_about
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db


def certify(office: Office) -> None:
    """Certificates of the demo authority for the leader and the agency."""
    demo.ensure(at=MONDAY)
    demo.issue(
        kind=Certificate.Kind.PERSON, holder=Ref("access.account", office.leader.account or office.committee.id),
        name=office.leader.name, at=MONDAY,
    )  # fmt: skip
    demo.issue(
        kind=Certificate.Kind.ORGANISATION, holder=Ref("units.agency", office.committee.id),
        name=f"UBND xã {office.name}", at=MONDAY,
    )  # fmt: skip


def fresh(dossier: Dossier) -> Dossier:
    return Dossier.objects.get(id=dossier.id)


def received(office: Office, *, at: object = MONDAY) -> Dossier:
    dossier = actions.file(actor=make_citizen(), filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    return actions.receive(
        actor=office.clerk, dossier=dossier.id, version=1, at=MONDAY + timedelta(minutes=20)
    )


def test_a_result_bears_the_day_of_its_number_however_late_it_is_signed(tmp_path: Path) -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        office = make_office()
        certify(office)
        dossier = received(office)

        def call() -> dict[str, Any]:
            return {"dossier": dossier.id, "version": fresh(dossier).version, "at": MONDAY}

        def forward() -> None:
            step = open_of(about=dossier.ref)[0]
            actions.move_on(actor=office.officer, **call(), assignment=step.id, move="forward", note="")

        forward()
        content = compose(open_dossier(actor=office.officer, dossier=dossier.id, at=MONDAY))
        actions.draft_result(actor=office.officer, **call(), content=content)
        forward()
        actions.approve_result(actor=office.leader, **call(), digest=digest_of(content))
        actions.number_result(actor=office.records, **call())
        now.shift(timedelta(days=60))
        issued = issue(dossier=dossier.id, at=MONDAY + timedelta(days=60))
    assert issued.result.notation == "01/2026"
    assert issued.result.file_id is not None
    words = text_of(original_bytes(owner=issued.ref, file=issued.result.file_id), tmp_path)
    assert "ngày 16 tháng 11 năm 2026" in words
    assert "2027" not in words


def test_from_the_first_answer_to_the_signed_certificate() -> None:
    with time_machine.travel(MONDAY, tick=False) as now:
        office = make_office()
        certify(office)
        citizen = make_citizen()
        dossier = actions.file(actor=citizen, filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
        assert dossier.phase == Phase.SUBMITTED
        assert dossier.code is None
        assert dossier.answer_due_at == MONDAY + timedelta(days=1)

        at = MONDAY + timedelta(minutes=20)
        now.move_to(at)
        dossier = actions.receive(
            actor=office.clerk, dossier=dossier.id, version=fresh(dossier).version, at=at
        )
        assert dossier.phase == Phase.IN_PROGRESS
        assert dossier.code == "H61.101.01-261116-0001"
        assert dossier.due_at is not None
        assert dossier.due_at.date() == MONDAY.date()
        work_off()

        for act in ("verify", "draft"):
            step = open_of(about=dossier.ref)[0]
            assert step.step == act
            if act == "draft":
                page = open_dossier(actor=office.officer, dossier=dossier.id, at=at)
                content = compose(page)
                dossier = actions.draft_result(
                    actor=office.officer,
                    dossier=dossier.id,
                    version=fresh(dossier).version,
                    content=content,
                    at=at,
                )
            dossier = actions.move_on(
                actor=office.officer, dossier=dossier.id, version=fresh(dossier).version, assignment=step.id,
                move="forward", note="", at=at,
            )  # fmt: skip
        page = open_dossier(actor=office.leader, dossier=dossier.id, at=at)
        assert page.result_content is not None
        assert page.result_content["name"] == "TRẦN GIA BẢO"
        dossier = actions.approve_result(
            actor=office.leader, dossier=dossier.id, version=fresh(dossier).version,
            digest=digest_of(page.result_content), at=at,
        )  # fmt: skip
        dossier = actions.number_result(
            actor=office.records, dossier=dossier.id, version=fresh(dossier).version, at=at
        )
        work_off()
        assert not Delivery.objects.exclude(state=Delivery.State.DONE).exclude(error="").exists(), list(
            Delivery.objects.exclude(error="").values_list("handler", "error")
        )
        issued = fresh(dossier)
        assert issued.phase == Phase.ISSUED
        page = open_dossier(actor=citizen, dossier=dossier.id, at=at)
        assert page.result is not None
        assert page.result.file is not None
        pdf = original_bytes(owner=issued.ref, file=page.result.file.id)
        report = verify(pdf, at=at)
        assert report.verdict == Verdict.VALID, report.sentence
        assert {printed.form for printed in page.printed} >= {"01"}

        dossier = actions.deliver(actor=citizen, dossier=dossier.id, version=None, at=at)
        assert dossier.phase == Phase.DELIVERED
        dossier = actions.rate(actor=citizen, dossier=dossier.id, stars=5, words="Nhanh, dễ hiểu", at=at)
        work_off()
        assert [step.step for step in trail(about=dossier.ref)] == [
            "reception", "verify", "draft", "sign", "number", "return",
        ]  # fmt: skip
        verbs = [act.verb.removeprefix("dossiers.") for act in acts_about(about=dossier.ref)]
        assert verbs[:3] == ["submit", "receive", "begin"]
        assert verbs[-2:] == ["deliver", "rate"]
        assert open_dossier(actor=SYSTEM, dossier=dossier.id, at=at).printed[-1].form == "06"

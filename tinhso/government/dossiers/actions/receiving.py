"""The counter's answer: received with a code and a date, to be completed, or refused with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import (
    DossierReceived,
    DossierRefused,
    SupplementAnswered,
    SupplementRequested,
)
from tinhso.foundation.access.policy import require
from tinhso.foundation.units.queries import agency
from tinhso.foundation.workflow import actions as workflow
from tinhso.government.dossiers.actions.changing import (
    answer_due,
    enact,
    event_facts,
    locked,
    offices_of,
    record,
)
from tinhso.government.dossiers.actions.charging import ask, give_up, must_be_paid, owed
from tinhso.government.dossiers.actions.counting import start_clock
from tinhso.government.dossiers.actions.working import must_have_in_hand
from tinhso.government.dossiers.models import Dossier, NumberSeries, Supplement, SupplementItem
from tinhso.government.dossiers.rules import Phase, dossier_code
from tinhso.kernel import clock, ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.numbers import next_number

RECEIVE, PROCESS, FILE = "dossiers.receive", "dossiers.process", "dossiers.file"


class Lack(NamedTuple):
    """One thing to complete, in words the person can act on."""

    subject: str
    title: str
    fault: str
    remedy: str


def receive(*, actor: Actor, dossier: UUID, version: int, at: datetime) -> Dossier:
    """Accept a complete and right dossier: its code, its clock, its first assignments, form 01.

    The clock starts now (Decree 118/2025 art. 17(3) as amended by Decree 309/2026). A dossier that comes back
    completed after appraisal keeps the code its person was told. Received away, it gets the code of whoever received
    it (Decree 61/2018 art. 26; assumed kept), and is passed on to the agency that decides.
    """
    with transaction.atomic(), ledger.together():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, RECEIVE, agencies=(found.counter_id,), at=at)
        must_be_paid(found, due="before_acceptance")
        day = clock.local(at).date()
        identifier = agency(found.counter_id, on=day).identifier
        found.received_at = found.received_at or at
        start_clock(found, at=at)
        again = found.code is not None
        if not again:
            number = next_number(NumberSeries, f"dossier:{identifier}:{day:%y%m%d}")
            found.code = dossier_code(agency=identifier, day=day, number=number)
        event = DossierReceived(**event_facts(found, at=at), due_at=found.due_at)
        enact(found, act="receive", actor=actor, at=at, event=event, last=False)
        if found.away:
            _pass_on(found, actor, at)
        enact(found, act="begin", actor=actor, at=at)
        assert found.process is not None
        workflow.start(
            about=found.ref,
            process=found.process,
            offices=offices_of(found),
            facts=found.facts,
            receiver=actor,
            again=again,
            at=at,
        )
        if not again:
            ask(found, due="before_return", actor=actor, at=at)
    return found


def request_supplement(
    *, actor: Actor, dossier: UUID, version: int, lacks: Sequence[Lack], basis: str, at: datetime
) -> Dossier:
    """Ask for everything that is missing or wrong, in one time (form 02).

    At intake by the counter; after appraisal by whoever has the dossier in hand, and then the clock starts
    again from zero when it is complete (Decree 61/2018 art. 19(4); assumed kept by Decree 118/2025).
    """
    _check_lacks(lacks)
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        intake_stage = found.phase == Phase.SUBMITTED
        if intake_stage:
            actor = require(actor, RECEIVE, agencies=(found.counter_id,), at=at)
        else:
            actor = require(actor, PROCESS, agencies=(found.agency_id,), at=at)
            must_have_in_hand(found, actor)
        assert actor.account is not None
        number = found.supplements.count() + 1
        supplement = Supplement.objects.create(
            dossier=found,
            number=number,
            stage=Supplement.Stage.INTAKE if intake_stage else Supplement.Stage.APPRAISAL,
            basis=basis,
            requested_at=at,
            requested_by_id=actor.account,
        )
        for order, lack in enumerate(lacks, start=1):
            _add_item(supplement, order, lack, found)
        found.due_at = None
        found.due_trace = []
        event = SupplementRequested(**event_facts(found, at=at), items=len(lacks))
        enact(
            found,
            act="request_supplement",
            actor=actor,
            at=at,
            event=event,
            data={"items": len(lacks), "number": number, "stage": supplement.stage},
        )
        workflow.close_all(about=found.ref, at=at, note="chờ bổ sung")
    return found


def answer_supplement(
    *, actor: Actor, dossier: UUID, answers: Mapping[UUID, str], files: Mapping[UUID, UUID], at: datetime
) -> Dossier:
    """Answer every item, by words or by a file already taken in; Invalid names those left open."""
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier)
        require(actor, FILE, persons=(found.owner_id, found.submitter_id), at=at)
        supplement = open_request(found)
        if supplement is None:
            raise Conflict(_("Hồ sơ này không có yêu cầu bổ sung đang chờ."))
        completed(found, supplement, actor=actor, answers=answers, files=files, at=at)
    return found


def open_request(dossier: Dossier) -> Supplement | None:
    """The request to complete it that waits for an answer."""
    return dossier.supplements.filter(answered_at=None).order_by("-number").first()


def completed(
    dossier: Dossier,
    supplement: Supplement,
    *,
    actor: Actor,
    answers: Mapping[UUID, str],
    files: Mapping[UUID, UUID],
    at: datetime,
    data: Mapping[str, Any] | None = None,
) -> None:
    """Take the answer to every item of a locked dossier's request; whoever calls has made sure whose answer it is."""
    asked = [(item, item.words(key=dossier.key)) for item in supplement.items.all()]
    faults = [
        Fault(f"item:{item.id}", _("Chưa bổ sung “%(item)s”") % {"item": words["title"]})
        for item, words in asked
        if item.id not in files and not answers.get(item.id, "").strip()
    ]
    if faults:
        raise Invalid(_("Còn mục chưa được bổ sung."), faults=faults)
    for item, words in asked:
        words["answer"] = answers.get(item.id, "").strip()
        item.words_sealed = sealing.seal_json(dossier.key, words, row=item.row)
        item.answered_at = at
        item.save()
    Supplement.objects.filter(id=supplement.id).update(answered_at=at)
    waits = owed(dossier, due="before_acceptance")
    dossier.answer_due_at = None if waits else answer_due(dossier, at=at)
    dossier.clock_from = None
    event = SupplementAnswered(**event_facts(dossier, at=at))
    told = {"number": supplement.number, **(data or {})}
    enact(dossier, act="answer_supplement", actor=actor, at=at, event=event, data=told)


def refuse(*, actor: Actor, dossier: UUID, version: int, reason: str, basis: str, at: datetime) -> Dossier:
    """Refuse in writing, with the reason and its legal basis (form 03)."""
    faults = [
        Fault(field, _("Xin ghi rõ"))
        for field, value in (("reason", reason), ("basis", basis))
        if not value.strip()
    ]
    if faults:
        raise Invalid(_("Từ chối phải nêu rõ lý do và căn cứ pháp lý."), faults=faults)
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        at_work = found.phase in (Phase.IN_PROGRESS, Phase.PAUSED)
        permission, agency = (PROCESS, found.agency_id) if at_work else (RECEIVE, found.counter_id)
        actor = require(actor, permission, agencies=(agency,), at=at)
        if at_work:
            must_have_in_hand(found, actor)
        found.closed_at = at
        event = DossierRefused(**event_facts(found, at=at))
        enact(
            found, act="refuse", actor=actor, at=at, event=event, note=reason, data={"basis": basis.strip()}
        )
        give_up(found, reason="refused", actor=actor, at=at)
        workflow.close_all(about=found.ref, at=at, note="từ chối")
    return found


def _pass_on(dossier: Dossier, actor: Actor, at: datetime) -> None:
    """The data are there at once; paper follows until the clock starts (form 06)."""
    assert dossier.clock_from is not None
    data = {
        "giver": str(dossier.counter_id),
        "receiver": str(dossier.agency_id),
        "until": dossier.clock_from.isoformat(),
    }
    record(dossier, verb="pass_on", actor=actor, at=at, data=data, last=False)


def _check_lacks(lacks: Sequence[Lack]) -> None:
    if not lacks:
        raise Invalid(
            _("Yêu cầu bổ sung phải nêu ít nhất một mục."), faults=[Fault("lacks", _("chưa có mục nào"))]
        )
    faults = [
        Fault(f"lacks.{number}.{field}", _("Xin ghi rõ"))
        for number, lack in enumerate(lacks)
        for field in ("title", "fault", "remedy")
        if not getattr(lack, field).strip()
    ]
    if faults:
        raise Invalid(_("Mỗi mục cần nêu: giấy tờ nào, sai hoặc thiếu gì, cách khắc phục."), faults=faults)


def _add_item(supplement: Supplement, order: int, lack: Lack, dossier: Dossier) -> None:
    item = SupplementItem(supplement=supplement, order=order, subject=lack.subject)
    words = {
        "title": lack.title.strip(),
        "fault": lack.fault.strip(),
        "remedy": lack.remedy.strip(),
        "answer": "",
    }
    item.words_sealed = sealing.seal_json(dossier.key, words, row=item.row)
    item.save(force_insert=True)

"""From the first question to the receipt: drafts, papers, and the one moment of submitting."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import DossierSubmitted
from tinhso.foundation.access.policy import require
from tinhso.foundation.files.actions import take_in
from tinhso.foundation.forms.queries import form as form_on
from tinhso.foundation.forms.rules import facts_of
from tinhso.foundation.people.models import Organisation, Person
from tinhso.foundation.procedures.models import Procedure
from tinhso.foundation.procedures.queries import procedure as procedure_on
from tinhso.foundation.procedures.queries import rates_under
from tinhso.foundation.workflow.queries import process_on
from tinhso.government.dossiers.actions.changing import (
    ADVANCE_JOB,
    FILE,
    answer_due,
    enact,
    event_facts,
    locked,
    own_draft,
    record,
)
from tinhso.government.dossiers.actions.charging import ask, reckoned
from tinhso.government.dossiers.models import Dossier, DossierPaper, DossierRate
from tinhso.government.dossiers.queries.competence import acting_for, competent_agencies, one_stop_unit
from tinhso.government.dossiers.queries.complete import case_of, checked
from tinhso.government.dossiers.queries.for_outside import online_elsewhere
from tinhso.government.dossiers.rules import Channel, Phase, new_request_id
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotAllowed
from tinhso.kernel.ids import new_id
from tinhso.kernel.statements import insert, new_row
from tinhso.kernel.text import fold


class Filing(NamedTuple):
    """What a person asks, before it is a dossier."""

    procedure: str
    commune: str
    precheck: Mapping[str, Any]
    answers: Mapping[str, Any]
    owner: UUID | None = None
    """The person or organisation acted for; None for oneself."""


def start_draft(*, actor: Actor, filing: Filing, at: datetime) -> Dossier:
    """Open a draft: nothing is promised yet, everything typed is kept."""
    dossier = _new(actor=actor, filing=filing, channel=Channel.ONLINE, at=at)
    dossier.fill(precheck=dict(filing.precheck), answers=dict(filing.answers))
    with transaction.atomic():
        dossier.version = 0
        record(dossier, verb="start_draft", actor=actor, at=at)
    return dossier


def save_answers(
    *,
    actor: Actor,
    dossier: UUID,
    answers: Mapping[str, Any],
    at: datetime,
    precheck: Mapping[str, Any] | None = None,
) -> Dossier:
    """Keep what was typed so far. Drafts have one writer, so the last save wins; nothing enters the ledger."""
    with transaction.atomic():
        draft = own_draft(actor=actor, dossier=dossier)
        kept = draft.envelope()
        draft.fill(
            precheck=dict(precheck if precheck is not None else kept["precheck"]), answers=dict(answers)
        )
        if precheck is not None:
            draft.case = case_of(draft.procedure, precheck, on=clock.local(at).date())
        draft.saved_at = at
        draft.save(update_fields=["answers_sealed", "saved_at", "case"])
    return draft


def attach(*, actor: Actor, dossier: UUID, paper: str, upload: UploadedFile, at: datetime) -> DossierPaper:
    """Add a file for one component; Invalid with the reason when the file is refused, the others stay."""
    with transaction.atomic():
        draft = own_draft(actor=actor, dossier=dossier)
        titles = {need.code: need.title for need in draft.procedure.shape.papers}
        if paper not in titles:
            raise Invalid(
                _("Thủ tục này không cần giấy tờ đó."), faults=[Fault(paper, _("không có trong thành phần"))]
            )
    stored = take_in(
        actor=actor,
        at=at,
        owner=draft.ref,
        key=draft.key,
        name=upload.name or "",
        content=upload,
        field=f"paper:{paper}",
    )
    with transaction.atomic():
        draft = own_draft(actor=actor, dossier=dossier)
        added = DossierPaper.objects.create(
            dossier=draft, paper=paper, title=titles[paper], file=stored, added_at=at
        )
        draft.saved_at = at
        draft.save(update_fields=["saved_at"])
    return added


def detach(*, actor: Actor, dossier: UUID, paper: UUID, at: datetime) -> None:
    """Take a file back out of a draft."""
    with transaction.atomic():
        draft = own_draft(actor=actor, dossier=dossier)
        DossierPaper.objects.filter(dossier=draft, id=paper, removed_at=None).update(removed_at=at)


def discard_draft(*, actor: Actor, dossier: UUID, at: datetime) -> None:
    """Throw a draft away for good: its key goes, so nothing typed can be read again."""
    with transaction.atomic():
        draft = own_draft(actor=actor, dossier=dossier)
        key = draft.key
        record(draft, verb="discard_draft", actor=actor, at=at)
        draft.delete()
        transaction.on_commit(lambda: sealing.destroy(key))


def submit(*, actor: Actor, dossier: UUID, at: datetime) -> Dossier:
    """Send a draft, once however often the button is pressed: a dossier already sent is simply given back.

    Invalid names every answer and paper that is missing or wrong. Conflict once where other rules or agencies hold
    by now than when it was begun: the draft follows them from then on, and its writer sees what they ask first.
    """
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier)
        require(actor, FILE, persons=(found.owner_id, found.submitter_id), at=at)
        if found.phase != Phase.DRAFT:
            return found
        envelope = found.envelope()
        others = _follow_today(found, precheck=envelope["precheck"], at=at)
        if not others:
            _must_be_identified(actor, found.procedure, found.channel)
            given = {row.paper for row in found.papers.filter(removed_at=None).only("paper")}
            send(
                found,
                actor=actor,
                precheck=envelope["precheck"],
                answers=envelope["answers"],
                given=given,
                at=at,
            )
    if others:
        raise Conflict(
            _(
                "Quy định, trường hợp áp dụng hoặc cơ quan giải quyết đã thay đổi từ khi ông/bà bắt đầu bản nháp này."
            ),
            next_step=_("Những gì đã khai vẫn được giữ. Xem lại phí, giấy tờ và nội dung đã khai rồi nộp."),
        )
    return found


def file(*, actor: Actor, filing: Filing, channel: Channel, at: datetime) -> Dossier:
    """File in one stroke, as a machine or a single page does; inside the caller's transaction."""
    dossier = _new(actor=actor, filing=filing, channel=channel, at=at)
    with transaction.atomic(savepoint=False):
        dossier.version = 0
        send(
            dossier,
            actor=actor,
            precheck=dict(filing.precheck),
            answers=dict(filing.answers),
            given=set(),
            at=at,
        )
    return dossier


def _new(*, actor: Actor, filing: Filing, channel: Channel, at: datetime) -> Dossier:
    on = clock.local(at).date()
    procedure = procedure_on(code=filing.procedure, on=on)
    if actor.person is None:
        raise NotAllowed(
            _("Cần đăng nhập bằng tài khoản người dân để nộp hồ sơ."),
            next_step=_("Đăng nhập rồi thử lại."),
        )
    owner, organisation = acting_for(agent=actor.person, principal=filing.owner, on=on)
    require(actor, FILE, persons=(owner.id,), at=at)
    _must_be_identified(actor, procedure, channel)
    there = online_elsewhere(filing.procedure, at=at) if channel == Channel.ONLINE else None
    if there is not None:
        raise Conflict(
            _("Thủ tục này nhận hồ sơ trực tuyến tại %(title)s.") % {"title": there.title},
            next_step=_("Nộp tại %(address)s, hoặc tại Trung tâm Phục vụ hành chính công.")
            % {"address": there.address},
        )
    return opened(
        procedure, filing=filing, channel=channel, owner=owner, submitter=actor.person, organisation=organisation, at=at
    )  # fmt: skip


def opened(
    procedure: Procedure,
    *,
    filing: Filing,
    channel: Channel,
    owner: Person,
    submitter: UUID,
    at: datetime,
    organisation: Organisation | None = None,
    receiver: UUID | None = None,
    helper: UUID | None = None,
    on: date | None = None,
) -> Dossier:
    """A dossier not yet written, pinned to the rules of the day, or of the day `on`; Conflict where this channel takes
    none.

    It is received at the one-stop unit of the agency that decides, else at the `receiver`.
    """
    today = clock.local(at).date()
    key = new_id()
    return new_row(
        Dossier,
        id=key,
        request_id=new_request_id(today),
        phase=Phase.DRAFT,
        channel=channel,
        **_pinned(procedure, filing=filing, channel=channel, receiver=receiver, on=on or today, today=today),
        owner=owner,
        submitter_id=submitter,
        organisation=organisation,
        owner_folded=fold(organisation.name if organisation else owner.name),
        helper_id=helper,
        commune=filing.commune,
        key=sealing.new_key(f"dossiers.dossier:{key}"),
        created_at=at,
        saved_at=at,
    )


def _pinned(
    procedure: Procedure, *, filing: Filing, channel: str, receiver: UUID | None, on: date, today: date
) -> dict[str, Any]:
    """The rules of a day that a request follows, and the agencies of today it goes to."""
    linked = bool(procedure.shape.parts)
    process = process_on(code=procedure.shape.process, day=on) if procedure.shape.process else None
    if (process is None and not linked) or (
        channel == Channel.ONLINE and "online" not in procedure.shape.channels
    ):
        raise Conflict(
            _("Thủ tục này chưa nhận hồ sơ trực tuyến."),
            next_step=_("Ông/bà có thể nộp tại Trung tâm Phục vụ hành chính công."),
        )
    agency, home = competent_agencies(procedure.shape, commune=filing.commune, on=today)
    counter = one_stop_unit(receiver, on=today) if receiver else home
    return {
        "procedure": procedure,
        "form": form_on(procedure.shape.form, on=on) if procedure.shape.form else None,
        "process": process,
        "case": case_of(procedure, filing.precheck, on=on),
        "agency": counter if linked else agency,
        "counter": counter,
        "away": counter.id != home.id,
    }


def _follow_today(draft: Dossier, *, precheck: Mapping[str, Any], at: datetime) -> bool:
    """Give a locked draft the rules and agencies of today; whether they are others than it had."""
    on, asked = clock.local(at).date(), Filing(draft.procedure.code, draft.commune, precheck, {})
    rules = procedure_on(code=asked.procedure, on=on)
    try:
        pinned = _pinned(rules, filing=asked, channel=draft.channel, receiver=None, on=on, today=on)
    except Invalid as nowhere:
        raise Conflict(
            _("Xã, phường đã chọn không còn cơ quan nhận thủ tục này."),
            next_step=_("Bắt đầu lại từ trang của thủ tục và chọn xã, phường hiện nay."),
        ) from nowhere
    if all(getattr(draft, name) == value for name, value in pinned.items()):
        return False
    for name, value in pinned.items():
        setattr(draft, name, value)
    draft.saved_at = at
    draft.save(update_fields=[*pinned, "saved_at"])
    return True


def send(
    dossier: Dossier,
    *,
    actor: Actor,
    precheck: dict[str, Any],
    answers: dict[str, Any],
    given: set[str],
    at: datetime,
    data: Mapping[str, Any] | None = None,
    strict: bool = True,
) -> None:
    """Write what was asked as a submitted dossier; Invalid names every answer and paper missing or wrong.

    `given` are the papers that come with it, `data` what else its act is to say. When not `strict`, nobody is there to
    put it right: what is missing is left to the counter to ask for. A linked filing is passed on to its parts.
    """
    dossier.submitted_at = dossier.saved_at = at
    on, linked = dossier.ruled_on, dossier.is_linked
    clean, lacks = checked(dossier, precheck=precheck, answers=answers, given=given, on=on)
    if strict and lacks:
        raise Invalid(
            _("Hồ sơ chưa đủ để nộp."),
            next_step=_("Bổ sung các mục được nêu rồi nộp lại. Những gì đã khai vẫn được giữ."),
            faults=lacks,
        )
    dossier.fill(precheck=precheck, answers=clean)
    dossier.facts = facts_of(dossier.form.shape, clean) if dossier.form else {}
    rates = rates_under(of=dossier.procedure, channel=dossier.via, territory="", on=on)
    dossier.charges = reckoned(dossier, answers={**precheck, **clean}, rates=rates, on=on)
    waits = ask(dossier, due="before_acceptance", actor=actor, at=at)
    dossier.answer_due_at = None if linked or waits else answer_due(dossier, at=at)
    event = DossierSubmitted(**event_facts(dossier, at=at), channel=dossier.channel)
    told = {"channel": dossier.channel, **(data or {})}
    enact(dossier, act="submit", actor=actor, at=at, event=event, data=told, last=not linked)
    if linked:
        enact(dossier, act="divide", actor=actor, at=at)
        enqueue(ADVANCE_JOB, {"dossier": str(dossier.id)}, due_at=at)
    if rates:
        insert(*(new_row(DossierRate, dossier=dossier, rate=rate) for rate in rates))


def _must_be_identified(actor: Actor, procedure: Procedure, channel: str) -> None:
    if channel == Channel.ONLINE and actor.assurance < procedure.shape.eid_level:
        raise NotAllowed(
            _("Thủ tục này cần đăng nhập bằng định danh điện tử mức %(level)s.")
            % {"level": procedure.shape.eid_level},
            next_step=_("Đăng nhập ở mức ấy rồi làm tiếp, hoặc nộp tại Trung tâm Phục vụ hành chính công."),
        )

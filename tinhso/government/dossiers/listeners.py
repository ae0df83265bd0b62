"""What follows from a dossier's own events: forms are printed, people are told."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tinhso.contracts.dossiers import (
    DossierApologised,
    DossierEvent,
    DossierPaused,
    DossierReceived,
    DossierRecounted,
    DossierRefused,
    DossierResumed,
    DossierStopped,
    DossierSubmitted,
    DossierWithdrawn,
    LinkedFilingEnded,
    ResultIssued,
    SupplementAnswered,
    SupplementRequested,
)
from tinhso.contracts.packs import PackApplied
from tinhso.contracts.payments import PaymentRefunded, PaymentSettled
from tinhso.foundation.notices.actions import send
from tinhso.foundation.notices.registry import EMAIL_ONLY, IMPORTANT, Channel, NoticeKind, notice_kinds
from tinhso.foundation.ui import words
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import KIND, Dossier
from tinhso.government.dossiers.queries.linked import part_lines
from tinhso.kernel import clock
from tinhso.kernel.deliveries import listens_to
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.refs import Ref


def _print(use: str, event: DossierEvent, delivery: Delivery) -> None:
    from tinhso.government.dossiers.engine.printing import print_form

    assert delivery.act is not None
    print_form(dossier=event.dossier, use=use, act=delivery.act, at=event.at)


@listens_to(DossierReceived, key="dossiers.print_receipt")
def print_receipt(event: DossierReceived, delivery: Delivery) -> None:
    _print("receipt", event, delivery)


@listens_to(SupplementRequested, key="dossiers.print_supplement")
def print_supplement(event: SupplementRequested, delivery: Delivery) -> None:
    _print("supplement", event, delivery)


@listens_to(DossierRefused, key="dossiers.print_refusal")
def print_refusal(event: DossierRefused, delivery: Delivery) -> None:
    _print("refusal", event, delivery)


@listens_to(DossierApologised, key="dossiers.print_apology")
def print_apology(event: DossierApologised, delivery: Delivery) -> None:
    _print("apology", event, delivery)


@listens_to(DossierStopped, key="dossiers.print_stop_notice")
def print_stop_notice(event: DossierStopped, delivery: Delivery) -> None:
    _print("stop_notice", event, delivery)


@listens_to(ResultIssued, key="dossiers.print_control_slip")
def print_control_slip(event: ResultIssued, delivery: Delivery) -> None:
    _print("control_slip", event, delivery)


@listens_to(DossierSubmitted, key="dossiers.look_up_papers")
def look_up_papers(event: DossierSubmitted, delivery: Delivery) -> None:
    actions.have_looked_up(dossier=event.dossier, at=clock.now())


@listens_to(SupplementAnswered, key="dossiers.look_up_corrections")
def look_up_corrections(event: SupplementAnswered, delivery: Delivery) -> None:
    actions.have_looked_up(dossier=event.dossier, at=clock.now(), changed=True)


@listens_to(PaymentSettled, key="dossiers.note_payment")
def note_payment(event: PaymentSettled, delivery: Delivery) -> None:
    about = Ref.parse(event.about)
    if about.kind == KIND:
        actions.note_payment(dossier=about.id, amount=event.amount, at=event.at)


@listens_to(PaymentRefunded, key="dossiers.ask_anew")
def ask_anew(event: PaymentRefunded, delivery: Delivery) -> None:
    about = Ref.parse(event.about)
    if about.kind == KIND:
        actions.ask_anew(dossier=about.id, intent=event.intent, at=event.at)


@listens_to(PackApplied, key="dossiers.recount_by_calendar")
def recount_by_calendar(event: PackApplied, delivery: Delivery) -> None:
    if {"day", "office_hours"} & set(event.kinds):
        actions.recount_all(at=clock.now())


def _own_page(about: Ref) -> str:
    return reverse("dossiers:own", args=[about.id])


def _kind(name: str, title: str, channels: frozenset[Channel]) -> None:
    notice_kinds.register(
        NoticeKind(f"dossiers.{name}", title, f"dossiers/notices/{name}", _own_page, channels)
    )


_kind("submitted", "Đã nhận yêu cầu {code}", EMAIL_ONLY)
_kind("supplement", "Hồ sơ {code} cần bổ sung", IMPORTANT)
_kind("received", "Đã tiếp nhận hồ sơ {code}", IMPORTANT)
_kind("paused", "Hồ sơ {code} tạm dừng tính hạn", EMAIL_ONLY)
_kind("due_changed", "Hạn trả hồ sơ {code} đã tính lại", EMAIL_ONLY)
_kind("refused", "Hồ sơ {code} không được tiếp nhận", IMPORTANT)
_kind("issued", "Hồ sơ {code} đã có kết quả", IMPORTANT)
_kind("apologised", "Xin lỗi, hẹn lại ngày trả hồ sơ {code}", IMPORTANT)
_kind("linked_ended", "Hồ sơ liên thông {code} đã kết thúc", EMAIL_ONLY)
_kind("withdrawn", "Đã rút hồ sơ {code}", EMAIL_ONLY)
_kind("stopped", "Hồ sơ {code} đã dừng giải quyết", EMAIL_ONLY)


def _tell(kind: str, event: DossierEvent, **facts: Any) -> None:
    """Tell the submitter, and the owner where that is another person."""
    dossier = Dossier.objects.select_related("procedure").get(id=event.dossier)
    data = {"code": event.code or event.request_id, "procedure": dossier.procedure.name, **facts}
    for person in sorted({dossier.submitter_id, dossier.owner_id}):
        send(
            person=person,
            kind=f"dossiers.{kind}",
            about=dossier.ref,
            key=dossier.key,
            data=data,
            at=event.at,
        )


@listens_to(DossierSubmitted, key="dossiers.tell_submitted")
def tell_submitted(event: DossierSubmitted, delivery: Delivery) -> None:
    """Once for one filing: of a linked one for the whole, and for a part only where it waits for a fee."""
    found = Dossier.objects.only("phase", "answer_due_at", "part_of").get(id=event.dossier)
    due = found.answer_due_at
    if found.part_of_id is None or found.awaits_fee:
        _tell("submitted", event, answer_by=words.moment(due) if due else "", pay=found.awaits_fee)


@listens_to(SupplementRequested, key="dossiers.tell_supplement")
def tell_supplement(event: SupplementRequested, delivery: Delivery) -> None:
    _tell("supplement", event, items=event.items)


@listens_to(DossierReceived, key="dossiers.tell_received")
def tell_received(event: DossierReceived, delivery: Delivery) -> None:
    due = event.due_at
    short = f"{words.clock(due)} {words.day(due)}" if due else ""
    _tell("received", event, due=words.moment(due) if due else "", due_short=short)


@listens_to(DossierPaused, key="dossiers.tell_paused")
def tell_paused(event: DossierPaused, delivery: Delivery) -> None:
    _tell("paused", event, reason=event.reason, clause=event.clause, until=words.moment(event.until))


@listens_to(DossierResumed, key="dossiers.tell_resumed")
def tell_resumed(event: DossierResumed, delivery: Delivery) -> None:
    _tell(
        "due_changed",
        event,
        why="hồ sơ được giải quyết tiếp sau khi tạm dừng",
        due=words.moment(event.due_at),
    )


@listens_to(DossierRecounted, key="dossiers.tell_recounted")
def tell_recounted(event: DossierRecounted, delivery: Delivery) -> None:
    _tell(
        "due_changed",
        event,
        why="lịch làm việc thay đổi nên hạn trả được tính lại",
        due=words.moment(event.due_at),
    )


@listens_to(DossierRefused, key="dossiers.tell_refused")
def tell_refused(event: DossierRefused, delivery: Delivery) -> None:
    _tell("refused", event)


@listens_to(ResultIssued, key="dossiers.tell_issued")
def tell_issued(event: ResultIssued, delivery: Delivery) -> None:
    _tell("issued", event)


@listens_to(DossierApologised, key="dossiers.tell_apologised")
def tell_apologised(event: DossierApologised, delivery: Delivery) -> None:
    due = event.due_at
    _tell("apologised", event, due=words.moment(due), due_short=f"{words.clock(due)} {words.day(due)}")


@listens_to(LinkedFilingEnded, key="dossiers.tell_linked_ended")
def tell_linked_ended(event: LinkedFilingEnded, delivery: Delivery) -> None:
    whole = Dossier.objects.select_related("procedure").get(id=event.dossier)
    parts = [f"{line.title}: {line.words}" for line in part_lines(whole, at=event.at)]
    _tell("linked_ended", event, parts=parts)


@listens_to(DossierWithdrawn, key="dossiers.tell_withdrawn")
def tell_withdrawn(event: DossierWithdrawn, delivery: Delivery) -> None:
    _tell("withdrawn", event)


@listens_to(DossierStopped, key="dossiers.tell_stopped")
def tell_stopped(event: DossierStopped, delivery: Delivery) -> None:
    _tell("stopped", event)

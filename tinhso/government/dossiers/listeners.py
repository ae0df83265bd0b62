"""What follows from a dossier's own events: forms are printed, people are told."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from tinhso.contracts.dossiers import (
    DossierEvent,
    DossierReceived,
    DossierRefused,
    DossierStopped,
    DossierSubmitted,
    DossierWithdrawn,
    ResultIssued,
    SupplementRequested,
)
from tinhso.foundation.notices.actions import send
from tinhso.foundation.notices.registry import EMAIL_ONLY, IMPORTANT, Channel, NoticeKind, notice_kinds
from tinhso.foundation.ui import words
from tinhso.government.dossiers.models import Dossier
from tinhso.kernel.deliveries import listens_to
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.refs import Ref


def _print(form: str, event: DossierEvent, delivery: Delivery) -> None:
    from tinhso.government.dossiers.engine.printing import print_form

    assert delivery.act is not None
    print_form(dossier=event.dossier, form=form, act=delivery.act, at=event.at)


@listens_to(DossierReceived, key="dossiers.print_receipt")
def print_receipt(event: DossierReceived, delivery: Delivery) -> None:
    _print("01", event, delivery)


@listens_to(SupplementRequested, key="dossiers.print_supplement")
def print_supplement(event: SupplementRequested, delivery: Delivery) -> None:
    _print("02", event, delivery)


@listens_to(DossierRefused, key="dossiers.print_refusal")
def print_refusal(event: DossierRefused, delivery: Delivery) -> None:
    _print("03", event, delivery)


@listens_to(ResultIssued, key="dossiers.print_control_slip")
def print_control_slip(event: ResultIssued, delivery: Delivery) -> None:
    _print("06", event, delivery)


def _own_page(about: Ref) -> str:
    return reverse("dossiers:own", args=[about.id])


def _kind(name: str, title: str, channels: frozenset[Channel]) -> None:
    notice_kinds.register(
        NoticeKind(f"dossiers.{name}", title, f"dossiers/notices/{name}", _own_page, channels)
    )


_kind("submitted", "Đã nhận yêu cầu {code}", EMAIL_ONLY)
_kind("supplement", "Hồ sơ {code} cần bổ sung", IMPORTANT)
_kind("received", "Đã tiếp nhận hồ sơ {code}", IMPORTANT)
_kind("refused", "Hồ sơ {code} không được tiếp nhận", IMPORTANT)
_kind("issued", "Hồ sơ {code} đã có kết quả", IMPORTANT)
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
    due = Dossier.objects.values_list("answer_due_at", flat=True).get(id=event.dossier)
    _tell("submitted", event, answer_by=words.moment(due) if due else "")


@listens_to(SupplementRequested, key="dossiers.tell_supplement")
def tell_supplement(event: SupplementRequested, delivery: Delivery) -> None:
    _tell("supplement", event, items=event.items)


@listens_to(DossierReceived, key="dossiers.tell_received")
def tell_received(event: DossierReceived, delivery: Delivery) -> None:
    due = event.due_at
    short = f"{words.clock(due)} {words.day(due)}" if due else ""
    _tell("received", event, due=words.moment(due) if due else "", due_short=short)


@listens_to(DossierRefused, key="dossiers.tell_refused")
def tell_refused(event: DossierRefused, delivery: Delivery) -> None:
    _tell("refused", event)


@listens_to(ResultIssued, key="dossiers.tell_issued")
def tell_issued(event: ResultIssued, delivery: Delivery) -> None:
    _tell("issued", event)


@listens_to(DossierWithdrawn, key="dossiers.tell_withdrawn")
def tell_withdrawn(event: DossierWithdrawn, delivery: Delivery) -> None:
    _tell("withdrawn", event)


@listens_to(DossierStopped, key="dossiers.tell_stopped")
def tell_stopped(event: DossierStopped, delivery: Delivery) -> None:
    _tell("stopped", event)

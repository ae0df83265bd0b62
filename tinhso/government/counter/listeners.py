"""What the counter does when a result is out, and when it has been taken."""

from __future__ import annotations

from django.urls import reverse

from tinhso.contracts.dossiers import ResultDelivered, ResultIssued, results
from tinhso.foundation.notices.registry import IMPORTANT, NoticeKind, notice_kinds
from tinhso.government.counter import actions
from tinhso.government.counter.actions.handing_over import NOTICE
from tinhso.kernel.deliveries import listens_to
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.refs import Ref


def _at_the_counter(about: Ref) -> str:
    return reverse("counter:how_to_collect")


notice_kinds.register(
    NoticeKind(
        NOTICE, "Mã nhận kết quả hồ sơ {dossier}", "counter/notices/hand_over", _at_the_counter, IMPORTANT
    )
)


@listens_to(ResultIssued, key="counter.send_code")
def send_code(event: ResultIssued, delivery: Delivery) -> None:
    source = results.get("dossiers")
    result = source.collectable(event.dossier) if source else None
    if result is not None:
        actions.send_code(result=result, at=event.at)


@listens_to(ResultDelivered, key="counter.retire_code")
def retire_code(event: ResultDelivered, delivery: Delivery) -> None:
    actions.retire_code(dossier=event.dossier, at=event.at)

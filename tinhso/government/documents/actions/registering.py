"""A number that was taken by hand in the register on paper: entered here, and never given again."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.government.documents.actions.issuing import NUMBER, series_of
from tinhso.government.documents.models import REGISTER, NumberSeries, OutgoingEntry
from tinhso.government.documents.queries.register import sequences
from tinhso.kernel import clock, ledger
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.numbers import last_number
from tinhso.kernel.refs import Ref
from tinhso.kernel.text import nfc

LARGEST = 99_999


class Taken(NamedTuple):
    """What stands in the register on paper. `reason` says why it was not numbered here."""

    number: int
    notation: str
    dated: date
    about: str
    signer: str
    receivers: str
    reason: str


def take_number(*, actor: Actor, agency: UUID, sequence: str, taken: Taken, at: datetime) -> OutgoingEntry:
    """Enter a number taken on paper; Conflict when the register has it already, by hand or given here."""
    actor = require(actor, NUMBER, agencies=(agency,), at=at)
    today = clock.local(at).date()
    faults = []
    if not 1 <= taken.number <= LARGEST:
        faults.append(Fault("number", _("Số từ 1 đến 99.999.")))
    if not today.year - 1 <= taken.dated.year <= today.year or taken.dated > today:
        faults.append(Fault("dated", _("Ngày trong năm nay hoặc năm trước, không sau hôm nay.")))
    if sequence not in dict(sequences(on=today)):
        faults.append(Fault("sequence", _("Không có dãy số này.")))
    if not taken.reason.strip():
        faults.append(Fault("reason", _("Xin ghi lý do lấy số trong sổ giấy.")))
    if faults:
        raise Invalid(_("Chưa ghi vào sổ được."), faults=faults)
    assert actor.account is not None
    year = taken.dated.year
    with transaction.atomic():
        # Held before it is looked up: whoever is being given the same number now is waited for.
        last_number(NumberSeries, series_of(agency, sequence, year))
        here = {"agency_id": agency, "sequence": sequence, "year": year, "number": taken.number}
        known = OutgoingEntry.objects.filter(**here).first()
        if known is not None:
            raise Conflict(
                _("Số %(number)s đã có trong sổ: %(entry)s.") % {"number": taken.number, "entry": known},
                next_step=_("Kiểm tra lại sổ giấy; nếu hai văn bản trùng số, báo lãnh đạo để đính chính."),
            )
        entry = OutgoingEntry.objects.create(
            **here, notation=nfc(taken.notation), dated=taken.dated, about=nfc(taken.about), signer=nfc(taken.signer),
            receivers=nfc(taken.receivers), keeper="VT", note=nfc(taken.reason.strip()), entered_at=at,
            entered_by_id=actor.account,
        )  # fmt: skip
        ledger.record(
            actor=actor, verb="documents.take_number", about=Ref(REGISTER, agency), at=at, agency=agency,
            data={"sequence": sequence, "year": year, "number": taken.number},
        )  # fmt: skip
    return entry

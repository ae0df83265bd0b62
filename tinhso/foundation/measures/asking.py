"""What a reader asks of the figures, as it stands in an address: `?ky=2026-11&co-quan=<key>`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from tinhso.foundation.measures.queries import Part
from tinhso.foundation.measures.rules import PROVINCE, Length, Period, Scope
from tinhso.foundation.units.queries import agencies, agency_by_key
from tinhso.kernel.errors import Fault, Invalid, NotFound

OFFERED = {Length.MONTH: 13, Length.QUARTER: 5, Length.HALF: 4, Length.YEAR: 3}
"""How many periods of each length the filter offers; any other can be asked for by its key."""


@dataclass(frozen=True)
class Asked:
    """A period and a scope, and how they are written."""

    period: Period
    scope: Scope
    agency_key: str = ""
    agency_name: str = ""

    @property
    def query(self) -> str:
        """For the address of another page about the same."""
        agency = {"co-quan": self.agency_key} if self.agency_key else {}
        return urlencode({"ky": self.period.key} | agency)


def asked(given: Mapping[str, str], *, at: datetime) -> Asked:
    """Read a query; the present month of the whole province where it is silent. Invalid names what is wrong."""
    try:
        period = Period.parse(given["ky"]) if given.get("ky") else Period.containing(at)
    except ValueError as error:
        raise Invalid(
            _("Không có kỳ số liệu này."),
            next_step=_("Chọn lại kỳ, ví dụ 2026-11, 2026-Q4, 2026-H2 hoặc 2026."),
            faults=[Fault("ky", _("không phải một kỳ"))],
        ) from error
    key = given.get("co-quan", "")
    if not key:
        return Asked(period, PROVINCE)
    try:
        office = agency_by_key(key, on=period.last_day(at=at))
    except NotFound as error:
        raise Invalid(
            _("Không có cơ quan này."), faults=[Fault("co-quan", _("không có cơ quan này"))]
        ) from error
    return Asked(period, Scope(office.agency_id), key, office.name)


def part_of(given: Mapping[str, str]) -> Part:
    """`phan=mau` asks for the denominator's rows."""
    return "denominator" if given.get("phan") == "mau" else "numerator"


def periods(*, at: datetime) -> list[tuple[str, str]]:
    """The periods to choose from, the latest of each length first: (key, title)."""
    return [
        (period.key, period.title)
        for length, most in OFFERED.items()
        for period in (Period.containing(at, length=length).before(steps) for steps in range(most))
    ]


def offices(*, on: date) -> list[tuple[str, str]]:
    """The agencies to choose from: (key, name)."""
    return [("", _("Toàn tỉnh")), *((one.code, one.name) for one in agencies(on=on))]

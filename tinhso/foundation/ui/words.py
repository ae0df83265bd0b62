"""How dates, times, money and numbers are written on the screen: `21/11/2026`, `14:30`, `150.000 đồng`, `1.234,5`."""

from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.clock import local
from tinhso.kernel.money import format_dong

_WEEKDAYS = (
    gettext_lazy("thứ Hai"), gettext_lazy("thứ Ba"), gettext_lazy("thứ Tư"), gettext_lazy("thứ Năm"),
    gettext_lazy("thứ Sáu"), gettext_lazy("thứ Bảy"), gettext_lazy("Chủ nhật"),
)  # fmt: skip


def day(value: date | datetime) -> str:
    """`21/11/2026`; a moment is read off a Vietnamese wall clock first."""
    return _as_date(value).strftime("%d/%m/%Y")


def clock(value: datetime) -> str:
    """`14:30` on a Vietnamese wall clock."""
    return local(value).strftime("%H:%M")


def weekday(value: date | datetime) -> str:
    """`thứ Bảy`."""
    return str(_WEEKDAYS[_as_date(value).weekday()])


def moment(value: datetime) -> str:
    """`14:30, thứ Bảy 21/11/2026`."""
    here = local(value)
    return f"{here:%H:%M}, {_WEEKDAYS[here.weekday()]} {here:%d/%m/%Y}"


def dong(amount: int) -> str:
    """`150.000 đồng`."""
    return format_dong(amount)


def number(value: int | float | Decimal, places: int | None = None) -> str:
    """`1.234,5`: dots between thousands, a decimal comma.

    `places` rounds half up to that many decimals; without it whole numbers have none and others as many
    as they were given.
    """
    exact = Decimal(str(value))
    if places is not None:
        exact = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return f"{exact:,f}".translate(str.maketrans(",.", ".,"))


def percent(share: float | Decimal, places: int = 1) -> str:
    """A share of one as `98,6%`."""
    return number(Decimal(str(share)) * 100, places) + "%"


def relative(value: datetime, at: datetime) -> str:
    """How far `value` lies from `at`: `3 giờ trước`, `sau 2 ngày`. Stands only beside the moment itself."""
    seconds = int((value - at).total_seconds())
    size = abs(seconds)
    if size < 60:
        return _("vừa xong") if seconds <= 0 else _("ngay bây giờ")
    if size < 3600:
        distance = _("%(count)s phút") % {"count": size // 60}
    elif size < 86_400:
        distance = _("%(count)s giờ") % {"count": size // 3600}
    else:
        distance = _("%(count)s ngày") % {"count": size // 86_400}
    words = _("%(distance)s trước") if seconds < 0 else _("sau %(distance)s")
    return words % {"distance": distance}


def size(octets: int) -> str:
    """The size of a file: `820 byte`, `45 KB`, `1,4 MB`, `2,0 GB`."""
    if octets < 1024:
        return f"{octets} byte"
    if octets < 1024**2:
        return f"{number(octets / 1024, 0)} KB"
    if octets < 1024**3:
        return f"{number(octets / 1024**2, 1)} MB"
    return f"{number(octets / 1024**3, 1)} GB"


def _as_date(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value

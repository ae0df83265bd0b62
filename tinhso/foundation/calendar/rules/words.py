"""How the calendar speaks: days, times and amounts as an officer reads them."""

from datetime import date, datetime

_WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
WEEKLY_REST = "nghỉ hằng tuần"
UNITS = {"working_day": "ngày làm việc", "day": "ngày", "hour": "giờ làm việc", "month": "tháng"}


def day_in_words(day: date) -> str:
    """`thứ Hai, 23/02/2026`."""
    return f"{_WEEKDAYS[day.weekday()]}, {day:%d/%m/%Y}"


def days_in_words(first: date, last: date) -> str:
    """One day with its weekday, or `16/02/2026–20/02/2026`."""
    return day_in_words(first) if first == last else f"{first:%d/%m/%Y}–{last:%d/%m/%Y}"


def moment_in_words(at: datetime) -> str:
    """`14:30 thứ Hai, 23/02/2026`."""
    return f"{at:%H:%M} {day_in_words(at.date())}"


def number_in_figures(number: float) -> str:
    """At most two decimals, with the Vietnamese comma: `1,5`."""
    return f"{round(number, 2):g}".replace(".", ",")


def capital(text: str) -> str:
    """The text with its first letter raised."""
    return text[:1].upper() + text[1:]

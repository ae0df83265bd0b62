"""The one place that reads the time. Everything else is handed a moment."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return datetime.now(UTC)  # noqa: TID251 - this module is the clock


def local(at: datetime) -> datetime:
    """The same moment as a clock on a Vietnamese wall shows it."""
    return at.astimezone(VIETNAM)


def today() -> date:
    """The present date in Vietnam."""
    return local(now()).date()

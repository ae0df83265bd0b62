"""The working calendar of an agency, as the packs in force say."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date

from django.utils.translation import gettext as _

from tinhso.foundation.calendar.models import Day, OfficeHours
from tinhso.foundation.calendar.rules import DayKind, MarkedDay, WeekHours, WorkingCalendar
from tinhso.foundation.calendar.shapes import OfficeHoursBody
from tinhso.foundation.packs import keeping
from tinhso.kernel.errors import NotFound

DEFAULT = "default"


def calendar_for(agency_key: str, *, on: date) -> WorkingCalendar:
    """The calendar by which an agency counts, as far as it was decided on that day; NotFound without hours.

    A swap decided later is not in it: a due time counted again on a later day may move, and the trace of the
    first can be told again. Office hours follow the day worked, not the day of asking. Costs one small query;
    the rest is kept until packs are applied anew.
    """
    return _book().calendar(agency_key, on)


class _Book:
    """Every day and every week that is known, read once; the calendars made of them are kept."""

    def __init__(self) -> None:
        self.days = list(Day.objects.order_by("code", "effective_from"))
        self.turns = sorted(
            {turn for day in self.days for turn in (day.effective_from, day.effective_until) if turn}
        )
        self.hours: dict[str, list[WeekHours]] = {}
        for rule in OfficeHours.objects.order_by("code", "-effective_from"):
            hours = OfficeHoursBody.model_validate(rule.body).in_force(
                assumed=rule.assumed, effective_from=rule.effective_from, effective_until=rule.effective_until
            )
            self.hours.setdefault(rule.code, []).append(hours)
        self.made: dict[tuple[str, int], WorkingCalendar] = {}

    def calendar(self, agency_key: str, on: date) -> WorkingCalendar:
        key = agency_key if agency_key in self.hours else DEFAULT
        hours = [*self.hours.get(key, ()), *(self.hours.get(DEFAULT, ()) if key != DEFAULT else ())]
        if not hours:
            raise NotFound(
                _("Chưa có giờ hành chính cho %(agency)s.") % {"agency": agency_key},
                next_step=_("Nạp gói quy định có office_hours."),
            )
        turn = bisect_right(self.turns, on)
        made = self.made.get((key, turn))
        if made is None:
            made = self.made[key, turn] = WorkingCalendar(self.marked(on), hours)
        return made

    def marked(self, on: date) -> dict[date, MarkedDay]:
        return {
            date.fromisoformat(day.code): MarkedDay(DayKind(day.kind), day.title, day.assumed)
            for day in self.days
            if day.effective_from <= on and (day.effective_until is None or on < day.effective_until)
        }


@keeping.kept
def _book() -> _Book:
    return _Book()

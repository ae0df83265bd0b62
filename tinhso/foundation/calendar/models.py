"""Tables of the calendar: the nation's marked days and the agencies' office hours."""

from django.db import models

from tinhso.foundation.calendar.rules import DayKind
from tinhso.foundation.packs.models import Rule

DAY_KINDS = {
    DayKind.OFF: "nghỉ lễ, tết",
    DayKind.COMPENSATED: "nghỉ bù, nghỉ hoán đổi",
    DayKind.WORKING: "làm bù",
}


class Day(Rule):
    """A day that is not what its weekday says. `code` is its ISO date, `effective_from` the day of decision."""

    kind = models.CharField(max_length=12, choices=[(kind.value, title) for kind, title in DAY_KINDS.items()])
    title = models.CharField(max_length=120)
    reference = models.CharField(max_length=250, blank=True)
    """Where it was announced; `source` is the file of the pack."""

    class Meta:
        verbose_name = "ngày nghỉ và làm bù"
        constraints = (
            *Rule.Meta.constraints,
            models.CheckConstraint(
                condition=models.Q(kind__in=[kind.value for kind in DAY_KINDS]), name="calendar_day_kind"
            ),
        )


class OfficeHours(Rule):
    """The week of an agency. `code` is its key, or `default` for agencies without hours of their own."""

    body = models.JSONField()

    class Meta(Rule.Meta):
        verbose_name = "giờ hành chính"

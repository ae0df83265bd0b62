"""Goals of indicators: they change by decree, so they are rules of the packs."""

from __future__ import annotations

from django.db import models

from tinhso.foundation.packs.models import Rule


class Goal(Rule):
    """What an indicator is held against from a day on. `code` is the indicator's key, `body` a `GoalBody`."""

    body = models.JSONField()

    class Meta(Rule.Meta):
        verbose_name = "mục tiêu của chỉ số"

"""The one field for a day that people type, `21/11/2026`."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)


class DayField(forms.DateField):
    """A day from `EARLIEST` to `LATEST`, as people write it or as addresses do (`2026-11-21`).

    Bounded, so that the day after it, a month before it and its first moment in UTC are days and moments too.
    """

    default_error_messages = {"invalid": _("Ghi ngày theo dạng 21/11/2026.")}
    default_validators = [
        MinValueValidator(EARLIEST, _("Ghi ngày từ năm 1900 đến năm 2199.")),
        MaxValueValidator(LATEST, _("Ghi ngày từ năm 1900 đến năm 2199.")),
    ]

    def __init__(self, **given: Any) -> None:
        super().__init__(input_formats=["%d/%m/%Y", "%Y-%m-%d"], **given)

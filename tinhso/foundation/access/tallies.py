"""Limits that hold across all processes: tries are counted in the database, before they are judged."""

from datetime import datetime, timedelta
from math import ceil

from django.db import transaction
from django.utils.translation import ngettext

from tinhso.foundation.access.models import Tally
from tinhso.kernel import sealing
from tinhso.kernel.errors import TooMany


def take(what: str, value: str, *, limit: int, window: timedelta, at: datetime) -> None:
    """Count one try; TooMany once `limit` were made since the window opened. Commits by itself, so that a
    try stays counted whatever becomes of it."""
    with transaction.atomic(durable=True):
        tally, fresh = Tally.objects.select_for_update().get_or_create(
            key=_key(what, value), defaults={"opened_at": at, "closes_at": at + window, "count": 1}
        )
        if fresh:
            return
        if tally.closes_at <= at:
            tally.opened_at, tally.closes_at, tally.count = at, at + window, 1
        elif tally.count >= limit:
            wait = ceil((tally.closes_at - at).total_seconds())
            minutes = ceil(wait / 60)
            raise TooMany(
                ngettext(
                    "Ông/bà đã thử quá nhiều lần. Xin chờ %(minutes)s phút rồi thử lại.",
                    "Ông/bà đã thử quá nhiều lần. Xin chờ %(minutes)s phút rồi thử lại.",
                    minutes,
                )
                % {"minutes": minutes},
                retry_after=wait,
            )
        else:
            tally.count += 1
        tally.save()


def clear(what: str, value: str) -> None:
    """Forget the tries made so far: the last one was right."""
    Tally.objects.filter(key=_key(what, value)).delete()


def _key(what: str, value: str) -> str:
    return sealing.blind(f"access.tally.{what}", value)

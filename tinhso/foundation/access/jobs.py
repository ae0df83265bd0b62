"""Sweeping: what has expired leaves the tables, and unused numbers leave with their keys."""

from datetime import timedelta

from tinhso.foundation.access.models import Account, ApiToken, OneTimeCode, Session, Tally
from tinhso.kernel import clock, sealing
from tinhso.kernel.deliveries import every
from tinhso.kernel.deliveries.models import Delivery

_KEPT = timedelta(hours=1)


@every("1h", key="access.sweep")
def sweep(delivery: Delivery) -> None:
    """Remove expired codes, tallies, tokens and sessions."""
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    ApiToken.objects.filter(expires_at__lt=now).delete()
    Tally.objects.filter(closes_at__lt=now).delete()
    stale = OneTimeCode.objects.filter(expires_at__lt=now - _KEPT)
    for code in stale:
        # The account a code opened took its key over; every other key sealed one number nobody needs.
        if not Account.objects.filter(key=code.key).exists():
            sealing.destroy(code.key)
    stale.delete()

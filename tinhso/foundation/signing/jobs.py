"""What signing does by itself: telling in time which certificates end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tinhso.foundation.signing.enrolling import warn_of_ends
from tinhso.kernel import clock
from tinhso.kernel.deliveries import every

if TYPE_CHECKING:
    from tinhso.kernel.deliveries.models import Delivery


@every("1d", key="signing.ends_soon")
def tell_of_ends(delivery: Delivery) -> None:
    """Into the ledger, where administrators read it."""
    warn_of_ends(at=clock.now())

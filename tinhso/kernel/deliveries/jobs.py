"""What was delivered is kept for 30 days, for whoever asks what became of it; what is parked stays."""

from datetime import timedelta

from tinhso.kernel import clock
from tinhso.kernel.deliveries.handlers import every
from tinhso.kernel.deliveries.models import Delivery

KEPT = timedelta(days=30)
BATCH = 1000


@every("1d", key="deliveries.forget", outside=True, lease="1h")
def forget(delivery: Delivery) -> None:
    """Delete them a batch at a time: nobody who makes a delivery waits for all of it."""
    before = clock.now() - KEPT
    old = Delivery.objects.filter(state=Delivery.State.DONE, created_at__lt=before, done_at__lt=before)
    while batch := list(old.values_list("id", flat=True)[:BATCH]):
        Delivery.objects.filter(id__in=batch).delete()

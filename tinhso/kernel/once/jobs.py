"""Keys are kept for 30 days; a request sent again after that is a new one."""

from datetime import timedelta

from tinhso.kernel import clock
from tinhso.kernel.deliveries import every
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.once.models import UsedKey

KEPT = timedelta(days=30)


@every("1d", key="once.forget")
def forget(delivery: Delivery) -> None:
    UsedKey.objects.filter(created_at__lt=clock.now() - KEPT).delete()

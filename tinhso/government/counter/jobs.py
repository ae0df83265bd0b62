"""What the counter does by itself."""

from tinhso.government.counter import actions
from tinhso.kernel import clock
from tinhso.kernel.deliveries import every
from tinhso.kernel.deliveries.models import Delivery


@every("1h", key="counter.close_run_out")
def close_run_out(delivery: Delivery) -> None:
    """Close the slips that nobody completed in time."""
    actions.close_run_out(at=clock.now())

"""What comes due by itself."""

from tinhso.foundation.payments import actions
from tinhso.kernel import clock
from tinhso.kernel.deliveries import every
from tinhso.kernel.deliveries.models import Delivery


@every("10m", key="payments.close_expired")
def close_expired(delivery: Delivery) -> None:
    actions.close_expired(at=clock.now())


@every("1d", key="payments.forget_statements")
def forget_statements(delivery: Delivery) -> None:
    actions.forget_statements(at=clock.now())

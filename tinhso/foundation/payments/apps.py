from tinhso.kernel.systems import SystemConfig


class Payments(SystemConfig):
    name = "tinhso.foundation.payments"
    label = "payments"

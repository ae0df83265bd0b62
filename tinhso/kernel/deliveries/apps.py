from tinhso.kernel.systems import SystemConfig


class Deliveries(SystemConfig):
    name = "tinhso.kernel.deliveries"
    label = "deliveries"

from tinhso.kernel.systems import SystemConfig


class Axis(SystemConfig):
    name = "tinhso.government.axis"
    label = "axis"

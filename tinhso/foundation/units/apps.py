from tinhso.kernel.systems import SystemConfig


class Units(SystemConfig):
    name = "tinhso.foundation.units"
    label = "units"

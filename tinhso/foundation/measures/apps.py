from tinhso.kernel.systems import SystemConfig


class Measures(SystemConfig):
    name = "tinhso.foundation.measures"
    label = "measures"

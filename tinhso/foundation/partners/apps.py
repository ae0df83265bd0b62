from tinhso.kernel.systems import SystemConfig


class Partners(SystemConfig):
    name = "tinhso.foundation.partners"
    label = "partners"

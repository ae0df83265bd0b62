from tinhso.kernel.systems import SystemConfig


class Forms(SystemConfig):
    name = "tinhso.foundation.forms"
    label = "forms"

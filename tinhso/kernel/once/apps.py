from tinhso.kernel.systems import SystemConfig


class Once(SystemConfig):
    name = "tinhso.kernel.once"
    label = "once"

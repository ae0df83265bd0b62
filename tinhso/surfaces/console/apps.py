from tinhso.kernel.systems import SystemConfig


class Console(SystemConfig):
    name = "tinhso.surfaces.console"
    label = "console"

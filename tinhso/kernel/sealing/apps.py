from tinhso.kernel.systems import SystemConfig


class Sealing(SystemConfig):
    name = "tinhso.kernel.sealing"
    label = "sealing"

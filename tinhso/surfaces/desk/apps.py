from tinhso.kernel.systems import SystemConfig


class Desk(SystemConfig):
    name = "tinhso.surfaces.desk"
    label = "desk"

from tinhso.kernel.systems import SystemConfig


class Portal(SystemConfig):
    name = "tinhso.surfaces.portal"
    label = "portal"

from tinhso.kernel.systems import SystemConfig


class PortalSync(SystemConfig):
    name = "tinhso.government.portalsync"
    label = "portalsync"

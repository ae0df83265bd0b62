from tinhso.kernel.systems import SystemConfig


class Directing(SystemConfig):
    name = "tinhso.government.directing"
    label = "directing"

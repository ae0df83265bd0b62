from tinhso.kernel.systems import SystemConfig


class Packs(SystemConfig):
    name = "tinhso.foundation.packs"
    label = "packs"

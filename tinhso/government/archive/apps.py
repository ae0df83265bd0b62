from tinhso.kernel.systems import SystemConfig


class Archive(SystemConfig):
    name = "tinhso.government.archive"
    label = "archive"

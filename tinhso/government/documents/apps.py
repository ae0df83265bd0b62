from tinhso.kernel.systems import SystemConfig


class Documents(SystemConfig):
    name = "tinhso.government.documents"
    label = "documents"

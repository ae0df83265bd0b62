from tinhso.kernel.systems import SystemConfig


class Dossiers(SystemConfig):
    name = "tinhso.government.dossiers"
    label = "dossiers"

from tinhso.kernel.systems import SystemConfig


class Procedures(SystemConfig):
    name = "tinhso.foundation.procedures"
    label = "procedures"

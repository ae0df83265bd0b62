from tinhso.kernel.systems import SystemConfig


class Ui(SystemConfig):
    name = "tinhso.foundation.ui"
    label = "ui"

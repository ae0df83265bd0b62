from tinhso.kernel.systems import SystemConfig


class Calendar(SystemConfig):
    name = "tinhso.foundation.calendar"
    label = "calendar"

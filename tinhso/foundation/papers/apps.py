"""Django's own entry to the room."""

from tinhso.kernel.systems import SystemConfig


class Papers(SystemConfig):
    name = "tinhso.foundation.papers"
    label = "papers"

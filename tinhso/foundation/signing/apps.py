"""Django's own entry to the room."""

from tinhso.kernel.systems import SystemConfig


class Signing(SystemConfig):
    name = "tinhso.foundation.signing"
    label = "signing"

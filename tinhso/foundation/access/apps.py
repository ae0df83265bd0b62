"""The app itself. The module is imported, not the class: Django must find one config here."""

from tinhso.kernel import systems


class Access(systems.SystemConfig):
    name = "tinhso.foundation.access"
    label = "access"

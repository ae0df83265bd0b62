"""The app itself. The module is imported, not the class: Django must find one config here."""

from tinhso.kernel import systems


class People(systems.SystemConfig):
    name = "tinhso.foundation.people"
    label = "people"

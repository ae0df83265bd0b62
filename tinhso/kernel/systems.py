"""The parts of the house: each app introduces itself in `system.py` with one manifest."""

from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec

from django.apps import AppConfig

from tinhso.kernel.registry import Registry


@dataclass(frozen=True)
class System:
    """A manifest: the app's name, its Vietnamese title, and one sentence on what it is for."""

    name: str
    title: str
    summary: str


systems: Registry[System] = Registry("systems", key=lambda entry: entry.name)


class SystemConfig(AppConfig):
    """The app config of every part: reads `system.py`, `listeners.py` and `jobs.py` once all models are there."""

    default = False

    def __init_subclass__(cls) -> None:
        cls.default = True

    def ready(self) -> None:
        for part in ("system", "listeners", "jobs"):
            if find_spec(f"{self.name}.{part}"):
                import_module(f"{self.name}.{part}")

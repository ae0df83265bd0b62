"""What a paper is: a key, an official title, the data it is made of and the template that sets it."""

from dataclasses import dataclass
from pathlib import Path

from tinhso.foundation.conditions.shapes import Shape
from tinhso.kernel.registry import Registry

TEMPLATES = Path(__file__).parent / "templates_typ"


@dataclass(frozen=True)
class Paper:
    """One kind of paper. `template` is a file of `folder`, which also holds what it imports."""

    key: str
    title: str
    data: type[Shape]
    template: str
    folder: Path = TEMPLATES


papers: Registry[Paper] = Registry("papers", key=lambda entry: entry.key)

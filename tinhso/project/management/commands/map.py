"""`tinhso map`: the directory map of the house, from the manifests."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.core.management.base import BaseCommand

from tinhso.kernel.systems import systems

FLOORS = {
    "kernel": "Floor 0: kernel",
    "foundation": "Floor 2: foundation (nền tảng số)",
    "government": "Floor 3: government (chính quyền số)",
    "economy": "Floor 3: economy (kinh tế số)",
    "society": "Floor 3: society (xã hội số)",
    "data": "Floor 3: data (dữ liệu số)",
    "surfaces": "Floor 3: surfaces",
}


def write_map() -> str:
    """The map as Markdown: one line a part, in the order of floors."""
    lines = [
        "# Directory map",
        "",
        "Written by `make map` from each part's `system.py`; a test holds it to them.",
        "",
    ]
    for floor, title in FLOORS.items():
        found = [
            (system, apps.get_app_config(system.name).name)
            for system in systems
            if apps.get_app_config(system.name).name.split(".")[1] == floor
        ]
        if found:
            lines += [f"## {title}", "", "| folder | name | what it is for |", "|---|---|---|"]
            lines += [
                f"| `{name.replace('.', '/')}` | {system.title} | {system.summary} |"
                for system, name in found
            ]
            lines.append("")
    return "\n".join(lines)


class Command(BaseCommand):
    help = "Prints the directory map of the house."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(write_map())

"""`tinhso statics`: collect the style sheets, scripts and fonts, unless nothing changed since the last time."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand


def fingerprint() -> str:
    """A digest over the name, size and time of every source file."""
    digest = sha256(settings.VERSION.encode())
    for finder in get_finders():
        for path, storage in sorted(finder.list([]), key=lambda found: found[0]):
            stat = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{stat.st_size}\0{stat.st_mtime_ns}\n".encode())
    return digest.hexdigest()


class Command(BaseCommand):
    requires_system_checks = []
    help = "Collects the static files, unless they are already collected as they are."

    def handle(self, *args: Any, **options: Any) -> None:
        kept = Path(settings.STATIC_ROOT) / "fingerprint.txt"
        current = fingerprint()
        if kept.is_file() and kept.read_text() == current:
            return
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        kept.write_text(current)

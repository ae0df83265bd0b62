"""Making ready to serve: tables, packs, static files, demo. Done again only when something of it changed."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command

from tinhso.kernel.files import write_durably

_WATCHED = (
    "tinhso/**/migrations/*.py",
    "tinhso/**/static/**/*",
    "tinhso/**/demo.py",
    "packs/**/*",
    "requirements/*.txt",
)

_ALONE = {"keys": ["sealing"], "reads": ["ledger"]}
"""The only app with a table in a database beside: the migrations of all others would be walked through for nothing."""


def prepare() -> bool:
    """Bring this machine's province up to date; False when nothing had changed since the last time."""
    stamp = settings.VAR / "prepared"
    state = _state()
    if stamp.exists() and stamp.read_text() == state:
        return False
    migrate()
    call_command("packs", "apply")
    call_command("statics", verbosity=0)
    if not settings.PRODUCTION:
        call_command("seed")
    write_durably(stamp, state.encode())
    return True


def migrate() -> None:
    """Bring the tables of every database up to date."""
    for alias in settings.DATABASES:
        call_command("migrate", *_ALONE.get(alias, ()), database=alias, interactive=False, verbosity=0)


def _state() -> str:
    """A digest of everything that preparing reads, and of where it writes."""
    where = (settings.DATABASE_URL, settings.KEYS_DATABASE_URL, settings.MODE, settings.PROVINCE_PACK)
    digest = hashlib.sha256("\0".join((settings.VERSION, *where, *settings.TINHSO_SYSTEMS)).encode())
    for pattern in _WATCHED:
        for path in sorted(settings.ROOT.glob(pattern)):
            if path.is_file():
                digest.update(f"{path.relative_to(settings.ROOT)}\0".encode())
                digest.update(_fingerprint(path))
    return digest.hexdigest()


def _fingerprint(path: Path) -> bytes:
    found = path.stat()
    return f"{found.st_size}:{found.st_mtime_ns}\0".encode()

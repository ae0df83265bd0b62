"""The real units and agencies, applied once for a module and taken back after it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from tinhso.foundation.packs.actions import apply_packs
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM

PARTS = (
    "vietnam/pack.yaml",
    "vietnam/units",
    "vinh-long/pack.yaml",
    "vinh-long/agencies",
    "vinh-long/changes",
    "vinh-long/demo",
)


def copy_packs(root: Path) -> Path:
    """The parts of the packs that this app reads, in a folder of their own."""
    for part in PARTS:
        source, target = settings.PACKS_ROOT / part, root / part
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    return root


def apply_here(root: Path, name: str = "vinh-long") -> None:
    apply_packs(root, [name], actor=SYSTEM, at=clock.now(), demo=True)


@pytest.fixture(scope="module")
def packs(
    tmp_path_factory: pytest.TempPathFactory, django_db_setup: None, django_db_blocker: Any
) -> Iterator[Path]:
    """Both packs applied; the folder they were copied to."""
    root = copy_packs(tmp_path_factory.mktemp("packs"))
    with django_db_blocker.unblock(), transaction.atomic():
        apply_here(root)
        with django_db_blocker.block():
            yield root
        transaction.set_rollback(True)

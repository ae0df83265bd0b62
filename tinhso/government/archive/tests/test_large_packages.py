"""A package of any size is made, kept and handed out without ever being in memory."""

from __future__ import annotations

import hashlib
import os
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tinhso.foundation.files import laying, queries
from tinhso.foundation.files.actions import keep
from tinhso.foundation.files.models import PIECE
from tinhso.government.archive import actions
from tinhso.government.archive.engine import packing
from tinhso.government.archive.engine.printing import contents_of
from tinhso.government.archive.models import Item, RecordFile, TransferredFile
from tinhso.government.archive.queries.transfers import package
from tinhso.government.archive.tests.factories import again, make_archive, offered, opened
from tinhso.government.dossiers.tests.factories import MONDAY, Office

pytestmark = pytest.mark.django_db
PROVE = bool(os.environ.get("TINHSO_PROVE"))
MEGABYTE = 1024 * 1024
MOST = (28 if PROVE else 6) * MEGABYTE
"""Of memory, whatever the size of the package; in every run all is an eighth as large."""


def heavy(office: Office, *, papers: int, size: int) -> RecordFile:
    """A closed file with so many papers that nothing makes smaller."""
    file, who = opened(office), office.officer.account
    assert who is not None
    for number in range(papers):
        stored = keep(at=MONDAY, owner=file.ref, key=file.key, name="anh.pdf", content=os.urandom(size))
        Item.objects.create(
            file=file, position=number + 1, stored=stored, type_title="Ảnh", dated=MONDAY.date(), author="Ấp 3",
            subject="Ảnh", filed_at=MONDAY, filed_by_id=who,
        )  # fmt: skip
    return actions.close(
        actor=office.officer, file=file.id, version=again(file).version, on=MONDAY.date(), at=MONDAY
    )


def test_memory_does_not_grow_with_the_package(
    tmp_path: Path, figures: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    papers, paper = (400, MEGABYTE) if PROVE else (80, MEGABYTE // 8)
    if not PROVE:
        for module in (laying, queries):
            monkeypatch.setattr(module, "PIECE", PIECE // 8)
    office = make_archive()
    file = heavy(office, papers=papers, size=paper)
    contents_of(file, at=MONDAY)  # what is loaded once is not the package's
    place, whole = tmp_path / "goi.zip", hashlib.sha256()
    tracemalloc.start()
    transfer = offered(office, file)
    row = TransferredFile.objects.get()
    with place.open("wb") as out:
        for piece in package(actor=office.records, transfer=transfer, row=row.pk, at=MONDAY).content:
            out.write(piece)
            whole.update(piece)
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    size = place.stat().st_size
    assert size > papers * paper
    assert peak < MOST
    assert whole.hexdigest() == row.digest
    with zipfile.ZipFile(place) as opened_again:
        assert opened_again.testzip() is None
        assert sum("/data/" in name for name in opened_again.namelist()) == papers
    figures(package_mb=size // MEGABYTE, memory_mb=peak // MEGABYTE)


def test_a_file_that_is_too_large_is_told_to_be_split(monkeypatch: pytest.MonkeyPatch) -> None:
    office = make_archive()
    file = heavy(office, papers=1, size=100)
    monkeypatch.setattr(packing, "LARGEST", 99)
    with pytest.raises(packing.Unpackable, match="8 GB"):
        list(packing.pack_file(file, at=MONDAY))

"""Taking in, examining later, throwing away: rows, bytes and history agree."""

import io
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from pytest_django.fixtures import Settings

from tinhso.foundation.files import actions, jobs, queries
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.scanning import Scanner, ScannerDown, scanners
from tinhso.foundation.files.tests import corpus
from tinhso.foundation.files.tests.factories import AT, OWNER, blobs, take, take_together
from tinhso.kernel import sealing
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound, Unavailable
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
State = StoredFile.State


@pytest.fixture(autouse=True)
def store(settings: Settings, tmp_path: Path) -> Path:
    settings.FILES_ROOT = tmp_path / "files"
    settings.FILES_SCANNER = "eicar"
    return tmp_path / "files"


@pytest.fixture
def key() -> UUID:
    return sealing.new_key("test")


def down(content: bytes) -> str:
    raise ScannerDown("off")


def test_a_taken_file_opens_again_and_is_recorded(key: UUID) -> None:
    content = corpus.pdf()
    file = take(key, "Giấy khai sinh.pdf", content)
    assert queries.original_bytes(owner=OWNER, file=file.id) == content
    listed = queries.files_of(owner=OWNER)
    assert [(one.name, one.state, one.openable) for one in listed] == [("Giấy khai sinh.pdf", "clean", True)]
    act = Act.objects.get(verb="files.taken_in")
    assert act.about == file.ref
    assert "Giấy" not in str(act.data)


def test_nothing_readable_is_left_on_disk_or_in_the_row(key: UUID, store: Path) -> None:
    file = take(key, "CCCD 086090123456.jpg", corpus.jpeg())
    kept = b"".join(path.read_bytes() for path in store.rglob("*") if path.is_file())
    assert kept
    assert b"JFIF" not in kept
    row = StoredFile.objects.filter(id=file.id).values().get()
    assert b"086090123456" not in bytes(row["name_sealed"])
    assert "086090123456" not in str(row)


@pytest.mark.parametrize("title", corpus.infected())
def test_a_virus_is_refused_by_name_of_file_and_leaves_nothing(title: str, key: UUID, store: Path) -> None:
    name, content = corpus.infected()[title]
    with pytest.raises(Invalid) as refused:
        take(key, name, content)
    assert refused.value.faults[0].field == "file"
    assert name in refused.value.faults[0].reason
    assert "mã độc" in refused.value.faults[0].reason
    assert not StoredFile.objects.exists()
    assert not blobs(store)


def test_no_hostile_file_gets_a_row(key: UUID, store: Path) -> None:
    for name, content in corpus.hostile().values():
        with pytest.raises(Invalid) as refused:
            take(key, name, content)
        str(refused.value.problem()).encode()
    assert not StoredFile.objects.exists()
    assert not blobs(store)


def test_a_stream_is_read_no_further_than_the_limit(key: UUID, settings: Settings) -> None:
    settings.FILES_MAX_BYTES = 1000
    endless = io.BytesIO(b"%PDF-" + b"0" * 10_000)
    with pytest.raises(Invalid):
        actions.take_in(actor=SYSTEM, at=AT, owner=OWNER, key=key, name="a.pdf", content=endless)
    assert endless.tell() == 1001


def test_a_file_waits_closed_while_the_scanner_is_down(key: UUID, settings: Settings) -> None:
    settings.FILES_SCANNER = "down"
    with scanners.temporarily(Scanner("down", "Hỏng", down)):
        file = take(key, "a.pdf", corpus.pdf())
        assert file.state == State.AWAITING_SCAN
        for original in (False, True):
            with pytest.raises(Conflict):
                queries.open_file(owner=OWNER, file=file.id, original=original)
        assert not actions.settle(file=file.id, at=AT)
    settings.FILES_SCANNER = "eicar"
    assert actions.settle(file=file.id, at=AT)
    assert queries.open_file(owner=OWNER, file=file.id).content
    assert Act.objects.filter(verb="files.examined").count() == 1


def test_what_waited_and_is_infected_never_opens(key: UUID, settings: Settings) -> None:
    settings.FILES_SCANNER = "down"
    name, content = corpus.infected()["EICAR in a docx"]
    with scanners.temporarily(Scanner("down", "Hỏng", down)):
        file = take(key, name, content)
    settings.FILES_SCANNER = "eicar"
    assert actions.settle(file=file.id, at=AT)
    with pytest.raises(Conflict, match="mã độc"):
        queries.open_file(owner=OWNER, file=file.id)


def test_of_what_comes_together_only_the_cheap_checks_are_made_at_once(key: UUID) -> None:
    with pytest.raises(Invalid):
        take_together(key, a_jpg=corpus.jpeg(), b_exe=corpus.EXE)
    assert not StoredFile.objects.exists()
    photo, cut = take_together(key, a_jpg=corpus.jpeg(exif=True), b_jpg=corpus.jpeg((400, 300))[:900])
    acts = Act.objects.filter(verb="files.taken_in")
    assert {act.about for act in acts} == {photo.ref, cut.ref}
    assert {photo.state, cut.state} == {State.AWAITING_SCAN}
    for file in (photo, cut):
        actions.settle(file=file.id, at=AT)
    assert corpus.MARK not in queries.open_file(owner=OWNER, file=photo.id).content
    with pytest.raises(Conflict, match="bị hỏng"):
        queries.open_file(owner=OWNER, file=cut.id)


def test_one_bad_file_does_not_stop_the_others_from_being_examined(key: UUID, store: Path) -> None:
    lost, sound = take_together(key, a_jpg=corpus.jpeg(), b_jpg=corpus.jpeg())
    (store / lost.address[:2] / lost.address).unlink()
    jobs.rescan(None)  # type: ignore[arg-type]
    states = dict(StoredFile.objects.values_list("id", "state"))
    assert states == {lost.id: State.REFUSED, sound.id: State.CLEAN}


def test_a_guessed_id_opens_nothing_under_another_owner(key: UUID) -> None:
    file = take(key, "a.pdf", corpus.pdf())
    stranger = Ref(OWNER.kind, new_id())
    for call in (queries.open_file, queries.original_bytes):
        with pytest.raises(NotFound):
            call(owner=stranger, file=file.id)
    with pytest.raises(NotFound):
        actions.discard(actor=SYSTEM, at=AT, owner=stranger, file=file.id)
    assert queries.files_of(owner=stranger, files=[file.id]) == []


def test_the_original_of_what_acts_is_not_handed_out(key: UUID) -> None:
    content = corpus.acting()["on_open"]
    file = take(key, "a.pdf", content)
    opened = queries.open_file(owner=OWNER, file=file.id)
    assert b"JavaScript" not in opened.content
    with pytest.raises(NotAllowed):
        queries.open_file(owner=OWNER, file=file.id, original=True)
    assert queries.original_bytes(owner=OWNER, file=file.id) == content


def test_headers_keep_a_browser_from_acting(key: UUID) -> None:
    picture = queries.open_file(owner=OWNER, file=take(key, 'tệp "lạ", ảnh.png', corpus.png()).id)
    assert picture.headers["Content-Disposition"].startswith('inline; filename="tep-la-anh.png"; filename*=')
    assert picture.headers["Content-Security-Policy"].endswith("; sandbox")
    paper = queries.open_file(owner=OWNER, file=take(key, "a.docx", corpus.docx()).id)
    assert paper.headers["Content-Disposition"].startswith("attachment")
    for opened in (picture, paper):
        assert opened.headers["X-Content-Type-Options"] == "nosniff"
        assert "no-store" in opened.headers["Cache-Control"]
        assert all(value.isascii() and "\n" not in value for value in opened.headers.values())


def test_a_destroyed_key_erases_name_and_bytes(key: UUID) -> None:
    file = take(key, "a.pdf", corpus.pdf())
    sealing.destroy(key)
    with pytest.raises(NotFound):
        queries.open_file(owner=OWNER, file=file.id)
    assert queries.files_of(owner=OWNER)[0].name == "(đã xóa)"


def test_altered_bytes_are_not_handed_out(key: UUID, store: Path) -> None:
    file = take(key, "a.docx", corpus.docx())
    path = store / file.address[:2] / file.address
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    with pytest.raises(Unavailable):
        queries.open_file(owner=OWNER, file=file.id)


def test_discarded_bytes_go_with_the_sweep_and_others_stay(key: UUID, store: Path) -> None:
    gone, kept = (take(key, f"{name}.pdf", corpus.pdf()) for name in "ab")
    actions.discard(actor=SYSTEM, at=AT, owner=OWNER, file=gone.id)
    assert len(blobs(store)) == 4
    now = datetime.now(AT.tzinfo)  # noqa: TID251 - the disk's clock is the real one
    assert jobs.sweep(at=now) == 0
    assert jobs.sweep(at=now + timedelta(days=2)) == 2
    assert queries.open_file(owner=OWNER, file=kept.id).content
    assert {path.name for path in blobs(store)} == {kept.address, kept.view_address}

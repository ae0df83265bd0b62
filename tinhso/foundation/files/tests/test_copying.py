"""A copy for another owner is the same file, as it was examined, under a key of its own."""

from __future__ import annotations

import pytest

from tinhso.foundation.files.copying import copy
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.queries import open_file, original_bytes
from tinhso.foundation.files.tests.corpus import acting, jpeg
from tinhso.foundation.files.tests.factories import AT, OWNER, take
from tinhso.kernel import sealing
from tinhso.kernel.errors import Conflict, NotAllowed, NotFound
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
OTHER = Ref("dossiers.dossier", new_id())


def copied(file: StoredFile, *, of: Ref = OWNER) -> StoredFile:
    return copy(at=AT, of=of, file=file.id, owner=OTHER, key=sealing.new_key("test"))


def test_a_copy_is_the_same_to_the_byte_and_outlives_the_first() -> None:
    key = sealing.new_key("test")
    first = take(key, "giấy.jpg", jpeg())
    kept = original_bytes(owner=OWNER, file=first.id)
    made = copied(first)
    assert (made.fingerprint, made.name, made.media_type) == (first.fingerprint, "giấy.jpg", first.media_type)
    assert made.address != first.address
    sealing.destroy(key)
    assert original_bytes(owner=OTHER, file=made.id) == kept
    with pytest.raises(NotFound):
        original_bytes(owner=OWNER, file=made.id)


def test_what_acts_by_itself_is_not_handed_out_by_the_copy_either() -> None:
    name, content = next((name, content) for name, content in acting().items() if content.startswith(b"%PDF"))
    first = take(sealing.new_key("test"), f"{name}.pdf", content)
    made = copied(first)
    assert made.active
    seen = open_file(owner=OTHER, file=made.id).content
    assert seen == open_file(owner=OWNER, file=first.id).content != content
    with pytest.raises(NotAllowed):
        open_file(owner=OTHER, file=made.id, original=True)


@pytest.mark.parametrize("state", ["awaiting_scan", "refused"])
def test_what_was_not_found_clean_is_not_copied(state: str) -> None:
    first = take(sealing.new_key("test"), "giấy.jpg", jpeg())
    StoredFile.objects.filter(id=first.id).update(state=state)
    with pytest.raises(Conflict):
        copied(first)


def test_a_file_is_copied_only_from_its_owner() -> None:
    first = take(sealing.new_key("test"), "giấy.jpg", jpeg())
    with pytest.raises(NotFound):
        copied(first, of=OTHER)

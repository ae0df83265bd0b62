"""What is taken and what is not."""

import io
import json
import subprocess
import sys
import tracemalloc
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from tinhso.foundation.files.engine import intake
from tinhso.foundation.files.engine.refusal import Unsafe
from tinhso.foundation.files.limits import Limits
from tinhso.foundation.files.tests import corpus

GENUINE, HOSTILE, ACTING = corpus.genuine(), corpus.hostile(), corpus.acting()


@pytest.mark.parametrize("name", GENUINE)
def test_genuine_files_are_taken(name: str) -> None:
    found = intake.examine(name, GENUINE[name], Limits())
    assert found.name == unicodedata.normalize("NFC", name)
    assert not found.active
    if not found.kind.media_type.startswith("image/"):
        assert found.content == GENUINE[name]


def test_the_corpus_is_large_enough() -> None:
    assert len(HOSTILE) >= 90
    assert len({**GENUINE, **HOSTILE, **ACTING, **corpus.infected()}) >= 120


def test_what_each_file_costs(tmp_path: Path, figures: Callable[..., None]) -> None:
    """Each in a process of its own: memory and seconds are measured; that each comes to an end is judged."""
    every = [
        *GENUINE.items(), *HOSTILE.values(), *(("a.pdf", one) for one in ACTING.values()), *corpus.infected().values(),
    ]  # fmt: skip
    for number, (name, content) in enumerate(every):
        # What the name may not be is refused before a byte is read; here it only says what kind of file it is.
        (tmp_path / f"{number:03} a{Path(name.encode(errors='replace').decode()).suffix}").write_bytes(
            content
        )
    command = [sys.executable, "-m", "tinhso.foundation.files.tests.weighing", str(tmp_path)]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    costs = [json.loads(line) for line in told]
    figures(
        files=len(costs), most_megabytes=round(max(one["megabytes"] for one in costs)),
        most_seconds=round(max(one["seconds"] for one in costs), 1),
    )  # fmt: skip
    assert [one for one in costs if one["end"] not in ("taken", "refused")] == []
    assert len(costs) == len(every)
    assert {one["end"] for one in costs} == {"taken", "refused"}
    assert max(one["megabytes"] for one in costs) <= 300


@pytest.mark.parametrize("title", HOSTILE)
def test_hostile_files_are_refused_in_words(title: str) -> None:
    name, content = HOSTILE[title]
    with pytest.raises(Unsafe) as refused:
        intake.examine(name, content, Limits())
    assert len(str(refused.value)) > 15


@pytest.mark.parametrize("title", ACTING)
def test_what_would_act_is_gone_from_the_copy_to_look_at(title: str) -> None:
    content = ACTING[title]
    found = intake.examine("a.pdf", content, Limits())
    assert found.content == content
    assert found.active
    with pikepdf.open(io.BytesIO(found.view)) as copy:
        assert len(copy.pages) == 1
        laid_open = io.BytesIO()
        copy.save(
            laid_open,
            stream_decode_level=pikepdf.StreamDecodeLevel.all,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    for mark in (
        corpus.MARK,
        b"/JavaScript",
        b"/Launch",
        b"/OpenAction",
        b"/EmbeddedFile",
        b"/XFA",
        b"/SubmitForm",
    ):
        assert mark not in laid_open.getvalue()


def test_an_image_is_drawn_anew_upright_and_without_its_past() -> None:
    photo = corpus.jpeg((60, 40), exif=True)
    assert corpus.MARK in photo
    found = intake.examine("a.jpg", photo, Limits())
    assert corpus.MARK not in found.content
    with Image.open(io.BytesIO(found.content)) as image:
        assert image.size == (40, 60)
        assert not image.getexif()


def test_comments_and_texts_of_an_image_do_not_stay() -> None:
    photo = corpus.jpeg()
    noted = photo[:2] + corpus.comment(corpus.MARK) + photo[2:]
    for name, content in (
        ("a.jpg", noted),
        ("a.png", corpus.png_with_text({b"tEXt": b"GPS\0" + corpus.MARK})),
    ):
        assert corpus.MARK not in intake.examine(name, content, Limits()).content


def test_what_is_hidden_behind_an_image_does_not_stay() -> None:
    found = intake.examine("a.jpg", corpus.jpeg() + corpus.MARK, Limits())
    assert corpus.MARK not in found.content


def test_bombs_are_refused_before_they_are_unpacked() -> None:
    for title in ("zip bomb", "overlapping parts", "pixel flood", "pixel flood, hidden"):
        name, content = HOSTILE[title]
        tracemalloc.start()
        with pytest.raises(Unsafe):
            intake.examine(name, content, Limits())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 10 * 1024 * 1024, title


def test_no_cut_or_flipped_file_brings_an_examination_down() -> None:
    for name, content in GENUINE.items():
        if len(content) > 20_000:
            continue
        for at in range(0, len(content), max(1, len(content) // 40)):
            for damaged in (content[:at], content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]):
                try:
                    intake.examine(name, damaged, Limits())
                except Unsafe:
                    continue

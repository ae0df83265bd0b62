"""Each save is a version: sealed, compared word by word, put back as a new one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tinhso.government.documents import actions
from tinhso.government.documents.models import Document, Version
from tinhso.government.documents.queries.versions import compared, versions_of
from tinhso.government.documents.rules.comparing import Piece, compare
from tinhso.government.documents.tests.factories import (
    TEXT,
    another,
    client_of,
    draft,
    forward,
    fresh,
    make_documents,
)
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel import sealing
from tinhso.kernel.errors import Conflict, NotFound, Stale

pytestmark = pytest.mark.django_db


def revise(office: Office, made: Document, **changes: object) -> None:
    assert office.leader.account is not None
    actions.revise(
        actor=office.officer, document=made.id, version=fresh(made).version,
        text=replace(TEXT, **changes),  # type: ignore[arg-type]
        signer=office.leader.account, secrecy="0", at=MONDAY,
    )  # fmt: skip


def put_back(office: Office, made: Document, one: int) -> None:
    actions.restore(
        actor=office.officer, document=made.id, version=fresh(made).version, number=one, at=MONDAY
    )


def test_each_save_is_one_and_an_old_one_comes_back_as_a_new_one() -> None:
    office = make_documents(certified=False)
    made = draft(office, circulation="luu-hanh-noi-bo", mark="NVA", copies=3, contact=True)
    revise(office, made, subject="Khác hẳn", paragraphs=["Đoạn một."])
    put_back(office, made, 1)
    now = fresh(made)
    assert (now.subject, now.text()["paragraphs"]) == (TEXT.subject, list(TEXT.paragraphs))
    assert (now.circulation, now.mark, now.copies, now.contact) == ("luu-hanh-noi-bo", "NVA", 3, True)
    known = versions_of(actor=office.officer, document=made.id)
    assert [(one.number, one.restored) for one in known] == [(3, 1), (2, None), (1, None)]
    with pytest.raises(NotFound, match="phiên bản 9"):
        put_back(office, made, 9)
    with pytest.raises(Stale):
        actions.restore(actor=office.officer, document=made.id, version=1, number=1, at=MONDAY)
    forward(made, office.officer)
    with pytest.raises(Conflict, match="không ở bước soạn thảo"):
        put_back(office, made, 1)


def test_they_lie_sealed_and_go_with_the_key() -> None:
    office = make_documents(certified=False)
    made = draft(office, paragraphs=["Lời kín đáo"])
    kept = Version.objects.get()
    assert "kín đáo".encode() not in bytes(kept.text_sealed)
    assert kept.said(key=made.key)["paragraphs"] == ["Lời kín đáo"]
    sealing.destroy(made.key)
    assert kept.said(key=made.key) == {}


def test_what_changed_is_shown_to_those_who_see_the_document() -> None:
    office = make_documents(certified=False)
    made = draft(office)
    revise(office, made, paragraphs=[TEXT.paragraphs[0], "Ủy ban nhân dân xã báo cáo số liệu như sau."])
    parts = compared(actor=office.officer, document=made.id, earlier=1, later=2)
    (part,) = [one for one in parts if one.changed]
    assert part.title == "Nội dung"
    pieces = [piece for line in part.lines for piece in line if piece.kind != "same"]
    assert pieces == [Piece("gone", "kết quả"), Piece("new", "số liệu")]
    with pytest.raises(NotFound):
        compared(actor=another(office).officer, document=made.id, earlier=1, later=2)
    page = client_of(office.officer).get(f"/can-bo/van-ban/{made.id}/phien-ban/?tu=1&den=2").content.decode()
    assert "<del>" in page
    assert "số liệu" in page
    assert client_of(office.head).get(f"/can-bo/van-ban/{made.id}/phien-ban/").status_code == 404
    same = client_of(office.officer).get(f"/can-bo/van-ban/{made.id}/phien-ban/?tu=2&den=2").content.decode()
    assert "giống hệt nhau" in same


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([], [], []),
        (["a"], ["a"], [(Piece("same", "a"),)]),
        ([], ["mới"], [(Piece("new", "mới"),)]),
        (["cũ"], [], [(Piece("gone", "cũ"),)]),
        (["một hai ba"], ["một ba"], [(Piece("same", "một "), Piece("gone", "hai "), Piece("same", "ba"))]),
        (["xyz"], ["một câu khác hẳn"], [(Piece("gone", "xyz"),), (Piece("new", "một câu khác hẳn"),)]),
    ],
)
def test_words(before: list[str], after: list[str], expected: list[tuple[Piece, ...]]) -> None:
    assert compare(before, after) == expected


def test_two_long_texts_are_compared_by_whole_lines_rather_than_never() -> None:
    before, after = (" ".join(f"{word}{turn}" for turn in range(3000)) for word in ("a", "b"))
    assert [line[0].kind for line in compare([before], [after])] == ["gone", "new"]

"""Several write one draft, one at a time, and those on its route say what they think of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from tinhso.government.documents import actions
from tinhso.government.documents.models import Comment, Document, DraftLock
from tinhso.government.documents.queries.lists import MINE, Filters, listing, visible
from tinhso.government.documents.queries.page import open_document
from tinhso.government.documents.tests.factories import (
    TEXT,
    another,
    approved,
    client_of,
    draft,
    forward,
    fresh,
    make_documents,
    number,
)
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_official
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Invalid, NotAllowed, NotFound

pytestmark = pytest.mark.django_db
HOME = "/can-bo/van-ban/"
SOON, LATER = MONDAY + timedelta(minutes=14), MONDAY + timedelta(minutes=16)


def colleague(office: Office) -> Actor:
    return make_official("officer", office.committee, title="Chuyên viên")


def asked(office: Office, made: Document, whom: Actor) -> None:
    assert whom.account is not None
    actions.ask(actor=office.officer, document=made.id, account=whom.account, at=MONDAY)


def save(office: Office, made: Document, actor: Actor, *, subject: str = "Sửa", at: object = MONDAY) -> None:
    assert office.leader.account is not None
    actions.revise(
        actor=actor, document=made.id, version=fresh(made).version, text=replace(TEXT, subject=subject),
        signer=office.leader.account, secrecy="0", at=at,  # type: ignore[arg-type]
    )  # fmt: skip


def test_who_was_asked_sees_the_draft_and_saves_it_and_nobody_else() -> None:
    office = make_documents(certified=False)
    made, friend, stranger = draft(office), colleague(office), colleague(office)
    with pytest.raises(NotFound):
        save(office, made, friend)
    asked(office, made, friend)
    asked(office, made, friend)
    assert listing(actor=friend, filters=Filters(group=MINE), at=MONDAY).get().id == made.id
    save(office, made, friend, subject="Bạn sửa")
    assert fresh(made).subject == "Bạn sửa"
    assert not visible(actor=stranger).exists()
    with pytest.raises(Conflict, match="do người khác xử lý"):
        forward(made, friend)
    with pytest.raises(Conflict, match="Chỉ người soạn"):
        actions.ask(actor=friend, document=made.id, account=stranger.account, at=MONDAY)  # type: ignore[arg-type]
    actions.dismiss(actor=office.officer, document=made.id, account=friend.account, at=MONDAY)  # type: ignore[arg-type]
    assert not visible(actor=friend).exists()
    for wrong in (another(office).officer, office.leader, office.officer):
        with pytest.raises(Invalid, match="Chưa mời được"):
            asked(office, made, wrong)


def test_one_writes_at_a_time_and_the_lock_runs_out() -> None:
    office = make_documents(certified=False)
    made, friend = draft(office), colleague(office)
    asked(office, made, friend)
    actions.hold(actor=friend, document=made.id, at=MONDAY)
    for act in (
        lambda: save(office, made, office.officer, at=SOON),
        lambda: actions.hold(actor=office.officer, document=made.id, at=SOON),
    ):
        with pytest.raises(Conflict, match=r"đang sửa dự thảo này và giữ đến"):
            act()
    with pytest.raises(Conflict, match="giữ đến"):
        forward(made, office.officer)
    actions.hold(actor=friend, document=made.id, at=SOON)
    with pytest.raises(Conflict):
        actions.hold(actor=office.officer, document=made.id, at=LATER)
    save(office, made, office.officer, at=SOON + timedelta(minutes=15))
    assert not DraftLock.objects.exists()


def test_saving_and_dismissing_give_it_free() -> None:
    office = make_documents(certified=False)
    made, friend = draft(office), colleague(office)
    asked(office, made, friend)
    actions.hold(actor=friend, document=made.id, at=MONDAY)
    save(office, made, friend)
    actions.hold(actor=friend, document=made.id, at=MONDAY)
    actions.dismiss(actor=office.officer, document=made.id, account=friend.account, at=MONDAY)  # type: ignore[arg-type]
    forward(made, office.officer)


def test_the_head_who_writes_with_them_takes_over() -> None:
    office = make_documents(certified=False)
    made, friend = draft(office), colleague(office)
    asked(office, made, friend)
    asked(office, made, office.head)
    actions.hold(actor=friend, document=made.id, at=MONDAY)
    with pytest.raises(NotAllowed):
        actions.take_over(actor=office.officer, document=made.id, at=MONDAY)
    taken = actions.take_over(actor=office.head, document=made.id, at=MONDAY)
    assert taken.holder_id == office.head.account
    with pytest.raises(Conflict, match="giữ đến"):
        save(office, made, friend, at=SOON)
    save(office, made, office.head)
    with pytest.raises(NotFound):
        actions.take_over(actor=another(office).head, document=made.id, at=MONDAY)


def test_what_is_said_lies_sealed_stands_at_its_paragraph_and_is_settled() -> None:
    office = make_documents(certified=False)
    made = draft(office, type="quyet-dinh")
    forward(made, office.officer)
    quote = TEXT.paragraphs[1]
    actions.say(actor=office.head, document=made.id, words="Lời kín đáo", quote=quote, at=MONDAY)
    kept = Comment.objects.get()
    assert "kín đáo".encode() not in bytes(kept.text_sealed)
    shown = open_document(actor=office.officer, document=made.id, at=MONDAY)
    assert [part.block.source for part in shown.passages if part.remarks and part.block] == [quote]
    assert shown.general == []
    done = actions.settle(actor=office.officer, document=made.id, comment=kept.id, settled=True, at=MONDAY)
    assert done.settled_by_id == office.officer.account
    actions.settle(actor=office.head, document=made.id, comment=kept.id, settled=False, at=MONDAY)
    assert Comment.objects.get().settled_at is None
    forward(made, office.head, key="send_back", note="Sửa theo góp ý")
    save(office, made, office.officer)
    actions.say(actor=office.officer, document=made.id, words="Đã sửa", quote="", at=MONDAY)
    assert len(open_document(actor=office.officer, document=made.id, at=MONDAY).general) == 1
    with pytest.raises(NotFound):
        actions.say(actor=another(office).head, document=made.id, words="Ngoài", quote="", at=MONDAY)
    with pytest.raises(Invalid):
        actions.say(actor=office.officer, document=made.id, words="  ", quote="", at=MONDAY)


def test_nothing_is_said_of_what_has_its_number() -> None:
    office = make_documents()
    made = approved(office)
    number(made, office.records)
    with pytest.raises(Conflict, match="đã có số"):
        actions.say(actor=office.head, document=made.id, words="Muộn", quote="", at=MONDAY)


def test_by_pages() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        made, friend = draft(office), colleague(office)
        officer, other = client_of(office.officer), client_of(friend)
        here = f"{HOME}{made.id}/"
        assert officer.post(f"{here}cung-soan/", {"account": str(friend.account)}).status_code == 303
        assert other.post(f"{here}giu/").headers["Location"] == f"{here}sua/"
        assert other.post(f"{here}giu/", headers={"HX-Request": "true"}).status_code == 204
        assert "đang sửa dự thảo này" in officer.get(here).content.decode()
        assert officer.get(f"{here}sua/").headers["Location"] == here
        assert officer.post(f"{here}giu/", headers={"HX-Request": "true"}).status_code == 409
        assert "lấy lại quyền" in officer.post(f"{here}giu/", follow=True).content.decode().lower()
        assert other.get(f"{here}lay-quyen-sua/").status_code == 200
        assert other.post(f"{here}lay-quyen-sua/").status_code == 403
        assert other.post(f"{here}gop-y/", {"words": "Thiếu số liệu", "quote": ""}).status_code == 303
        page = officer.get(here).content.decode()
        assert "Thiếu số liệu" in page
        comment = Comment.objects.get()
        assert officer.post(f"{here}gop-y/{comment.id}/", {"settled": "1"}).status_code == 303
        assert "đã xử lý" in officer.get(here).content.decode()
        assert officer.get(f"{HOME}cach-go/").status_code == 200

"""One's notices on one's own page, and nobody else's."""

import pytest

from tinhso.foundation.access.tests.factories import actor_of, appointed, citizen, signed_in
from tinhso.foundation.notices import actions, queries
from tinhso.foundation.notices.models import Notice
from tinhso.foundation.notices.tests.factories import SECRET, tell
from tinhso.kernel import clock, sealing
from tinhso.kernel.actors import ANONYMOUS, SYSTEM
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ledger.models import Act

pytestmark = pytest.mark.django_db


def test_only_ones_own_are_seen_counted_and_marked() -> None:
    mine, other = citizen(), citizen()
    me, stranger = actor_of(mine), actor_of(other)
    assert me.person is not None
    notice = tell(me.person)
    assert queries.unread(actor=me) == 1
    official = actor_of(appointed("officer").account)
    for actor in (stranger, official, ANONYMOUS, SYSTEM):
        assert queries.unread(actor=actor) == 0
        assert list(queries.mine(actor=actor)) == []
        with pytest.raises(NotFound):
            actions.mark_read(actor=actor, notice=notice.id, at=clock.now())
    assert signed_in(other).post(f"/thong-bao/{notice.id}/").status_code == 404
    assert notice.title not in signed_in(other).get("/thong-bao/").content.decode()
    assert queries.unread(actor=me) == 1, "nobody read it for me"


def test_opening_one_marks_it_and_leads_on() -> None:
    account = citizen()
    me = actor_of(account)
    assert me.person is not None
    notice = tell(me.person)
    tell(me.person)
    answer = signed_in(account).post(f"/thong-bao/{notice.id}/")
    assert (answer.status_code, answer["Location"]) == (303, f"/viec/{notice.about.id}/")
    assert queries.unread(actor=me) == 1
    signed_in(account).post(f"/thong-bao/{notice.id}/")
    assert Act.objects.filter(verb="notices.mark_read").count() == 1, "the second time changes nothing"


def test_all_at_once() -> None:
    account = citizen()
    me = actor_of(account)
    assert me.person is not None
    for _ in range(3):
        tell(me.person)
    stranger = actor_of(citizen())
    assert stranger.person is not None
    tell(stranger.person)
    assert signed_in(account).post("/thong-bao/da-doc/").status_code == 303
    assert (queries.unread(actor=me), queries.unread(actor=stranger)) == (0, 1)


def test_the_page_says_what_is_new_and_escapes_what_it_shows() -> None:
    account = citizen()
    person = actor_of(account).person
    assert person is not None
    tell(person, name="<b>Sơn & Ca</b>")
    client = signed_in(account)
    page = client.get("/thong-bao/").content.decode()
    assert "&lt;b&gt;Sơn &amp; Ca&lt;/b&gt;" in page
    assert page.count(">Mới<") == 1
    assert "no-store" in client.get("/thong-bao/")["Cache-Control"]
    client.post("/thong-bao/da-doc/")
    assert "Không có thông báo mới" in client.get("/thong-bao/?nhom=moi").content.decode()


def test_erased_words_stay_erased() -> None:
    account = citizen()
    person = actor_of(account).person
    assert person is not None
    key = sealing.new_key("tests")
    tell(person, key=key)
    sealing.destroy(key)
    page = signed_in(account).get("/thong-bao/").content.decode()
    assert "đã được xóa" in page
    assert SECRET not in page


def test_strangers_are_sent_to_sign_in() -> None:
    from django.test import Client

    for address in ("/thong-bao/", "/thong-bao/da-doc/"):
        assert Client().get(address).status_code == 302
    assert Notice.objects.count() == 0


def test_a_notice_of_a_system_switched_off_keeps_its_title() -> None:
    account = citizen()
    me = actor_of(account)
    assert me.person is not None
    notice = tell(me.person)
    Notice.objects.filter(id=notice.id).update(kind="gone.kind")
    [told] = queries.told(list(queries.mine(actor=me)))
    assert (told.text, told.path) == (notice.title, "")

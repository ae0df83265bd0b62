"""The wallet: one's own papers and those of people acted for; taking one out hides it and touches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.signing_in import new_citizen
from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.foundation.people.actions import grant_mandate
from tinhso.foundation.people.models import Mandate, person_ref
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import PAPER, RESULT, Dossier, DossierPaper
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_office
from tinhso.government.wallet import queries
from tinhso.government.wallet.actions import hide
from tinhso.government.wallet.models import Hidden
from tinhso.government.wallet.tests.factories import IDENTITY, MARRIED, accepted, draft_of, issued
from tinhso.kernel import sealing
from tinhso.kernel.errors import NotFound
from tinhso.kernel.ids import new_id
from tinhso.kernel.ledger.models import Act
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
HERE = "/vi-giay-to/"


@pytest.fixture(autouse=True)
def office() -> Iterator[Office]:
    with time_machine.travel(MONDAY, tick=False):
        yield make_office()


@pytest.fixture
def account() -> Account:
    return citizen(name="Nguyễn Thị Hạnh", phone="+84912345678")


@pytest.fixture
def client(account: Account) -> Client:
    return signed_in(account)


def own(account: Account) -> Ref:
    """The person behind an account."""
    person = actor_of(account).person
    assert person
    return person_ref(person)


def page(client: Client, query: str = "") -> str:
    return client.get(f"{HERE}{query}").content.decode()


def test_who_has_not_said_who_one_is_has_no_wallet() -> None:
    account = new_citizen(number="+84912345699", key=sealing.new_key("access.phone"), at=MONDAY)
    account.save(force_insert=True)
    stranger = signed_in(account)
    assert stranger.get(HERE).status_code == 302
    for act in ("an", "hien-lai"):
        thing = Ref(PAPER, new_id())
        assert stranger.post(f"{HERE}{act}/", {"thing": str(thing)}).status_code == 404


def test_an_empty_wallet_says_what_will_be_in_it(client: Client) -> None:
    assert "Ví chưa có giấy tờ nào" in page(client)


def test_results_and_accepted_papers_with_where_they_came_from(
    office: Office, account: Account, client: Client
) -> None:
    actor = actor_of(account)
    result = issued(office, actor)
    held = accepted(office, actor)
    shown = page(client)
    for word in (
        "Giấy chứng nhận kết hôn", MARRIED, str(result.dossier), str(held.dossier),
        "Giấy tờ tùy thân có ảnh của người yêu cầu", "Ủy ban nhân dân xã Càng Long",
    ):  # fmt: skip
        assert word in shown
    assert str(held.dossier) not in page(client, "?q=ket hon")
    assert "Không có giấy tờ nào khớp" in page(client, "?q=xe may")


def test_the_same_paper_is_one_card_with_where_it_was_used(office: Office, account: Account) -> None:
    actor = actor_of(account)
    held = accepted(office, actor)
    draft = draft_of(actor)
    actions.reuse(actor=actor, dossier=draft.id, paper=IDENTITY, thing=Ref(PAPER, held.id), at=MONDAY)
    sent = Dossier.objects.get(id=draft.id)
    sent.papers.create(paper="birth_notice", title="Giấy chứng sinh", file=held.file, added_at=MONDAY)
    sent = actions.submit(actor=actor, dossier=draft.id, at=MONDAY)
    actions.receive(actor=office.clerk, dossier=draft.id, version=sent.version, at=MONDAY)
    cards = queries.wallet(actor=actor, holder="", text="", at=MONDAY).handed_in
    (card,) = [one for one in cards if one.held.kind == "identity_paper"]
    assert card.held.thing == Ref(PAPER, held.id)
    assert [one.code for one in card.held.used] == [str(Dossier.objects.get(id=draft.id))]


def test_hiding_takes_out_of_the_list_and_the_offers_and_touches_no_dossier(
    office: Office, account: Account, client: Client
) -> None:
    actor = actor_of(account)
    held = accepted(office, actor)
    thing = {"thing": str(Ref(PAPER, held.id))}
    for _ in range(2):
        assert client.post(f"{HERE}an/", thing).status_code == 303
    wallet = queries.wallet(actor=actor, holder="", text="", at=MONDAY)
    assert [one.held.thing for one in wallet.hidden] == [Ref(PAPER, held.id)]
    assert not queries.offered(actor, own(account), {"identity_paper"}, MONDAY)
    assert DossierPaper.objects.get(id=held.id).removed_at is None
    assert Act.objects.get(verb="wallet.hidden").about == Ref(PAPER, held.id)
    assert client.post(f"{HERE}hien-lai/", thing).status_code == 303
    assert queries.offered(actor, own(account), {"identity_paper"}, MONDAY)
    assert not Hidden.objects.exists()


def test_nobody_opens_or_changes_the_wallet_of_a_stranger(office: Office, account: Account) -> None:
    held = accepted(office, actor_of(account))
    stranger = citizen(name="Phạm Người Lạ")
    other = signed_in(stranger)
    assert other.get(f"{HERE}?cua={own(account)}").status_code == 404
    assert str(held.dossier) not in page(other)
    for act in ("an", "hien-lai"):
        assert other.post(f"{HERE}{act}/", {"thing": str(Ref(PAPER, held.id))}).status_code == 404
        assert other.post(f"{HERE}{act}/", {"thing": "x"}).status_code == 404
    with pytest.raises(NotFound):
        hide(actor=actor_of(stranger), thing=Ref(RESULT, held.id), at=MONDAY)
    assert not Hidden.objects.exists()


def test_who_acts_for_somebody_sees_their_wallet_apart(office: Office, account: Account) -> None:
    result = issued(office, actor_of(account))
    agent = citizen(name="Lê Văn Thay")
    grant_mandate(
        actor=actor_of(account), at=MONDAY, principal=own(account), agent=own(agent).id,
        kind=Mandate.Kind.AUTHORISED, valid_from=(MONDAY - timedelta(days=1)).date(),
    )  # fmt: skip
    client = signed_in(agent)
    assert str(result.dossier) not in page(client)
    assert str(result.dossier) in page(client, f"?cua={own(account)}")


def test_groups_pages_and_a_list_to_take_along(
    office: Office, account: Account, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = actor_of(account)
    result, paper = (
        str(one) for one in (Ref(RESULT, issued(office, actor).id), Ref(PAPER, accepted(office, actor).id))
    )
    assert [one in page(client, "?nhom=ket-qua") for one in (result, paper)] == [True, False]
    assert [one in page(client, "?nhom=da-nop") for one in (result, paper)] == [False, True]
    hide(actor=actor, thing=Ref.parse(result), at=MONDAY)
    assert [one in page(client, "?nhom=khong-co") for one in (result, paper)] == [False, True]
    assert [one in page(client, "?nhom=da-an") for one in (result, paper)] == [True, False]
    rows = client.get(f"{HERE}danh-sach.csv?q=tuy than").content.decode()
    assert "identity_paper" in rows
    assert MARRIED not in rows
    monkeypatch.setattr("tinhso.government.wallet.views.PAGE", 1)
    total = len(queries.wallet(actor=actor, holder="", text="", at=MONDAY).of(""))
    shown = [page(client, f"?page={number}") for number in range(1, total + 1)]
    assert [one.count("Ẩn khỏi ví") for one in shown] == [1] * total
    assert sum(paper in one for one in shown) == 1

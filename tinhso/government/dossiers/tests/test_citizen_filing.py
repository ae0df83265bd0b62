"""A citizen files: from the pre-check to the receipt, and nothing typed is lost on the way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from typing import Any
from urllib.parse import urlencode

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from PIL import Image

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier, DossierPaper
from tinhso.government.dossiers.rules import Phase
from tinhso.government.dossiers.tests.factories import (
    BIRTH,
    COMMUNE,
    MONDAY,
    birth_answers,
    birth_filing,
    make_office,
)
from tinhso.kernel.ledger.queries import acts_about

pytestmark = pytest.mark.django_db

ORDINARY = {
    "birth.situation": "ordinary",
    "birth.evidence": "notice",
    "child.birth_date": "2026-11-02",
    "requester.mandated": "no",
}


@pytest.fixture(autouse=True)
def monday() -> Iterator[None]:
    with time_machine.travel(MONDAY + timedelta(hours=1), tick=False):
        make_office()
        yield


@pytest.fixture
def account() -> Account:
    return citizen(name="Nguyễn Thị Hạnh", phone="+84912345678")


@pytest.fixture
def client(account: Account) -> Client:
    return signed_in(account)


def draft_of(account: Account, **changes: Any) -> Dossier:
    actor = actor_of(account)
    return actions.start_draft(actor=actor, filing=birth_filing(**changes), at=MONDAY + timedelta(hours=1))


def address(name: str, *args: object, **query: str) -> str:
    found = reverse(f"dossiers:{name}", args=args)
    return f"{found}?{urlencode(query)}" if query else found


def fill(client: Client, dossier: Dossier, page: str, *, press: str = "next", **changes: Any) -> HttpResponse:
    """Open one page of the form, fill it as a browser would and send it."""
    where = address("page", dossier.id, page)
    drawn = re.findall(r'name="asked" value="([^"]+)"', client.get(where).content.decode())
    data: dict[str, object] = {"press": press, "asked": drawn}
    for key, value in birth_answers(**changes).items():
        if key not in drawn:
            continue
        if isinstance(value, dict):
            data |= {f"{key}.{part}": text for part, text in value.items()}
        else:
            data[key] = ("yes" if value else "no") if isinstance(value, bool) else value
    answer = client.post(where, data)
    assert isinstance(answer, HttpResponse)
    return answer


def test_the_procedure_page_answers_before_anything_is_asked(client: Client) -> None:
    page = Client().get(address("procedure", BIRTH)).content.decode()
    assert "Trong ngày làm việc" in page
    assert "Người thuộc hộ nghèo" in page
    assert (
        page.index("Ai được miễn") < page.index("Giấy tờ của mọi trường hợp") < page.index("Căn cứ pháp lý")
    )


def test_the_pre_check_leaves_only_the_papers_of_the_case() -> None:
    everyone = Client()
    all_papers = everyone.get(address("procedure", BIRTH)).content.decode()
    assert "Biên bản về việc trẻ bị bỏ rơi" in all_papers
    answered = everyone.post(
        address("prepare", BIRTH), {**ORDINARY, "asked": list(ORDINARY), "press": "next"}
    )
    assert answered.status_code == 303
    page = everyone.get(answered["Location"]).content.decode()
    assert "Giấy chứng sinh" in page
    assert "bị bỏ rơi" not in page
    assert "Không mất tiền" in page


def test_a_late_registration_says_its_fee_and_an_exemption_takes_it_away() -> None:
    late = ORDINARY | {"child.birth_date": "2026-01-02", "payer.group": "none"}
    page = Client().get(address("prepare", BIRTH, **late)).content.decode()
    assert "Lệ phí đăng ký khai sinh quá hạn" in page
    exempt = Client().get(address("prepare", BIRTH, **(late | {"payer.group": "poor"}))).content.decode()
    assert "Không mất tiền" in exempt


def test_the_pre_check_names_what_is_not_answered_and_keeps_the_rest() -> None:
    given = {"birth.situation": "ordinary", "child.birth_date": "32/13/2026", "press": "next"}
    given |= {"asked": ["birth.situation", "birth.evidence", "child.birth_date", "requester.mandated"]}  # type: ignore[dict-item]
    answer = Client().post(address("prepare", BIRTH), given)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "32/13/2026" in page
    assert 'value="ordinary" checked' in page


def test_from_the_commune_to_the_receipt(client: Client) -> None:
    start = address("start", BIRTH, **ORDINARY)
    assert "Xã Càng Long" in client.get(start).content.decode()
    for_whom = f"{start}&xa={COMMUNE}"
    assert "Nguyễn Thị Hạnh" in client.get(for_whom).content.decode()
    begun = client.post(for_whom, {"cho": "ban-than"})
    assert begun.status_code == 303
    dossier = Dossier.objects.get()
    assert dossier.envelope()["answers"]["child.birth_date"] == "2026-11-02"
    assert dossier.envelope()["answers"]["requester.name"] == "Nguyễn Thị Hạnh"

    actions.save_answers(
        actor=actor_of(Account.objects.get(kind="citizen")),
        dossier=dossier.id,
        answers=birth_answers(),
        at=MONDAY,
    )
    check = client.get(address("check", dossier.id))
    assert "Hồ sơ chưa đủ" not in check.content.decode()
    sent = client.post(address("check", dossier.id))
    assert sent.status_code == 303
    receipt = client.get(sent["Location"]).content.decode()
    dossier.refresh_from_db()
    assert dossier.request_id in receipt
    assert "<svg" in receipt


def test_a_page_is_saved_as_soon_as_it_is_sent_and_leads_to_the_next(
    client: Client, account: Account
) -> None:
    dossier = draft_of(account)
    answer = fill(client, dossier, "requester", **{"requester.name": "Nguyễn Thị Hoa"})
    assert (answer.status_code, answer["Location"]) == (303, address("page", dossier.id, "registration"))
    dossier.refresh_from_db()
    assert dossier.envelope()["answers"]["requester.name"] == "Nguyễn Thị Hoa"
    assert "Đã lưu 09:00" in client.get(answer["Location"]).content.decode()


def test_a_wrong_answer_is_named_and_the_right_ones_are_kept(client: Client, account: Account) -> None:
    dossier = draft_of(account)
    changes = {"requester.name": "Nguyễn Thị Hoa", "requester.phone": "123"}
    answer = fill(client, dossier, "requester", **changes)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert 'href="#id_requester.phone"' in page
    assert 'value="123"' in page
    dossier.refresh_from_db()
    kept = dossier.envelope()["answers"]
    assert (kept["requester.name"], kept["requester.phone"]) == ("Nguyễn Thị Hoa", "0912345678")


def test_back_keeps_the_answers_without_a_word_about_what_is_missing(
    client: Client, account: Account
) -> None:
    dossier = draft_of(account)
    answer = fill(client, dossier, "registration", press="back", **{"registration.kind": "again"})
    assert (answer.status_code, answer["Location"]) == (303, address("page", dossier.id, "requester"))
    dossier.refresh_from_db()
    assert dossier.envelope()["answers"]["registration.kind"] == "again"


def test_signed_out_half_way_one_comes_back_to_the_same_page(client: Client, account: Account) -> None:
    dossier = draft_of(account, **{"child.name": "Trần Gia Bảo"})
    page = address("page", dossier.id, "child")
    away = Client().post(page, {"press": "next"})
    assert away.status_code == 302
    assert away["Location"] == f"/dang-nhap/?next={page}"
    assert "Trần Gia Bảo" in client.get(page).content.decode()


def test_a_refused_file_says_which_and_why_and_the_others_stay(client: Client, account: Account) -> None:
    dossier = draft_of(account)
    papers = address("papers", dossier.id)
    paper = dossier.procedure.shape.papers[1].code
    good = SimpleUploadedFile("giay-chung-sinh.png", _png(), content_type="image/png")
    assert client.post(papers, {"paper": paper, "file": good}).status_code == 303
    bad = SimpleUploadedFile("virus.exe", b"MZ" * 40)
    answer = client.post(papers, {"paper": paper, "file": bad})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "virus.exe" in page
    assert "giay-chung-sinh.png" in page
    kept = DossierPaper.objects.get(removed_at=None)
    assert client.post(address("remove_paper", dossier.id, kept.id)).status_code == 303
    assert not DossierPaper.objects.filter(removed_at=None).exists()


def test_sending_names_what_is_missing_with_the_way_there(client: Client, account: Account) -> None:
    dossier = draft_of(account, **{"child.name": None})
    answer = client.post(address("check", dossier.id))
    assert answer.status_code == 422
    assert f"{address('page', dossier.id, 'child')}?ve=kiem-tra" in answer.content.decode()
    dossier.refresh_from_db()
    assert dossier.phase == Phase.DRAFT


def test_it_is_sent_once_however_often_the_button_is_pressed(client: Client, account: Account) -> None:
    dossier = draft_of(account)
    answers = {client.post(address("check", dossier.id))["Location"] for _ in range(3)}
    assert answers == {address("submitted", dossier.id)}
    sent = [act for act in acts_about(about=dossier.ref) if act.verb == "dossiers.submit"]
    assert len(sent) == 1


def test_a_draft_is_thrown_away_only_after_asking(client: Client, account: Account) -> None:
    dossier = draft_of(account)
    assert "Bỏ bản nháp này?" in client.get(address("discard", dossier.id)).content.decode()
    assert Dossier.objects.filter(id=dossier.id).exists()
    assert client.post(address("discard", dossier.id)).status_code == 303
    assert not Dossier.objects.filter(id=dossier.id).exists()


def test_a_stranger_gets_no_page_of_a_draft(account: Account) -> None:
    dossier = draft_of(account)
    stranger = signed_in(citizen(name="Lê Văn Tám"))
    for name in ("own", "resume", "papers", "check", "submitted", "discard", "answer", "withdraw", "result"):
        assert stranger.get(address(name, dossier.id)).status_code == 404, name
    assert stranger.get(address("page", dossier.id, "child")).status_code == 404


def test_a_child_is_added_and_filed_for(client: Client, account: Account) -> None:
    where = {**ORDINARY, "xa": COMMUNE}
    add = address("add_principal", BIRTH, **where)
    wrong = client.post(add, {"name": "1", "relation": "parent", "national_id": "12"})
    assert wrong.status_code == 422
    assert 'href="#id_national_id"' in wrong.content.decode()
    added = client.post(add, {"name": "Trần Gia Bảo", "relation": "parent"})
    assert added.status_code == 303
    page = client.get(added["Location"]).content.decode()
    assert "Trần Gia Bảo" in page
    owner = added["Location"].rsplit("cho=", 1)[1]
    begun = client.post(added["Location"], {"cho": owner})
    assert begun.status_code == 303
    assert str(Dossier.objects.get().owner_id) == owner


def test_one_cannot_file_for_somebody_without_a_mandate(client: Client) -> None:
    stranger = citizen(name="Lê Văn Tám")
    start = address("start", BIRTH, **ORDINARY, xa=COMMUNE)
    person = actor_of(stranger).person
    assert client.post(start, {"cho": str(person)}).status_code == 422
    assert not Dossier.objects.exists()


def _png() -> bytes:
    held = BytesIO()
    Image.new("RGB", (40, 30), "white").save(held, "PNG")
    return held.getvalue()

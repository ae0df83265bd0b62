"""A citizen's own dossiers: the list, the line, supplements, withdrawing; and who looked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
import time_machine
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.receiving import Lack
from tinhso.government.dossiers.models import Dossier, DossierPaper
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import MONDAY, Office, birth_filing, make_office
from tinhso.kernel.ledger.sealer import seal_visible

pytestmark = pytest.mark.django_db
NOW = MONDAY + timedelta(hours=1)
LACKS = (
    Lack("birth_notice", "Giấy chứng sinh", "Ảnh mờ, không đọc được số.", "Chụp lại rõ bốn góc."),
    Lack("question:child.name", "Tên của cháu", "Tên có chữ số.", "Ghi lại tên bằng chữ."),
)


@pytest.fixture
def office() -> Iterator[Office]:
    with time_machine.travel(NOW, tick=False):
        yield make_office()


@pytest.fixture
def account(office: Office) -> Account:
    return citizen(name="Nguyễn Thị Hạnh", phone="+84912345678")


@pytest.fixture
def client(account: Account) -> Client:
    return signed_in(account)


def filed(account: Account) -> Dossier:
    return actions.file(actor=actor_of(account), filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)


def asked(office: Office, account: Account) -> Dossier:
    dossier = filed(account)
    return actions.request_supplement(
        actor=office.clerk,
        dossier=dossier.id,
        version=1,
        lacks=LACKS,
        basis="Nghị định 123/2015/NĐ-CP",
        at=NOW,
    )


def address(name: str, *args: object) -> str:
    return reverse(f"dossiers:{name}", args=args)


def items_of(dossier: Dossier) -> list[UUID]:
    return [item.id for item in dossier.supplements.get().items.order_by("order")]


def picture(name: str) -> SimpleUploadedFile:
    held = BytesIO()
    Image.new("RGB", (40, 30), "white").save(held, "PNG")
    return SimpleUploadedFile(name, held.getvalue(), content_type="image/png")


def test_the_list_shows_groups_search_and_its_empty_states(client: Client, account: Account) -> None:
    assert "Ông/bà chưa có hồ sơ nào" in client.get(address("mine")).content.decode()
    dossier = filed(account)
    page = client.get(address("mine")).content.decode()
    assert dossier.request_id in page
    assert dossier.request_id not in client.get(address("mine"), {"nhom": "nhap"}).content.decode()
    assert dossier.request_id in client.get(address("mine"), {"q": dossier.request_id}).content.decode()
    assert dossier.request_id in client.get(address("mine"), {"q": "nguyen thi hanh"}).content.decode()
    assert "Không có hồ sơ nào khớp" in client.get(address("mine"), {"q": "xyz"}).content.decode()


def test_the_list_of_one_is_not_the_list_of_another(client: Client, account: Account) -> None:
    dossier = filed(account)
    other = signed_in(citizen(name="Lê Văn Tám"))
    assert dossier.request_id not in other.get(address("mine")).content.decode()
    assert dossier.request_id not in other.get(address("mine_export")).content.decode()


def test_no_cell_of_the_export_acts_as_a_formula(client: Client, account: Account) -> None:
    dossier = filed(account)
    dossier.owner.name = "=HYPERLINK(1)"
    dossier.owner.save()
    answer = client.get(address("mine_export"))
    assert answer["Content-Type"].startswith("text/csv")
    assert ",'=HYPERLINK(1)," in answer.content.decode()


def test_the_line_says_who_has_it_until_when_and_what_comes_next(
    client: Client, account: Account, office: Office
) -> None:
    office_name = "Trung tâm Phục vụ hành chính công xã Càng Long"
    dossier = filed(account)
    page = client.get(address("own", dossier.id)).content.decode()
    assert "Kiểm tra hồ sơ" in page
    assert office_name in page
    dossier = actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=NOW)
    page = client.get(address("own", dossier.id)).content.decode()
    assert str(dossier.code) in page
    assert "Vì sao là hạn này" in page
    assert (
        page.index("Đã tiếp nhận, hồ sơ đủ và đúng")
        < page.index('aria-current="step"')
        < page.index("Trả kết quả")
    )


def test_a_supplement_is_answered_item_by_item(client: Client, account: Account, office: Office) -> None:
    dossier = asked(office, account)
    first, second = items_of(dossier)
    where = address("answer", dossier.id)
    page = client.get(where).content.decode()
    assert "Chụp lại rõ bốn góc." in page

    half = client.post(where, {f"words:{second}": "Trần Gia Bảo"})
    assert half.status_code == 422
    page = half.content.decode()
    assert f'href="#item-{first}"' in page
    assert "Trần Gia Bảo</textarea>" in page

    sent = client.post(where, {f"words:{second}": "Trần Gia Bảo", f"file:{first}": picture("lai.png")})
    assert (sent.status_code, sent["Location"]) == (303, address("own", dossier.id))
    dossier.refresh_from_db()
    assert dossier.phase == Phase.SUBMITTED
    assert DossierPaper.objects.get().paper == "birth_notice"
    answers = open_dossier(actor=office.clerk, dossier=dossier.id, at=NOW).supplements[0].items
    assert answers[1].answer == "Trần Gia Bảo"
    assert client.post(where, {}).status_code == 303


def test_a_refused_file_of_a_supplement_loses_neither_words_nor_the_other_files(
    client: Client, account: Account, office: Office
) -> None:
    dossier = asked(office, account)
    first, second = items_of(dossier)
    where = address("answer", dossier.id)
    answer = client.post(
        where,
        {
            f"words:{first}": "Đã chụp lại",
            f"file:{first}": picture("chung-sinh.png"),
            f"file:{second}": SimpleUploadedFile("ten.exe", b"MZ" * 30),
        },
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "ten.exe" in page
    assert "chung-sinh.png" in page
    assert "Đã chụp lại</textarea>" in page
    kept = DossierPaper.objects.get(removed_at=None)
    removed = client.post(where, {"remove": str(kept.id), f"words:{first}": "Đã chụp lại"})
    assert "Đã chụp lại</textarea>" in removed.content.decode()
    assert not DossierPaper.objects.filter(removed_at=None).exists()


def test_withdrawing_asks_first_and_is_refused_once_it_is_received(
    client: Client, account: Account, office: Office
) -> None:
    dossier = filed(account)
    assert "Rút hồ sơ này?" in client.get(address("withdraw", dossier.id)).content.decode()
    dossier.refresh_from_db()
    assert dossier.phase == Phase.SUBMITTED
    assert client.post(address("withdraw", dossier.id), {"reason": "Khai nhầm"}).status_code == 303
    page = client.get(address("own", dossier.id)).content.decode()
    assert "Đã rút" in page
    assert "Khai nhầm" in page

    other = filed(account)
    actions.receive(actor=office.clerk, dossier=other.id, version=1, at=NOW)
    assert client.get(address("withdraw", other.id)).status_code == 409
    assert client.post(address("withdraw", other.id)).status_code == 409


def test_one_sees_which_agency_looked_but_not_which_official(
    client: Client, account: Account, office: Office
) -> None:
    dossier = filed(account)
    open_dossier(actor=office.clerk, dossier=dossier.id, at=NOW)
    seal_visible()
    page = client.get(address("who_looked")).content.decode()
    assert "Trung tâm Phục vụ hành chính công xã Càng Long" in page
    assert "Công chức một cửa" in page
    assert "nội dung khai" in page
    assert "giải quyết thủ tục hành chính" in page
    assert office.clerk.name not in page
    assert "Số 1" in page
    own_look = page.count("Xem dữ liệu")
    client.get(address("own", dossier.id))
    seal_visible()
    assert client.get(address("who_looked")).content.decode().count("Xem dữ liệu") == own_look


def test_nobody_sees_who_looked_at_somebody_else(client: Client, account: Account, office: Office) -> None:
    dossier = filed(account)
    open_dossier(actor=office.clerk, dossier=dossier.id, at=NOW)
    seal_visible()
    stranger = signed_in(citizen(name="Lê Văn Tám"))
    assert "Trung tâm Phục vụ" not in stranger.get(address("who_looked")).content.decode()


def test_a_reader_of_english_reads_english_and_the_files_of_the_house_stay_vietnamese(
    client: Client, account: Account, office: Office
) -> None:
    dossier = asked(office, account)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = client.get(address("own", dossier.id)).content.decode()
    assert "Waiting for more information" in page
    assert "The agency asks for 2 things." in page
    assert "The agency asked for more information" in page
    assert "Waiting for information from you" in page
    assert "Chờ" not in page
    second = items_of(dossier)[1]
    client.post(address("answer", dossier.id), {f"file:{second}": picture("ten.png")})
    assert DossierPaper.objects.get().title == "Bổ sung lần 1, mục 2"
    open_dossier(actor=office.clerk, dossier=dossier.id, at=NOW)
    seal_visible()
    page = client.get(address("who_looked")).content.decode()
    assert "Look at data" in page
    assert "what was stated" in page
    assert "giải quyết thủ tục hành chính" in page


def test_tracking_masks_and_answers_every_unknown_code_alike(account: Account) -> None:
    dossier = filed(account)
    everyone = Client()
    page = everyone.get(address("tracking"), {"ma": dossier.request_id.lower()}).content.decode()
    assert "Chờ tiếp nhận" in page
    assert "Nguyễn Thị Hạnh" not in page
    assert "<svg" in page
    unknown = everyone.get(address("tracking"), {"ma": "YC-261116-AAAAAAAA"})
    garbage = everyone.get(address("tracking"), {"ma": "khong phai ma"})
    assert unknown.status_code == garbage.status_code == 404
    words = "Không tìm thấy hồ sơ với mã này."
    assert words in unknown.content.decode()
    assert words in garbage.content.decode()


def test_a_draft_cannot_be_tracked(account: Account) -> None:
    draft = actions.start_draft(actor=actor_of(account), filing=birth_filing(), at=NOW)
    assert Client().get(address("tracking"), {"ma": draft.request_id}).status_code == 404


def test_guessing_codes_is_slowed_down(account: Account) -> None:
    everyone = Client()
    answers = [
        everyone.get(address("tracking"), {"ma": f"H61.101-261116-{number:04}"}).status_code
        for number in range(31)
    ]
    assert answers == [404] * 30 + [429]
    assert everyone.get("/api/v1/tracking/H61.101-261116-0099").status_code == 429, "nor over the API"
    dossier = filed(account)
    assert everyone.get(address("tracking"), {"ma": dossier.request_id}).status_code == 200
    assert everyone.get(f"/api/v1/tracking/{dossier.request_id}").status_code == 200


def test_guessing_over_the_api_is_slowed_down_as_well() -> None:
    answers = [
        Client().get(f"/api/v1/tracking/H61.101-261116-{number:04}").status_code for number in range(31)
    ]
    assert answers == [404] * 30 + [429]


@pytest.mark.parametrize("odd", ["²", "9" * 40, "-1", "x"])
def test_odd_numbers_and_texts_in_an_address_are_no_malfunction(
    client: Client, account: Account, odd: str
) -> None:
    dossier = filed(account)
    assert client.get(address("who_looked"), {"truoc": odd}).status_code == 200
    assert client.get(address("mine"), {"q": odd, "page": odd, "nhom": odd}).status_code == 200
    assert client.get(address("tracking"), {"ma": odd}).status_code in (200, 404)
    assert client.post(address("rate", dossier.id), {"stars": odd}).status_code == 422

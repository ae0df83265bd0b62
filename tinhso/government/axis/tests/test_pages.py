"""The pages of operators and the directory of officials."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import time_machine
from cryptography.hazmat.primitives.serialization import Encoding
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import official_actor, signed_in
from tinhso.government.axis.engine.samples import Mishap
from tinhso.government.axis.models import Message, Pin, SimulatedEdoc
from tinhso.government.axis.rules import Taking
from tinhso.government.axis.tests.edxml import certificate
from tinhso.government.axis.tests.factories import X01, comes, held, issued, make_axis, package_of, work
from tinhso.government.documents.tests.factories import client_of
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.ledger.models import Read

pytestmark = pytest.mark.django_db
HERE, BOOK = "/quan-tri/truc-lien-thong/", "/can-bo/danh-ba-co-quan/"


@pytest.fixture(autouse=True)
def office() -> Iterator[Office]:
    with time_machine.travel(MONDAY, tick=False):
        yield make_axis()


@pytest.fixture
def admin() -> Client:
    account = official_actor("admin").account
    assert account is not None
    return signed_in(Account.objects.get(id=account))


def text(answer: Any) -> str:
    return str(answer.content.decode())


def test_empty_boxes_say_what_will_come(admin: Client) -> None:
    assert "Không có thông điệp nào bị giữ lại" in text(admin.get(HERE))
    assert "Không có thông điệp nào chờ người xem" in text(admin.get(f"{HERE}hop-den/"))
    assert "Đang dùng trục mô phỏng" in text(admin.get(HERE))


def test_what_went_out_is_shown_with_its_receivers_and_tries(admin: Client, office: Office) -> None:
    document = issued(office, X01)
    work()
    found = text(admin.get(f"{HERE}?state=sent"))
    assert document.notation in found
    page = text(admin.get(f"{HERE}hop-di/{package_of(document).id}/"))
    assert X01.name in page
    assert "Trục đã nhận" in page
    assert "X01" in text(admin.get(f"{HERE}hop-di.csv?state=sent"))
    assert document.notation not in text(admin.get(f"{HERE}?state=sent&text=X02"))


def test_the_drafter_sees_how_far_it_is_and_the_clerk_takes_it_back(office: Office) -> None:
    document = issued(office, X01)
    work()
    address = f"/can-bo/van-ban/{document.id}/"
    seen = text(client_of(office.officer).get(address))
    assert X01.name in seen
    assert "Trục liên thông" in seen
    assert "thay-doi/thu-hoi" not in seen
    clerk = client_of(office.records)
    asked = clerk.get(f"{address}thay-doi/thu-hoi/")
    assert "Mọi nơi nhận được yêu cầu trả lại" in text(asked)
    version = asked.context["document"].version
    assert clerk.post(f"{address}thay-doi/thu-hoi/", {"version": version, "reason": ""}).status_code == 422
    done = clerk.post(f"{address}thay-doi/thu-hoi/", {"version": version, "reason": "Nhầm nơi nhận"})
    assert done.status_code == 303
    work()
    seen = text(client_of(office.officer).get(address))
    assert "Đã thu hồi" in seen
    assert "Nhầm nơi nhận" in seen
    assert "Đã yêu cầu trả lại" in seen
    assert clerk.get(f"{address}thay-doi/thay-the/").status_code == 404


def test_without_another_document_nothing_can_be_replaced(office: Office) -> None:
    document = issued(office, X01)
    page = text(client_of(office.leader).get(f"/can-bo/van-ban/{document.id}/thay-doi/thay-the/"))
    assert "Chưa có văn bản thay thế" in page


def test_a_message_that_waits_is_looked_at_kept_and_put_away(admin: Client, office: Office) -> None:
    comes(Mishap.CUT, office)
    work()
    found = Message.objects.get()
    assert "Không đọc được" in text(admin.get(f"{HERE}hop-den/"))
    page = text(admin.get(f"{HERE}hop-den/{found.id}/"))
    assert "tệp hỏng hoặc bị cắt" in page
    body = admin.get(f"{HERE}hop-den/{found.id}/noi-dung/")
    assert body["Content-Disposition"].startswith("attachment")
    assert Read.objects.filter(about=found.ref).exists()
    assert "Vẫn chưa đưa vào được" in text(admin.post(f"{HERE}hop-den/{found.id}/nhan-lai/", follow=True))
    assert admin.post(f"{HERE}hop-den/{found.id}/bo/", {"reason": "Đã gửi lại"}).status_code == 303
    found.refresh_from_db()
    assert found.state == Taking.SETTLED


def test_the_simulator_sends_and_answers(admin: Client, office: Office) -> None:
    given = {"sender": "X01", "receiver": "H61.101", "mishap": "none"}
    assert admin.post(f"{HERE}mo-phong/gui/", given).status_code == 303
    assert admin.post(f"{HERE}mo-phong/gui/", given | {"receiver": "X02"}).status_code == 422
    work()
    assert Message.objects.get().state == Taking.TAKEN
    document = issued(office, X01)
    work()
    edoc = next(one for one in held(X01) if one.kind == "edoc")
    assert document.notation in text(admin.get(f"{HERE}mo-phong/"))
    assert admin.post(f"{HERE}mo-phong/{edoc.id}/tra-loi/", {"status": "03"}).status_code == 303
    assert SimulatedEdoc.objects.filter(kind="status", receiver="H61.101").exists()
    assert admin.post(f"{HERE}mo-phong/{edoc.id}/tra-loi/", {"status": "99"}).status_code == 404


def test_where_there_is_an_axis_there_is_no_simulator(admin: Client, settings: Any) -> None:
    settings.DOCUMENT_AXIS = "https://truc.example"
    assert admin.get(f"{HERE}mo-phong/").status_code == 404


def test_officials_search_the_directory_and_operators_pin(admin: Client, office: Office) -> None:
    officer = client_of(office.officer)
    assert "Bộ Ví Dụ" in text(officer.get(f"{BOOK}?text=bo vi du"))
    assert "Không có cơ quan nào như vậy" in text(officer.get(f"{BOOK}?text=xyz"))
    assert "X02.05" in text(officer.get(f"{BOOK}danh-ba.csv"))
    one = text(officer.get(f"{BOOK}X01/"))
    assert "000.00.00.X01" in one
    assert "Ghim" not in one
    assert officer.get(f"{BOOK}Z99/").status_code == 404
    pem = SimpleUploadedFile("a.pem", certificate().public_bytes(Encoding.PEM))
    assert admin.post(f"{BOOK}X01/ghim/", {"certificate": pem}).status_code == 303
    pin = Pin.objects.get()
    assert pin.fingerprint in text(admin.get(f"{BOOK}X01/"))
    assert admin.post(f"{BOOK}X01/bo-ghim/{pin.id}/").status_code == 303
    wrong = SimpleUploadedFile("a.pem", b"x")
    assert "không phải chứng thư số" in text(admin.post(f"{BOOK}X01/ghim/", {"certificate": wrong}))

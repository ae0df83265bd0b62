"""The signed result in the citizen's hands: downloaded, rated, and checked by anyone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.tests.factories import actor_of, citizen, signed_in
from tinhso.foundation.signing import demo
from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.workflow.queries import open_of
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.actions.issuing import digest_of
from tinhso.government.dossiers.engine.contents import compose
from tinhso.government.dossiers.models import Dossier
from tinhso.government.dossiers.queries.page import open_dossier
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.government.dossiers.tests.factories import MONDAY, Office, birth_filing, make_office
from tinhso.kernel.deliveries.working import work_off
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db


@pytest.fixture
def account() -> Iterator[Account]:
    with time_machine.travel(MONDAY, tick=False):
        yield citizen(name="Nguyễn Thị Hạnh", phone="+84912345678")


@pytest.fixture
def client(account: Account) -> Client:
    return signed_in(account)


@pytest.fixture
def issued(account: Account) -> Dossier:
    """A birth registration with its signed certificate."""
    office = make_office()
    _certify(office)
    dossier = actions.file(actor=actor_of(account), filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    actions.receive(actor=office.clerk, dossier=dossier.id, version=1, at=MONDAY)
    for step in ("verify", "draft"):
        if step == "draft":
            content = compose(open_dossier(actor=office.officer, dossier=dossier.id, at=MONDAY))
            actions.draft_result(
                actor=office.officer,
                dossier=dossier.id,
                version=_version(dossier),
                content=content,
                at=MONDAY,
            )
        actions.move_on(
            actor=office.officer, dossier=dossier.id, version=_version(dossier),
            assignment=open_of(about=dossier.ref)[0].id, move="forward", note="", at=MONDAY,
        )  # fmt: skip
    content = open_dossier(actor=office.leader, dossier=dossier.id, at=MONDAY).result_content or {}
    actions.approve_result(
        actor=office.leader,
        dossier=dossier.id,
        version=_version(dossier),
        digest=digest_of(content),
        at=MONDAY,
    )
    actions.number_result(actor=office.records, dossier=dossier.id, version=_version(dossier), at=MONDAY)
    work_off()
    dossier.refresh_from_db()
    assert dossier.phase == Phase.ISSUED
    return dossier


def address(name: str, *args: object) -> str:
    return reverse(f"dossiers:{name}", args=args)


def test_the_result_is_taken_once_checked_and_rated(
    client: Client, account: Account, issued: Dossier
) -> None:
    page = client.get(address("own", issued.id)).content.decode()
    assert "Nhận kết quả" in page
    assert client.get(address("result", issued.id)).status_code == 303
    issued.refresh_from_db()
    assert issued.phase == Phase.ISSUED

    taken = client.post(address("take_result", issued.id))
    assert (taken.status_code, taken["Location"]) == (303, address("result", issued.id))
    issued.refresh_from_db()
    assert issued.phase == Phase.DELIVERED
    pdf = client.get(taken["Location"])
    assert pdf["Content-Disposition"].startswith("attachment")
    assert client.post(address("take_result", issued.id)).status_code == 303

    checked = Client().post(address("verify"), {"file": SimpleUploadedFile("kq.pdf", pdf.content)})
    words = checked.content.decode()
    assert "nội dung còn nguyên vẹn" in words
    assert "Đúng là tệp tỉnh đã ban hành" in words
    assert "TRẦN GIA BẢO" not in words.upper()

    of_qr = address("verify_result", issued.result.id)
    shown = Client().get(of_qr).content.decode()
    assert "Phó Chủ tịch" in shown
    assert "Hạnh" not in shown
    same = Client().post(of_qr, {"file": SimpleUploadedFile("kq.pdf", pdf.content)}).content.decode()
    assert "đúng là tệp đã ban hành" in same
    forged = pdf.content.replace(b"/Page", b"/Pagf", 1)
    other = Client().post(of_qr, {"file": SimpleUploadedFile("kq.pdf", forged)}).content.decode()
    assert "khác tệp đã ban hành" in other
    assert "đúng là tệp đã ban hành" not in other

    assert client.post(address("rate", issued.id), {"stars": "9"}).status_code == 422
    assert client.post(address("rate", issued.id), {"stars": "5", "words": "Nhanh"}).status_code == 303
    assert "Ông/bà đã đánh giá 5/5" in client.get(address("own", issued.id)).content.decode()

    stranger = signed_in(citizen(name="Lê Văn Tám"))
    assert stranger.get(address("result", issued.id)).status_code == 404
    for name in ("take_result", "rate"):
        assert stranger.post(address(name, issued.id), {"stars": "1"}).status_code == 404, name
    forms = [line for line in page.split('"') if "/mau/" in line]
    assert client.get(forms[0]).content.startswith(b"%PDF-")
    assert stranger.get(forms[0]).status_code == 404


def test_any_file_gets_a_verdict_in_words() -> None:
    for content in (b"", b"x", b"%PDF-1.7 broken"):
        upload = SimpleUploadedFile("la.pdf", content or b"\n")
        answer = Client().post(address("verify"), {"file": upload})
        assert answer.status_code == 200
        assert (
            "Không đọc được tệp này" in answer.content.decode()
            or "không có chữ ký" in answer.content.decode()
        )
    assert Client().post(address("verify")).status_code == 422


def test_a_result_that_is_not_issued_has_no_page() -> None:
    assert Client().get(address("verify_result", new_id())).status_code == 404


def _certify(office: Office) -> None:
    demo.ensure(at=MONDAY)
    assert office.leader.account is not None
    demo.issue(
        kind=Certificate.Kind.PERSON, holder=Ref("access.account", office.leader.account),
        name=office.leader.name, at=MONDAY,
    )  # fmt: skip
    demo.issue(
        kind=Certificate.Kind.ORGANISATION, holder=Ref("units.agency", office.committee.id),
        name=f"UBND xã {office.name}", at=MONDAY,
    )  # fmt: skip


def _version(dossier: Dossier) -> int:
    return Dossier.objects.values_list("version", flat=True).get(id=dossier.id)

"""From a message to the end of the work by pages: taken in, laid before the leader, given, answered; the registers."""

from __future__ import annotations

import io
import re
from typing import Any

import pikepdf
import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tinhso.contracts.documents import Change
from tinhso.foundation.signing.rules import Verdict
from tinhso.foundation.tasks.models import Task
from tinhso.government.documents import actions
from tinhso.government.documents.models import Document, Incoming, IncomingEntry
from tinhso.government.documents.rules.incoming import State
from tinhso.government.documents.tests.coming import (
    again,
    assigned,
    come,
    enclosure,
    letter,
    picture,
    register,
    work_all,
)
from tinhso.government.documents.tests.factories import (
    another,
    approve,
    client_of,
    draft,
    forward,
    make_documents,
    number,
)
from tinhso.government.dossiers.tests.factories import MONDAY, Office
from tinhso.kernel.deliveries.models import Delivery
from tinhso.kernel.refs import Ref

pytestmark = pytest.mark.django_db
HOME, BOOK = "/can-bo/van-ban-den/", "/can-bo/so-van-ban-den/"


def version(client: Client, page: str) -> str:
    found = re.search(r'name="version" value="(\d+)"', client.get(page).content.decode())
    assert found, page
    return found[1]


def press(client: Client, found: Incoming, act: str, **more: Any) -> Any:
    """Fill in and send the page of an act."""
    page = f"{HOME}{found.id}/{act}/"
    return client.post(page, {"version": again(found).version, **more})


def blank_pdf(width: int = 595) -> bytes:
    held = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(width, 842))
        made.save(held)
    return held.getvalue()


def slip(**changes: str) -> dict[str, str]:
    return {
        "sender": "Hội Nông dân xã", "number": "07", "symbol": "HND", "dated": "12/11/2026", "type": "cong-van",
        "subject": "Đề nghị phối hợp", "urgency": "0", "secrecy": "0", "signer": "", "position": "", "due": "",
        **changes,
    }  # fmt: skip


def test_from_the_message_to_the_register_the_leader_and_the_officer() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        records, leader, officer = (client_of(one) for one in (office.records, office.leader, office.officer))
        found = come(office, enclosures=(enclosure("van-ban.pdf", blank_pdf()),))
        work_all()
        assert not Delivery.objects.filter(handler__startswith="documents.").exclude(error="").exists()
        assert again(found).verdict == Verdict.UNSIGNED
        page = records.get(f"{HOME}?nhom=cho-tiep-nhan").content.decode()
        assert found.subject in page
        assert "Không có chữ ký số" in page
        opened = records.get(f"{HOME}{found.id}/").content.decode()
        assert "Tệp không có chữ ký số" in opened
        file = re.search(rf"{HOME}{found.id}/tep/[-0-9a-f]+/", opened)
        assert file
        assert records.get(file[0]).headers["Content-Type"] == "application/pdf"
        assert officer.get(f"{HOME}{found.id}/").status_code == 404

        assert records.get(f"{HOME}{found.id}/vao-so/").status_code == 200
        assert press(records, found, "vao-so", leader="").status_code == 422
        taken = press(records, found, "vao-so", leader=str(office.leader.account))
        assert taken.status_code == 303
        assert press(
            records, found, "vao-so", leader=str(office.leader.account), version="1"
        ).status_code in (409, 412)
        assert found.subject in leader.get("/can-bo/").content.decode()

        ask = leader.get(f"{HOME}{found.id}/chi-dao/").content.decode()
        assert "Công chức hộ tịch" in ask
        hand = f"{office.committee.id}:{office.officer.account}"
        assert press(leader, found, "chi-dao", text="", lead=hand).status_code == 422
        given = press(leader, found, "chi-dao", text="Báo cáo ngay", lead=hand, handle_by="20/11/2026")
        assert given.status_code == 303, given.content.decode()
        shown = officer.get(f"{HOME}{found.id}/").content.decode()
        assert "Báo cáo ngay" in shown
        assert Task.objects.get().title in shown
        assert f"tra_loi={found.id}" in shown
        assert press(officer, found, "xu-ly").status_code == 303
        assert again(found).state == State.PROCESSING

        for address in ("so.pdf", "theo-doi.pdf"):
            assert records.get(f"{BOOK}{address}").content.startswith(b"%PDF"), address
        assert "Sở Tài chính" in records.get(BOOK).content.decode()
        assert "Đang xử lý" in records.get(f"{BOOK}theo-doi/").content.decode()
        assert len(records.get(f"{BOOK}so.csv").content.decode().splitlines()[1].split(",")) == 10
        assert "20/11/2026" in records.get(f"{BOOK}theo-doi.csv").content.decode()
        assert records.get(f"{HOME}danh-sach.csv?nhom=tat-ca").content.decode().count("STC-VP") == 1
        assert officer.get(f"{HOME}{found.id}/phieu.pdf").content.startswith(b"%PDF")


def test_the_stamp_lies_over_the_print_and_never_in_the_file() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        found = come(office, enclosures=(enclosure("van-ban.pdf", blank_pdf()),))
        work_all()
        records = client_of(office.records)
        assert records.get(f"{HOME}{found.id}/ban-in.pdf").status_code == 409
        register(found, office)
        printed = records.get(f"{HOME}{found.id}/ban-in.pdf")
        assert printed.content.startswith(b"%PDF")
        with pikepdf.open(io.BytesIO(printed.content)) as print_out:
            assert "/XObject" in print_out.pages[0].Resources
        page = records.get(f"{HOME}{found.id}/").content.decode()
        file = re.search(rf"{HOME}{found.id}/tep/[-0-9a-f]+/", page)
        assert file
        with pikepdf.open(io.BytesIO(records.get(file[0]).content)) as kept:
            assert "/XObject" not in kept.pages[0].get("/Resources", {})


def test_the_answer_that_is_issued_ends_the_task_and_the_document() -> None:
    office = make_documents()
    found = assigned(office)
    answer = draft(office)
    Document.objects.filter(id=answer.id).update(answers=found.ref)
    forward(answer, office.officer)
    forward(answer, office.head)
    number(approve(answer, office.leader), office.records)
    with time_machine.travel(MONDAY, tick=False):
        work_all()
        assert not Delivery.objects.filter(handler__startswith="documents.").exclude(error="").exists()
        now = again(found)
        assert (now.state, now.answered_by) == (State.FINISHED, Ref("documents.document", answer.id))
        assert Task.objects.get().state == "done"
        followed = client_of(office.records).get(f"{BOOK}theo-doi.csv").content.decode()
        assert Document.objects.get(id=answer.id).notation in followed


def test_a_paper_is_typed_in_with_its_scan_and_a_number_of_the_paper_register() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        records = client_of(office.records)
        given = slip(agency=str(office.committee.id))
        assert records.get(f"{HOME}nhap/").status_code == 200
        secret = records.post(f"{HOME}nhap/", given | {"secrecy": "1"})
        assert secret.status_code == 422
        assert not Incoming.objects.exists()
        bad = SimpleUploadedFile("quet.docm", b"PK\x03\x04macro")
        refused = records.post(f"{HOME}nhap/", given | {"file": bad})
        assert refused.status_code == 422
        assert "quet.docm" in refused.content.decode()
        assert "Đề nghị phối hợp" in refused.content.decode()
        scan = SimpleUploadedFile("quet.png", picture(), content_type="image/png")
        made = records.post(f"{HOME}nhap/", given | {"file": scan})
        assert made.status_code == 303
        found = Incoming.objects.get()
        assert (found.notation, found.carrier) == ("07/HND", "paper")
        more = SimpleUploadedFile("trang-2.png", picture(), content_type="image/png")
        assert records.post(f"{HOME}{found.id}/tep/", {"file": more}).status_code == 303
        page = records.get(f"{HOME}{found.id}/").content.decode()
        assert "quet.png" in page
        assert "trang-2.png" in page
        changed = slip(subject="Đề nghị phối hợp tuyên truyền") | {"version": str(again(found).version)}
        assert records.post(f"{HOME}{found.id}/thong-tin/", changed).status_code == 303
        press(
            records, found, "vao-so", leader=str(office.leader.account), taken="12", arrived_on="13/11/2026"
        )
        entry = IncomingEntry.objects.get()
        assert (entry.number, entry.by_hand) == (12, True)
        assert "tuyên truyền" in entry.about
        assert "Số lấy trong sổ giấy" in records.get(BOOK).content.decode()
        assert client_of(office.officer).get(f"{HOME}nhap/").status_code == 403


def test_back_to_the_sender_with_a_reason_and_the_answer_to_a_recall() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        records = client_of(office.records)
        first, second = come(office), come(office, message="m-1", number="9", subject="Việc khác hẳn")
        assert press(records, first, "tra-lai", note="").status_code == 422
        assert press(records, first, "tra-lai", note="Gửi nhầm nơi nhận").status_code == 303
        assert "Gửi nhầm nơi nhận" in records.get(f"{HOME}{first.id}/").content.decode()
        recall = letter(
            message="m-2", change=Change.RECALL, changed="m-1", reason="Ban hành nhầm", enclosures=()
        )
        actions.arrive(recall, carrier="axis", agency=office.committee.id, at=MONDAY)
        assert "Nơi gửi đề nghị thu hồi" in records.get(HOME).content.decode()
        ask = records.get(f"{HOME}{second.id}/thu-hoi/").content.decode()
        assert "Ban hành nhầm" in ask
        assert press(records, second, "thu-hoi", answer="khong-dong-y", note="").status_code == 422
        assert press(records, second, "thu-hoi", answer="dong-y").status_code == 303
        assert again(second).state == State.GIVEN_BACK


@pytest.mark.parametrize(("act", "field"), [("tra-lai", "note"), ("chi-dao", "text")])
def test_what_was_typed_is_sent_again_on_the_version_that_is_shown(act: str, field: str) -> None:
    office = make_documents(certified=False)
    found = come(office, message="m-1")
    found = found if act == "tra-lai" else register(found, office)
    client = client_of(office.records if act == "tra-lai" else office.leader)
    page = f"{HOME}{found.id}/{act}/"
    given = {"version": version(client, page), field: "Lời đã gõ dài"}
    changed = letter(message="m-2", change=Change.UPDATE, changed="m-1", subject="Đã sửa")
    actions.arrive(changed, carrier="axis", agency=office.committee.id, at=MONDAY)
    answer = client.post(page, given)
    shown = answer.content.decode()
    assert answer.status_code == 412
    assert "Nơi gửi cập nhật nội dung" in shown
    assert "Lời đã gõ dài" in shown
    now = re.search(r'name="version" value="(\d+)"', shown)
    assert now
    assert client.post(page, given | {"version": now[1]}).status_code == 303


def test_a_double_is_joined_on_its_page() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        records = client_of(office.records)
        first = register(come(office), office)
        second = come(office, carrier="mail")
        assert "Có thể trùng văn bản đã có" in records.get(f"{HOME}{second.id}/").content.decode()
        assert press(records, second, f"trung/{first.id}").status_code == 303
        assert first.subject in records.get(f"{HOME}{second.id}/").content.decode()


def test_another_agency_sees_nothing_and_empty_lists_teach() -> None:
    with time_machine.travel(MONDAY, tick=False):
        office = make_documents(certified=False)
        other: Office = another(office)
        stranger = client_of(other.records)
        assert "Chưa có văn bản nào ở đây" in stranger.get(HOME).content.decode()
        assert "Sổ chưa có văn bản nào" in stranger.get(BOOK).content.decode()
        found = register(come(office), office)
        assert "Không tìm thấy" in stranger.get(f"{HOME}?q=zzz").content.decode()
        for page in (
            "",
            "phieu.pdf",
            "ban-in.pdf",
            "chi-dao/",
            "vao-so/",
            "tra-lai/",
            "thu-hoi/",
            "thong-tin/",
        ):
            assert stranger.get(f"{HOME}{found.id}/{page}").status_code in (403, 404), page
        assert found.subject not in stranger.get(f"{HOME}?nhom=tat-ca").content.decode()
        assert stranger.get(f"{BOOK}?unit={office.committee.id}").status_code == 422

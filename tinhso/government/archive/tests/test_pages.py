"""The pages: from the list of a year to the hand-over and the certificate, over HTTP, by who may."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tinhso.government.archive import actions
from tinhso.government.archive.engine.packing import package
from tinhso.government.archive.models import Disposal, FilePlan, Hold, RecordFile, Transfer, TransferredFile
from tinhso.government.archive.tests.factories import (
    LATER,
    again,
    another_keeper,
    approved_disposal,
    closed,
    filled,
    issued,
    make_archive,
    offered,
)
from tinhso.government.documents.tests.factories import another, client_of
from tinhso.government.dossiers.tests.factories import MONDAY, Office

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Iterator[Office]:
    with time_machine.travel(MONDAY, tick=False):
        yield make_archive()


def get(client: Client, name: str, *args: object, query: str = "") -> str:
    answer = client.get(reverse(f"archive:{name}", args=args) + query)
    assert answer.status_code == 200, (name, answer.status_code)
    return answer.content.decode()


def post(client: Client, name: str, *args: object, query: str = "", status: int = 303, **given: Any) -> str:
    answer = client.post(reverse(f"archive:{name}", args=args) + query, given)
    assert answer.status_code == status, (name, answer.status_code, answer.content.decode()[-3000:])
    return answer.content.decode()


def test_from_an_empty_list_to_an_archive_that_took_over(office: Office) -> None:
    records, leader, officer = (client_of(one) for one in (office.records, office.leader, office.officer))
    assert "chưa có danh mục" in get(records, "plan")
    get(records, "begin_plan")
    post(records, "begin_plan")
    plan = FilePlan.objects.get()
    assert "chưa có đề mục" in get(records, "plan_page", plan.id)
    post(records, "add_heading", plan.id, code="I", title="Tổng hợp")
    heading = plan.headings.get()
    line: dict[str, Any] = {
        "heading": heading.pk, "code": "12.VP", "title": "Hồ sơ mẫu", "retention": "10-nam", "starts": "closing",
        "access": "01", "responsible": str(office.officer.account),
    }  # fmt: skip
    post(records, "add_file", plan.id, status=422, **{**line, "retention": "x"})
    post(records, "add_file", plan.id, **line)
    file = RecordFile.objects.get()
    post(records, "change_file", file.id, version=file.version, **{**line, "title": "Hồ sơ về chuyển đổi số"})
    assert "Hồ sơ về chuyển đổi số" in get(leader, "plan_page", plan.id)
    post(leader, "approve_plan", plan.id)
    assert "12.VP" in get(leader, "plan_export", plan.id)
    assert get(leader, "files", query="?q=chuyen+doi").count("12.VP")
    document = issued(office)
    assert document.notation in get(officer, "choose_things", file.id)
    post(officer, "choose_things", file.id, things=[str(document.ref)])
    assert document.notation in get(officer, "file", file.id)
    post(officer, "close", file.id, version=again(file).version, on="16/11/2026")
    assert "31/12/2036" in get(officer, "file", file.id)
    assert "12.VP" in get(records, "begin_transfer")
    post(records, "begin_transfer", receiver=str(office.committee.id), chosen=[str(file.id)])
    transfer = Transfer.objects.get()
    assert "hx-get" in get(records, "transfer", transfer.id)
    row = TransferredFile.objects.get()
    package(row=row.pk, at=MONDAY)
    assert "hx-get" not in get(records, "progress", transfer.id)
    answer = records.get(reverse("archive:package", args=[transfer.id, row.pk]))
    assert b"".join(answer).startswith(b"PK")
    post(records, "offer", transfer.id)
    post(records, "accept", transfer.id, status=403)
    keeper = client_of(another_keeper(office))
    post(keeper, "accept", transfer.id)
    assert keeper.get(reverse("archive:minutes", args=[transfer.id])).content.startswith(b"%PDF")
    assert "12.VP" in get(records, "files_export")
    assert records.get(reverse("archive:plan_print", args=[plan.id])).content.startswith(b"%PDF")


def test_a_document_leads_to_the_file_it_goes_into(office: Office) -> None:
    document, file = issued(office), filled(office)
    officer = client_of(office.officer)
    link = reverse("archive:put_in", args=[document.ref.kind, document.id])
    assert link in officer.get(reverse("documents:document", args=[document.id])).content.decode()
    assert file.title in get(officer, "put_in", document.ref.kind, document.id)
    post(officer, "put_in", document.ref.kind, document.id, file=str(file.id))
    assert str(file) in officer.get(reverse("documents:document", args=[document.id])).content.decode()


def test_a_case_is_opened_shown_and_closed(office: Office) -> None:
    file = closed(office)
    records = client_of(office.records)
    assert "Không có vụ việc" in get(records, "holds")
    post(records, "begin_hold", title="Thanh tra", reason="", chosen=[str(file.id)], status=422)
    post(records, "begin_hold", title="Thanh tra", reason="Quyết định số 5", chosen=[str(file.id)])
    case = Hold.objects.get()
    assert "Quyết định số 5" in get(records, "hold", case.id)
    assert "Thanh tra" in get(records, "file", file.id)
    post(records, "end_hold", case.id, reason="Đã kết luận")
    assert "Đã kết luận" in get(records, "hold", case.id)


def test_a_disposal_goes_through_its_pages_and_leaves_a_description(office: Office) -> None:
    document = issued(office)
    file = closed(office, document)
    with time_machine.travel(LATER, tick=False):
        records, leader = client_of(office.records), client_of(office.leader)
        given: dict[str, Any] = {"chosen": [str(file.id)], "council": "A\nB\nC", "minutes": "Biên bản số 1"}
        post(records, "begin_disposal", status=422, **{**given, "council": "A"})
        post(records, "begin_disposal", **given)
        disposal = Disposal.objects.get()
        get(leader, "approve_disposal", disposal.id)
        post(leader, "approve_disposal", disposal.id)
        post(records, "destroy", disposal.id)
        assert "Đang tiêu hủy" in get(records, "disposal", disposal.id)
        actions.carry_out(disposal=disposal.id, at=LATER + timedelta(minutes=1))
        assert "Đã tiêu hủy" in get(records, "disposal", disposal.id)
        assert records.get(reverse("archive:certificate", args=[disposal.id])).content.startswith(b"%PDF")
        assert "Nội dung không mở lại được" in get(records, "file", file.id)
        page = records.get(reverse("documents:document", args=[document.id]))
        assert "Nội dung đã tiêu hủy" in page.content.decode()


def test_another_commune_finds_none_of_it(office: Office) -> None:
    file = closed(office)
    foreign = another(office)
    stranger = client_of(foreign.records)
    for name in ("file", "contents", "close", "describe"):
        assert stranger.get(reverse(f"archive:{name}", args=[file.id])).status_code == 404
    assert stranger.get(reverse("archive:plan_page", args=[file.plan_id])).status_code == 404
    assert file.title not in get(stranger, "files")
    assert file.title not in get(stranger, "plan", query=f"?co-quan={office.committee.id}")


def test_lists_read_no_more_for_more_rows(office: Office) -> None:
    """Of hand-overs and disposals, whatever their state."""
    files = [closed(office) for _ in range(4)]
    RecordFile.objects.update(kept_until=date(2025, 12, 31))
    records = client_of(office.records)
    offered(office, files[0])
    approved_disposal(office, files[1], at=MONDAY)
    few = {name: reads_of(records, name) for name in ("transfers", "disposals")}
    actions.accept(actor=another_keeper(office), transfer=offered(office, files[2]), at=MONDAY)
    approved_disposal(office, files[3], at=MONDAY)
    assert {name: reads_of(records, name) for name in few} == few


def reads_of(client: Client, name: str) -> int:
    with CaptureQueriesContext(connection) as read:
        get(client, name)
    return len(read)

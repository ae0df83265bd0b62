"""A commune with a list of files, files with documents in them, closed and old. All invented."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from django.conf import settings
from django.utils.crypto import get_random_string
from PIL import Image

from tinhso.foundation.files.actions import keep
from tinhso.foundation.packs.formats.marked_yaml import load
from tinhso.foundation.packs.models import CodeList
from tinhso.government.archive import actions
from tinhso.government.archive.models import FilePlan, RecordFile
from tinhso.government.archive.rules import CLOSING, Entry
from tinhso.government.documents import actions as documents
from tinhso.government.documents.models import Document
from tinhso.government.documents.tests.factories import approved, fresh, make_documents, number
from tinhso.government.dossiers.tests.factories import MONDAY, Office, make_official
from tinhso.kernel.actors import Actor

LATER = datetime(2040, 1, 2, 9, 0, tzinfo=MONDAY.tzinfo)
"""When everything closed in 2026 for ten years is due."""


def make_archive(office: Office | None = None) -> Office:
    """An office with everything its files need."""
    made = make_documents(office)
    text = (settings.PACKS_ROOT / "vietnam/documents/archive.yaml").read_text(encoding="utf-8")
    read = load(text).value
    assert isinstance(read, dict)
    for rule in read["rules"]:
        CodeList.objects.get_or_create(
            code=rule["code"],
            effective_from=date(2020, 1, 1),
            defaults={"body": rule["body"], "origin": "test"},
        )
    return made


def plan_of(office: Office, *, year: int = 2026, at: datetime = MONDAY) -> FilePlan:
    """A list with one heading, not approved yet."""
    plan = actions.begin_plan(actor=office.records, agency=office.committee.id, year=year, carry=False, at=at)
    actions.add_heading(actor=office.records, plan=plan.id, code="I", title="Tổng hợp", at=at)
    return plan


def entry(plan: FilePlan, responsible: Actor, **changes: Any) -> Entry:
    assert responsible.account is not None
    heading = plan.headings.first()
    assert heading is not None
    given: dict[str, Any] = {
        "heading": heading.pk, "code": "12.VP", "title": "Hồ sơ chuyển đổi số năm 2026", "retention": "10-nam",
        "starts": CLOSING, "access": "01", "responsible": responsible.account,
    }  # fmt: skip
    return Entry(**(given | changes))


def opened(office: Office, *, at: datetime = MONDAY, **changes: Any) -> RecordFile:
    """A file of the officer in an approved list."""
    plan = FilePlan.objects.filter(agency=office.committee, year=2026).first() or plan_of(office, at=at)
    if plan.approved:
        changes = {"code": f"{plan.files.count() + 1}.VP"} | changes
    file = actions.add_file(
        actor=office.records, plan=plan.id, entry=entry(plan, office.officer, **changes), at=at
    )
    if not plan.approved:
        actions.approve_plan(actor=office.leader, plan=plan.id, at=at)
    return file


def issued(office: Office, content: bytes = b"", **changes: Any) -> Document:
    """An issued document; its paper is a stand-in."""
    made = number(approved(office, **changes), office.records)
    paper = content or f"%PDF-1.7 {get_random_string(8)}".encode()
    file = keep(at=MONDAY, owner=made.ref, key=made.key, name="van-ban.pdf", content=paper)
    documents.finish_issue(document=made.id, file=file, digest="0" * 64, at=MONDAY)
    return fresh(made)


def filled(office: Office, *things: Document, **changes: Any) -> RecordFile:
    """A file with documents in it."""
    file = opened(office, **changes)
    put(file, *(things or (issued(office),)), actor=office.officer)
    return again(file)


def put(file: RecordFile, *things: Document, actor: Actor) -> None:
    actions.put_in(actor=actor, file=file.id, sources=[one.ref for one in things], at=MONDAY)


def closed(office: Office, *things: Document, **changes: Any) -> RecordFile:
    """A closed file."""
    file = filled(office, *things, **changes)
    actions.close(actor=office.officer, file=file.id, version=file.version, on=MONDAY.date(), at=MONDAY)
    return again(file)


def offered(office: Office, *files: RecordFile) -> UUID:
    """A hand-over to the agency's own archive, packed and offered."""
    from tinhso.government.archive.engine.packing import package
    from tinhso.government.archive.models import TransferredFile

    transfer = actions.begin_transfer(
        actor=office.records, agency=office.committee.id, receiver=office.committee.id, files=[one.id for one in files],
        at=MONDAY,
    )  # fmt: skip
    for row in TransferredFile.objects.filter(transfer=transfer):
        package(row=row.pk, at=MONDAY)
    actions.offer(actor=office.records, transfer=transfer.id, at=MONDAY)
    return transfer.id


def another_keeper(office: Office) -> Actor:
    """A second official who keeps the files of the commune."""
    return make_official("records", office.committee, title="Lưu trữ viên", name="Lưu trữ viên")


def approved_disposal(office: Office, *files: RecordFile, at: datetime = LATER) -> UUID:
    """A list of files that a leader has approved for destruction."""
    made = actions.propose(
        actor=office.records, agency=office.committee.id, files=[one.id for one in files],
        council=["Nguyễn Văn Một", "Trần Thị Hai", "Lê Văn Ba"], minutes="Biên bản số 01 ngày 02/01/2040", at=at,
    )  # fmt: skip
    actions.decide(actor=office.leader, disposal=made.id, approve=True, reason="", at=at)
    return made.id


def picture() -> BytesIO:
    """A scan, as it is uploaded."""
    kept = BytesIO()
    Image.new("RGB", (30, 20), "white").save(kept, "PNG")
    kept.seek(0)
    return kept


def again(file: RecordFile) -> RecordFile:
    return RecordFile.objects.select_related("plan", "heading", "responsible").get(id=file.id)

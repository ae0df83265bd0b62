"""What there is of the archive in the world: files, cases, hand-overs and disposals at each point of their lives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile

from tinhso.foundation.files.laying import lay
from tinhso.foundation.signing import demo
from tinhso.foundation.signing.models import Certificate
from tinhso.government.archive import actions
from tinhso.government.archive.models import (
    Disposal,
    FilePlan,
    Heading,
    HeldFile,
    Hold,
    Item,
    MinutesSignature,
    RecordFile,
    Transfer,
    TransferredFile,
)
from tinhso.government.archive.rules import PaperWords
from tinhso.government.archive.tests.factories import (
    another_keeper,
    entry,
    issued,
    make_archive,
    opened,
    picture,
    plan_of,
    put,
)
from tinhso.government.dossiers.tests.factories import Office
from tinhso.kernel.actors import Actor
from tinhso.kernel.ids import new_id
from tinhso.kernel.refs import Ref

Scene = dict[str, object]
_FILE = "/can-bo/luu-tru/ho-so/<file>"
_PLAN, _CASE = "/can-bo/luu-tru/danh-muc/<plan>", "/can-bo/luu-tru/vu-viec/<case>"
_GONE = "/can-bo/luu-tru/tieu-huy"


def make_archive_side(office: Office, *, words: Mapping[str, str], at: datetime) -> dict[str, Scene]:
    """The parts of addresses that lead to each."""
    make_archive(office)
    draft = plan_of(office, year=2027, at=at)
    line = actions.add_file(actor=office.records, plan=draft.id, entry=entry(draft, office.officer), at=at)
    empty = actions.add_heading(actor=office.records, plan=draft.id, code="II", title="Nội vụ", at=at)
    things = [issued(office) for _ in range(2)]
    still_open = opened(office, at=at)
    put(still_open, things[0], actor=office.officer)
    paper = actions.add_paper(
        actor=office.officer, file=still_open.id, name=words["file"], content=_upload(), at=at,
        words=PaperWords("Biên bản", "", date(2026, 11, 2), "Ấp 3", "Biên bản họp"),
    )  # fmt: skip
    actions.describe(
        actor=office.officer, file=still_open.id, version=_version(still_open), text=words["answer"], at=at
    )
    closed = [_closed(office, things[0], at=at) for _ in range(8)]
    case = actions.hold(
        actor=office.records, agency=office.committee.id, title="Thanh tra", reason=words["reason"],
        files=[closed[1].id], at=at,
    )  # fmt: skip
    building = _transfer(office, office.records, closed[2], at=at)
    offered = _transfer(office, another_keeper(office), closed[3], at=at)
    actions.offer(actor=office.records, transfer=offered.id, at=at)
    accepted = _transfer(office, office.records, closed[7], at=at)
    actions.offer(actor=office.records, transfer=accepted.id, at=at)
    actions.accept(actor=another_keeper(office), transfer=accepted.id, at=at)
    signer = Ref("access.account", office.records.account or accepted.id)
    demo.issue(kind=Certificate.Kind.PERSON, holder=signer, name=office.records.name, at=at)
    RecordFile.objects.filter(id__in=[one.id for one in closed[4:7]]).update(kept_until=date(2025, 12, 31))
    proposed = _disposal(office, closed[5], at=at)
    approved = _disposal(office, closed[6], at=at)
    actions.decide(actor=office.leader, disposal=approved.id, approve=True, reason="", at=at)
    common: Scene = {
        "archive": True, "committee": office.committee.id, "officer": office.officer.account, "item": new_id(),
        "plan": still_open.plan_id, "heading": still_open.heading_id,
    }  # fmt: skip
    found: dict[str, Scene] = {
        "arc-plan": {"plan": draft.id, "file": line.id, "heading": empty.pk},
        "arc-open": {
            "file": still_open.id, "item": paper.id, "kind": things[1].ref.kind, "thing": things[1].id,
            "ref": str(things[1].ref),
        },
        "arc-closed": {"file": closed[0].id},
        "arc-hold": {"case": case.id, "file": closed[0].id},
        "arc-building": {"transfer": building.id, "row": building.files.get().pk},
        "arc-offered": {"transfer": offered.id, "row": offered.files.get().pk},
        "arc-accepted": {"transfer": accepted.id},
        "arc-due": {"file": closed[4].id},
        "arc-proposed": {"disposal": proposed.id},
        "arc-approved": {"disposal": approved.id},
    }  # fmt: skip
    return {scene: common | parts | _now(parts) for scene, parts in found.items()}


def standing() -> object:
    """Everything there is of the archive, as it stands."""
    return [
        list(rows)
        for rows in (
            RecordFile.objects.order_by("id").values_list("id", "version", "state"),
            FilePlan.objects.order_by("id").values_list("id", "state"),
            Heading.objects.order_by("id").values_list("id"),
            Item.objects.order_by("id").values_list("id"),
            HeldFile.objects.order_by("id").values_list("id"),
            Hold.objects.order_by("id").values_list("id", "closed_at"),
            Transfer.objects.order_by("id").values_list("id", "state"),
            Disposal.objects.order_by("id").values_list("id", "state", "done_by"),
            MinutesSignature.objects.order_by("id").values_list("id", "failure"),
        )
    ]


def _line(values: Mapping[str, object]) -> dict[str, object]:
    return {
        "version": values["version"], "heading": values["heading"], "code": "77.VP", "title": "Hồ sơ mới",
        "retention": "10-nam", "starts": "closing", "access": "01", "responsible": values["officer"],
    }  # fmt: skip


def _with_version(**more: object) -> Callable[[Mapping[str, object]], dict[str, object]]:
    return lambda values: {"version": values["version"], **more}


BODIES: Mapping[str, Callable[[Mapping[str, object]], dict[str, object]]] = {
    f"{_FILE}/chu-giai/": _with_version(text="Ghi chú"),
    f"{_FILE}/ket-thuc/": _with_version(on="16/11/2026"),
    f"{_FILE}/mo-lai/": _with_version(),
    f"{_FILE}/moc-tinh/": _with_version(on="16/11/2026"),
    f"{_FILE}/thoi-han/": _with_version(retention="20-nam", reason="Có lý do"),
    f"{_FILE}/them-van-ban/": lambda values: {"things": values["ref"]},
    f"{_FILE}/them-tai-lieu/": lambda _: {
        "type_title": "Ảnh", "dated": "02/11/2026", "author": "Ấp 3", "subject": "Ảnh chụp", "file": _upload(),
    },
    f"{_FILE}/sua/": _line,
    "/can-bo/luu-tru/dua-vao-ho-so/<kind>/<thing>/": lambda values: {"file": values["file"]},
    f"{_PLAN}/de-muc/": lambda _: {"code": "IX", "title": "Khác"},
    f"{_PLAN}/them/": _line,
    "/can-bo/luu-tru/vu-viec/mo/": lambda values: {
        "title": "Vụ việc", "reason": "Có lý do", "chosen": values["file"],
    },
    f"{_CASE}/them/": lambda values: {"chosen": values["file"]},
    f"{_CASE}/khep/": lambda _: {"reason": "Có lý do"},
    "/can-bo/luu-tru/nop-luu/lap/": lambda values: {"receiver": values["committee"], "chosen": values["file"]},
    "/can-bo/luu-tru/nop-luu/<transfer>/tra-lai/": lambda _: {"reason": "Có lý do"},
    f"{_GONE}/lap/": lambda values: {"council": "A\nB\nC", "minutes": "01", "chosen": values["file"]},
    f"{_GONE}/<disposal>/khong-duyet/": lambda _: {"reason": "Có lý do"},
}  # fmt: skip
QUERIES = {("/can-bo/luu-tru/danh-muc/lap/", "arc-open"): "?nam=2025"}


def _closed(office: Office, thing: Any, *, at: datetime) -> RecordFile:
    file = opened(office, at=at)
    put(file, thing, actor=office.officer)
    return actions.close(actor=office.officer, file=file.id, version=_version(file), on=at.date(), at=at)


def _transfer(office: Office, actor: Actor, file: RecordFile, *, at: datetime) -> Transfer:
    made = actions.begin_transfer(
        actor=actor, agency=office.committee.id, receiver=office.committee.id, files=[file.id], at=at
    )
    row = TransferredFile.objects.get(transfer=made)
    laid = lay(
        at=at, owner=file.ref, key=file.key, name="goi.zip", content=[b"PK\x05\x06" + b"\0" * 18],
        media_type="application/zip",
    )  # fmt: skip
    actions.pack(row=row.pk, laid=laid, failure="", at=at)
    return made


def _disposal(office: Office, file: RecordFile, *, at: datetime) -> Disposal:
    return actions.propose(
        actor=office.records,
        agency=office.committee.id,
        files=[file.id],
        council=["A", "B", "C"],
        minutes="01",
        at=at,
    )


def _version(file: RecordFile) -> int:
    return RecordFile.objects.get(id=file.id).version


def _now(parts: Scene) -> Scene:
    key = parts.get("file")
    return {"version": RecordFile.objects.get(id=key).version} if isinstance(key, UUID) else {"version": 1}


def _upload() -> SimpleUploadedFile:
    return SimpleUploadedFile("giay.png", picture().read(), content_type="image/png")

"""The versions of a draft: what each said, and what changed between two of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.access.models import Account
from tinhso.government.documents.models import Document, Version
from tinhso.government.documents.queries.kinds import begun_on, circulation_title, type_of, urgency_title
from tinhso.government.documents.queries.page import find
from tinhso.government.documents.rules import AUTHORITY_TITLES, Authority
from tinhso.government.documents.rules.comparing import Piece, compare
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import NotFound


@dataclass(frozen=True)
class Saved:
    """One version in the list."""

    number: int
    at: datetime
    by: str
    restored: int | None


@dataclass(frozen=True)
class Part:
    """One part of a document in two versions: its lines, each in pieces that stayed, went or came."""

    title: str
    lines: Sequence[Sequence[Piece]]

    @property
    def changed(self) -> bool:
        return any(piece.kind != "same" for line in self.lines for piece in line)


def versions_of(*, actor: Actor, document: UUID) -> list[Saved]:
    """The versions of a document the actor may see, the latest first."""
    found = find(actor=actor, document=document)
    rows = Version.objects.filter(document=found).select_related("saved_by").defer("text_sealed")
    return [
        Saved(one.number, one.saved_at, one.saved_by.name, one.restored) for one in rows.order_by("-number")
    ]


def compared(*, actor: Actor, document: UUID, earlier: int, later: int) -> list[Part]:
    """What changed from one version to another, part by part; NotFound for a version that is not there."""
    found = find(actor=actor, document=document)
    before, after = (_readable(found, said_in(found, number)) for number in (earlier, later))
    return [Part(title, compare(before[title], after[title])) for title in before]


def said_in(document: Document, number: int) -> dict[str, Any]:
    """Everything its drafter wrote, as of one version."""
    one = Version.objects.filter(document=document, number=number).first()
    said = one.said(key=document.key) if one else {}
    if not said:
        raise NotFound(_("Văn bản không có phiên bản %(number)s.") % {"number": number})
    return said


def _readable(document: Document, said: dict[str, Any]) -> dict[str, list[str]]:
    """The parts as people read them."""
    day = begun_on(document)
    signer = Account.objects.filter(id=said["signer"]).values_list("name", flat=True).first() or ""
    authority = str(AUTHORITY_TITLES[Authority(said["authority"])])
    parts = {
        _("Loại văn bản"): [type_of(said["type"], on=day).title],
        _("Trích yếu nội dung"): [said["subject"]],
        _("Kính gửi"): said["addressed_to"],
        _("Nội dung"): said["paragraphs"],
        _("Nơi nhận văn bản"): said["places"],
        _("Gửi điện tử tới"): [one["name"] for one in said.get("receivers", ())],
        _("Độ khẩn"): [urgency_title(said["urgency"], on=day) or _("Thường")],
        _("Người ký"): [" · ".join(filter(None, (signer, authority, said["superior"])))],
        _("Ký hiệu đơn vị soạn thảo"): [said["unit"]],
        _("Phạm vi lưu hành"): [circulation_title(said.get("circulation", ""), on=day)],
        _("Ký hiệu người soạn thảo"): [said.get("mark", "")],
        _("Số lượng bản phát hành"): [str(said.get("copies") or "")],
        _("In địa chỉ cơ quan ở chân trang đầu"): [_("Có") if said.get("contact") else ""],
    }
    return {title: [line for line in lines if line] for title, lines in parts.items()}

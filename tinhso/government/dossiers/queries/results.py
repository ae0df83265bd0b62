"""Issued results as anyone may learn of them: number, day, agency, who signed. Nothing about whose it is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.signing.recognising import Recognised
from tinhso.foundation.units.queries import agency_names
from tinhso.government.dossiers.models import Result
from tinhso.kernel import clock
from tinhso.kernel.errors import NotFound


@dataclass(frozen=True)
class Issued:
    """The public face of an issued result."""

    id: UUID
    title: str
    notation: str
    procedure: str
    agency: str
    signer: str
    signer_title: str
    issued_at: datetime
    digest: str
    """SHA-256 of the signed file, in hexadecimal."""


def issued_result(*, result: UUID) -> Issued:
    """A result by the address in its QR code; NotFound while it is not issued, as for one that never was."""
    found = _issued().filter(id=result).first()
    if found is None:
        raise NotFound(
            _("Không có kết quả nào được ban hành với địa chỉ này."),
            next_step=_("Quét lại mã QR trên văn bản, hoặc tải tệp lên trang Kiểm tra văn bản."),
        )
    return _told(found)


def recognise_result(digest: str) -> Recognised | None:
    """What anyone may know of the file with this digest, where it is the signed file of a result."""
    found = _issued().filter(file_digest=digest).first()
    if found is None:
        return None
    told = _told(found)
    said = {"title": told.title, "agency": told.agency, "day": f"{clock.local(told.issued_at):%d/%m/%Y}"}
    text = _("%(title)s, %(agency)s, ngày %(day)s.") % said
    if told.notation:
        text = _("%(title)s, số %(notation)s, %(agency)s, ngày %(day)s.") % (
            said | {"notation": told.notation}
        )
    return Recognised(
        _("Đúng là tệp tỉnh đã ban hành"), text, reverse("dossiers:verify_result", args=[told.id])
    )


def is_issued_file(issued: Issued, content: bytes) -> bool:
    """Whether these bytes are the file that was issued."""
    return hashlib.sha256(content).hexdigest() == issued.digest


def _issued() -> QuerySet[Result]:
    return (
        Result.objects.filter(issued_at__isnull=False)
        .exclude(file_digest="")
        .select_related("dossier__procedure", "approved_by")
    )


def _told(result: Result) -> Issued:
    assert result.issued_at is not None
    names = agency_names([result.dossier.agency_id], on=clock.local(result.issued_at).date())
    return Issued(
        id=result.id,
        title=result.title,
        notation=result.notation,
        procedure=result.dossier.procedure.name,
        agency=names.get(result.dossier.agency_id, ""),
        signer=result.approved_by.name if result.approved_by else "",
        signer_title=result.approved_as,
        issued_at=result.issued_at,
        digest=result.file_digest,
    )

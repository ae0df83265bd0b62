"""Authenticity of what came: each file examined, the signatures of each PDF judged, before a clerk takes it in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.files.actions import settle
from tinhso.foundation.files.queries import files_of, original_bytes
from tinhso.foundation.signing.queries import verify
from tinhso.foundation.signing.rules import Verdict
from tinhso.government.documents.actions.arriving import note_verdict
from tinhso.government.documents.models import Incoming
from tinhso.government.documents.queries.incoming_page import editions_of
from tinhso.kernel.errors import Unavailable

_PDF = "application/pdf"


def judge(*, incoming: UUID, edition: int, at: datetime) -> None:
    """Judge the files of one edition; the first PDF is the document and gives the verdict.

    Unavailable while the scanner can not say what is in a file: to be tried again.
    """
    found = Incoming.objects.get(id=incoming)
    brought = next(
        (one for one in editions_of(found, list(found.arrivals.all())) if one.number == edition), None
    )
    if brought is None:
        return
    for file in brought.files:
        if not settle(file=file.id, at=at):
            raise Unavailable(_("Bộ quét mã độc chưa trả lời; tệp của văn bản đến chờ kiểm tra."))
    kept = {one.id: one for one in files_of(owner=found.ref, files=[one.id for one in brought.files])}
    report: list[dict[str, Any]] = []
    verdict = Verdict.UNREADABLE
    for file in brought.files:
        now = kept.get(file.id)
        if now is None or now.media_type != _PDF or not now.openable:
            continue
        judged = verify(original_bytes(owner=found.ref, file=file.id), at=at)
        verdict = judged.verdict if not report else verdict
        report.append(
            {
                "file": now.name, "verdict": judged.verdict, "sentence": judged.sentence,
                "signatures": [one.sentence for one in judged.signatures],
            }
        )  # fmt: skip
    note_verdict(incoming=incoming, edition=edition, verdict=verdict, report=report, at=at)

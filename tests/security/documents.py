"""What there is of documents in the world: one at each step of its route, and one that is issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tinhso.foundation.files.actions import keep
from tinhso.foundation.files.models import StoredFile
from tinhso.government.documents import actions
from tinhso.government.documents.models import Document
from tinhso.government.documents.queries.page import digest_of
from tinhso.government.documents.tests.factories import (
    approved,
    draft,
    forward,
    fresh,
    make_documents,
    number,
    routed,
)
from tinhso.government.dossiers.tests.factories import Office
from tinhso.kernel.ids import new_id


def make_documents_side(
    office: Office, *, words: Mapping[str, str], at: datetime
) -> dict[str, dict[str, object]]:
    """The parts of addresses that lead to each."""
    make_documents(office)
    said: dict[str, Any] = {"paragraphs": [words["answer"]]}
    reviewed = draft(office, **said)
    forward(reviewed, office.officer)
    found = {
        "doc-draft": draft(office, **said),
        "doc-review": reviewed,
        "doc-sign": routed(office, **said),
        "doc-number": approved(office, **said),
        "doc-issued": number(approved(office, **said), office.records),
    }
    papers = {
        scene: keep(at=at, owner=one.ref, key=one.key, name=words["file"], content=b"%PDF-1.7 signed")
        for scene, one in found.items()
        if scene in ("doc-draft", "doc-issued")
    }
    issued, paper = found["doc-issued"], papers["doc-issued"]
    actions.finish_issue(document=issued.id, file=paper, digest=str(new_id().hex) * 2, at=at)
    return {scene: _values(fresh(one), office) for scene, one in found.items()}


def _values(document: Document, office: Office) -> dict[str, object]:
    file = StoredFile.objects.filter(owner=document.ref).first()
    return {
        "document": document.id, "attachment": file.id if file else new_id(), "version": document.version,
        "digest": digest_of(document), "unit": office.committee.id, "sequence": "chung",
    }  # fmt: skip

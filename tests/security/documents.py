"""What there is of documents in the world: one at each step of its route, and one that is issued."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tinhso.foundation.files.actions import keep
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.signing.models import Certificate
from tinhso.government.documents import actions
from tinhso.government.documents.actions.batches import Chosen, begin_batch
from tinhso.government.documents.actions.copying import ask_copy
from tinhso.government.documents.models import Batch, Document
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
from tinhso.kernel.refs import Ref


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
    said_of = actions.say(actor=office.head, document=reviewed.id, words=words["answer"], quote="", at=at)
    assert office.leader.account is not None
    leader = Certificate.objects.get(holder=Ref("access.account", office.leader.account))
    copy = ask_copy(
        actor=office.officer, source=issued.ref, kind="sy", pages="", receivers=[words["answer"]], at=at
    )
    signed = found["doc-sign"]
    chosen = [Chosen(signed.id, fresh(signed).version, digest_of(fresh(signed)))]
    batch = begin_batch(actor=office.leader, kind=Batch.Kind.SIGN, chosen=chosen, at=at)
    group = actions.make_group(
        actor=office.records, agency=office.committee.id, name=words["answer"],
        receivers=[f"inside:{office.committee.id}"], at=at,
    )  # fmt: skip
    others: dict[str, dict[str, object]] = {
        "doc-copy": {"copy": copy.id, "version": 1, "way": "di", "source": issued.id},
        "doc-batch": {"batch": batch.id},
        "doc-group": {"group": group.id, "unit": office.committee.id},
        "doc-certificate": {"certificate": leader.id, "unit": office.committee.id},
    }
    return others | {
        scene: _values(fresh(one), office)
        | {"comment": said_of.id, "number": 1, "account": office.head.account}
        for scene, one in found.items()
    }


def _values(document: Document, office: Office) -> dict[str, object]:
    file = StoredFile.objects.filter(owner=document.ref).first()
    return {
        "document": document.id, "attachment": file.id if file else new_id(), "version": document.version,
        "digest": digest_of(document), "unit": office.committee.id, "sequence": "chung", "way": "thu-hoi",
    }  # fmt: skip

"""A document typeset in the layout of Decree 30: to look at, and to be signed, sealed and issued; the register too."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from tinhso.foundation.access.queries import title_of
from tinhso.foundation.files.actions import keep
from tinhso.foundation.files.queries import Listed, open_file
from tinhso.foundation.packs.keeping import one_state
from tinhso.foundation.papers.engine import render
from tinhso.foundation.papers.heads import authority_lines, head_of
from tinhso.foundation.signing.actions import sign
from tinhso.foundation.signing.queries import certificate_of, spec_of
from tinhso.foundation.signing.rules import Profile, SignerSpec
from tinhso.foundation.units.queries import agency
from tinhso.government.documents import rules
from tinhso.government.documents.actions.issuing import Attachment, finish_issue
from tinhso.government.documents.models import Document
from tinhso.government.documents.queries.archiving import erased
from tinhso.government.documents.queries.kinds import (
    begun_on,
    circulation_title,
    contact_of,
    layout_of,
    notation_of,
    type_of,
    urgency_title,
)
from tinhso.government.documents.queries.page import PDF, attachments_of, find
from tinhso.government.documents.queries.register import copies_of, entries, lines, must_fit, sequences
from tinhso.government.documents.queries.written import body_of, text_of
from tinhso.government.documents.rules.body import Block
from tinhso.government.documents.rules.copies import signed_words
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.errors import Conflict, Invalid, NotFound
from tinhso.kernel.refs import Ref


@one_state()
def preview(*, actor: Actor, document: UUID, at: datetime) -> bytes:
    """The document as it would be printed now, unsigned; NotFound once what it said was destroyed."""
    found = find(actor=actor, document=document)
    if erased([found.ref]):
        raise NotFound(_("Nội dung văn bản đã được tiêu hủy theo thời hạn bảo quản."))
    return render("document", _data(found, at=at), at=at)


@one_state()
def issue(*, document: UUID, at: datetime) -> Document:
    """Typeset an approved and numbered document, sign it with the signer's key, then seal it with the agency's."""
    found = find(actor=SYSTEM, document=document)
    if found.issued_at is not None:
        return found
    if found.numbered_at is None:
        raise Conflict(_("Văn bản chưa được cấp số."))
    return seal(document=document, pdf=typeset(document=document, at=at), at=at)


def typeset(*, document: UUID, at: datetime) -> bytes:
    """A document as it stands, to be signed."""
    return render("document", _data(find(actor=SYSTEM, document=document), at=at), at=at)


def seal(*, document: UUID, pdf: bytes, at: datetime) -> Document:
    """Sign what was typeset with its signer's key, then with the agency's, to last (PAdES B-LTA), and with the
    agency's alone each PDF that goes with it; keep and issue it."""
    found = find(actor=SYSTEM, document=document)
    specs = []
    for holder in (Ref("access.account", found.signer_id), Ref("units.agency", found.agency_id)):
        spec = spec_of(holder=holder, reason=found.notation, at=at)
        if spec is None:
            raise Conflict(_("Người ký hoặc cơ quan không còn chứng thư số còn hiệu lực."))
        specs.append(spec)
    signed = sign(pdf, signers=specs, at=at, profile=Profile.B_LTA)
    beside = list(_signed_beside(found, at=at))
    name = f"{found.notation.replace('/', '-')}.pdf"
    with transaction.atomic():
        file = keep(content=signed, name=name, key=found.key, owner=found.ref, at=at)
        attachments = [
            Attachment(
                before=one.id,
                file=keep(content=content, name=one.name, key=found.key, owner=found.ref, at=at, read=True),
                digest=hashlib.sha256(content).hexdigest(),
            )
            for one, content in beside
        ]
        return finish_issue(
            document=document,
            file=file,
            digest=hashlib.sha256(signed).hexdigest(),
            attachments=attachments,
            at=at,
        )


def _signed_beside(document: Document, *, at: datetime) -> Iterator[tuple[Listed, bytes]]:
    """The PDFs that go with a document, each with the agency's signature at the top right of its first page (annex I,
    component 8). One that takes no signature goes out as it is."""
    papers = [one for one in attachments_of(document) if one.media_type == PDF and one.openable]
    certificate = certificate_of(holder=Ref("units.agency", document.agency_id), at=at) if papers else None
    if certificate is None:
        return
    name = agency(document.agency_id, on=clock.local(at).date()).name
    said = signed_words(f"Số: {document.notation}", agency=name, at=at)
    spec = SignerSpec(certificate.pk, reason=document.notation, words=said)
    for one in papers:
        shown = open_file(owner=document.ref, file=one.id).content
        try:
            yield one, sign(shown, signers=[spec], at=at, profile=Profile.B_LTA)
        except Invalid:
            continue


@one_state()
def print_register(*, actor: Actor, unit: UUID, sequence: str, year: int, at: datetime) -> bytes:
    """The register of one year in the form of the decree, as it stands now."""
    rows = entries(actor=actor, agency=unit, sequence=sequence, year=year)
    must_fit(rows)
    day = clock.local(at).date()
    office = agency(unit, on=day)
    data = head_of(office, day) | {
        "code": office.identifier,
        "verify_url": f"{settings.PUBLIC_URL}{reverse('documents:register')}",
        "title": "Sổ đăng ký văn bản đi",
        "year": year,
        "sequence": dict(sequences(on=day)).get(sequence, sequence),
        "entries": [
            {
                "notation": one.notation,
                "dated": one.dated,
                "about": one.about,
                "signer": one.signer,
                "receivers": one.receivers,
                "keeper": one.keeper,
                "copies": copies_of(one),
                "sent": clock.local(one.document.issued_at).date()
                if one.document and one.document.issued_at
                else None,
                "note": line.note,
            }
            for line in lines(rows)
            for one in (line.entry,)
        ],
    }
    return render("outgoing-register", data, at=at)


def _data(document: Document, *, at: datetime) -> dict[str, Any]:
    """Everything the paper shows. Its day is the day of its number."""
    day = clock.local(document.numbered_at or at).date()
    office, text, body = agency(document.agency_id, on=day), text_of(document), body_of(document)
    kind = type_of(document.type, on=begun_on(document))
    layout = layout_of(kind, on=begun_on(document))
    number = document.notation or notation_of(document, number=None, on=day)
    title = document.approved_as or title_of(account=document.signer_id, agency=document.agency_id, at=at)
    own = authority_lines(title or "Người ký")
    keeper = ", ".join(filter(None, ("VT", document.unit)))
    titles = rules.authority_lines(
        document.authority, agency=_collective(office.name), superior=text.superior, own=own
    )
    said: dict[str, Any] = {
        "code": number,
        "number": number,
        "verify_url": f"{settings.PUBLIC_URL}{reverse('documents:verify', args=[document.id])}",
        "type_title": "" if kind.letter else kind.title,
        "subject": text.subject,
        "urgency": urgency_title(document.urgency, on=begun_on(document)),
        "circulation": circulation_title(document.circulation, on=begun_on(document)),
        "mark": rules.issue_mark(text),
        "contact": contact_of(document, on=day),
        "addressed_to": text.addressed_to,
        "blocks": [_block(one) for one in body.blocks] or [{"kind": "text", "runs": [{"text": "…"}]}],
        "annexes": [
            {
                "label": one.label,
                "title": one.title,
                "note": rules.belongs_to(kind.title, number=number, dated=day, agency=office.name),
                "blocks": [_block(block) for block in one.blocks],
            }
            for one in body.annexes
        ],
        "recipients": rules.recipients(text, keeper=keeper),
        "signatory": {
            "titles": [layout.signs_as] if layout.signs_as else titles,
            "name": document.signer.name,
        },
        "secretary": document.drafter.name if layout.secretary else "",
    }
    if layout.by:
        said["decided_by"] = rules.decided_by(document.authority, agency=office.name, own=own)
    if layout.addressed:
        said["addressed_as"] = layout.addressed.format(agency=office.name)
    return head_of(office, day) | said


def _block(block: Block) -> dict[str, Any]:
    return {
        "kind": block.kind,
        "label": block.label,
        "titled": block.titled,
        "runs": [asdict(run) for run in block.runs],
        "rows": [[[asdict(run) for run in cell] for cell in row] for row in block.rows],
    }


def _collective(name: str) -> str:
    """The body in whose name TM. signs, `Ủy ban nhân dân`: the name of a committee without its place."""
    return "Ủy ban nhân dân" if name.startswith("Ủy ban nhân dân") else name

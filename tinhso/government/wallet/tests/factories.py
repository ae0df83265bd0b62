"""People with papers: what was accepted with a request, and what was issued."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from tinhso.foundation.files.actions import keep
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.models import Dossier, DossierPaper, Result
from tinhso.government.dossiers.tests.factories import MONDAY, Office, birth_filing
from tinhso.kernel import sealing
from tinhso.kernel.actors import Actor

IDENTITY, MARRIAGE = "identity", "marriage_certificate"
MARRIED = "KQ.G15.000032"


def picture(colour: str = "white") -> SimpleUploadedFile:
    """A photograph of a paper; another colour is another paper."""
    held = BytesIO()
    Image.new("RGB", (40, 30), colour).save(held, "PNG")
    return SimpleUploadedFile("can-cuoc.png", held.getvalue(), content_type="image/png")


def draft_of(actor: Actor, *, owner: UUID | None = None) -> Dossier:
    """A birth registration just begun."""
    return actions.start_draft(actor=actor, filing=birth_filing("29266", owner), at=MONDAY)


def accepted(
    office: Office, actor: Actor, *, paper: str = IDENTITY, colour: str = "white", owner: UUID | None = None
) -> DossierPaper:
    """A paper that came with a request which was accepted."""
    draft = draft_of(actor, owner=owner)
    for code in {paper, "birth_notice"}:
        actions.attach(actor=actor, dossier=draft.id, paper=code, upload=picture(colour), at=MONDAY)
    sent = actions.submit(actor=actor, dossier=draft.id, at=MONDAY)
    actions.receive(actor=office.clerk, dossier=draft.id, version=sent.version, at=MONDAY)
    return DossierPaper.objects.get(dossier=draft, paper=paper)


def issued(
    office: Office,
    actor: Actor,
    *,
    kind: str = MARRIED,
    taken: datetime | None = MONDAY,
    content: bytes = b"%PDF-1.7 signed",
) -> Result:
    """A result of this kind, issued to somebody; `taken` is when they got it."""
    dossier = accepted(office, actor, paper="birth_notice", colour="black").dossier
    file = keep(at=MONDAY, owner=dossier.ref, key=dossier.key, name="ket-qua.pdf", content=content)
    result = Result(
        dossier=dossier, code=kind, title="Giấy chứng nhận kết hôn", content_digest="0" * 64, drafted_at=MONDAY,
        file=file, issued_at=MONDAY,
    )  # fmt: skip
    result.content_sealed = sealing.seal_json(dossier.key, {}, row=result.row)
    result.save()
    Dossier.objects.filter(id=dossier.id).update(issued_at=MONDAY, delivered_at=taken)
    return result

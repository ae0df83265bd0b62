"""Making a copy: the pages of the source as they look, signed by the agency at the top right (Decree 30, form 3.2)."""

from __future__ import annotations

import hashlib
import io
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.files.actions import keep
from tinhso.foundation.signing.actions import sign
from tinhso.foundation.signing.queries import certificate_of
from tinhso.foundation.signing.rules import Profile, SignerSpec
from tinhso.foundation.units.queries import agency
from tinhso.government.documents.actions.copying import finish_copy, must_be_unchanged
from tinhso.government.documents.models import Copy
from tinhso.government.documents.queries.copies import find_copy
from tinhso.government.documents.rules.copies import CopyKind, copy_words, pages_of
from tinhso.kernel import clock
from tinhso.kernel.actors import SYSTEM
from tinhso.kernel.errors import Conflict
from tinhso.kernel.refs import Ref


def make_copy(*, copy: UUID, at: datetime) -> Copy:
    """Make, sign and keep a numbered copy; done again it changes nothing."""
    found = find_copy(actor=SYSTEM, copy=copy)
    if found.issued_at is not None:
        return found
    if found.number is None:
        raise Conflict(_("Bản sao chưa được cấp số."))
    certificate = certificate_of(holder=Ref("units.agency", found.agency_id), at=at)
    if certificate is None:
        raise Conflict(_("Cơ quan không còn chứng thư số còn hiệu lực."))
    drawn = _drawn(must_be_unchanged(found), pages=found.pages)
    name = agency(found.agency_id, on=clock.local(at).date()).name
    said = copy_words(CopyKind(found.kind), notation=found.notation, agency=name, at=at)
    spec = SignerSpec(certificate.pk, reason=found.notation, words=said)
    signed = sign(drawn, signers=[spec], at=at, profile=Profile.B_LTA)
    title = f"{found.notation.replace('/', '-')}.pdf"
    file = keep(content=signed, name=title, key=found.key, owner=found.ref, at=at)
    return finish_copy(copy=copy, file=file, digest=hashlib.sha256(signed).hexdigest(), at=at)


def _drawn(source: bytes, *, pages: str) -> bytes:
    """The pages with what their signatures show drawn into them: a copy carries no signature of the original."""
    import pikepdf

    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(source)) as opened:
        opened.generate_appearance_streams()
        opened.flatten_annotations("all")
        for name in ("/AcroForm", "/DSS", "/Perms", "/OpenAction", "/AA"):
            if name in opened.Root:
                del opened.Root[name]
        for page in opened.pages:
            if "/Annots" in page:
                del page.Annots
        if pages:
            chosen = set(pages_of(pages, of=len(opened.pages)))
            for number in reversed(range(len(opened.pages))):
                if number + 1 not in chosen:
                    del opened.pages[number]
        opened.save(made, deterministic_id=True)
    return made.getvalue()

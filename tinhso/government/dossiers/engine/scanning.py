"""Signing a scan with the key of the official who stands for it."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.files.queries import open_file, original_bytes
from tinhso.foundation.papers.engine import picture_page
from tinhso.foundation.signing.actions import sign
from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.signing.queries import certificate_of, verify
from tinhso.foundation.signing.rules import SignerSpec, Verdict
from tinhso.government.dossiers.actions.scanning import SIGN_SCAN_JOB, settle_scan
from tinhso.government.dossiers.models import DossierPaper, Scan
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Invalid
from tinhso.kernel.refs import Ref

State = Scan.State
PDF, PICTURES = "application/pdf", ("image/jpeg", "image/png")
_FIRST_WAIT, _LONGEST_WAIT = timedelta(seconds=3), timedelta(minutes=10)
"""Before a file is looked at again that has not been examined: as long again as it was waited for."""
REASON = "Số hóa từ bản giấy khi tiếp nhận hồ sơ {dossier}"
"""What the signature says of itself; no text prescribes its words (assumed)."""


def sign_scan(*, scan: UUID, at: datetime) -> None:
    """Sign what everybody sees of the file, a picture first set on a page; doing it again changes nothing, nor does it
    once the scan was taken back.

    A file with signatures of its own is left as it came; one that waits for its examination is looked at again.
    Unavailable while the key or the timestamp authority cannot be reached.
    """
    rows = Scan.objects.select_related("paper__file", "paper__dossier")
    row = rows.filter(paper=scan, state=State.ASKED).first()
    if row is None:
        return
    if row.paper.file.state == StoredFile.State.AWAITING_SCAN:
        assert row.asked_at is not None
        wait = min(max(at - row.asked_at, _FIRST_WAIT), _LONGEST_WAIT)
        enqueue(SIGN_SCAN_JOB, {"scan": str(scan)}, due_at=at + wait)
        return
    issuers = _issuers(row.paper, at)
    if issuers is not None:
        signer, wrong = issuers
        settle_scan(scan=scan, state=State.ISSUED, signer=signer, reason=wrong, at=at)
        return
    try:
        certificate = _certificate(row, at)
        signed = sign(_seen(row.paper, at), signers=[_spec(row.paper, certificate)], at=at)
    except (Conflict, Invalid) as refusal:
        settle_scan(scan=scan, state=State.FAILED, reason=refusal.detail, at=at)
        return
    settle_scan(
        scan=scan, state=State.SIGNED, signer=certificate.name, signed=signed,
        digest=hashlib.sha256(signed).hexdigest(), at=at,
    )  # fmt: skip


def _issuers(paper: DossierPaper, at: datetime) -> tuple[str, str] | None:
    """Who signed the file before it came, and what is wrong with that; None for one without signatures.

    Their signatures prove the paper. Ours beside them would call an electronic original a scan of a paper, and would
    lend our name to whatever is wrong with them.
    """
    if paper.file.media_type != PDF or paper.file.state != StoredFile.State.CLEAN:
        return None
    report = verify(original_bytes(owner=paper.dossier.ref, file=paper.file_id), at=at)
    if report.verdict is Verdict.UNREADABLE:
        report = verify(open_file(owner=paper.dossier.ref, file=paper.file_id).content, at=at)
    if report.verdict in (Verdict.UNSIGNED, Verdict.UNREADABLE):
        return None
    names = ", ".join(dict.fromkeys(one.signer for one in report.signatures))
    sound = report.verdict in (Verdict.VALID, Verdict.INCOMPLETE)
    return names[:200], "" if sound else report.sentence[:300]


def _seen(paper: DossierPaper, at: datetime) -> bytes:
    """What opens when somebody looks at the paper, as a PDF; Conflict for a file that was refused, Invalid for a kind
    that no page can be made of."""
    found = open_file(owner=paper.dossier.ref, file=paper.file_id)
    if found.media_type in PICTURES:
        return picture_page(found.content, at=at)
    if found.media_type != PDF:
        raise Invalid(_("Chỉ ký số được tệp PDF hoặc ảnh; xin quét lại thành PDF."))
    return found.content


def _certificate(row: Scan, at: datetime) -> Certificate:
    certificate = (
        certificate_of(holder=Ref("access.account", row.asked_by_id), at=at) if row.asked_by_id else None
    )
    if certificate is None:
        raise Conflict(_("Chứng thư số của người ký không còn hiệu lực."))
    return certificate


def _spec(paper: DossierPaper, certificate: Certificate) -> SignerSpec:
    return SignerSpec(certificate=certificate.pk, reason=REASON.format(dossier=paper.dossier))

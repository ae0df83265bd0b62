"""Papers that officials scan at reception, the digital signature of whoever took them in, and scans taken back.

The signature says that the scan agrees with the paper. It is made with the official's own key by a delivery, once the
file has been examined; a paper that its issuer signed already keeps that signature and gets none of ours.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from uuid import UUID

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.foundation.access.policy import require
from tinhso.foundation.files.actions import discard, keep, take_in
from tinhso.foundation.files.copying import copy
from tinhso.foundation.files.models import StoredFile
from tinhso.foundation.signing.queries import own_certificate
from tinhso.government.dossiers.actions.changing import BASIS, PURPOSE, locked, record
from tinhso.government.dossiers.models import Dossier, DossierPaper, Scan, TakenBackScan
from tinhso.government.dossiers.queries.scans import (
    RECEIVE,
    State,
    copies_of,
    in_hand,
    to_sign,
    to_take_back,
)
from tinhso.kernel import ledger
from tinhso.kernel.actors import SYSTEM, Actor
from tinhso.kernel.deliveries import enqueue
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.statements import insert

SIGN_SCAN_JOB = "dossiers.sign_scan"
FILE_FOR = "dossiers.file_for"


def scanned(*, actor: Actor, dossier: UUID, sign: bool, at: datetime) -> None:
    """Say that the papers a request came with were scanned by the official who filed it, and have them signed where
    `sign` and there is a certificate; in the caller's transaction. Doing it again changes nothing."""
    with transaction.atomic():
        found = locked(actor=SYSTEM, dossier=dossier)
        agencies = [one for one in (found.helper_id, found.counter_id) if one]
        actor = require(actor, FILE_FOR, agencies=agencies, at=at)
        assert found.submitted_at is not None
        came = list(found.papers.filter(removed_at=None, scan=None, added_at=found.submitted_at))
        mark_scanned(came)
        if sign:
            ask_signed(found, [one.id for one in came], actor=actor, at=at)


def add_scan(
    *, actor: Actor, dossier: UUID, paper: str, upload: UploadedFile, sign: bool, at: datetime
) -> DossierPaper:
    """Add the scan of a paper that was brought to the counter; Invalid with the reason when the file is refused."""
    with transaction.atomic():
        found, actor = _taken_in_here(actor, dossier, at)
        if found.is_linked:
            raise Conflict(
                _("Hồ sơ liên thông được giải quyết theo từng phần."),
                next_step=_("Thêm bản quét vào hồ sơ của phần cần giấy tờ này."),
            )
        titles = {need.code: need.title for need in found.procedure.shape.papers}
        titles |= dict(found.scans_taken_back.values_list("paper", "title"))
        if paper not in titles:
            raise Invalid(faults=[Fault("paper", _("Chọn một thành phần của thủ tục."))])
    stored = take_in(
        actor=actor, at=at, owner=found.ref, key=found.key, name=upload.name or "", content=upload, field="file",
        agency=found.counter_id,
    )  # fmt: skip
    with transaction.atomic():
        found, actor = _taken_in_here(actor, dossier, at)
        added = DossierPaper(dossier=found, paper=paper, title=titles[paper], file=stored, added_at=at)
        insert(added)
        mark_scanned([added])
        _record("add_scan", found, actor, at, data={"paper": paper})
        if sign:
            ask_signed(found, [added.id], actor=actor, at=at)
    return added


def sign_scans(*, actor: Actor, dossier: UUID, at: datetime) -> int:
    """Have every scan of a dossier signed that nobody stands for yet, with the actor's key; how many there are.

    Conflict without a certificate that is valid now, and where nothing waits to be signed.
    """
    with transaction.atomic():
        found, actor = _taken_in_here(actor, dossier, at)
        if own_certificate(actor=actor, at=at) is None:
            raise Conflict(
                _("Ông/bà chưa có chứng thư số còn hiệu lực nên bản quét chưa được ký số."),
                next_step=_("Đề nghị quản trị tỉnh khai báo chứng thư số; bản quét vẫn được giữ."),
            )
        asked = ask_signed(found, list(to_sign(found).values_list("paper", flat=True)), actor=actor, at=at)
        if not asked:
            raise Conflict(
                _("Không còn bản quét nào chờ ký số."), next_step=_("Mở lại hồ sơ để xem các bản đã ký.")
            )
    return asked


def take_back_scan(
    *, actor: Actor, dossier: UUID, scan: UUID, version: int, reason: str, at: datetime
) -> Dossier:
    """Take back a scan that is of the wrong paper: its file is erased, here and in the parts of a linked filing, and
    stands nowhere any more as a paper of the dossier.

    The dossier becomes its next version: whoever is about to decide on it sees first what is no longer there. Conflict
    once it has a result, is closed or passed on, or one of its parts was decided with this scan.
    """
    if not reason.strip():
        raise Invalid(faults=[Fault("note", _("Xin ghi lý do."))])
    with transaction.atomic():
        found = locked(actor=actor, dossier=dossier, version=version)
        actor = require(actor, RECEIVE, agencies=(found.counter_id,), at=at)
        parts = found.parts.filter(erased_at=None).order_by("id").values_list("id", flat=True)
        held = {found.id: found} | {one: locked(actor=SYSTEM, dossier=one) for one in parts}
        going = to_take_back(found, actor=actor, scan=scan)
        digest = going.paper.scan.digest
        for one in (going.paper, *going.copies):
            _take_back(one, held[one.dossier_id], digest=digest, actor=actor, reason=reason, at=at)
    return found


def mark_scanned(papers: Iterable[DossierPaper]) -> None:
    """Say of new papers that an official scanned them; part of the caller's act."""
    rows = [Scan(paper=paper) for paper in papers]
    if rows:
        insert(*rows)


def settle_scan(
    *,
    scan: UUID,
    state: Scan.State,
    at: datetime,
    signer: str = "",
    reason: str = "",
    signed: bytes = b"",
    digest: str = "",
) -> None:
    """Say what became of a scan that was to be signed; called by the job that tried, doing it again changes nothing,
    nor does it once the scan was taken back.

    A `signed` file takes the place of the one it was made from, here and in the parts of a linked filing.
    """  # fmt: skip
    with transaction.atomic():
        of = DossierPaper.objects.filter(id=scan).values_list("dossier", flat=True).first()
        if of is None:
            return
        dossier = locked(actor=SYSTEM, dossier=of)
        row = Scan.objects.select_related("paper__file").filter(paper=scan, state=State.ASKED).first()
        if row is None:
            return
        paper = row.paper
        row.state, row.signer, row.reason, row.digest = state, signer, reason, digest
        if state == State.SIGNED:
            row.signed_at = at
        if signed:
            stem = paper.file.name.rpartition(".")[0] or paper.file.name
            made = keep(at=at, owner=dossier.ref, key=dossier.key, name=f"{stem}.pdf", content=signed)
            _replace(paper, made, at)
        row.save()
        _record(
            "scan_settled", dossier, SYSTEM, at, data={"paper": paper.paper, "state": state, "file": digest}
        )


def _replace(paper: DossierPaper, made: StoredFile, at: datetime) -> None:
    """Put the signed file where the scan was; it holds the scan, which needs no second copy."""
    before, whole = paper.file, paper.dossier
    paper.file = made
    paper.save(update_fields=["file"])
    discard(actor=SYSTEM, at=at, owner=whole.ref, file=before.id)
    for one in copies_of(paper, before.fingerprint).select_related("dossier", "file"):
        part, old = one.dossier, one.file_id
        one.file = copy(at=at, of=whole.ref, file=made.id, owner=part.ref, key=part.key)
        one.save(update_fields=["file"])
        discard(actor=SYSTEM, at=at, owner=part.ref, file=old)


def _take_back(
    paper: DossierPaper, dossier: Dossier, *, digest: str, actor: Actor, reason: str, at: datetime
) -> None:
    """Erase one file with its line among the papers, and leave the line that says so."""
    paper.delete()
    discard(actor=actor, at=at, owner=dossier.ref, file=paper.file_id, agency=dossier.counter_id)
    done = record(
        dossier,
        verb="take_back_scan",
        actor=actor,
        at=at,
        note=reason,
        data={"paper": paper.paper, "file": digest},
    )
    insert(
        TakenBackScan(
            act=done.id, dossier=dossier, paper=paper.paper, title=paper.title, digest=digest, at=at
        )
    )


def _taken_in_here(actor: Actor, dossier: UUID, at: datetime) -> tuple[Dossier, Actor]:
    """A dossier whose papers this official may stand for, held until the transaction ends."""
    found = locked(actor=actor, dossier=dossier)
    actor = require(actor, RECEIVE, agencies=(found.counter_id,), at=at)
    if not in_hand(actor=actor, dossier=found):
        raise Conflict(
            _("Hồ sơ đã chuyển đi, đã có kết quả hoặc đã đóng nên không nhận, không ký thêm bản quét.")
        )
    return found, actor


def ask_signed(dossier: Dossier, papers: Collection[UUID], *, actor: Actor, at: datetime) -> int:
    """The same for some papers, as a step of the caller's act on a dossier it holds; without a certificate they stay
    unsigned."""
    wanted = to_sign(dossier).filter(paper__in=papers)
    asked = sorted(wanted.values_list("paper", flat=True))
    if not asked or own_certificate(actor=actor, at=at) is None:
        return 0
    wanted.update(state=State.ASKED, asked_by=actor.account, asked_at=at, reason="")
    _record("sign_scans", dossier, actor, at, data={"scans": len(asked)})
    for paper in asked:
        enqueue(SIGN_SCAN_JOB, {"scan": str(paper)}, due_at=at)
    return len(asked)


def _record(verb: str, dossier: Dossier, actor: Actor, at: datetime, *, data: dict[str, object]) -> None:
    """The dossier itself stays as it was: a page open elsewhere does not go stale."""
    ledger.record(
        actor=actor, verb=f"dossiers.{verb}", about=dossier.ref, at=at, agency=dossier.counter_id,
        subjects=dossier.subjects, purpose=PURPOSE, basis=BASIS, data={"version": dossier.version, **data},
    )  # fmt: skip

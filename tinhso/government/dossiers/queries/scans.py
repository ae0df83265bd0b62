"""Papers that officials scanned: which wait to be signed, who may stand for them or take them back, and what anyone may
learn of them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from tinhso.foundation.access.models import Account
from tinhso.foundation.access.policy import allows
from tinhso.foundation.signing.queries import own_certificate
from tinhso.government.dossiers.models import Dossier, DossierPaper, Scan, TakenBackScan
from tinhso.government.dossiers.queries.page import OpenDossier, passed_on
from tinhso.government.dossiers.rules import Phase
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, NotFound

RECEIVE = "dossiers.receive"
State = Scan.State
TO_SIGN = (State.UNSIGNED, State.FAILED)


@dataclass(frozen=True)
class Digitised:
    """The public face of a scan that an official signed: who took the paper in and when; not whose it is."""

    signer: str
    signed_at: datetime


@dataclass(frozen=True)
class ScanDesk:
    """What an official who may stand for the papers of a dossier finds to do with their scans."""

    to_sign: int
    certified: bool
    """Whether the official has a certificate to sign with."""
    signing: bool


def scan_desk(dossier: Dossier, *, actor: Actor, at: datetime) -> ScanDesk | None:
    """None for an official who may not."""
    if not in_hand(actor=actor, dossier=dossier):
        return None
    return ScanDesk(
        to_sign=to_sign(dossier).count(),
        certified=own_certificate(actor=actor, at=at) is not None,
        signing=signing(dossier.id),
    )


@dataclass(frozen=True)
class TakenBack:
    """A scan that is no paper of its dossier any more."""

    paper: str
    title: str
    at: datetime
    who: str
    why: str


@dataclass(frozen=True)
class Going:
    """A scan that may be taken back, with the copies of it that go too."""

    paper: DossierPaper
    copies: Sequence[DossierPaper]
    """In the parts of a linked filing."""


def scans_taken_back(page: OpenDossier) -> list[TakenBack]:
    """What was taken back, the oldest first."""
    rows = list(page.dossier.scans_taken_back.order_by("at", "act"))
    done_by = {line.act.id: line.act.actor for line in page.history} if rows else {}
    names: dict[UUID | None, str] = dict(
        Account.objects.filter(id__in={one for one in done_by.values() if one}).values_list("id", "name")
    )
    return [
        TakenBack(
            one.paper, one.title, one.at, names.get(done_by.get(one.act), ""), page.notes.get(one.act, "")
        )
        for one in rows
    ]


def to_take_back(dossier: Dossier, *, actor: Actor, scan: UUID) -> Going:
    """A scan the actor may take back now; Conflict says why not and what next, NotFound that none is there."""
    if not in_hand(actor=actor, dossier=dossier):
        raise _stays(dossier, actor=actor)
    paper = (
        dossier.papers.filter(id=scan, removed_at=None, scan__isnull=False)
        .select_related("file", "scan")
        .first()
    )
    if paper is None:
        raise NotFound(
            _("Hồ sơ này không có bản quét đó; có thể bản quét đã được thu hồi."),
            next_step=_("Mở lại hồ sơ để xem các bản quét còn lại."),
        )
    same = copies_of(paper, paper.file.fingerprint).filter(paper=paper.paper)
    copies = list(same.select_related("dossier__procedure"))
    for one in copies:
        if one.dossier.closed_at is not None or one.dossier.phase == Phase.ISSUED:
            raise Conflict(
                _("Phần “%(part)s” đã được quyết định với bản quét này nên không thu hồi được nữa.")
                % {"part": one.dossier.procedure.name},
                next_step=_(
                    "Ở phần chưa có kết quả, thêm bản quét đúng; phần đã quyết định thì báo cơ quan giải quyết "
                    "xem xét lại."
                ),
            )
    return Going(paper, copies)


def copies_of(paper: DossierPaper, fingerprint: str) -> QuerySet[DossierPaper]:
    """The same file (as it had this fingerprint) in the parts of a linked filing."""
    return DossierPaper.objects.filter(
        dossier__part_of=paper.dossier_id, dossier__erased_at=None, file__fingerprint=fingerprint
    ).order_by("dossier", "id")


def _stays(dossier: Dossier, *, actor: Actor) -> Conflict:
    """Why a scan stays where it is."""
    if not allows(actor, RECEIVE, agencies=(dossier.counter_id,)):
        return Conflict(
            _("Chỉ nơi tiếp nhận hồ sơ thu hồi được bản quét."),
            next_step=_("Báo nơi tiếp nhận biết bản quét nào sai và vì sao."),
        )
    if dossier.closed_at is not None or dossier.phase == Phase.ISSUED:
        return Conflict(
            _(
                "Hồ sơ đã có kết quả hoặc đã đóng, bản quét là căn cứ của việc giải quyết nên không thu hồi được nữa."
            ),
            next_step=_(
                "Nếu bản quét sai, báo cơ quan giải quyết xem xét lại kết quả. Bản quét được xóa cùng hồ sơ khi "
                "hết thời hạn lưu trữ."
            ),
        )
    return Conflict(
        _("Hồ sơ đã chuyển đến cơ quan giải quyết nên nơi tiếp nhận không thu hồi được bản quét nữa."),
        next_step=_("Báo cơ quan giải quyết biết bản quét nào sai để yêu cầu bổ sung bản đúng."),
    )


def to_sign(dossier: Dossier) -> QuerySet[Scan]:
    """The scans of a dossier that nobody stands for yet."""
    return Scan.objects.filter(paper__dossier=dossier, paper__removed_at=None, state__in=TO_SIGN)


def in_hand(*, actor: Actor, dossier: Dossier) -> bool:
    """Whether the papers of a dossier are the actor's to stand for: at the counter that receives it, while it has it
    and somebody still works on it."""
    return (
        dossier.closed_at is None
        and dossier.phase not in (Phase.DRAFT, Phase.ISSUED)
        and allows(actor, RECEIVE, agencies=(dossier.counter_id,))
        and not passed_on(dossier, actor=actor)
    )


def signing(dossier: UUID) -> bool:
    """Whether some scan of a dossier is being signed; shows nobody's personal data, so no look is recorded."""
    return Scan.objects.filter(paper__dossier=dossier, state=State.ASKED).exists()


def taken_back_file(content: bytes) -> datetime | None:
    """When a file with exactly these bytes, signed by an official as a scan, was taken back; None for any other."""
    digest = hashlib.sha256(content).hexdigest()
    return TakenBackScan.objects.filter(digest=digest).values_list("at", flat=True).first()


def digitised_file(content: bytes) -> Digitised | None:
    """What is known of a file with exactly these bytes, if an official signed it as a scan."""
    digest = hashlib.sha256(content).hexdigest()
    found = Scan.objects.filter(digest=digest).first()
    return Digitised(found.signer, found.signed_at) if found and found.signed_at else None

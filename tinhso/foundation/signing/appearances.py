"""Pictures of signatures and seals: brought in as transparent PNG, drawn anew, kept sealed, put on what is signed.

Decree 30/2020/NĐ-CP, annex I: a person's signature is blue, an agency's seal red and as large as it is; both have a
transparent ground.
"""

from __future__ import annotations

import hashlib
import io
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from PIL import Image, ImageStat

from tinhso.foundation.access.policy import require
from tinhso.foundation.signing.models import Appearance
from tinhso.kernel import ledger, sealing
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Fault, Invalid, NotFound
from tinhso.kernel.refs import Ref

OWN, SEAL = "signing.use_own", "signing.keep_seal"
ACCOUNT, AGENCY = "access.account", "units.agency"
MAX_BYTES = 1024 * 1024
LEAST, MOST, KEPT = 120, 4000, 800
"""Pixels of a side: what is brought in, and what is kept of the longer one."""
_CLEAR = 24
"""Up to this alpha a pixel counts as ground."""
_LEAST_GROUND = 0.2
"""Share of the picture that has to be ground."""
WIDTHS = {ACCOUNT: (20.0, 60.0), AGENCY: (20.0, 45.0)}
"""Millimetres on paper that are taken, for a signature and for a seal."""


def keep_look(*, actor: Actor, holder: Ref, picture: bytes, width: float, at: datetime) -> Appearance:
    """Keep the picture of one's own signature, or of the seal of an agency one keeps it for; it takes the place of the
    one before.

    Invalid with the fault at `picture` or `width` for anything but a transparent PNG in the colour of the decree.
    """
    actor = _allowed(actor, holder, at=at)
    drawn = _drawn(picture, red=holder.kind == AGENCY)
    least, most = WIDTHS[holder.kind]
    if not least <= width <= most:
        raise Invalid(
            _("Chưa lưu được ảnh."),
            faults=[
                Fault(
                    "width",
                    _("Chiều rộng trên giấy từ %(least)d đến %(most)d mm.") % {"least": least, "most": most},
                )
            ],
        )
    key = sealing.new_key("signing.appearance")
    with transaction.atomic():
        former = Appearance.objects.select_for_update().filter(holder=holder).first()
        kept = former or Appearance(holder=holder)
        gone, kept.key = kept.key, key
        kept.width, kept.digest, kept.saved_at = round(width * 10), hashlib.sha256(drawn).hexdigest(), at
        kept.fill(drawn)
        kept.save()
        _record(holder, "signing.keep_look", actor=actor, at=at, digest=kept.digest)
    if former:
        sealing.destroy(gone)
    return kept


def drop_look(*, actor: Actor, holder: Ref, at: datetime) -> None:
    """Sign with the drawn stand-in again; the picture can not be opened any more. NotFound when there is none."""
    actor = _allowed(actor, holder, at=at)
    with transaction.atomic():
        kept = Appearance.objects.select_for_update().filter(holder=holder).first()
        if kept is None:
            raise NotFound(_("Chưa có ảnh nào để gỡ."))
        kept.delete()
        _record(holder, "signing.drop_look", actor=actor, at=at, digest=kept.digest)
    sealing.destroy(kept.key)


def _allowed(actor: Actor, holder: Ref, *, at: datetime) -> Actor:
    if holder.kind == AGENCY:
        return require(actor, SEAL, agencies=(holder.id,), at=at)
    if holder != Ref(ACCOUNT, actor.account or holder.id) or actor.account is None:
        raise NotFound(_("Chỉ người ký tự tải ảnh chữ ký của mình."))
    return require(actor, OWN, agencies=actor.agencies, at=at)


def _drawn(picture: bytes, *, red: bool) -> bytes:
    """The same drawing without its empty margin and without anything else the file held."""
    if len(picture) > MAX_BYTES:
        raise _refused(_("Ảnh lớn hơn 1 MB."))
    opened = _opened(picture)
    alpha = opened.getchannel("A").point(lambda value: 255 if value > _CLEAR else 0)
    box = alpha.getbbox()
    ground = alpha.histogram()[0] / (opened.width * opened.height)
    if box is None:
        raise _refused(_("Ảnh không có nét nào."))
    if ground < _LEAST_GROUND:
        raise _refused(_("Nền ảnh chưa trong suốt: tách nền rồi lưu dạng PNG."))
    if red != _reddish(opened, alpha):
        raise _refused(_("Dấu phải màu đỏ.") if red else _("Chữ ký phải màu xanh (Nghị định 30/2020/NĐ-CP)."))
    cut = opened.crop(box)
    cut.thumbnail((KEPT, KEPT))
    saved = io.BytesIO()
    # Bytes of a new picture: no colour profile, comment or hidden text of the old one comes along.
    Image.frombytes("RGBA", cut.size, cut.tobytes()).save(saved, "PNG", optimize=True)
    return saved.getvalue()


def _opened(picture: bytes) -> Image.Image:
    try:
        # Asked before a pixel is unpacked: a small file can say it is a large picture.
        with Image.open(io.BytesIO(picture), formats=("PNG",)) as opened:
            if not (max(opened.size) >= LEAST and max(opened.size) <= MOST):
                raise _refused(
                    _("Cạnh dài của ảnh từ %(least)d đến %(most)d điểm ảnh.") % {"least": LEAST, "most": MOST}
                )
            opened.load()
            return opened.convert("RGBA")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as unreadable:
        raise _refused(_("Ảnh phải là tệp PNG đọc được.")) from unreadable


def _reddish(picture: Image.Image, drawn: Image.Image) -> bool:
    """Whether what is drawn is more red than blue."""
    red, _green, blue = ImageStat.Stat(picture.convert("RGB"), drawn).mean
    return red > blue


def _record(holder: Ref, verb: str, *, actor: Actor, at: datetime, digest: str) -> None:
    ledger.record(
        actor=actor, verb=verb, about=holder, at=at, subjects=[holder],
        agency=holder.id if holder.kind == AGENCY else None, data={"digest": digest},
    )  # fmt: skip


def _refused(why: str, field: str = "picture") -> Invalid:
    return Invalid(_("Chưa lưu được ảnh."), faults=[Fault(field, why)])

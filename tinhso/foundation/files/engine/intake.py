"""The order of the checks, cheap ones first: name, size, kind, then a look inside."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from tinhso.foundation.files.engine import archives, documents, images
from tinhso.foundation.files.engine.kinds import KINDS, PDF, Kind, kind_of, must_agree
from tinhso.foundation.files.engine.names import extension, safe_name
from tinhso.foundation.files.engine.refusal import Unsafe
from tinhso.foundation.files.limits import MEBIBYTE, Limits


@dataclass(frozen=True)
class Examined:
    """A file that may be kept."""

    name: str
    kind: Kind
    content: bytes
    """What is kept: the bytes as they came, or the image drawn anew."""
    view: bytes = b""
    """A copy to look at where the original is not for looking."""
    active: bool = False


def glance(name: str, content: bytes, limits: Limits) -> tuple[str, Kind]:
    """The cheap checks: the safe name and the kind. Unsafe otherwise."""
    kept = safe_name(name)
    ending = extension(kept)
    if ending not in limits.extensions or ending not in KINDS:
        taken = ", ".join(one.upper() for one in limits.extensions)
        raise Unsafe(
            _("Chỉ nhận tệp %(taken)s; tệp này có đuôi “.%(ending)s”")
            % {"taken": taken, "ending": ending[:10]}
        )
    if not content:
        raise Unsafe(_("Tệp rỗng; xin chọn lại tệp"))
    if len(content) > limits.bytes:
        raise Unsafe(
            _("Tệp lớn hơn %(most)s MB; xin giảm cỡ hoặc tách thành nhiều tệp")
            % {"most": limits.bytes // MEBIBYTE}
        )
    return kept, kind_of(ending, content)


def examine(name: str, content: bytes, limits: Limits) -> Examined:
    """Every check but the scanner's. Unsafe, with words for the sender, when the file cannot be taken."""
    kept, kind = glance(name, content, limits)
    must_agree(extension(kept), content)
    if kind is PDF:
        looked = documents.examine(content, limits)
        return Examined(kept, kind, content, view=looked.view, active=looked.active)
    if kind.media_type.startswith("image/"):
        return Examined(kept, kind, images.redrawn(content, kind, limits))
    archives.examine(content, kind, limits)
    return Examined(kept, kind, content)

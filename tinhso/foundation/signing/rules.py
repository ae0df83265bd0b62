"""What signing promises and how a judgement is put into words. No ORM, no cryptography."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.clock import local

MAX_BYTES = 32 * 1024 * 1024
"""The largest file that is signed or judged."""


class Profile(StrEnum):
    """How long a signature is meant to be provable (ETSI EN 319 142-1)."""

    B_T = "b-t"
    """A trusted time beside each signature: issued results."""
    B_LTA = "b-lta"
    """Revocation data and a timestamp over the whole file as well: documents kept for years."""


@dataclass(frozen=True)
class SignerSpec:
    """One signature to make: with which certificate, shown where.

    `place` is the name of a destination in the file, `<place>/<width>x<height>` in millimetres with its
    point at the top left corner; a file without it is signed invisibly. `image` is a transparent PNG of
    the hand-written signature or of the seal; without it a drawn one stands in.
    """

    certificate: UUID
    place: str = "sign"
    reason: str = ""
    image: bytes | None = None


class Verdict(StrEnum):
    """What may be concluded. Only VALID may be shown as valid."""

    VALID = "valid"
    UNCHECKED = "unchecked"
    """Nothing speaks against it, but the state of a certificate could not be checked."""
    INCOMPLETE = "incomplete"
    """Signed by a person, not yet by an agency: not an issued document."""
    INVALID = "invalid"
    UNSIGNED = "unsigned"
    UNREADABLE = "unreadable"


class Standing(StrEnum):
    """The certificate at the time of signing, by our own list of trusted authorities."""

    TRUSTED = "trusted"
    UNKNOWN_AUTHORITY = "unknown-authority"
    EXPIRED = "expired"
    REVOKED = "revoked"
    UNCHECKED = "unchecked"
    """No revocation list of its authority covers the time of signing."""
    UNSUITABLE = "unsuitable"
    """Its key usage, algorithm or chain does not allow signatures."""


class Clock(StrEnum):
    """Whose clock tells when a signature was made."""

    TIMESTAMP = "timestamp"
    SIGNER = "signer"


class Later(StrEnum):
    """What was added to the file after a signature."""

    NOTHING = "nothing"
    PRESERVATION = "preservation"
    """Only what keeps signatures provable: validation data, timestamps."""
    SIGNATURES = "signatures"
    """Further signatures, each judged on its own."""
    CHANGES = "changes"


@dataclass(frozen=True)
class SignatureReport:
    """One signature, judged."""

    field: str
    signer: str
    organisation: str
    is_organisation: bool
    issuer: str
    serial: str
    signed_at: datetime | None
    clock: Clock
    intact: bool
    covers_whole_file: bool
    later: Later
    standing: Standing
    verdict: Verdict
    sentence: str


@dataclass(frozen=True)
class Report:
    """The whole file, judged; signatures in the order in which they were made."""

    verdict: Verdict
    sentence: str
    signatures: tuple[SignatureReport, ...] = ()
    kept_until: datetime | None = None
    """When the newest timestamp over the whole file was made, for files under preservation."""


_STANDINGS = {
    Standing.UNKNOWN_AUTHORITY: gettext_lazy("chứng thư số không do tổ chức được tin cậy cấp"),
    Standing.EXPIRED: gettext_lazy("chứng thư số không có hiệu lực vào lúc ký"),
    Standing.REVOKED: gettext_lazy("chứng thư số đã bị thu hồi trước lúc ký"),
    Standing.UNCHECKED: gettext_lazy("chưa kiểm tra được chứng thư số có bị thu hồi hay không"),
    Standing.UNSUITABLE: gettext_lazy("chứng thư số không dùng được để ký văn bản"),
}


def signature_sentence(
    *,
    who: str,
    signed_at: datetime | None,
    clock: Clock,
    intact: bool,
    later: Later,
    standing: Standing,
    verdict: Verdict,
) -> str:
    """One plain sentence on one signature."""
    told = _("theo dấu thời gian tin cậy") if clock is Clock.TIMESTAMP else _("theo đồng hồ của người ký")
    signed = _("%(who)s đã ký") % {"who": who}
    if signed_at:
        moment = {
            "clock": f"{local(signed_at):%H:%M:%S}",
            "day": f"{local(signed_at):%d/%m/%Y}",
            "told": told,
        }
        signed += _(" lúc %(clock)s ngày %(day)s (%(told)s)") % moment
    if verdict is Verdict.VALID:
        return _("%(signed)s; nội dung còn nguyên vẹn, chứng thư số hợp lệ khi ký.") % {"signed": signed}
    if not intact:
        return _("Chữ ký ghi tên %(who)s không còn đúng: nội dung đã bị thay đổi sau khi ký.") % {"who": who}
    if later is Later.CHANGES:
        return _("%(signed)s, nhưng tệp đã bị sửa đổi sau chữ ký này.") % {"signed": signed}
    return f"{signed}; {_STANDINGS.get(standing) or _('chữ ký chưa đủ điều kiện công nhận')}."


def file_sentence(verdict: Verdict, signatures: tuple[SignatureReport, ...]) -> str:
    """One plain sentence on the whole file."""
    if verdict is Verdict.VALID:
        names = ", ".join(dict.fromkeys(signature.signer for signature in signatures))
        return _("Văn bản hợp lệ: %(names)s đã ký, nội dung còn nguyên vẹn từ khi ký.") % {"names": names}
    return {
        Verdict.UNCHECKED: _(
            "Nội dung còn nguyên vẹn, nhưng chưa kiểm tra được đầy đủ chứng thư số: chưa thể kết luận."
        ),
        Verdict.INCOMPLETE: _(
            "Văn bản mới có chữ ký của cá nhân, chưa có chữ ký số của cơ quan, tổ chức ban hành."
        ),
        Verdict.INVALID: _(
            "Không công nhận được văn bản này: có chữ ký không hợp lệ hoặc tệp đã bị sửa đổi."
        ),
        Verdict.UNSIGNED: _("Tệp không có chữ ký số."),
        Verdict.UNREADABLE: _("Không đọc được tệp này: tệp hỏng, không phải PDF hoặc quá lớn."),
    }[verdict]

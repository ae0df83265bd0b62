"""What signing promises and how a judgement is put into words. No ORM, no cryptography."""

from dataclasses import dataclass
from datetime import datetime, timedelta
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
    the hand-written signature or of the seal, `width` how wide it is on paper, in millimetres; without it a drawn
    one stands in. With `words` there is no picture: they stand at the top right of the first page, as the decree has
    it for copies and for what goes along with a document.
    """

    certificate: UUID
    place: str = "sign"
    reason: str = ""
    image: bytes | None = None
    width: float = 0.0
    words: tuple[str, ...] = ()


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


class Scope(StrEnum):
    """For whom a root vouches: each has a list of trust of its own."""

    STATE = "state"
    """Chuyên dùng công vụ: state bodies and their officials."""
    PUBLIC = "public"
    """Công cộng: citizens and companies."""


SCOPE_TITLES = {
    Scope.STATE: gettext_lazy("Chữ ký số chuyên dùng công vụ"),
    Scope.PUBLIC: gettext_lazy("Chữ ký số công cộng"),
}


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
    scope: Scope | None = None
    """The list of trust its root stands in; None where no root vouches for it."""

    @property
    def trust_list(self) -> str:
        return str(SCOPE_TITLES[self.scope]) if self.scope else ""

    @property
    def title(self) -> str:
        return str(_VERDICTS.get(self.verdict, _INVALID))

    @property
    def tone(self) -> str:
        return _TONES.get(self.verdict, "bad")

    @property
    def clock_title(self) -> str:
        return str(_CLOCKS[self.clock])

    @property
    def standing_title(self) -> str:
        """Of a signature that does not hold, the certificate is not judged at all."""
        if not self.intact:
            return _("không xét, vì chữ ký không còn đúng")
        return str(_STANDINGS.get(self.standing, _TRUSTED))

    @property
    def later_title(self) -> str:
        return str(_LATERS[self.later])


@dataclass(frozen=True)
class Revision:
    """One stage of a file's life, in the order in which it was added."""

    number: int
    """From 1 on, the first as it was made."""
    sentence: str
    sound: bool
    """Whether it only added what is accounted for."""


@dataclass(frozen=True)
class Report:
    """The whole file, judged; signatures in the order in which they were made."""

    verdict: Verdict
    sentence: str
    signatures: tuple[SignatureReport, ...] = ()
    revisions: tuple[Revision, ...] = ()
    """What the file became, step by step; empty when it has no signature to tell it by."""
    kept_until: datetime | None = None
    """When the newest timestamp over the whole file was made, for files under preservation."""

    @property
    def tone(self) -> str:
        return _TONES.get(self.verdict, "bad")

    @property
    def unchecked(self) -> bool:
        """Whether the standing of a certificate could not be checked."""
        return any(one.standing is Standing.UNCHECKED for one in self.signatures)


_TONES = {
    Verdict.VALID: "good", Verdict.UNCHECKED: "wait", Verdict.INCOMPLETE: "wait", Verdict.UNSIGNED: "wait",
}  # fmt: skip
_VERDICTS = {
    Verdict.VALID: gettext_lazy("Hợp lệ"),
    Verdict.UNCHECKED: gettext_lazy("Chưa kiểm tra được đầy đủ"),
}
_INVALID, _TRUSTED = gettext_lazy("Không hợp lệ"), gettext_lazy("còn hiệu lực, do tổ chức được tin cậy cấp")
_CLOCKS = {
    Clock.TIMESTAMP: gettext_lazy("theo dấu thời gian tin cậy"),
    Clock.SIGNER: gettext_lazy("theo đồng hồ của người ký"),
}
_LATERS = {
    Later.NOTHING: gettext_lazy("không có gì được thêm"),
    Later.PRESERVATION: gettext_lazy("chỉ thêm dữ liệu để kiểm tra lâu dài"),
    Later.SIGNATURES: gettext_lazy("có thêm chữ ký khác"),
    Later.CHANGES: gettext_lazy("tệp bị sửa đổi"),
}


class Life(StrEnum):
    """Where a certificate stands in its own life, for those who keep it."""

    GOOD = "good"
    ENDING = "ending"
    """It ends within `ENDING_DAYS`."""
    ENDED = "ended"
    COMING = "coming"
    """Not valid yet."""
    REVOKED = "revoked"


ENDING_DAYS = 30
LIFE_TITLES = {
    Life.GOOD: gettext_lazy("Còn hiệu lực"),
    Life.ENDING: gettext_lazy("Sắp hết hạn"),
    Life.ENDED: gettext_lazy("Hết hạn"),
    Life.COMING: gettext_lazy("Chưa có hiệu lực"),
    Life.REVOKED: gettext_lazy("Ngừng dùng"),
}
LIFE_TONES = {
    Life.GOOD: "good", Life.ENDING: "wait", Life.ENDED: "neutral", Life.COMING: "info", Life.REVOKED: "bad",
}  # fmt: skip


def life_of(*, not_before: datetime, not_after: datetime, revoked_at: datetime | None, at: datetime) -> Life:
    """Where a certificate stands at a moment."""
    if revoked_at is not None and revoked_at <= at:
        return Life.REVOKED
    if at >= not_after:
        return Life.ENDED
    if at < not_before:
        return Life.COMING
    return Life.ENDING if not_after - at <= timedelta(days=ENDING_DAYS) else Life.GOOD


class Step(StrEnum):
    """What one revision of a file did."""

    MADE = "made"
    WORKED_ON = "worked-on"
    SIGNED = "signed"
    STAMPED = "stamped"
    PRESERVED = "preserved"
    CHANGED = "changed"


_STEPS = {
    Step.MADE: gettext_lazy("Tệp được lập."),
    Step.WORKED_ON: gettext_lazy("Tệp được sửa trước khi ký."),
    Step.SIGNED: gettext_lazy("%(who)s ký số."),
    Step.STAMPED: gettext_lazy("Đóng dấu thời gian lên toàn bộ tệp."),
    Step.PRESERVED: gettext_lazy(
        "Thêm chứng thư số, danh sách thu hồi để kiểm tra lâu dài; nội dung giữ nguyên."
    ),
    Step.CHANGED: gettext_lazy("Tệp bị sửa đổi sau khi đã ký."),
}


def step_sentence(step: Step, *, who: str) -> str:
    """One plain sentence on one revision."""
    return str(_STEPS[step]) % {"who": who}


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
    told = str(_CLOCKS[clock])
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

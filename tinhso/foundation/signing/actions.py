"""Signing a file. Who may ask for it is decided by the system that owns the file; it also records the act."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.signing.rules import MAX_BYTES, Profile, SignerSpec
from tinhso.kernel.errors import Conflict, Fault, Invalid, NotFound, Refusal, Unavailable


def sign(pdf: bytes, *, signers: Sequence[SignerSpec], at: datetime, profile: Profile = Profile.B_T) -> bytes:
    """Sign a PDF with each certificate in turn and return the new file; nothing is stored.

    Persons sign before organisations (Decree 30/2020). Refuses with Conflict a certificate that is not usable
    at `at` or an order that the decree does not allow, with Invalid a file that is no sound PDF, with
    Unavailable when a key or the timestamp authority cannot be reached. Takes a worker: imports heavy libraries.
    """
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign.general import SigningError

    from tinhso.foundation.signing import keys, pades

    if len(pdf) > MAX_BYTES:
        raise Invalid(
            _("Tệp quá lớn để ký số."),
            faults=[Fault("pdf", _("lớn hơn %(most)s MB") % {"most": MAX_BYTES // 1024 // 1024})],
        )
    chosen = _certificates(signers, at)
    stamper = (
        Certificate.objects.usable(at)
        .filter(kind=Certificate.Kind.TIMESTAMP)
        .select_related("key", "issuer__parent")
        .order_by("-not_after")
        .first()
    )
    if stamper is None:
        raise Unavailable(
            _("Chưa có dịch vụ cấp dấu thời gian."), next_step=_("Khai báo dịch vụ dấu thời gian.")
        )
    try:
        return pades.sign(
            pdf,
            list(zip(signers, chosen, strict=True)),
            authority=pades.timestamp_authority(stamper),
            at=at,
            profile=profile,
        )
    except PKCS11Error as lost:
        pades.forget_token()
        raise keys.token_silent() from lost
    except (PdfError, SigningError) as unsound:
        raise Invalid(
            _("Không ký được tệp này: tệp không phải PDF hợp lệ hoặc không cho phép ký thêm."),
            faults=[Fault("pdf", str(unsound))],
        ) from unsound


def _certificates(signers: Sequence[SignerSpec], at: datetime) -> list[Certificate]:
    asked = [spec.certificate for spec in signers]
    usable = Certificate.objects.usable(at).select_related("key", "issuer__parent").in_bulk(asked)
    chosen: list[Certificate] = []
    for spec in signers:
        certificate = usable.get(spec.certificate)
        if certificate is None:
            raise _unusable(spec.certificate)
        if certificate.kind == Certificate.Kind.TIMESTAMP:
            raise Conflict(_("Chứng thư số cấp dấu thời gian không dùng để ký văn bản."))
        if certificate.kind == Certificate.Kind.PERSON and any(
            earlier.kind == Certificate.Kind.ORGANISATION for earlier in chosen
        ):
            raise Conflict(_("Người có thẩm quyền ký trước, cơ quan ký sau (Nghị định 30/2020/NĐ-CP)."))
        chosen.append(certificate)
    if not chosen:
        raise Invalid(_("Chưa chọn chứng thư số để ký."), faults=[Fault("signers", _("trống"))])
    return chosen


def _unusable(certificate: UUID) -> Refusal:
    known = Certificate.objects.filter(pk=certificate).first()
    if known is None:
        return NotFound(_("Không tìm thấy chứng thư số."))
    return Conflict(
        _("Chứng thư số của %(name)s không còn dùng được: hết hạn, bị thu hồi hoặc chưa có khóa.")
        % {"name": known.name},
        next_step=_("Chọn chứng thư số còn hiệu lực."),
    )

"""Judging signed files. Whatever is not proved is not valid, and no bytes may raise an error.

Times are taken from the outside in: a timestamp over the whole file is judged as of now, what it covers as
of its time, a signature's own timestamp likewise, and a certificate as of the time so proved (EN 319 102-1).
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from asn1crypto import x509
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.ades.report import AdESIndeterminate
from pyhanko.sign.diff_analysis import (
    DEFAULT_DIFF_POLICY,
    DiffResult,
    ModificationLevel,
    SuspiciousModification,
)
from pyhanko.sign.fields import enumerate_sig_fields
from pyhanko.sign.validation import validate_pdf_signature, validate_pdf_timestamp
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko.sign.validation.status import (
    DocumentTimestampStatus,
    PdfSignatureStatus,
    SignatureCoverageLevel,
    SignatureStatus,
)
from pyhanko_certvalidator.authority import CertTrustAnchor

from tinhso.foundation.signing.rules import (
    Clock,
    Later,
    Report,
    Revision,
    Scope,
    SignatureReport,
    Standing,
    Step,
    Verdict,
    file_sentence,
    signature_sentence,
    step_sentence,
)
from tinhso.foundation.signing.trust import Trust

KindOf = Callable[[str], str | None]
MAX_SIGNATURES, MAX_REVISIONS = 50, 120
_SKEW = timedelta(minutes=5)
_STANDINGS = {
    AdESIndeterminate.REVOKED_NO_POE: Standing.REVOKED,
    AdESIndeterminate.REVOKED_CA_NO_POE: Standing.REVOKED,
    AdESIndeterminate.OUT_OF_BOUNDS_NO_POE: Standing.EXPIRED,
    AdESIndeterminate.OUT_OF_BOUNDS_NOT_REVOKED: Standing.EXPIRED,
    AdESIndeterminate.NO_CERTIFICATE_CHAIN_FOUND: Standing.UNKNOWN_AUTHORITY,
    AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE: Standing.UNKNOWN_AUTHORITY,
    AdESIndeterminate.TRY_LATER: Standing.UNCHECKED,
}
_log = structlog.get_logger(__name__)


@dataclass
class _File:
    """A file being judged, and the latest moment its next-inner part is known to have existed."""

    reader: PdfFileReader
    signatures: list[EmbeddedPdfSignature]
    trust: Trust
    kind_of: KindOf
    control: datetime
    unaccounted: bool = False
    """Something no signature accounts for was added behind the last one."""
    kept_until: datetime | None = None


def judge(pdf: bytes, *, trust: Trust, kind_of: KindOf, at: datetime) -> Report:
    """The verdict on a file. `kind_of` tells person from organisation by a certificate's SHA-256."""
    try:
        return _judge(pdf, trust=trust, kind_of=kind_of, at=at)
    except (Exception, RecursionError) as unreadable:
        # A hostile file can fail anywhere in three parsers; whatever the failure, nothing is proved.
        _log.info("signing.unreadable", error=type(unreadable).__name__)
        return Report(Verdict.UNREADABLE, file_sentence(Verdict.UNREADABLE, ()))


def _judge(pdf: bytes, *, trust: Trust, kind_of: KindOf, at: datetime) -> Report:
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    signatures = sorted(reader.embedded_signatures, key=lambda signature: signature.signed_revision)
    filled = sum(1 for _ in enumerate_sig_fields(reader, filled_status=True))
    if not filled:
        return Report(Verdict.UNSIGNED, file_sentence(Verdict.UNSIGNED, ()))
    if filled != len(signatures) or filled > MAX_SIGNATURES or reader.encrypted:
        return Report(Verdict.INVALID, file_sentence(Verdict.INVALID, ()))
    unaccounted = _adds_unaccounted(pdf, reader, signatures)
    file = _File(reader, signatures, trust, kind_of, control=at, unaccounted=unaccounted)
    reports: list[SignatureReport] = []
    sound = True
    for signature in reversed(signatures):
        if signature.sig_object_type == "/DocTimeStamp":
            sound = _judge_timestamp(file, signature) and sound
        else:
            reports.insert(0, _judge_signature(file, signature))
    verdict = _overall(reports) if sound else Verdict.INVALID
    steps = _revisions(file, reports)
    return Report(verdict, file_sentence(verdict, tuple(reports)), tuple(reports), steps, file.kept_until)


def _revisions(file: _File, reports: list[SignatureReport]) -> tuple[Revision, ...]:
    """What each revision of the file added, in plain words."""
    by_revision = {one.signed_revision: one for one in file.signatures}
    by_field = {one.field: one for one in reports}
    first = min(by_revision)
    found = []
    for number in range(min(file.reader.xrefs.total_revisions, MAX_REVISIONS)):
        signature = by_revision.get(number)
        if signature is not None:
            step = Step.SIGNED if signature.sig_object_type == "/Sig" else Step.STAMPED
        elif number < first:
            step = Step.MADE if number == 0 else Step.WORKED_ON
        else:
            step = Step.PRESERVED if _preserves(file.reader, number) else Step.CHANGED
        report = by_field.get(signature.field_name) if signature is not None else None
        sound = step is not Step.CHANGED and (report is None or report.intact)
        found.append(Revision(number + 1, step_sentence(step, who=report.signer if report else ""), sound))
    return tuple(found)


def _preserves(reader: PdfFileReader, revision: int) -> bool:
    """Whether a revision added no more than what keeps signatures provable."""
    before, after = (reader.get_historical_resolver(one) for one in (revision - 1, revision))
    try:
        difference = DEFAULT_DIFF_POLICY.apply(before, after)
    except SuspiciousModification:
        return False
    return bool(difference.modification_level <= ModificationLevel.LTA_UPDATES)


def _overall(reports: list[SignatureReport]) -> Verdict:
    if not reports:
        # Timestamps alone say when a file was there, not who stands for it.
        return Verdict.UNSIGNED
    verdicts = {report.verdict for report in reports}
    if Verdict.INVALID in verdicts:
        return Verdict.INVALID
    if Verdict.UNCHECKED in verdicts:
        return Verdict.UNCHECKED
    return Verdict.VALID if any(report.is_organisation for report in reports) else Verdict.INCOMPLETE


def _judge_timestamp(file: _File, signature: EmbeddedPdfSignature) -> bool:
    """Whether a timestamp over the whole file holds; if so, what it covers existed by its time."""
    status = validate_pdf_timestamp(signature, file.trust.context(at=file.control, timestamps=True))
    sound = bool(status.intact and status.valid and status.trusted)
    if (
        not sound
        or status.timestamp > file.control + _SKEW
        or _later(file, signature, status) is Later.CHANGES
    ):
        return False
    file.kept_until = file.kept_until or status.timestamp
    file.control = min(file.control, status.timestamp)
    return True


def _judge_signature(file: _File, signature: EmbeddedPdfSignature) -> SignatureReport:
    stamped = _claimed_time(signature)
    moment = stamped or file.control
    status = _validate(file, signature, moment)
    stamp = status.timestamp_validity
    proved = bool(
        stamped
        and stamp
        and stamp.intact
        and stamp.valid
        and stamp.trusted
        and stamped <= file.control + _SKEW
    )
    if stamped and not proved:
        moment = file.control
        status = _validate(file, signature, moment)
    intact = bool(status.intact and status.valid)
    later = _later(file, signature, status)
    standing = _standing(status)
    if status.trust_problem_indic is AdESIndeterminate.CERTIFICATE_CHAIN_GENERAL_FAILURE:
        # Either the chain is broken, or only its revocation lists are missing.
        lenient = _validate(file, signature, moment, check=False)
        standing = Standing.UNCHECKED if lenient.trusted else standing
    if not intact or later is Later.CHANGES:
        verdict = Verdict.INVALID
    elif standing is Standing.UNCHECKED or (standing is Standing.TRUSTED and stamped and not proved):
        verdict = Verdict.UNCHECKED
    else:
        verdict = Verdict.VALID if standing is Standing.TRUSTED else Verdict.INVALID
    clock = Clock.TIMESTAMP if proved else Clock.SIGNER
    signed_at = stamped if proved else signature.self_reported_timestamp
    certificate = signature.signer_cert
    subject, issuer = certificate.subject.native, certificate.issuer.native
    who = _text(subject.get("common_name")) or certificate.subject.human_friendly
    return SignatureReport(
        field=signature.field_name,
        signer=who,
        organisation=_text(subject.get("organization_name")),
        is_organisation=_is_organisation(file, certificate),
        issuer=_text(issuer.get("common_name")) or certificate.issuer.human_friendly,
        serial=f"{certificate.serial_number:x}",
        signed_at=signed_at,
        clock=clock,
        intact=intact,
        covers_whole_file=status.coverage is SignatureCoverageLevel.ENTIRE_FILE,
        later=later,
        standing=standing,
        verdict=verdict,
        sentence=signature_sentence(
            who=who,
            signed_at=signed_at,
            clock=clock,
            intact=intact,
            later=later,
            standing=standing,
            verdict=verdict,
        ),
        scope=_scope(file, status),
    )


def _scope(file: _File, status: PdfSignatureStatus) -> Scope | None:
    """The list of trust whose root vouches for a signature."""
    path = status.validation_path
    anchor = path.trust_anchor if status.trusted and path is not None else None
    return file.trust.scope_of(anchor.certificate) if isinstance(anchor, CertTrustAnchor) else None


def _validate(
    file: _File, signature: EmbeddedPdfSignature, moment: datetime, *, check: bool = True
) -> PdfSignatureStatus:
    return validate_pdf_signature(
        signature,
        file.trust.context(at=moment, check=check),
        ts_validation_context=file.trust.context(at=file.control, timestamps=True),
    )


def _claimed_time(signature: EmbeddedPdfSignature) -> datetime | None:
    """What the signature's own timestamp says, before anyone has checked it."""
    for token in extract_tst_data_iter(signature.signer_info, signed=False):
        moment = token["encap_content_info"]["content"].parsed["gen_time"].native
        assert isinstance(moment, datetime)
        return moment
    return None


def _standing(status: SignatureStatus) -> Standing:
    if status.trusted:
        return Standing.TRUSTED
    problem = status.trust_problem_indic
    if not isinstance(problem, AdESIndeterminate):
        return Standing.UNSUITABLE
    return _STANDINGS.get(problem, Standing.UNSUITABLE)


def _later(
    file: _File, signature: EmbeddedPdfSignature, status: PdfSignatureStatus | DocumentTimestampStatus
) -> Later:
    """What came after, by the difference of the revisions; what cannot be explained is a change."""
    coverage = status.coverage
    if coverage is SignatureCoverageLevel.ENTIRE_FILE:
        return Later.NOTHING
    difference = status.diff_result
    if coverage is not SignatureCoverageLevel.ENTIRE_REVISION or not isinstance(difference, DiffResult):
        return Later.CHANGES
    if difference.modification_level > ModificationLevel.FORM_FILLING or status.docmdp_ok is False:
        return Later.CHANGES
    further = [other for other in file.signatures if other.signed_revision > signature.signed_revision]
    if file.unaccounted:
        return Later.CHANGES
    if any(other.sig_object_type == "/Sig" for other in further):
        return Later.SIGNATURES
    preserving = difference.modification_level <= ModificationLevel.LTA_UPDATES
    return Later.PRESERVATION if preserving else Later.CHANGES


def _adds_unaccounted(pdf: bytes, reader: PdfFileReader, signatures: list[EmbeddedPdfSignature]) -> bool:
    """What the difference of revisions lets pass, though no signature stands for it."""
    first = signatures[0].signed_revision
    for _, _, field in enumerate_sig_fields(reader, filled_status=False):
        # An empty signature field can show anything on the page.
        if reader.xrefs.get_introducing_revision(field.reference) > first:
            return True
    if not pdf.rstrip().endswith(b"%%EOF"):
        return True
    _, _, start, length = signatures[-1].byte_range
    signed = pdf[: start + length]
    if len(signed) == len(pdf):
        return False
    return _described(pdf) != _described(signed)


def _described(pdf: bytes) -> list[str]:
    """How the file names itself, in both of the places where it may."""
    # A reader of its own: looking at the metadata changes what the comparison of revisions sees.
    reader = PdfFileReader(io.BytesIO(pdf), strict=True)
    view = reader.document_meta_view
    try:
        info = reader.trailer_view["/Info"]
    except KeyError:
        info = {}
    return [
        *(str(getattr(view, name)) for name in ("title", "author", "subject", "keywords")),
        *(str(info.get(name, "")) for name in ("/Title", "/Author", "/Subject", "/Keywords")),
    ]


def _is_organisation(file: _File, certificate: x509.Certificate) -> bool:
    """By our own register; for a certificate we do not know, by its subject naming the organisation itself."""
    kind = file.kind_of(certificate.sha256.hex())
    if kind is not None:
        return kind == "organisation"
    subject = certificate.subject.native
    common = _text(subject.get("common_name"))
    return "organization_identifier" in subject or common == _text(subject.get("organization_name"))


def _text(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")

"""Reading: which certificate someone signs with, and what a signed file proves."""

from datetime import datetime

from tinhso.foundation.signing.models import Certificate
from tinhso.foundation.signing.rules import MAX_BYTES, Report, Verdict, file_sentence
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Ref


def certificate_of(*, holder: Ref, at: datetime) -> Certificate | None:
    """The certificate a holder signs with at a moment: the one that stays valid longest."""
    return (
        Certificate.objects.usable(at)
        .filter(holder=holder)
        .exclude(kind=Certificate.Kind.TIMESTAMP)
        .order_by("-not_after")
        .first()
    )


def own_certificate(*, actor: Actor, at: datetime) -> Certificate | None:
    """What an official signs with at a moment; None without a certificate that is usable then."""
    return certificate_of(holder=Ref("access.account", actor.account), at=at) if actor.account else None


def verify(pdf: bytes, *, at: datetime) -> Report:
    """Judge every signature of a file as of a moment. Any bytes at all give a verdict, never an error.

    Trust comes from the store alone; certificates in the file only complete a chain to it. Takes a worker
    or a request that can wait: imports heavy libraries.
    """
    from tinhso.foundation.signing import judging, trust

    if len(pdf) > MAX_BYTES or b"%PDF-" not in pdf[:1024]:
        return Report(Verdict.UNREADABLE, file_sentence(Verdict.UNREADABLE, ()))
    return judging.judge(pdf, trust=trust.stored(), kind_of=_kind_of, at=at)


def _kind_of(fingerprint: str) -> str | None:
    return Certificate.objects.filter(fingerprint=fingerprint).values_list("kind", flat=True).first()

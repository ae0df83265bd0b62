"""What is counted: one queryset for each idea, cut to a window and to an agency, the latest first."""

from __future__ import annotations

from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import TruncDate
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from tinhso.foundation.measures.rules import Window
from tinhso.foundation.workflow.models import Assignment
from tinhso.foundation.workflow.queries import worked
from tinhso.government.dossiers.models import KIND, Dossier, DossierPaper, Rating, Scan, Supplement
from tinhso.government.dossiers.rules import Channel, Phase
from tinhso.kernel.clock import VIETNAM

SATISFIED_FROM = 4
"""Stars from which a person counts as satisfied."""


def _of(cut: Window) -> QuerySet[Dossier]:
    """Every dossier that was sent, of the province or of an agency that decides it or received it.

    Of a linked filing each part counts, and the whole does not.
    """
    sent = Dossier.objects.exclude(phase=Phase.DRAFT).exclude(process=None).select_related("procedure")
    return sent if cut.agency is None else sent.filter(_at(cut.agency))


def _at(agency: UUID, path: str = "") -> Q:
    return Q(**{f"{path}agency": agency}) | Q(**{f"{path}counter": agency})


def _in(cut: Window, moment: str) -> Q:
    return Q(**{f"{moment}__gte": cut.start, f"{moment}__lt": cut.until})


def _day(moment: str) -> TruncDate:
    """The Vietnamese day a moment falls on."""
    return TruncDate(moment, tzinfo=VIETNAM)


def submitted(cut: Window) -> QuerySet[Dossier]:
    return _of(cut).filter(_in(cut, "submitted_at")).order_by("-submitted_at", "id")


def submitted_online(cut: Window) -> QuerySet[Dossier]:
    return submitted(cut).filter(channel=Channel.ONLINE)


def received(cut: Window) -> QuerySet[Dossier]:
    return _of(cut).filter(_in(cut, "received_at")).order_by("-received_at", "id")


def digitised(cut: Window) -> QuerySet[Dossier]:
    attached = DossierPaper.objects.filter(dossier=OuterRef("pk"), removed_at=None)
    return received(cut).filter(Q(channel=Channel.ONLINE) | Exists(attached))


def resolved(cut: Window) -> QuerySet[Dossier]:
    return _of(cut).filter(_in(cut, "issued_at")).order_by("-issued_at", "id")


def resolved_with_due(cut: Window) -> QuerySet[Dossier]:
    return resolved(cut).exclude(first_due_at=None)


def resolved_in_time(cut: Window) -> QuerySet[Dossier]:
    return resolved_with_due(cut).filter(issued_at__lte=F("first_due_at"))


def resolved_early(cut: Window) -> QuerySet[Dossier]:
    return resolved_in_time(cut).filter(LessThan(_day("issued_at"), _day("first_due_at")))


def resolved_on_the_day(cut: Window) -> QuerySet[Dossier]:
    return resolved_in_time(cut).filter(GreaterThanOrEqual(_day("issued_at"), _day("first_due_at")))


def resolved_late(cut: Window) -> QuerySet[Dossier]:
    return resolved_with_due(cut).filter(issued_at__gt=F("first_due_at"))


def signed(cut: Window) -> QuerySet[Dossier]:
    """A result has a file only once it was signed and sealed: the job that issues it keeps nothing else."""
    return resolved(cut).filter(result__file__isnull=False).exclude(result__file_digest="")


def scans(cut: Window) -> QuerySet[Scan]:
    """What officials scanned, at the one-stop units where it was received or brought to."""
    made = Scan.objects.filter(_in(cut, "paper__added_at"), paper__removed_at=None)
    if cut.agency is not None:
        made = made.filter(_at(cut.agency, "paper__dossier__"))
    return made.select_related("paper__dossier").order_by("-paper__added_at", "paper")


def scans_stood_for(cut: Window) -> QuerySet[Scan]:
    """By a signature of the official or, where nothing is wrong with it, of the issuer."""
    return scans(cut).filter(Q(state=Scan.State.SIGNED) | Q(state=Scan.State.ISSUED, reason=""))


def waiting(cut: Window) -> QuerySet[Dossier]:
    """Received and not yet answered at the end of the window."""
    until = cut.until
    return (
        _of(cut)
        .filter(received_at__lt=until)
        .filter(Q(issued_at=None) | Q(issued_at__gte=until))
        .filter(Q(closed_at=None) | Q(closed_at__gte=until))
        .order_by("-received_at", "id")
    )


def overdue(cut: Window) -> QuerySet[Dossier]:
    return waiting(cut).filter(due_at__lt=cut.until)


def answers_owed(cut: Window) -> QuerySet[Dossier]:
    """Dossiers whose sender had to hear within the window whether it is complete and right."""
    taken_back = Q(phase=Phase.WITHDRAWN, closed_at__lte=F("answer_due_at"))
    return _of(cut).filter(_in(cut, "answer_due_at")).exclude(taken_back).order_by("-answer_due_at", "id")


def answered_in_time(cut: Window) -> QuerySet[Dossier]:
    """Received, asked to be completed or refused by then; one that was completed and waits again was not.

    The clock of one received away starts later than it was received, when the agency that decides has it.
    """
    asked = Supplement.objects.filter(
        dossier=OuterRef("pk"), answered_at=None, requested_at__lte=OuterRef("answer_due_at")
    )
    again = Supplement.objects.filter(dossier=OuterRef("pk"), stage=Supplement.Stage.APPRAISAL)
    away = Q(away=True, clock_from__isnull=False, received_at__lte=F("answer_due_at")) & ~Exists(again)
    in_time = (
        Q(clock_from__lte=F("answer_due_at"))
        | away
        | Q(Exists(asked))
        | Q(phase=Phase.REFUSED, clock_from=None, closed_at__lte=F("answer_due_at"))
    )
    return answers_owed(cut).exclude(phase=Phase.SUBMITTED).filter(in_time)


def steps_done(cut: Window) -> QuerySet[Assignment]:
    """Steps somebody worked on and left within the window."""
    done = worked(kind=KIND).filter(_in(cut, "finished_at"))
    if cut.agency is not None:
        done = done.filter(agency=cut.agency)
    return done.order_by("-finished_at", "id")


def steps_in_time(cut: Window) -> QuerySet[Assignment]:
    return steps_done(cut).filter(finished_at__lte=F("due_at"))


def refused(cut: Window) -> QuerySet[Dossier]:
    return _of(cut).filter(_in(cut, "closed_at"), phase=Phase.REFUSED).order_by("-closed_at", "id")


def withdrawn(cut: Window) -> QuerySet[Dossier]:
    return _of(cut).filter(_in(cut, "closed_at"), phase=Phase.WITHDRAWN).order_by("-closed_at", "id")


def supplements(cut: Window) -> QuerySet[Supplement]:
    asked = Supplement.objects.filter(_in(cut, "requested_at")).select_related("dossier__procedure")
    if cut.agency is not None:
        asked = asked.filter(_at(cut.agency, "dossier__"))
    return asked.order_by("-requested_at", "id")


def ratings(cut: Window) -> QuerySet[Rating]:
    given = Rating.objects.filter(_in(cut, "rated_at")).select_related("dossier__procedure")
    if cut.agency is not None:
        given = given.filter(_at(cut.agency, "dossier__"))
    return given.order_by("-rated_at", "dossier_id")


def satisfied(cut: Window) -> QuerySet[Rating]:
    return ratings(cut).filter(stars__gte=SATISFIED_FROM)

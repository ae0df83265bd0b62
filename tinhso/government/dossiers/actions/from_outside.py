"""Filing for people who asked somewhere else, as another system tells it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import Filed, OutsideApplicant, OutsideFiling, OutsidePaper
from tinhso.foundation.access.policy import require
from tinhso.foundation.files.actions import Came, take_in_together
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.foundation.people.queries import find_by_national_id
from tinhso.foundation.people.queries import person as known_person
from tinhso.foundation.procedures.models import Procedure
from tinhso.foundation.procedures.queries import procedure as procedure_on
from tinhso.government.dossiers.actions.filing import Filing, opened, send
from tinhso.government.dossiers.actions.originals import kept_for
from tinhso.government.dossiers.models import Dossier, DossierPaper
from tinhso.government.dossiers.queries.competence import competent_agencies
from tinhso.government.dossiers.queries.for_outside import standing
from tinhso.government.dossiers.rules import Channel
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.statements import insert, new_row
from tinhso.kernel.text import fold

FILE_FOR = "dossiers.file_for"
Assurance = Person.Assurance


def file_from_outside(*, actor: Actor, filing: OutsideFiling, at: datetime) -> Filed:
    """Make a dossier of it under today's rules; its files are examined afterwards, and stay closed until then.

    The clocks run from `at`, when the province has it (Decree 118/2025 art. 17(3) as amended); when the person asked
    stands in the ledger. Invalid names what is missing or wrong, and then nothing is kept.
    """
    on = clock.local(at).date()
    procedure = procedure_on(code=filing.procedure, on=on)
    home = competent_agencies(procedure.shape, commune=filing.commune, on=on)[1]
    filed_at = filing.helper or filing.receiver or home.id
    actor = require(actor, FILE_FOR, agencies=(filed_at,), at=at)
    if filing.kept and filed_at != (filing.receiver or home.id):
        raise Invalid(_("Chỉ nơi tiếp nhận giữ bản chính; trả bản chính cho người nộp mang đến nơi ấy."))
    must_be_asked_for(procedure, filing.papers)
    asked = Filing(filing.procedure, filing.commune, filing.precheck, filing.answers)
    with transaction.atomic(savepoint=False):
        person = _applicant(actor, filing.applicant, at)
        dossier = opened(
            procedure, filing=asked, channel=Channel(filing.channel), owner=person, submitter=person.id, at=at,
            receiver=filing.receiver, helper=filing.helper,
        )  # fmt: skip
        dossier.version = 0
        send(
            dossier,
            actor=actor,
            precheck=dict(filing.precheck),
            answers=dict(filing.answers),
            given={given.paper for given in filing.papers},
            at=at,
            data={
                "source": filing.source,
                "outside_code": filing.code,
                "filed_at": filing.filed_at.isoformat(),
                **({"seen": dict(filing.seen)} if filing.seen else {}),
            },
        )
        taken_in(dossier, filing.papers, actor=actor, at=at)
        for paper, count in filing.kept.items():
            kept_for(
                dossier, place=dossier.counter_id, paper=paper, count=count, actor=actor, at=at,
                field=f"paper:{paper}",
            )  # fmt: skip
    return Filed(standing=standing(dossier), answer_due_at=dossier.answer_due_at)


def must_be_asked_for(procedure: Procedure, papers: Sequence[OutsidePaper]) -> None:
    """Invalid for what is no component of the procedure."""
    asked = {paper.code for paper in procedure.shape.papers}
    unknown = [
        Fault(f"paper:{given.paper}", _("Thủ tục này không cần giấy tờ đó."))
        for given in papers
        if given.paper not in asked
    ]
    if unknown:
        raise Invalid(faults=unknown)


def taken_in(
    dossier: Dossier, papers: Sequence[OutsidePaper], *, actor: Actor, at: datetime
) -> list[DossierPaper]:
    """Hang papers on a dossier; they are examined afterwards, and stay closed until then."""
    titles = {paper.code: paper.title for paper in dossier.procedure.shape.papers}
    files = take_in_together(
        actor=actor, at=at, owner=dossier.ref, key=dossier.key, agency=dossier.agency_id,
        came=[Came(given.name, given.content, f"paper:{given.paper}") for given in papers],
    )  # fmt: skip
    found = [
        new_row(
            DossierPaper,
            dossier=dossier,
            paper=given.paper,
            title=titles[given.paper],
            file=file,
            added_at=at,
        )
        for given, file in zip(papers, files, strict=True)
    ]
    if found:
        insert(*found)
    return found


def _applicant(actor: Actor, given: OutsideApplicant | UUID, at: datetime) -> Person:
    """The person named, or the one proven under this number, else a new one. A number that somebody only typed once
    proves nothing: whoever did would see what a stranger files."""
    if isinstance(given, UUID):
        return known_person(actor=actor, person=given, on=clock.local(at).date())
    person = _proven(actor, given)
    if person is None:
        try:
            return create_person(
                actor=actor, at=at, name=given.name, birth_date=given.birth_date, national_id=given.national_id,
                phone=given.phone, email=given.email, address=given.address,
                assurance=Assurance.EID if given.proven else Assurance.DECLARED,
            )  # fmt: skip
        except Conflict:
            # Another of their requests came in the same moment.
            person = _proven(actor, given)
            if person is None:
                raise
    if fold(person.name) != fold(given.name):
        raise Conflict(
            _("Số định danh cá nhân này đã được xác nhận cho người mang tên khác."),
            next_step=_("Đối chiếu họ tên và số định danh với người nộp trước khi nhận."),
        )
    return person


def _proven(actor: Actor, given: OutsideApplicant) -> Person | None:
    if not given.proven:
        return None
    known = find_by_national_id(actor=actor, number=given.national_id)
    return next((one for one in known if one.assurance != Assurance.DECLARED), None)

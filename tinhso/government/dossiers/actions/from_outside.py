"""Filing for people who asked somewhere else, as another system tells it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from tinhso.contracts.dossiers import Filed, OutsideApplicant, OutsideFiling
from tinhso.foundation.access.policy import require
from tinhso.foundation.files.actions import take_in
from tinhso.foundation.people.actions import create_person
from tinhso.foundation.people.models import Person
from tinhso.foundation.people.queries import find_by_national_id
from tinhso.foundation.people.queries import person as known_person
from tinhso.foundation.procedures.queries import procedure as procedure_on
from tinhso.government.dossiers.actions.filing import Filing, opened, send
from tinhso.government.dossiers.models import DossierPaper
from tinhso.government.dossiers.queries.competence import competent_agencies
from tinhso.government.dossiers.queries.for_outside import standing
from tinhso.government.dossiers.rules import Channel
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.errors import Conflict, Fault, Invalid
from tinhso.kernel.statements import insert
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
    counter = competent_agencies(procedure.shape, commune=filing.commune, on=on)[1]
    actor = require(actor, FILE_FOR, agencies=(counter.id,), at=at)
    titles = {paper.code: paper.title for paper in procedure.shape.papers}
    unknown = [
        Fault(f"paper:{given.paper}", _("Thủ tục này không cần giấy tờ đó."))
        for given in filing.papers
        if given.paper not in titles
    ]
    if unknown:
        raise Invalid(faults=unknown)
    asked = Filing(filing.procedure, filing.commune, filing.precheck, filing.answers)
    with transaction.atomic():
        person = _applicant(actor, filing.applicant, at)
        dossier = opened(
            procedure, filing=asked, channel=Channel(filing.channel), owner=person, submitter=person.id, at=at
        )
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
        papers = [
            DossierPaper(
                dossier=dossier,
                paper=given.paper,
                title=titles[given.paper],
                file=take_in(
                    actor=actor, at=at, owner=dossier.ref, key=dossier.key, name=given.name, content=given.content,
                    field=f"paper:{given.paper}", later=True, agency=dossier.agency_id,
                ),
                added_at=at,
            )
            for given in filing.papers
        ]  # fmt: skip
        if papers:
            insert(*papers)
    assert dossier.answer_due_at is not None
    return Filed(standing=standing(dossier), answer_due_at=dossier.answer_due_at)


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

"""What the national portal is told: a dossier as it stands, a step of its work. Pure."""

from __future__ import annotations

from typing import Any

from tinhso.contracts.dossiers import Snapshot, Step
from tinhso.government.portalsync.formats.moments import written
from tinhso.government.portalsync.rules import DossierNames, Portal


def dossier_message(found: Snapshot, *, outside_code: str, names: DossierNames) -> dict[str, Any]:
    """The whole dossier; of two, the portal keeps the one with the higher version."""
    standing = found.standing
    return {
        names.code: standing.code or standing.request_id,
        names.request_id: standing.request_id,
        names.outside_code: outside_code,
        names.version: standing.version,
        names.status: str(standing.national_status),
        names.procedure: standing.procedure,
        names.procedure_name: found.procedure_name,
        names.field: found.field,
        names.owner: found.owner,
        names.phone: found.phone,
        names.email: found.email,
        names.agency: found.agency_name,
        names.submitted_at: written(standing.submitted_at),
        names.received_at: written(found.received_at),
        names.due_at: written(found.due_at),
        names.delivered_at: written(found.delivered_at),
        names.issued_at: written(found.issued_at or found.closed_at),
        names.supplements: [
            {
                names.supplement_number: one.number,
                names.supplement_words: one.words,
                names.supplement_at: written(one.at),
                names.supplement_answered_at: written(one.answered_at),
            }
            for one in found.supplements
        ],
        names.results: [{names.result: found.result}] if found.result else [],
    }


def step_message(found: Step, *, outside_code: str, terms: Portal) -> dict[str, Any]:
    """One step; its version says which step it is, and whether its status is still the newest."""
    names, step = terms.dossier, terms.step
    return {
        names.code: found.code or found.request_id,
        names.request_id: found.request_id,
        names.outside_code: outside_code,
        names.version: found.version,
        step.official: found.official,
        step.post: found.post,
        step.at: written(found.at),
        step.agency: found.agency_name,
        step.title: found.title,
        step.status: str(found.national_status),
        step.due_at: written(found.due_at),
    }

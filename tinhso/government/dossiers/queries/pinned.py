"""The rules a dossier was made under and its two agencies, from what the process keeps of them: all are shared."""

from __future__ import annotations

from tinhso.foundation.forms import queries as forms
from tinhso.foundation.procedures import queries as procedures
from tinhso.foundation.units import queries as units
from tinhso.foundation.workflow import queries as workflow
from tinhso.government.dossiers.models import Dossier


def bind_rules(dossier: Dossier) -> None:
    """Give a dossier its procedure, process, form, agency and counter."""
    dossier.procedure = procedures.version(id=dossier.procedure_id)
    if dossier.process_id is not None:
        dossier.process = workflow.version(id=dossier.process_id)
    if dossier.form_id is not None:
        dossier.form = forms.version(id=dossier.form_id)
    dossier.agency = units.office(dossier.agency_id)
    dossier.counter = units.office(dossier.counter_id)

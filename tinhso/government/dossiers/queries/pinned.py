"""The rules a dossier was made under, from what the process keeps of them: their bodies are large, and shared."""

from __future__ import annotations

from collections.abc import Iterable

from tinhso.foundation.forms import queries as forms
from tinhso.foundation.procedures import queries as procedures
from tinhso.foundation.workflow import queries as workflow
from tinhso.government.dossiers.models import Dossier


def bind_rules(dossier: Dossier) -> None:
    """Give a dossier its procedure, process and form, as far as they were not read with it."""
    fields = Dossier._meta
    if not fields.get_field("procedure").is_cached(dossier):
        dossier.procedure = procedures.version(id=dossier.procedure_id)
    if not fields.get_field("process").is_cached(dossier):
        dossier.process = workflow.version(id=dossier.process_id)
    if dossier.form_id is not None and not fields.get_field("form").is_cached(dossier):
        dossier.form = forms.version(id=dossier.form_id)


def bind_procedures(dossiers: Iterable[Dossier]) -> None:
    """Give the rows of a list their procedures, each version once."""
    listed = list(dossiers)
    versions = {key: procedures.version(id=key) for key in {one.procedure_id for one in listed}}
    for one in listed:
        one.procedure = versions[one.procedure_id]

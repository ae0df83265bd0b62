"""What a person put right of the form in answer to a supplement request: read as the form reads it, where it can be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tinhso.foundation.forms.registry import field_types
from tinhso.government.dossiers.models import Dossier, SupplementItem
from tinhso.government.dossiers.queries.page import OF_FORM, form_context


def corrected(
    dossier: Dossier, *, precheck: Mapping[str, Any], answers: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    """The answers of a dossier with what was put right since; words that are no answer to the question are for its
    official alone."""
    found = dict(answers)
    if dossier.form is None:
        return found
    questions = {one.key: one for one in dossier.form.shape.questions()}
    asked = form_context(dossier, precheck=precheck, at=at)
    items = SupplementItem.objects.filter(
        supplement__dossier=dossier, answered_at__isnull=False, subject__startswith=OF_FORM
    )
    for item in items.order_by("supplement__number", "order"):
        question = questions.get(item.subject.removeprefix(OF_FORM))
        words = item.words(key=dossier.key)["answer"]
        if question is None or not words:
            continue
        read = field_types[question.type].clean(words, question, asked)
        if read.value is not None:
            found[question.key] = read.value
    return found

"""A result is a Vietnamese paper: the language in which its officer reads the page does not get into it."""

from __future__ import annotations

import pytest
from django.utils import translation

from tinhso.foundation.forms.models import Form
from tinhso.foundation.procedures.models import Procedure
from tinhso.government.dossiers import actions
from tinhso.government.dossiers.engine.contents import compose
from tinhso.government.dossiers.queries.page import OpenDossier, open_dossier
from tinhso.government.dossiers.rules import Channel
from tinhso.government.dossiers.tests.factories import MONDAY, birth_filing, make_citizen, make_office


def confirmed() -> OpenDossier:
    """A dossier whose result confirms what was said of the mother, one answer of which is yes or no."""
    office = make_office()
    dossier = actions.file(actor=make_citizen(), filing=birth_filing(), channel=Channel.ONLINE, at=MONDAY)
    page = open_dossier(actor=office.clerk, dossier=dossier.id, at=MONDAY)
    procedure, form = page.dossier.procedure.body, page.dossier.form
    assert form is not None
    paper = {**procedure["results"][0], "template": ""}
    page.dossier.procedure = Procedure(body={**procedure, "results": [paper]})
    page.dossier.form = Form(body={**form.body, "subject": "mother"})
    return page


@pytest.mark.django_db
def test_a_result_is_composed_in_vietnamese_for_whoever_reads_the_page_in_english() -> None:
    with translation.override("en"):
        page = confirmed()
        said = {line.text for section in page.sections for line in section.lines}
        values = {line["value"] for line in compose(page)["lines"]}
    assert "No" in said
    assert "Không" in values
    assert "No" not in values

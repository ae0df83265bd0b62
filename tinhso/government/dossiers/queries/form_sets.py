"""The forms of the one-stop mechanism by the set in force: which there are, how they are numbered and called."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from tinhso.foundation.packs.keeping import kept
from tinhso.foundation.packs.models import CodeList
from tinhso.foundation.packs.shapes import CodeListBody
from tinhso.kernel.errors import NotFound


@dataclass(frozen=True)
class FormSet:
    """The forms of one circular: number and title by use (`receipt`, `apology`, `register` …)."""

    circular: str
    forms: Mapping[str, tuple[str, str]]

    def title(self, number: str) -> str:
        """What the form of this number is called; the number itself where the set has none."""
        return dict(self.forms.values()).get(number, number)


@kept
def form_set(*, on: date) -> FormSet:
    """The set in force on a day; NotFound when there is none."""
    rule = CodeList.objects.on(on).filter(code="form_sets").first()
    if rule is None:
        raise NotFound(
            _("Không có bộ biểu mẫu một cửa cho ngày %(day)s.") % {"day": f"{on:%d/%m/%Y}"},
            next_step=_("Nạp gói quy định có form_sets."),
        )
    entries = CodeListBody.model_validate(rule.body).entries
    forms = {str((one.model_extra or {})["use"]): (one.value, one.label) for one in entries}
    return FormSet("; ".join(rule.legal_basis), forms)

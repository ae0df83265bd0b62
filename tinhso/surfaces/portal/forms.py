"""What the catalogue can be narrowed by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tinhso.surfaces.portal.queries import Choice
from tinhso.surfaces.portal.rules import AGENCY_KINDS, LEVELS

Options = Sequence[tuple[str, str]]


class CatalogueForm(forms.Form):
    """The filters of the catalogue. A value that is not offered counts as none: an old link still opens."""

    q = forms.CharField(required=False, max_length=200)
    field = forms.ChoiceField(label=_("Lĩnh vực"), required=False)
    level = forms.ChoiceField(label=_("Cấp thực hiện"), required=False)
    life_event = forms.ChoiceField(label=_("Sự kiện trong đời"), required=False)
    competent = forms.ChoiceField(label=_("Cơ quan giải quyết"), required=False)

    def __init__(self, data: Mapping[str, Any], *, fields: Options, life_events: Options) -> None:
        super().__init__(data)
        offered: Mapping[str, Iterable[tuple[str, Any]]] = {
            "field": fields,
            "level": LEVELS.items(),
            "life_event": life_events,
            "competent": AGENCY_KINDS.items(),
        }
        for name, options in offered.items():
            wanted = self.fields[name]
            assert isinstance(wanted, forms.ChoiceField)
            wanted.choices = [("", _("Tất cả")), *options]

    @property
    def choice(self) -> Choice:
        """What is asked for."""
        self.is_valid()
        given = self.cleaned_data
        return Choice(
            text=given.get("q", ""),
            field=given.get("field", ""),
            level=given.get("level", ""),
            life_event=given.get("life_event", ""),
            competent=given.get("competent", ""),
        )

    @property
    def active(self) -> int:
        """How many filters are in use, the words aside."""
        choice = self.choice
        return sum(map(bool, (choice.field, choice.level, choice.life_event, choice.competent)))

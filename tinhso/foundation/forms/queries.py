"""Reads of forms, and the lookups that answers are checked against. Forms are published: no actor is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache, partial
from types import MappingProxyType
from typing import Any

from django.utils.translation import gettext as _

from tinhso.foundation.forms.models import Form
from tinhso.foundation.forms.registry import Context
from tinhso.foundation.packs import queries as packs
from tinhso.foundation.packs.keeping import kept
from tinhso.foundation.units import queries as units
from tinhso.kernel.errors import NotFound

COUNTRIES = "nationalities"
"""The code list that names countries by their ISO 3166-1 code."""
STATELESS = "00"
"""The one entry of that list that is no country."""


@kept
def form(code: str, *, on: date) -> Form:
    """The version of a form in force on a day; NotFound when there is none."""
    found = Form.objects.on(on).filter(code=code).first()
    if found is None:
        raise NotFound(
            _("Biểu mẫu %(code)s không có phiên bản cho ngày %(day)s.")
            % {"code": code, "day": f"{on:%d/%m/%Y}"}
        )
    assert isinstance(found, Form)
    return found


@kept
def version(*, id: int) -> Form:
    """One version of a form, in force or not; a dossier keeps the one it was begun with."""
    found = Form.objects.get(pk=id)
    assert isinstance(found, Form)
    return found


def context(
    *,
    on: date,
    given: Mapping[str, Any] | None = None,
    file_name: Callable[[str], str | None] = lambda ref: None,
) -> Context:
    """What answers of that day are checked against: the units and lists in force. Each is read once, if needed.

    `given` are facts conditions may name (`case`, `channel`, …). `file_name` says which files the one who answers
    may refer to.
    """

    return Context(
        on=on,
        given=dict(given or {}),
        code_list=cache(lambda code: _words(code, on)),
        places=_Places(on),
        file_name=file_name,
    )


@kept
def _words(code: str, on: date) -> Mapping[str, str]:
    """The values of a list and their words; none when there is no such list."""
    try:
        return MappingProxyType({entry.value: entry.label for entry in packs.code_list(code, on=on).entries})
    except NotFound:
        return MappingProxyType({})


class _Places:
    """The units in force on a day."""

    def __init__(self, on: date) -> None:
        self._on = on
        self.provinces = cache(partial(_provinces, on))
        self.communes = cache(lambda province: _communes(province, on))

    def countries(self) -> Mapping[str, str]:
        return {code: name for code, name in _words(COUNTRIES, self._on).items() if code != STATELESS}


@kept
def _provinces(on: date) -> Mapping[str, str]:
    return MappingProxyType({unit.code: unit.name for unit in units.provinces(on=on)})


@kept
def _communes(province: str, on: date) -> Mapping[str, str]:
    return MappingProxyType({unit.code: unit.name for unit in units.communes(province, on=on)})

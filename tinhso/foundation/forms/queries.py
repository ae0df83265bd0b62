"""Reads of forms, and the lookups that answers are checked against. Forms are published: no actor is asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from typing import Any

from tinhso.foundation.forms.models import Form
from tinhso.foundation.forms.registry import Context
from tinhso.foundation.packs import queries as packs
from tinhso.foundation.units import queries as units
from tinhso.kernel.errors import NotFound

COUNTRIES = "nationalities"
"""The code list that names countries by their ISO 3166-1 code."""
STATELESS = "00"
"""The one entry of that list that is no country."""


def form(code: str, *, on: date) -> Form:
    """The version of a form in force on a day; NotFound when there is none."""
    found = Form.objects.on(on).filter(code=code).first()
    if found is None:
        raise NotFound(f"Biểu mẫu {code} không có phiên bản cho ngày {on:%d/%m/%Y}.")
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

    @cache
    def code_list(code: str) -> Mapping[str, str]:
        try:
            return {entry.value: entry.label for entry in packs.code_list(code, on=on).entries}
        except NotFound:
            return {}

    return Context(
        on=on,
        given=dict(given or {}),
        code_list=code_list,
        places=_Places(on, code_list),
        file_name=file_name,
    )


class _Places:
    """The units in force on a day."""

    def __init__(self, on: date, code_list: Callable[[str], Mapping[str, str]]) -> None:
        self._on = on
        self._code_list = code_list
        self._provinces: dict[str, str] | None = None
        self._communes: dict[str, dict[str, str]] = {}

    def provinces(self) -> Mapping[str, str]:
        if self._provinces is None:
            self._provinces = {unit.code: unit.name for unit in units.provinces(on=self._on)}
        return self._provinces

    def communes(self, province: str) -> Mapping[str, str]:
        if province not in self._communes:
            self._communes[province] = {
                unit.code: unit.name for unit in units.communes(province, on=self._on)
            }
        return self._communes[province]

    def countries(self) -> Mapping[str, str]:
        return {code: name for code, name in self._code_list(COUNTRIES).items() if code != STATELESS}

"""Sources outside that know what a paper would say, and the one way to ask them.

What the national data exchange speaks is published nowhere: the wire below is assumed, and stands in this file alone.
A source without an address in `TINHSO_SOURCES` is not connected, which is a way of being down.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.utils.functional import Promise
from pydantic import BaseModel, ConfigDict, ValidationError

from tinhso.foundation.partners import simulator
from tinhso.kernel import http
from tinhso.kernel.registry import Registry
from tinhso.kernel.text import nfc

TIMEOUT = 5.0
_LONGEST = 300


@dataclass(frozen=True)
class Source:
    """A register of another agency, asked by a personal number or a tax code."""

    key: str
    title: str | Promise
    basis: str
    """The text that lets an agency ask it in place of a paper."""
    fields: Mapping[str, str | Promise]
    """What it tells, in words."""


sources: Registry[Source] = Registry("sources of data", key=lambda entry: entry.key)


class Down(Exception):  # noqa: N818 - a state of the world; somebody asks again
    """No answer that can be used."""


class _Answer(BaseModel):
    """What comes over the wire."""

    model_config = ConfigDict(strict=True)

    found: bool
    record: dict[str, str] = {}


def ask(
    source: str, *, number: str, fields: Collection[str], purpose: str, basis: str
) -> Mapping[str, str] | None:
    """What a source says of whoever has this number, of these fields only; None when it knows nobody.

    Down when it is not connected, does not answer in time, or answers with what is none.
    """
    address = settings.SOURCES.get(source, "")
    if source not in sources or not address:
        raise Down(source)
    question = {"number": number, "fields": sorted(fields), "purpose": purpose, "basis": basis}
    try:
        came = (
            simulator.answer(source, question)
            if address == simulator.NAME
            else _over_the_wire(address, question)
        )
        answer = _Answer.model_validate_json(came)
    except (http.Failed, http.Refused, ValidationError) as error:
        raise Down(source) from error
    if not answer.found:
        return None
    return {field: nfc(answer.record[field])[:_LONGEST] for field in fields if answer.record.get(field)}


def _over_the_wire(address: str, question: Mapping[str, object]) -> bytes:
    body = json.dumps(question, ensure_ascii=False).encode()
    answer = http.send(
        "POST", address, body=body, headers={"Content-Type": "application/json"}, timeout=TIMEOUT
    )
    if answer.status != 200:
        raise http.Failed(f"{address} answered {answer.status}")
    return answer.body

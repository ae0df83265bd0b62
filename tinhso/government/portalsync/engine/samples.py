"""What the national portal would send, for where there is none: filings of an invented person and what the person says
of them afterwards, with every mishap."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from io import BytesIO
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from tinhso.foundation.units.models import AgencyKind
from tinhso.foundation.units.queries import agencies
from tinhso.government.portalsync.formats import moments
from tinhso.government.portalsync.formats.change import Kind
from tinhso.government.portalsync.rules import FilingNames, Portal
from tinhso.kernel import clock
from tinhso.kernel.errors import Conflict
from tinhso.kernel.ids import new_id

PROCEDURE, LINKED = "2.000635", "2.000986"
_PERSON = {"name": "Lê Thị Mô Phỏng", "national_id": "084191009999", "birth_date": "1991-02-03"}
_PHONE = "0509000999"


class Mishap(StrEnum):
    """What is wrong with a sending, if anything."""

    NONE = "none"
    LINKED = "linked"
    """Nothing either: one filing for three results."""
    DOUBLED = "doubled"
    RESENT = "resent"
    LATE = "late"
    HASH = "hash"
    UNKNOWN = "unknown"
    UNREADABLE = "unreadable"
    WITHDRAWN = "withdrawn"
    WITHDRAWN_FIRST = "withdrawn_first"


class Sending(NamedTuple):
    """One message, and what it is about."""

    kind: Kind
    raw: bytes


def sendings(mishap: Mishap, *, terms: Portal, at: datetime) -> list[Sending]:
    """The messages of one filing with this mishap, in the order they come."""
    message = _filing(terms.filing, at, linked=mishap == Mishap.LINKED)
    filings = [Sending(Kind.FILING, raw) for raw in _filings(mishap, message, names=terms.filing, at=at)]
    if mishap not in (Mishap.WITHDRAWN, Mishap.WITHDRAWN_FIRST):
        return filings
    names = terms.change
    words = {
        names.code: message[terms.filing.code],
        names.asked_at: moments.written(at),
        names.words: "Tôi nộp nhầm.",
    }
    withdrawal = Sending(Kind.WITHDRAWAL, _written(words))
    return [*filings, withdrawal] if mishap == Mishap.WITHDRAWN else [withdrawal, *filings]


def answer(*, outside_code: str, number: int, terms: Portal, at: datetime) -> Sending:
    """The invented person answers a request to complete a filing."""
    names = terms.change
    words = {
        names.code: outside_code,
        names.number: str(number),
        names.asked_at: moments.written(at),
        names.words: "Tôi đã bổ sung đầy đủ theo yêu cầu.",
    }
    return Sending(Kind.ANSWER, _written(words))


def _filings(mishap: Mishap, message: dict[str, Any], *, names: FilingNames, at: datetime) -> list[bytes]:
    if mishap == Mishap.LATE:
        message[names.filed_at] = moments.written(at - timedelta(days=3))
    if mishap == Mishap.HASH:
        message[names.papers][0][names.hash] = "0" * 64
    if mishap == Mishap.UNKNOWN:
        message[names.procedure] = "9.999999"
    first = _written(message)
    if mishap == Mishap.UNREADABLE:
        return [first[: len(first) // 2]]
    if mishap == Mishap.DOUBLED:
        return [first, first]
    if mishap == Mishap.RESENT:
        return [first, _written(message | {names.phone: "0509000998"})]
    return [first]


def _filing(names: FilingNames, at: datetime, *, linked: bool) -> dict[str, Any]:
    """An invented person asks for a copy of a birth certificate, or for everything an invented child needs."""
    offices = agencies(on=clock.local(at).date(), kind=AgencyKind.COMMUNE)
    office = next((one for one in offices if one.identifier), None)
    if office is None:
        raise Conflict(
            _("Chưa có xã, phường nào để gửi đến."), next_step=_("Nạp gói quy định của tỉnh trước.")
        )
    address = {"province": "86", "commune": office.unit_code, "detail": "Ấp 1"}
    asked = _for_a_child(address, at) if linked else _for_a_copy(office.name)
    return {
        names.code: f"MP-{clock.local(at):%y%m%d}-{str(new_id())[-8:].upper()}",
        names.procedure: f"{LINKED if linked else PROCEDURE}.000.00.00.H61",
        names.agency: office.identifier,
        names.filed_at: moments.written(at),
        names.name: _PERSON["name"],
        names.national_id: _PERSON["national_id"],
        names.birth_date: _PERSON["birth_date"],
        names.phone: _PHONE,
        names.precheck: asked.precheck,
        names.answers: {
            "requester.name": _PERSON["name"],
            "requester.birth_date": _PERSON["birth_date"],
            "requester.personal_number": _PERSON["national_id"],
            "requester.phone": _PHONE,
            "requester.address": address,
            "delivery.method": "electronic",
            "pledge.truthful": True,
            **asked.answers,
        },
        names.papers: [
            {
                names.paper: paper,
                names.file_name: f"{paper}.pdf",
                names.content: base64.b64encode(_pdf()).decode(),
                names.hash: hashlib.sha256(_pdf()).hexdigest(),
            }
            for paper in asked.papers
        ],
    }


class _Asked(NamedTuple):
    """What a filing asks, beside who asks it."""

    precheck: Mapping[str, Any]
    answers: Mapping[str, Any]
    papers: Sequence[str]


def _for_a_copy(office: str) -> _Asked:
    return _Asked(
        {"applicant.kind": "person", "requester.mandated": False},
        {
            "requester.relation": "self",
            "person.name": _PERSON["name"],
            "person.birth_date": _PERSON["birth_date"],
            "person.sex": "female",
            "extract.kind": "birth",
            "extract.office": office,
            "copies.count": 2,
        },
        ["declaration"],
    )


def _for_a_child(address: Mapping[str, str], at: datetime) -> _Asked:
    """A mother without a registered marriage, who lives with the child's grandfather."""
    born = (clock.local(at) - timedelta(days=10)).date().isoformat()
    return _Asked(
        {"birth.evidence": "notice", "child.birth_date": born, "requester.mandated": False},
        {
            "requester.relation": "mother",
            "birth.kind": "mother_only",
            "child.name": "Lê Gia Mô",
            "child.birth_date": born,
            "child.sex": "female",
            "child.ethnicity": "01",
            "child.nationality": "VN",
            "birth.at_facility": True,
            "child.birth_facility": "Bệnh viện Đa khoa tỉnh",
            "child.birth_place": address,
            "child.hometown": address,
            "mother.name": _PERSON["name"],
            "mother.birth_date": _PERSON["birth_date"],
            "mother.ethnicity": "01",
            "mother.nationality": "VN",
            "mother.personal_number": _PERSON["national_id"],
            "mother.deceased": False,
            "mother.address": address,
            "residence.address": address,
            "household.head_name": "Lê Văn Phỏng",
            "household.head_personal_number": "084060009999",
            "household.relation_to_head": "grandchild",
            "consents.head": "vneid",
            "consents.owner_needed": False,
            "consents.guardian_name": _PERSON["name"],
            "consents.guardian_personal_number": _PERSON["national_id"],
            "insurance.clinic": "Trạm Y tế xã",
            "copies.wanted": False,
        },
        ["birth_notice", "kinship"],
    )


def _written(message: dict[str, Any]) -> bytes:
    return json.dumps(message, ensure_ascii=False).encode()


def _pdf() -> bytes:
    import pikepdf

    held = BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(held)
    return held.getvalue()

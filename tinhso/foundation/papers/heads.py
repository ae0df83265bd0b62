"""The head of a paper and the lines of who signs it, as an agency is on that day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings

from tinhso.foundation.packs.queries import province_pack
from tinhso.foundation.units.models import AgencyKind, AgencyVersion
from tinhso.foundation.units.queries import agency_by_key, unit_names


def head_of(office: AgencyVersion, day: date) -> dict[str, Any]:
    """The head of a paper that an agency issues on a day, without what it is about."""
    return {
        "issuer": {"parent": _parent_name(office, day), "name": office.name.upper()},
        "place": _place(office, day),
        "issued_on": day,
        "demo": not settings.PRODUCTION,
    }


def authority_lines(title: str) -> tuple[str, ...]:
    """`Phó Chủ tịch` signs `KT. CHỦ TỊCH / PHÓ CHỦ TỊCH` (Decree 30/2020, annex I)."""
    upper = title.upper()
    if upper.startswith("PHÓ "):
        return (f"KT. {upper.removeprefix('PHÓ ')}", upper)
    return (upper,)


def _parent_name(office: AgencyVersion, day: date) -> str:
    if not office.parent_key or office.kind == AgencyKind.COMMUNE:
        return ""
    return agency_by_key(office.parent_key, on=day).name.upper()


def _place(office: AgencyVersion, day: date) -> str:
    """The commune's or province's name without its type, as it stands before the date."""
    name = unit_names([office.unit_code], on=day).get(office.unit_code, "") if office.unit_code else ""
    bare = name or province_pack().title
    for word in ("Xã ", "Phường ", "Đặc khu ", "Tỉnh ", "Thành phố "):
        bare = bare.removeprefix(word)
    return bare

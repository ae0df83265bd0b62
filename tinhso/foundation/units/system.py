"""Units, their successions and agencies: three kinds of rules."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from tinhso.foundation.packs.registry import Draft, Fault, Known, PackKind, pack_kinds
from tinhso.foundation.units import rules
from tinhso.foundation.units.models import AdministrativeUnit, Agency, AgencyVersion, Succession
from tinhso.foundation.units.shapes import AgencyRow, SuccessionRow, UnitRow
from tinhso.kernel.ids import new_id
from tinhso.kernel.systems import System, systems
from tinhso.kernel.text import fold

systems.register(
    System(
        name="units",
        title="Đơn vị hành chính và cơ quan",
        summary="Đơn vị hành chính qua các thời kỳ, đơn vị kế thừa, cơ quan và mã định danh theo ngày hiệu lực.",
    )
)


def _unit(row: UnitRow) -> dict[str, Any]:
    return {
        "level": row.level,
        "name": row.name,
        "type": row.type,
        "parent_code": row.parent,
        "folded": rules.folded_name(row.name),
        "latitude": row.latitude,
        "longitude": row.longitude,
        "area_km2": Decimal(row.area_km2) if row.area_km2 else None,
    }


def _parents_exist(drafts: Sequence[Draft], known: Known) -> Iterable[Fault]:
    codes = known.codes("administrative_unit")
    return [
        draft.fault(f"{draft.code}: không có đơn vị cấp trên {draft.body.parent}", "parent")
        for draft in drafts
        if draft.body.parent and draft.body.parent not in codes
    ]


def _succession(row: SuccessionRow) -> dict[str, Any]:
    return {"old_code": row.old_code, "new_code": row.new_code, "extent": row.extent, "main": row.main}


def _successions_hold(drafts: Sequence[Draft], known: Known) -> Iterable[Fault]:
    codes = known.codes("administrative_unit")
    met: dict[tuple[str, object], Draft] = {}
    for draft in drafts:
        row: SuccessionRow = draft.body
        for code in (row.old_code, row.new_code):
            if code not in codes:
                yield draft.fault(f"không có đơn vị {code}")
        if row.main and (first := met.setdefault((row.old_code, draft.effective_from), draft)) is not draft:
            yield draft.fault(f"{row.old_code} đã có đơn vị kế thừa chính ở dòng {first.line}")


def _agency(row: AgencyRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "short_name": row.short_name,
        "kind": row.kind,
        "identifier": row.identifier,
        "old_identifier": row.old_identifier,
        "parent_key": row.parent,
        "unit_code": row.unit_code,
        "role": row.role,
        "provisional": row.provisional,
        "address": row.address,
        "phone_prefix": row.phone_prefix,
        "phone": row.phone,
        "email": row.email,
        "website": row.website,
        "folded": fold(row.name),
    }


def _agencies_hold(drafts: Sequence[Draft], known: Known) -> Iterable[Fault]:
    keys, units = known.codes("agency"), known.codes("administrative_unit")
    held: dict[str, list[Draft]] = {}
    for draft in drafts:
        row: AgencyRow = draft.body
        if row.parent and row.parent not in keys:
            yield draft.fault(f"{draft.code}: không có cơ quan cấp trên {row.parent}", "parent")
        if row.unit_code and row.unit_code not in units:
            yield draft.fault(f"{draft.code}: không có đơn vị hành chính {row.unit_code}", "unit_code")
        for other in held.setdefault(row.identifier, []) if row.identifier else ():
            if other.code != draft.code and other.meets(draft):
                yield draft.fault(f"mã {row.identifier} đang là của {other.code} (dòng {other.line})")
        if row.identifier:
            held[row.identifier].append(draft)


def _point_at_agencies(versions: Sequence[AgencyVersion]) -> None:
    """Every version belongs to the one agency of its key, made when the key is new."""
    keys = {version.code for version in versions}
    known = dict(Agency.objects.values_list("key", "id"))
    new = [Agency(id=new_id(), key=key) for key in sorted(keys - known.keys())]
    Agency.objects.bulk_create(new)
    known |= {agency.key: agency.id for agency in new}
    for version in versions:
        version.agency_id = known[version.code]


pack_kinds.register(
    PackKind(
        name="administrative_unit",
        title="Đơn vị hành chính",
        model=AdministrativeUnit,
        shape=UnitRow,
        fields=_unit,
        check=_parents_exist,
    )
)
pack_kinds.register(
    PackKind(
        name="succession",
        title="Kế thừa đơn vị hành chính",
        model=Succession,
        shape=SuccessionRow,
        fields=_succession,
        code=lambda row: f"{row.old_code}>{row.new_code}",
        check=_successions_hold,
    )
)
pack_kinds.register(
    PackKind(
        name="agency",
        title="Cơ quan",
        model=AgencyVersion,
        shape=AgencyRow,
        fields=_agency,
        check=_agencies_hold,
        prepare=_point_at_agencies,
    )
)

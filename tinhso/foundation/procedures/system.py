"""Manifest of procedures: procedures and fee tables as kinds of rules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import ANONYMOUS, Role
from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.foundation.procedures import queries
from tinhso.foundation.procedures.checks import check_procedures
from tinhso.foundation.procedures.models import CATALOGUE_ENTRY, PROCEDURE, FeeTable, Procedure, procedure_key
from tinhso.foundation.procedures.shapes import ProcedureBody, RateRow
from tinhso.foundation.search.actions import rebuild_soon
from tinhso.foundation.search.registry import Searchable, searchables
from tinhso.kernel.refs import RefKind, ref_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        name="procedures",
        title="Thủ tục hành chính",
        summary="Thủ tục, thành phần hồ sơ, thời hạn và mức phí, theo từng phiên bản có hiệu lực.",
    )
)
for permission in (
    Permission("procedures.read", "Xem thủ tục hành chính", {ANONYMOUS: Reach.PUBLIC}),
    Permission(
        "procedures.manage_catalogue",
        "Nhập và xem danh mục thủ tục quốc gia",
        {Role.ADMIN: Reach.PROVINCE},
    ),
):
    permissions.register(permission)


def _columns(body: ProcedureBody) -> Mapping[str, Any]:
    return {
        "name": body.name,
        "field": body.field,
        "levels": list(body.levels),
        "competent": body.competent,
        "fileable": bool(body.process or body.parts),
    }


def _prepare(procedures: Sequence[Procedure]) -> None:
    for one in procedures:
        one.key = procedure_key(one.code)
    rebuild_soon(PROCEDURE)


def _rate_code(row: RateRow) -> str:
    return f"{row.code}/{row.territory or '*'}/{row.channel or '*'}"


pack_kinds.register(
    PackKind(
        name="procedure",
        title="Thủ tục hành chính",
        model=Procedure,
        shape=ProcedureBody,
        fields=_columns,
        check=check_procedures,
        prepare=_prepare,
    )
)
pack_kinds.register(
    PackKind(
        name="fee",
        title="Biểu phí, lệ phí",
        model=FeeTable,
        shape=RateRow,
        code=_rate_code,
        fields=lambda row: {
            "fee": row.code,
            "territory": row.territory,
            "channel": row.channel,
            "amount": row.amount,
            "title": row.title,
        },
    )
)
ref_kinds.register(RefKind(kind=PROCEDURE, title="Thủ tục hành chính", resolve=queries.describe_procedures))
searchables.register(
    Searchable(
        kind=PROCEDURE,
        title="Thủ tục hành chính",
        permission="procedures.read",
        source=queries.procedure_documents,
    )
)
searchables.register(
    Searchable(
        kind=CATALOGUE_ENTRY,
        title="Danh mục thủ tục quốc gia (bản nháp)",
        permission="procedures.manage_catalogue",
        source=queries.catalogue_documents,
    )
)

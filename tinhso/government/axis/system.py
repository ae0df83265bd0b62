"""What the axis offers: a way out and in for documents, two kinds of rules, rights, pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from tinhso.contracts.documents import Carrier, carriers
from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import Role
from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.foundation.units.queries import agency_names
from tinhso.government.axis.models import SENDER, DocumentAxis, Outside
from tinhso.government.axis.queries import directory
from tinhso.government.axis.queries.outbox import sent
from tinhso.government.axis.rules import CARRIER, OutsideRow, Terms, folded_as
from tinhso.kernel import clock
from tinhso.kernel.actors import Actor
from tinhso.kernel.refs import Described, RefKind, ref_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System("axis", "Trục liên thông văn bản", "Gửi, nhận văn bản và trạng thái với cơ quan ngoài tỉnh qua trục.")
)  # fmt: skip

pack_kinds.register(PackKind("document_axis", "Trục liên thông văn bản", model=DocumentAxis, shape=Terms))


def _columns(row: OutsideRow) -> dict[str, str]:
    # The code of the rule is not in the row: `_name_them` adds it to what is searched.
    return {"name": row.name, "old_code": row.old_code, "group": row.group, "successor": row.successor}


def _name_them(rows: Sequence[Outside]) -> None:
    for one in rows:
        one.folded = folded_as(one.name, one.code, one.old_code)


pack_kinds.register(
    PackKind(
        "outside_organisation", "Cơ quan ngoài tỉnh", model=Outside, shape=OutsideRow, fields=_columns,
        prepare=_name_them,
    )
)  # fmt: skip

_ALL: dict[str, Reach] = dict.fromkeys((Role.ADMIN, Role.AUDITOR), Reach.PROVINCE)
_WRITERS: dict[str, Reach] = dict.fromkeys(
    (Role.CLERK, Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS), Reach.PROVINCE
)
for permission in (
    Permission("axis.directory", "Xem danh bạ cơ quan ngoài tỉnh", {**_ALL, **_WRITERS}),
    Permission("axis.see", "Xem hộp đi, hộp đến của trục liên thông", _ALL),
    Permission("axis.operate", "Gửi lại, nhận lại, ghim chứng thư số của trục", {Role.ADMIN: Reach.PROVINCE}),
):  # fmt: skip
    permissions.register(permission)

for entry in (
    MenuEntry(
        "axis.directory", "desk", "Danh bạ", "axis:directory", permission="axis.directory", order=80,
        within="documents.list",
    ),
    MenuEntry("axis.outbox", "console", "Trục văn bản", "axis:outbox", permission="axis.see", order=65, icon="send"),
):  # fmt: skip
    menu.register(entry)

carriers.register(
    Carrier(CARRIER, "Trục liên thông", places=directory.places, named=directory.named, sent=sent)
)


def _describe_senders(keys: Sequence[UUID], actor: Actor) -> Mapping[UUID, Described]:
    return {key: Described(name) for key, name in agency_names(keys, on=clock.today()).items()}


ref_kinds.register(RefKind(kind=SENDER, title="Cơ quan trên trục liên thông", resolve=_describe_senders))

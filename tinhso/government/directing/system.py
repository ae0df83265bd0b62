"""What directing offers the house."""

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import Role
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.government.directing.models import KIND
from tinhso.government.directing.queries.directives import describe_directives
from tinhso.kernel.refs import RefKind, ref_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        "directing",
        "Chỉ đạo điều hành",
        "Kết luận, ý kiến chỉ đạo theo dõi đến cùng; lịch công tác của lãnh đạo.",
    )
)

_HANDS: dict[str, Reach] = dict.fromkeys((Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS), Reach.AGENCY)
_DECIDING: dict[str, Reach] = dict.fromkeys((Role.HEAD, Role.LEADER), Reach.AGENCY)
for permission in (
    Permission("directing.view", "Xem chỉ đạo, lịch công tác", {**_HANDS, Role.AUDITOR: Reach.PROVINCE}),
    Permission("directing.direct", "Ghi ý kiến chỉ đạo", _DECIDING),
    Permission("directing.propose", "Đề xuất lịch công tác", _HANDS),
    Permission("directing.schedule", "Duyệt lịch công tác", _DECIDING),
):
    permissions.register(permission)

for place, (key, title, url_name) in enumerate(
    (
        ("directing.list", "Chỉ đạo", "directing:list"),
        ("directing.board", "Theo dõi, đôn đốc", "directing:board"),
        ("directing.week", "Lịch công tác", "directing:week"),
    )
):
    menu.register(
        MenuEntry(
            key, "desk", title, url_name, permission="directing.view", order=52 + place, within="tasks.list"
        )
    )
menu.register(
    MenuEntry("directing.public", "portal", "Lịch công tác", "directing:public", place="footer", order=40)
)
ref_kinds.register(RefKind(kind=KIND, title="Ý kiến chỉ đạo", resolve=describe_directives))

"""Manifest of access: permissions over accounts, menu entries, and what packs may say of demo people."""

from collections.abc import Iterable, Sequence

from tinhso.foundation.access import checks  # noqa: F401 - registers its system checks
from tinhso.foundation.access.models import DemoCitizen, DemoPost
from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import Role
from tinhso.foundation.access.shapes import DemoCitizenBody, DemoPostBody
from tinhso.foundation.packs.registry import Draft, Fault, Known, PackKind, pack_kinds
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.kernel.systems import System, systems

systems.register(
    System(name="access", title="Truy cập", summary="Ai vào bằng cửa nào, giữ vị trí nào và được làm gì.")
)

for permission in (
    Permission("access.manage_accounts", "Quản lý tài khoản cán bộ", {Role.ADMIN: Reach.PROVINCE}),
    Permission("access.appoint", "Phân công vị trí công tác", {Role.ADMIN: Reach.PROVINCE}),
    Permission("access.manage_clients", "Quản lý kết nối hệ thống", {Role.ADMIN: Reach.PROVINCE}),
    Permission(
        "access.see_colleagues",
        "Xem người giữ vị trí công tác",
        {
            Role.CLERK: Reach.AGENCY,
            Role.OFFICER: Reach.AGENCY,
            Role.HEAD: Reach.AGENCY,
            Role.LEADER: Reach.AGENCY,
            Role.RECORDS: Reach.AGENCY,
            Role.ADMIN: Reach.PROVINCE,
            Role.AUDITOR: Reach.PROVINCE,
        },
    ),
):
    permissions.register(permission)

for entry in (
    MenuEntry("access.sign_in", "portal", "Đăng nhập", "sign_in", place="account", audience="signed_out"),
    MenuEntry("access.account", "portal", "Tài khoản", "account", place="account", audience="signed_in"),
    MenuEntry(
        "access.sign_out", "portal", "Đăng xuất", "sign_out", order=200, place="account",
        audience="signed_in", method="post",
    ),
    MenuEntry(
        "access.official_account", "desk", "Tài khoản", "official_account", place="account",
        audience="signed_in",
    ),
    MenuEntry(
        "access.official_sign_out", "desk", "Đăng xuất", "official_sign_out", order=200, place="account",
        audience="signed_in", method="post",
    ),
):  # fmt: skip
    menu.register(entry)


def _agencies_exist(drafts: Sequence[Draft], known: Known) -> Iterable[Fault]:
    agencies = known.codes("agency")
    return [
        draft.fault(f"{draft.code}: không có cơ quan {draft.body.agency}", "agency")
        for draft in drafts
        if draft.body.agency not in agencies
    ]


pack_kinds.register(
    PackKind(
        name="demo_post",
        title="Cán bộ trình diễn",
        model=DemoPost,
        shape=DemoPostBody,
        check=_agencies_exist,
    )
)
pack_kinds.register(
    PackKind(name="demo_citizen", title="Người dân trình diễn", model=DemoCitizen, shape=DemoCitizenBody)
)

"""What signing offers the house: an official's own page, and what its rights are called."""

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import Role
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.kernel.systems import System, systems

systems.register(System("signing", "Ký số", "Ký số văn bản, kiểm tra chữ ký số, quản lý chứng thư số."))

_STAFF: dict[str, Reach] = dict.fromkeys(
    (Role.CLERK, Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS), Reach.AGENCY
)
for permission in (
    Permission("signing.use_own", "Xem chứng thư số và ảnh chữ ký của mình", _STAFF),
    Permission("signing.keep_seal", "Giữ ảnh con dấu của cơ quan", {Role.RECORDS: Reach.AGENCY}),
    Permission(
        "signing.see_certificates",
        "Xem sổ chứng thư số",
        {Role.ADMIN: Reach.PROVINCE, Role.AUDITOR: Reach.PROVINCE},
    ),
    Permission("signing.manage_certificates", "Ngừng dùng chứng thư số", {Role.ADMIN: Reach.PROVINCE}),
):
    permissions.register(permission)

menu.register(
    MenuEntry(
        "signing.own", "desk", "Chữ ký số", "signing:own", permission="signing.use_own", order=40, place="account",
        icon="signature",
    )
)  # fmt: skip

"""What the console offers the house: rights over the machinery, and its pages in the menus."""

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import Role
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.kernel import clock
from tinhso.kernel.systems import System, systems
from tinhso.surfaces.console.queries.certificates import ending

systems.register(
    System(
        "console", "Bàn quản trị", "Việc tồn của máy, sổ nhật ký, gói quy định, tình trạng, tài khoản cán bộ."
    )
)

_ADMIN: dict[str, Reach] = {Role.ADMIN: Reach.PROVINCE}
_WATCHING: dict[str, Reach] = {Role.ADMIN: Reach.PROVINCE, Role.AUDITOR: Reach.PROVINCE}
for permission in (
    Permission("console.see_health", "Xem tình trạng hệ thống", _ADMIN),
    Permission("console.see_deliveries", "Xem việc tồn của máy", _ADMIN),
    Permission("console.replay_deliveries", "Cho chạy lại việc bị tạm giữ", _ADMIN),
    Permission("console.see_ledger", "Xem tình trạng sổ nhật ký", _WATCHING),
    Permission("console.verify_ledger", "Kiểm tra toàn bộ sổ nhật ký", _WATCHING),
    Permission("console.see_packs", "Xem gói quy định đã nạp", _WATCHING),
):
    permissions.register(permission)

for entry in (
    MenuEntry("console.deliveries", "console", "Việc tồn", "console:deliveries", permission="console.see_deliveries",
              order=20, icon="list-restart"),
    MenuEntry("console.ledger", "console", "Sổ nhật ký", "console:ledger", permission="console.see_ledger",
              order=30, icon="book-lock"),
    MenuEntry("console.packs", "console", "Gói quy định", "console:packs", permission="console.see_packs",
              order=40, icon="package"),
    MenuEntry("console.accounts", "console", "Cán bộ", "console:accounts", permission="access.manage_accounts",
              order=50, icon="users"),
    MenuEntry("console.certificates", "console", "Chứng thư số", "console:certificates",
              permission="signing.see_certificates", order=55, icon="badge-check",
              count=lambda request: ending(at=clock.now())),
    MenuEntry("console.health", "console", "Tình trạng", "console:health", permission="console.see_health",
              order=10, icon="activity"),
    MenuEntry("console.from_desk", "desk", "Quản trị", "console:front", permission="console.see_ledger",
              order=900, icon="settings"),
):  # fmt: skip
    menu.register(entry)

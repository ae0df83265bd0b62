"""What notices offer the house."""

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.requests import actor_of
from tinhso.foundation.access.roles import CITIZEN
from tinhso.foundation.notices.queries import unread
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.kernel.systems import System, systems

systems.register(
    System("notices", "Thông báo", "Báo cho người dân: trong trang của họ, thư điện tử, tin nhắn, Zalo.")
)
permissions.register(Permission("notices.read", "Xem thông báo của mình", {CITIZEN: Reach.OWN}))
menu.register(
    MenuEntry(
        "notices.mine", "portal", "Thông báo", "notices:mine", permission="notices.read", order=25,
        audience="signed_in", count=lambda request: unread(actor=actor_of(request)),
    )
)  # fmt: skip

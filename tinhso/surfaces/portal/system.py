"""What the portal offers the house: its pages in the menu of citizens."""

from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        "portal",
        "Cổng của tỉnh",
        "Trang đầu của người dân: tìm thủ tục, sự kiện trong đời, số liệu của tỉnh.",
    )
)
for entry in (
    MenuEntry("portal.catalogue", "portal", "Thủ tục", "portal:catalogue", order=10),
    MenuEntry("portal.about", "portal", "Giới thiệu", "portal:about", order=10, place="footer"),
    MenuEntry(
        "portal.accessibility", "portal", "Hỗ trợ tiếp cận", "portal:accessibility", order=20, place="footer"
    ),
    MenuEntry("portal.privacy", "portal", "Quyền riêng tư", "portal:privacy", order=30, place="footer"),
    MenuEntry("portal.manifest", "portal", "Cổng của tỉnh", "portal:manifest", place="manifest"),
):
    menu.register(entry)

"""What the desk offers the house: its front page in the menu."""

from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.kernel.systems import System, systems

systems.register(System("desk", "Bàn làm việc", "Việc đang chờ mỗi cán bộ, từ mọi hệ thống, trên một trang."))
menu.register(
    MenuEntry(
        "desk.home",
        "desk",
        "Bàn làm việc",
        "desk:home",
        order=10,
        icon="layout-dashboard",
        audience="signed_in",
    )
)
menu.register(
    MenuEntry(
        "desk.work", "desk", "Việc cần làm", "desk:work", order=11, within="desk.home", audience="signed_in"
    )
)

"""What partners offer the house."""

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import MACHINE
from tinhso.kernel.systems import System, systems

systems.register(
    System("partners", "Đối tác kết nối", "Báo sự kiện cho hệ thống khác qua webhook CloudEvents.")
)
permissions.register(Permission("partners.subscribe", "Nhận sự kiện", {MACHINE: Reach.PROVINCE}))

"""What the house gets from it: two kinds of rules, rights, pages for operators, a door that may lead outside."""

from tinhso.contracts.dossiers import OnlineDoor, online_doors
from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import MACHINE, Role
from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.government.portalsync.models import NationalPortal, ProvinceFiling
from tinhso.government.portalsync.queries.terms import elsewhere
from tinhso.government.portalsync.rules import FilingMode, Portal
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        "portalsync",
        "Đồng bộ Cổng Dịch vụ công quốc gia",
        "Nhận hồ sơ từ Cổng quốc gia, báo lại tình trạng và đối soát hai bên.",
    )
)

pack_kinds.register(
    PackKind("national_portal", "Cổng Dịch vụ công quốc gia", model=NationalPortal, shape=Portal)
)
pack_kinds.register(
    PackKind("filing_mode", "Cách nhận hồ sơ trực tuyến", model=ProvinceFiling, shape=FilingMode)
)

_ADMIN: dict[str, Reach] = {Role.ADMIN: Reach.PROVINCE}
for permission in (
    Permission("portalsync.send", "Gửi hồ sơ từ Cổng quốc gia", {MACHINE: Reach.PROVINCE}),
    Permission("portalsync.see", "Xem đối soát với Cổng quốc gia", {**_ADMIN, Role.AUDITOR: Reach.PROVINCE}),
    Permission("portalsync.reconcile", "Đối chiếu và gửi lại cho Cổng quốc gia", _ADMIN),
    Permission("portalsync.decide", "Giải quyết hồ sơ Cổng quốc gia chưa nhận được", _ADMIN),
):
    permissions.register(permission)

menu.register(
    MenuEntry(
        "portalsync.twins", "console", "Cổng quốc gia", "portalsync:twins", permission="portalsync.see", order=60,
        icon="globe",
    )
)  # fmt: skip
online_doors.register(OnlineDoor("portalsync", leads=elsewhere))

"""What the counter offers the house: rights, a place at the desk, the proof asked for before a hand-over, a figure."""

from tinhso.contracts.dossiers import HandOverDoor, ProvisionalCodes, hand_over_doors, provisional_codes
from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import ANONYMOUS, Role
from tinhso.foundation.measures.registry import indicators
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.government.counter.queries.figures import INDICATORS
from tinhso.government.counter.queries.results import asks_for_code
from tinhso.government.counter.queries.slips import find_provisional
from tinhso.kernel.systems import System, systems

systems.register(
    System("counter", "Quầy một cửa", "Lấy số và gọi số, nộp hồ sơ giúp người dân, trả kết quả theo mã.")
)

_CLERK: dict[str, Reach] = {Role.CLERK: Reach.AGENCY}
for permission in (
    Permission("counter.take_ticket", "Lấy số thứ tự", {ANONYMOUS: Reach.PUBLIC}),
    Permission("counter.serve", "Gọi số tại quầy", _CLERK),
    Permission("counter.assist", "Nộp hồ sơ giúp người dân", _CLERK),
    Permission("counter.hand_over", "Trả kết quả theo mã", _CLERK),
):
    permissions.register(permission)

menu.register(
    MenuEntry(
        "counter.desk",
        "desk",
        "Quầy một cửa",
        "counter:desk",
        permission="counter.serve",
        order=25,
        icon="ticket",
    )
)
hand_over_doors.register(HandOverDoor("counter", leads=asks_for_code))
provisional_codes.register(ProvisionalCodes("counter", find=find_provisional))
for indicator in INDICATORS:
    indicators.register(indicator)

"""What tasks offer the house."""

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import Role
from tinhso.foundation.measures.registry import indicators
from tinhso.foundation.tasks.models import KIND
from tinhso.foundation.tasks.queries.desk_card import CARD, WORK
from tinhso.foundation.tasks.queries.figures import INDICATORS
from tinhso.foundation.tasks.queries.lists import describe_tasks
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.foundation.workflow.desk import desk_cards
from tinhso.foundation.workflow.my_work import work_kinds
from tinhso.kernel.refs import RefKind, ref_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System("tasks", "Nhiệm vụ", "Giao việc, theo dõi, đôn đốc và xác nhận hoàn thành đến từng hạn.")
)

_HANDS: dict[str, Reach] = dict.fromkeys((Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS), Reach.AGENCY)
_DECIDING: dict[str, Reach] = dict.fromkeys((Role.HEAD, Role.LEADER), Reach.AGENCY)
for permission in (
    Permission("tasks.view", "Xem nhiệm vụ", {**_HANDS, Role.AUDITOR: Reach.PROVINCE}),
    Permission("tasks.work", "Thực hiện nhiệm vụ", _HANDS),
    Permission("tasks.assign", "Phân công người thực hiện nhiệm vụ", _DECIDING),
    Permission("tasks.give", "Giao nhiệm vụ", _DECIDING),
    Permission(
        "tasks.oversee", "Xác nhận, gia hạn, thu hồi nhiệm vụ cơ quan đã giao", {Role.LEADER: Reach.AGENCY}
    ),
):
    permissions.register(permission)

for entry in (
    MenuEntry("tasks.list", "desk", "Nhiệm vụ", "tasks:list", permission="tasks.view", order=50, icon="list-checks"),
    MenuEntry("tasks.all", "desk", "Danh sách nhiệm vụ", "tasks:list", permission="tasks.view", within="tasks.list",
              order=51),
):  # fmt: skip
    menu.register(entry)
desk_cards.register(CARD)
work_kinds.register(WORK)
ref_kinds.register(RefKind(kind=KIND, title="Nhiệm vụ", resolve=describe_tasks))
for indicator in INDICATORS:
    indicators.register(indicator)

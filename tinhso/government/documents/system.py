"""What documents offer the house."""

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import Role
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.foundation.workflow.desk import desk_cards
from tinhso.government.documents.models import KIND
from tinhso.government.documents.queries.lists import describe_documents
from tinhso.government.documents.views.desk_card import CARD
from tinhso.kernel.refs import RefKind, ref_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System("documents", "Văn bản", "Soạn thảo, trình ký, cấp số, đóng dấu và ban hành văn bản đi.")
)

_HANDS: dict[str, Reach] = dict.fromkeys((Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS), Reach.AGENCY)
for permission in (
    Permission("documents.view", "Xem văn bản", {**_HANDS, Role.AUDITOR: Reach.PROVINCE}),
    Permission("documents.draft", "Soạn văn bản", {Role.OFFICER: Reach.AGENCY}),
    Permission("documents.process", "Trình, trả lại văn bản", _HANDS),
    Permission("documents.sign", "Ký văn bản", {Role.LEADER: Reach.AGENCY}),
    Permission("documents.number", "Cấp số, ban hành văn bản", {Role.RECORDS: Reach.AGENCY}),
):
    permissions.register(permission)

for entry in (
    MenuEntry("documents.list", "desk", "Văn bản", "documents:list", permission="documents.view", order=60,
              icon="file-text"),
    MenuEntry("documents.outgoing", "desk", "Văn bản đi", "documents:list", permission="documents.view",
              within="documents.list", order=61),
    MenuEntry("documents.register", "desk", "Sổ văn bản đi", "documents:register", permission="documents.view",
              within="documents.list", order=62),
):  # fmt: skip
    menu.register(entry)
desk_cards.register(CARD)
ref_kinds.register(RefKind(kind=KIND, title="Văn bản", resolve=describe_documents))

"""What documents offer the house."""

from tinhso.contracts.documents import DeskEntry, RecordSource, carriers, desks, record_sources
from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import Role
from tinhso.foundation.files.reading import ReadFor, read_for
from tinhso.foundation.measures.registry import indicators
from tinhso.foundation.search.actions import hold_soon
from tinhso.foundation.search.registry import holdings
from tinhso.foundation.signing.recognising import Recogniser, recognisers
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.foundation.workflow.desk import desk_cards
from tinhso.foundation.workflow.my_work import WorkKind, assigned, work_kinds
from tinhso.government.documents.actions.carrying import DocumentsDesk
from tinhso.government.documents.actions.erasing import erase_in, erase_out
from tinhso.government.documents.models import COPY, INCOMING, KIND
from tinhso.government.documents.queries.archiving import find_in, find_out, records_in, records_out
from tinhso.government.documents.queries.copies import describe_copies
from tinhso.government.documents.queries.figures import INDICATORS
from tinhso.government.documents.queries.holding import HOLDINGS
from tinhso.government.documents.queries.incoming import describe_incoming
from tinhso.government.documents.queries.inside import CARRIER
from tinhso.government.documents.queries.lists import describe_documents
from tinhso.government.documents.queries.register import recognise_document
from tinhso.government.documents.views.desk_card import CARD
from tinhso.government.documents.views.incoming_card import INCOMING_CARD
from tinhso.kernel.refs import RefKind, ref_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        "documents",
        "Văn bản",
        "Soạn, ký số, cấp số, ban hành văn bản đi; tiếp nhận, phân công văn bản đến.",
    )
)

_HANDS: dict[str, Reach] = dict.fromkeys((Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS), Reach.AGENCY)
for permission in (
    Permission("documents.view", "Xem văn bản", {**_HANDS, Role.AUDITOR: Reach.PROVINCE}),
    Permission("documents.draft", "Soạn văn bản", {Role.OFFICER: Reach.AGENCY}),
    Permission(
        "documents.revise", "Cùng soạn dự thảo", {Role.OFFICER: Reach.AGENCY, Role.HEAD: Reach.AGENCY}
    ),
    Permission("documents.take_over", "Lấy lại quyền sửa dự thảo", {Role.HEAD: Reach.AGENCY}),
    Permission("documents.process", "Trình, trả lại văn bản", _HANDS),
    Permission("documents.sign", "Ký văn bản", {Role.LEADER: Reach.AGENCY}),
    Permission("documents.number", "Cấp số, ban hành văn bản", {Role.RECORDS: Reach.AGENCY}),
    Permission("documents.copy", "Đề nghị sao văn bản", _HANDS),
    Permission(
        "documents.change",
        "Thu hồi, đính chính, thay thế văn bản đã ban hành",
        {Role.RECORDS: Reach.AGENCY, Role.LEADER: Reach.AGENCY},
    ),
    Permission("documents.group", "Lập, sửa nhóm nơi nhận", {Role.RECORDS: Reach.AGENCY}),
    Permission("documents.receive", "Tiếp nhận, vào sổ văn bản đến", {Role.RECORDS: Reach.AGENCY}),
    Permission("documents.instruct", "Cho ý kiến chỉ đạo văn bản đến", {Role.LEADER: Reach.AGENCY}),
    Permission("documents.handle", "Xử lý văn bản đến", _HANDS),
    Permission(
        "documents.mailboxes",
        "Xem hộp thư đến của các cơ quan",
        {Role.ADMIN: Reach.PROVINCE, Role.AUDITOR: Reach.PROVINCE},
    ),
):
    permissions.register(permission)

for entry in (
    MenuEntry("documents.list", "desk", "Văn bản", "documents:list", permission="documents.view", order=60,
              icon="file-text"),
    MenuEntry("documents.incoming", "desk", "Văn bản đến", "documents:incoming_list", permission="documents.view",
              within="documents.list", order=55),
    MenuEntry("documents.incoming_register", "desk", "Sổ đến", "documents:incoming_register",
              permission="documents.view", within="documents.list", order=56),
    MenuEntry("documents.outgoing", "desk", "Văn bản đi", "documents:list", permission="documents.view",
              within="documents.list", order=61),
    MenuEntry("documents.register", "desk", "Sổ đi", "documents:register", permission="documents.view",
              within="documents.list", order=62),
    MenuEntry("documents.batch_sign", "desk", "Chờ ký", "documents:batch_sign", permission="documents.sign",
              within="documents.list", order=63),
    MenuEntry("documents.copies", "desk", "Sổ bản sao", "documents:copies", permission="documents.view",
              within="documents.list", order=64),
    MenuEntry("documents.batch_number", "desk", "Chờ cấp số", "documents:batch_number", permission="documents.number",
              within="documents.list", order=63),
    MenuEntry("documents.groups", "desk", "Nhóm nơi nhận", "documents:groups", permission="documents.group",
              within="documents.list", order=67),
    MenuEntry("documents.find", "desk", "Tìm", "documents:find", permission="documents.view",
              within="documents.list", order=68),
    MenuEntry("documents.mailboxes", "desk", "Hộp thư đến", "documents:mailboxes", permission="documents.mailboxes",
              within="documents.list", order=70, icon="inbox"),
    MenuEntry("documents.figures", "desk", "Số liệu", "documents:figures", permission="documents.view",
              within="documents.list", order=69),
):  # fmt: skip
    menu.register(entry)
desk_cards.register(CARD)
desk_cards.register(INCOMING_CARD)
work_kinds.register(
    WorkKind("documents", "Văn bản đi", "documents.process", assigned(KIND, "documents.process"), order=20)
)
work_kinds.register(
    WorkKind(
        "incoming", "Văn bản đến", "documents.process", assigned(INCOMING, "documents.process"), order=15
    )
)
ref_kinds.register(RefKind(kind=KIND, title="Văn bản", resolve=describe_documents))
ref_kinds.register(RefKind(kind=COPY, title="Bản sao văn bản", resolve=describe_copies))
ref_kinds.register(RefKind(kind=INCOMING, title="Văn bản đến", resolve=describe_incoming))
desks.register(DeskEntry("documents", DocumentsDesk()))
carriers.register(CARRIER)
for kind in HOLDINGS:
    holdings.register(kind)
    read_for.register(ReadFor(kind.kind, then=hold_soon))
for indicator in INDICATORS:
    indicators.register(indicator)
record_sources.register(RecordSource(KIND, "Văn bản đi", records_out, find_out, erase_out))
record_sources.register(RecordSource(INCOMING, "Văn bản đến", records_in, find_in, erase_in))
recognisers.register(Recogniser("documents.document", recognise_document))

"""What dossiers offer the house."""

from tinhso.contracts.documents import RecordSource, record_sources
from tinhso.contracts.dossiers import Intake, Results, Status, intakes, results, statuses
from tinhso.contracts.wallet import Shelf, shelves
from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import CITIZEN, MACHINE, Role
from tinhso.foundation.measures.registry import indicators
from tinhso.foundation.signing.recognising import Recogniser, recognisers
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.foundation.workflow.desk import desk_cards
from tinhso.foundation.workflow.my_work import WorkKind, assigned, work_kinds
from tinhso.government.dossiers.actions.closing import deliver
from tinhso.government.dossiers.actions.from_outside import file_from_outside
from tinhso.government.dossiers.actions.retaining import erase_with_its_file, held_back
from tinhso.government.dossiers.actions.said_outside import complete_from_outside, withdraw_from_outside
from tinhso.government.dossiers.actions.scanning import scanned
from tinhso.government.dossiers.models import KIND
from tinhso.government.dossiers.queries.archiving import find, records
from tinhso.government.dossiers.queries.describing import describe_dossiers
from tinhso.government.dossiers.queries.figures import INDICATORS
from tinhso.government.dossiers.queries.for_outside import (
    collectable,
    find_collectable,
    receives,
    snapshot,
    standings,
    start_address,
    step,
)
from tinhso.government.dossiers.queries.results import recognise_result
from tinhso.government.dossiers.queries.shelf import held
from tinhso.government.dossiers.queries.tracking import tracking_address
from tinhso.government.dossiers.views.desk_cards import CARDS
from tinhso.kernel.refs import RefKind, ref_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        "dossiers",
        "Hồ sơ thủ tục hành chính",
        "Nộp, tiếp nhận, giải quyết và trả kết quả thủ tục hành chính.",
    )
)

_STAFF = (Role.CLERK, Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS)
_KEEPERS = (Role.CLERK, Role.OFFICER, Role.HEAD, Role.RECORDS)

for permission in (
    Permission("dossiers.file", "Nộp hồ sơ", {CITIZEN: Reach.OWN}),
    Permission(
        "dossiers.file_for",
        "Nhận hồ sơ do hệ thống khác chuyển đến",
        {MACHINE: Reach.PROVINCE, Role.ADMIN: Reach.PROVINCE, Role.CLERK: Reach.AGENCY},
    ),
    Permission(
        "dossiers.view",
        "Xem hồ sơ",
        {CITIZEN: Reach.OWN, Role.AUDITOR: Reach.PROVINCE, **dict.fromkeys(_STAFF, Reach.AGENCY)},
    ),
    Permission("dossiers.receive", "Tiếp nhận hồ sơ", {Role.CLERK: Reach.AGENCY}),
    Permission("dossiers.process", "Xử lý hồ sơ", dict.fromkeys(_STAFF, Reach.AGENCY)),
    Permission("dossiers.assign", "Phân công xử lý", {Role.HEAD: Reach.AGENCY, Role.LEADER: Reach.AGENCY}),
    Permission(
        "dossiers.draft_result", "Soạn kết quả", {Role.OFFICER: Reach.AGENCY, Role.HEAD: Reach.AGENCY}
    ),
    Permission("dossiers.approve_result", "Ký kết quả", {Role.LEADER: Reach.AGENCY}),
    Permission("dossiers.number_result", "Cấp số và đóng dấu kết quả", {Role.RECORDS: Reach.AGENCY}),
    Permission("dossiers.originals", "Giữ, chuyển và trả bản chính", dict.fromkeys(_KEEPERS, Reach.AGENCY)),
    Permission("dossiers.deliver", "Trả kết quả", {Role.CLERK: Reach.AGENCY}),
    Permission(
        "dossiers.stop", "Dừng giải quyết hồ sơ", {Role.CLERK: Reach.AGENCY, Role.OFFICER: Reach.AGENCY}
    ),
    Permission(
        "dossiers.apologise",
        "Xin lỗi và hẹn lại ngày trả",
        {Role.HEAD: Reach.AGENCY, Role.LEADER: Reach.AGENCY},
    ),
    Permission("dossiers.archive", "Lưu trữ hồ sơ", {Role.RECORDS: Reach.AGENCY}),
    Permission("dossiers.report", "Xem số liệu", {Role.ADMIN: Reach.PROVINCE, MACHINE: Reach.PROVINCE}),
):
    permissions.register(permission)

for entry in (
    MenuEntry(
        "dossiers.mine", "portal", "Hồ sơ của tôi", "dossiers:mine", permission="dossiers.file", order=20,
        audience="signed_in",
    ),
    MenuEntry("dossiers.tracking", "portal", "Tra cứu hồ sơ", "dossiers:tracking", order=30),
    MenuEntry("dossiers.verify", "portal", "Kiểm tra văn bản", "dossiers:verify", order=40),
    MenuEntry(
        "dossiers.who_looked", "portal", "Ai đã xem dữ liệu", "dossiers:who_looked", permission="dossiers.file",
        order=50, audience="signed_in", place="footer",
    ),
    MenuEntry(
        "dossiers.desk", "desk", "Hồ sơ", "dossiers:desk_list", permission="dossiers.view", order=20, icon="inbox"
    ),
    MenuEntry(
        "dossiers.register", "desk", "Sổ theo dõi", "dossiers:desk_register", permission="dossiers.view", order=50,
        icon="notebook",
    ),
    MenuEntry(
        "dossiers.originals", "desk", "Bản chính đang giữ", "dossiers:desk_originals", permission="dossiers.originals",
        order=45, icon="file-stack",
    ),
    MenuEntry(
        "dossiers.sign", "desk", "Chờ ký", "dossiers:desk_sign_queue", permission="dossiers.approve_result",
        order=30, icon="signature",
    ),
    MenuEntry(
        "dossiers.number", "desk", "Cấp số", "dossiers:desk_number_queue", permission="dossiers.number_result",
        order=40, icon="stamp",
    ),
):  # fmt: skip
    menu.register(entry)
for card in CARDS:
    desk_cards.register(card)

for indicator in INDICATORS:
    indicators.register(indicator)
work_kinds.register(
    WorkKind("dossiers", "Hồ sơ", "dossiers.process", assigned(KIND, "dossiers.process"), order=30)
)
ref_kinds.register(RefKind(kind=KIND, title="Hồ sơ", resolve=describe_dossiers))
recognisers.register(Recogniser("dossiers.result", recognise_result))
intakes.register(
    Intake(
        "dossiers", file=file_from_outside, take_back=withdraw_from_outside, complete=complete_from_outside,
        page=start_address, receives=receives, scanned=scanned,
    )
)  # fmt: skip
statuses.register(
    Status("dossiers", standings=standings, snapshot=snapshot, step=step, followed=tracking_address)
)
results.register(Results("dossiers", collectable=collectable, find=find_collectable, deliver=deliver))
record_sources.register(
    RecordSource(KIND, "Hồ sơ thủ tục hành chính", records, find, erase_with_its_file, held=held_back)
)
shelves.register(Shelf("dossiers", held=held))

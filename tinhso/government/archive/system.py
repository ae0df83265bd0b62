"""What the archive offers the house: rights, a place in the menu of documents, a line beside each document."""

from tinhso.contracts.documents import Keeper, Panel, keepers, panels
from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import Role
from tinhso.foundation.signing.recognising import Recogniser, recognisers
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.government.archive.models import DISPOSAL, FILE, HOLD, PLAN, TRANSFER
from tinhso.government.archive.queries.disposals import describe_disposals
from tinhso.government.archive.queries.files import describe_files
from tinhso.government.archive.queries.filing import kept, lies_in
from tinhso.government.archive.queries.holds import describe_holds
from tinhso.government.archive.queries.minutes import recognise_minutes
from tinhso.government.archive.queries.panel import lines
from tinhso.government.archive.queries.plans import describe_plans
from tinhso.government.archive.queries.transfers import describe_transfers
from tinhso.kernel.refs import RefKind, ref_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        "archive", "Hồ sơ và lưu trữ", "Danh mục hồ sơ, lập hồ sơ, thời hạn bảo quản, nộp lưu và tiêu hủy."
    )
)

_HANDS: dict[str, Reach] = dict.fromkeys((Role.OFFICER, Role.HEAD, Role.LEADER, Role.RECORDS), Reach.AGENCY)
for permission in (
    Permission("archive.view", "Xem hồ sơ lưu trữ", {**_HANDS, Role.AUDITOR: Reach.PROVINCE}),
    Permission("archive.file", "Lập hồ sơ", _HANDS),
    Permission("archive.keep", "Giữ danh mục và kho hồ sơ", {Role.RECORDS: Reach.AGENCY}),
    Permission("archive.approve", "Duyệt danh mục, duyệt tiêu hủy hồ sơ", {Role.LEADER: Reach.AGENCY}),
):
    permissions.register(permission)

for order, (key, title, url_name) in enumerate(
    (
        ("archive.files", "Hồ sơ lưu trữ", "archive:files"),
        ("archive.plan", "Danh mục hồ sơ", "archive:plan"),
        ("archive.transfers", "Nộp lưu", "archive:transfers"),
        ("archive.disposals", "Tiêu hủy", "archive:disposals"),
    ),
    70,
):
    menu.register(
        MenuEntry(
            key,
            "desk",
            title,
            url_name,
            permission="archive.view",
            order=order,
            within="documents.list",
        )
    )
panels.register(Panel("archive.files", "Hồ sơ lưu trữ", lines, order=80))
for kind, title, resolve in (
    (PLAN, "Danh mục hồ sơ", describe_plans),
    (FILE, "Hồ sơ lưu trữ", describe_files),
    (HOLD, "Vụ việc giữ lại hồ sơ", describe_holds),
    (TRANSFER, "Đợt nộp lưu", describe_transfers),
    (DISPOSAL, "Đợt tiêu hủy", describe_disposals),
):
    ref_kinds.register(RefKind(kind=kind, title=title, resolve=resolve))
keepers.register(Keeper("archive", kept, lies_in))
recognisers.register(Recogniser("archive.minutes", recognise_minutes))

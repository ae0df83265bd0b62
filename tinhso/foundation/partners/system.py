"""What partners offer the house: who is told what happens, and the registers that are asked."""

from django.utils.translation import gettext_lazy as _

from tinhso.foundation.access.policy import Permission, Reach, permissions
from tinhso.foundation.access.roles import MACHINE
from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.foundation.partners.models import DemoRecord
from tinhso.foundation.partners.shapes import DemoRecordBody
from tinhso.foundation.partners.sources import Source, sources
from tinhso.foundation.procedures.rules import DATABASES
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        "partners",
        "Đối tác kết nối",
        "Báo sự kiện cho hệ thống khác qua webhook CloudEvents; tra cứu dữ liệu thay giấy tờ.",
    )
)
permissions.register(Permission("partners.subscribe", "Nhận sự kiện", {MACHINE: Reach.PROVINCE}))

_BASIS = "Nghị quyết số 66.7/2025/NQ-CP"
for key, fields in {
    "population": {
        "name": _("Họ, chữ đệm, tên"),
        "birth_date": _("Ngày sinh"),
        "residence": _("Nơi đăng ký cư trú"),
    },
    "civil_status": {"name": _("Họ, chữ đệm, tên"), "spouse": _("Vợ hoặc chồng")},
    "business": {"name": _("Chủ hộ, chủ doanh nghiệp"), "business_name": _("Tên đã đăng ký")},
}.items():
    sources.register(Source(key, DATABASES[key], _BASIS, fields))

pack_kinds.register(
    PackKind(
        name="demo_record",
        title="Bản ghi của cơ sở dữ liệu mô phỏng",
        model=DemoRecord,
        shape=DemoRecordBody,
        code=lambda body: f"{body.source}:{body.number}",
    )
)

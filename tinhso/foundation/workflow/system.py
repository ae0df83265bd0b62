"""What workflow offers the house: the kind `process` of the packs."""

from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.foundation.workflow.models import Process
from tinhso.foundation.workflow.shapes import ProcessBody
from tinhso.kernel.systems import System, systems

systems.register(System("workflow", "Quy trình", "Các bước xử lý và người đang giữ việc."))
pack_kinds.register(
    PackKind(
        name="process",
        title="Quy trình",
        model=Process,
        shape=ProcessBody,
        fields=lambda body: {"title": body.title},
    )
)

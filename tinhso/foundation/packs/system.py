"""What the packs bring along themselves: code lists."""

from tinhso.foundation.packs.models import PACK, CodeList
from tinhso.foundation.packs.queries import describe_packs
from tinhso.foundation.packs.registry import PackKind, pack_kinds
from tinhso.foundation.packs.shapes import CodeListBody
from tinhso.kernel.refs import RefKind, ref_kinds
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        name="packs",
        title="Gói quy định",
        summary="Quy định thay đổi theo văn bản là dữ liệu: đọc từ tệp, xem trước, áp dụng một lần trọn vẹn.",
    )
)
pack_kinds.register(PackKind(name="code_list", title="Danh mục", model=CodeList, shape=CodeListBody))
ref_kinds.register(RefKind(kind=PACK, title="Gói quy định", resolve=describe_packs))

"""What measures offer the house: goals as rules of the packs, and the page of figures."""

from collections.abc import Iterable, Sequence

from tinhso.foundation.measures.models import Goal
from tinhso.foundation.measures.registry import indicators
from tinhso.foundation.measures.shapes import GoalBody
from tinhso.foundation.packs.registry import Draft, Fault, Known, PackKind, pack_kinds
from tinhso.foundation.ui.menus import MenuEntry, menu
from tinhso.kernel.systems import System, systems

systems.register(
    System(
        "measures", "Số liệu", "Mỗi con số đếm từ công việc, có cách tính, mục tiêu và mở được tới từng dòng."
    )
)
menu.register(MenuEntry("measures.index", "portal", "Số liệu", "measures:index", order=60))


def _systems_know_them(drafts: Sequence[Draft], known: Known) -> Iterable[Fault]:
    """A goal without its indicator is a slip of the pen, unless the system that declares it is switched off."""
    return [
        draft.fault(f"không có chỉ số {draft.code}", "code")
        for draft in drafts
        if draft.code not in indicators and draft.code.partition(".")[0] in systems
    ]


pack_kinds.register(
    PackKind(
        name="indicator_goal",
        title="Mục tiêu của chỉ số",
        model=Goal,
        shape=GoalBody,
        check=_systems_know_them,
    )
)

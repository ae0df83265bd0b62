"""What Decree 30/2020/NĐ-CP says of a document: its phases, its number and notation, its authority line. No ORM."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.kernel.errors import Fault
from tinhso.kernel.text import fold

PROCESS = "document_out"
SUBJECT_MOST, PARAGRAPHS_MOST, PARAGRAPH_MOST = 500, 400, 8000
LINES_MOST, LINE_MOST = 60, 300
OPEN = "0"
"""Not secret, as the list of secrecy has it."""
_BY_ITSELF = re.compile(r"nhu tren\b|luu\b")
_MARK = re.compile(r"[A-ZĐÀ-Ỹ]{1,10}")
COPIES_MOST = 999
_UNIT = re.compile(r"[A-ZĐÀ-Ỹ][A-ZĐÀ-Ỹa-zđ&]{0,14}")


class Phase(StrEnum):
    """Where a document is in its life."""

    DRAFT = "draft"
    ROUTED = "routed"
    APPROVED = "approved"
    NUMBERED = "numbered"
    ISSUED = "issued"


PHASE_TITLES = {
    Phase.DRAFT: gettext_lazy("Dự thảo"),
    Phase.ROUTED: gettext_lazy("Đang trình"),
    Phase.APPROVED: gettext_lazy("Đã duyệt ký"),
    Phase.NUMBERED: gettext_lazy("Đã cấp số"),
    Phase.ISSUED: gettext_lazy("Đã ban hành"),
}
TONES = {
    Phase.DRAFT: "neutral",
    Phase.ROUTED: "wait",
    Phase.APPROVED: "wait",
    Phase.NUMBERED: "info",
    Phase.ISSUED: "good",
}


class Authority(StrEnum):
    """In whose name it is signed (cell 7a)."""

    OWN = "own"
    COLLECTIVE = "tm"
    BY_ORDER = "tl"
    EMPOWERED = "tuq"
    ACTING = "q"


AUTHORITY_TITLES = {
    Authority.OWN: gettext_lazy("Người đứng đầu ký, hoặc cấp phó ký thay (KT.)"),
    Authority.COLLECTIVE: gettext_lazy("Thay mặt tập thể (TM.)"),
    Authority.BY_ORDER: gettext_lazy("Thừa lệnh (TL.)"),
    Authority.EMPOWERED: gettext_lazy("Thừa ủy quyền (TUQ.)"),
    Authority.ACTING: gettext_lazy("Quyền (Q.)"),
}
NEEDS_SUPERIOR = frozenset({Authority.BY_ORDER, Authority.EMPOWERED})


@dataclass(frozen=True)
class Text:
    """What an official writes of a document. Lists hold one line each, never an empty one."""

    type: str
    subject: str
    urgency: str
    addressed_to: Sequence[str]
    places: Sequence[str]
    paragraphs: Sequence[str]
    unit: str
    """Symbol of the unit that drafts it, `VP`; may be empty."""
    authority: str
    superior: str
    """Whose order or power it is signed by, `Chủ tịch`; for TL. and TUQ. alone."""
    circulation: str = ""
    """How far it may go round (cell 11): a code of the list `document_circulation`; mostly empty."""
    mark: str = ""
    """Who drafted it (cell 12), `NVA`; may be empty."""
    copies: int = 0
    """How many are issued on paper (cell 12); 0 where it is not said."""
    contact: bool = False
    """Whether the agency's address stands at the foot of the first page (cell 13)."""


def faults_of(text: Text, *, letter: bool) -> list[Fault]:
    """What of the form is wrong before it may go on; empty when nothing is. A letter names whom it is sent to."""
    found = []
    if not text.subject:
        found.append(Fault("subject", _("Xin ghi trích yếu nội dung.")))
    elif len(text.subject) > SUBJECT_MOST:
        found.append(Fault("subject", _("Trích yếu dài quá %(most)s ký tự.") % {"most": SUBJECT_MOST}))
    if not text.paragraphs:
        found.append(Fault("body", _("Văn bản chưa có nội dung.")))
    elif len(text.paragraphs) > PARAGRAPHS_MOST or max(map(len, text.paragraphs)) > PARAGRAPH_MOST:
        found.append(Fault("body", _("Nội dung quá dài; xin chuyển phần chi tiết sang tệp kèm theo.")))
    for name, lines in (("addressed_to", text.addressed_to), ("places", text.places)):
        if len(lines) > LINES_MOST or any(len(line) > LINE_MOST for line in lines):
            found.append(Fault(name, _("Nhiều nhất 60 nơi, mỗi nơi một dòng không quá 300 ký tự.")))
    if letter and not text.addressed_to:
        found.append(Fault("addressed_to", _("Công văn phải ghi nơi kính gửi.")))
    if not text.places and not text.addressed_to:
        found.append(Fault("places", _("Xin ghi ít nhất một nơi nhận.")))
    if text.unit and not _UNIT.fullmatch(text.unit):
        found.append(Fault("unit", _("Ký hiệu đơn vị chỉ gồm chữ viết liền, ví dụ VP.")))
    if text.mark and not _MARK.fullmatch(text.mark):
        found.append(Fault("mark", _("Ký hiệu người soạn thảo gồm chữ in hoa viết liền, không quá 10 chữ.")))
    if text.authority in NEEDS_SUPERIOR and not text.superior:
        found.append(Fault("superior", _("Ký thừa lệnh, thừa ủy quyền phải ghi chức vụ của người giao.")))
    return found


def notation(*, number: int | None, abbreviation: str, agency: str, unit: str) -> str:
    """`05/QĐ-UBND` for a named type, `05/UBND-VP` for a letter; without its number the place for it stays open."""
    digits = "…" if number is None else f"{number:02d}"
    symbols = (abbreviation, agency) if abbreviation else (agency, unit)
    return f"{digits}/{'-'.join(one for one in symbols if one)}"


def authority_lines(authority: str, *, agency: str, superior: str, own: Sequence[str]) -> tuple[str, ...]:
    """The lines above a signature; `own` are those of the signer alone, with KT. where a deputy signs."""
    if authority == Authority.COLLECTIVE:
        return (f"TM. {agency.upper()}", *own)
    if authority == Authority.BY_ORDER:
        return (f"TL. {superior.upper()}", own[-1])
    if authority == Authority.EMPOWERED:
        return (f"TUQ. {superior.upper()}", own[-1])
    if authority == Authority.ACTING:
        return (f"Q. {own[-1]}",)
    return tuple(own)


def decided_by(authority: str, *, agency: str, own: Sequence[str]) -> str:
    """Who decides, above the grounds: the body for TM., else the head whose power it is (`CHỦ TỊCH ỦY BAN …`)."""
    if authority in (Authority.COLLECTIVE, *NEEDS_SUPERIOR):
        return agency.upper()
    return f"{own[0].removeprefix('KT. ')} {agency.upper()}"


def belongs_to(type_title: str, *, number: str, dated: date, agency: str) -> str:
    """What stands under the title of an annex."""
    month = f"{dated.month:02d}" if dated.month < 3 else f"{dated.month}"
    return f"(Kèm theo {type_title} số {number} ngày {dated.day:02d} tháng {month} năm {dated.year} của {agency})"


def recipients(text: Text, *, keeper: str) -> list[str]:
    """The places under `Nơi nhận` (cell 9b), each once: whom it is addressed to, the others, and who keeps the copy."""
    first = ["Như trên"] if text.addressed_to else []
    return list(dict.fromkeys([*first, *own_places(text.places), f"Lưu: {keeper}"]))


def issue_mark(text: Text) -> str:
    """Who drafted it and how many are issued, under the places it goes to (cell 12): `NVA.(50)`."""
    return ".".join(filter(None, (text.mark, f"({text.copies})" if text.copies else "")))


def contact_lines(*, address: str, phone: str, email: str, website: str) -> list[str]:
    """The lines at the foot of the first page (cell 13); what is not known is left out."""
    named = (("Điện thoại", phone), ("thư điện tử", email), ("trang thông tin điện tử", website))
    reached = "; ".join(f"{name}: {value}" for name, value in named if value)
    return [
        one for one in (f"Địa chỉ: {address}" if address else "", reached[:1].upper() + reached[1:]) if one
    ]


def own_places(places: Sequence[str]) -> list[str]:
    """The places without `Như trên` and `Lưu: …`: these stand there by themselves, and are no place in a register."""
    return [one for one in places if not _BY_ITSELF.match(fold(one))]


def places_of(text: Text, *, delivered: Sequence[str]) -> list[str]:
    """Where a document goes, as the register has it: whom it is addressed to, the other places, and whom the house
    delivers it to, each once."""
    return list(dict.fromkeys([*text.addressed_to, *own_places(text.places), *delivered]))


def sequence_of(type_code: str, *, agency: str, entries: Sequence[Mapping[str, object]]) -> str:
    """Which sequence numbers a type at an agency (its key): the first that names it, else the one for all."""
    for entry in entries:
        types, agencies = entry.get("types"), entry.get("agencies")
        if isinstance(types, list) and type_code in types and (not agencies or agency in _list(agencies)):
            return str(entry["value"])
    return next(str(entry["value"]) for entry in entries if not entry.get("types"))


def lines_of(text: str) -> tuple[str, ...]:
    """What was typed, one thing a line."""
    return tuple(line for one in text.splitlines() if (line := " ".join(one.split())))


def _list(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else ()


def symbol_of(short_name: str) -> str:
    """An agency's symbol in notations: the first word of its short name, `UBND`, `STC`."""
    return short_name.split()[0] if short_name.split() else ""

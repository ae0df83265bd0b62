"""What a result says, line by line as people read it: for whoever drafts, checks and signs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tinhso.kernel.money import format_dong

LABELS = {
    "name": _("Họ, chữ đệm và tên"),
    "birth_date": _("Ngày, tháng, năm sinh"),
    "birth_date_words": _("Ngày sinh ghi bằng chữ"),
    "birth": _("Năm sinh"),
    "sex": _("Giới tính"),
    "ethnicity": _("Dân tộc"),
    "nationality": _("Quốc tịch"),
    "birth_place": _("Nơi sinh"),
    "hometown": _("Quê quán"),
    "residence": _("Nơi cư trú"),
    "mother": _("Người mẹ"),
    "father": _("Người cha"),
    "declarant": _("Người đi khai sinh"),
    "declarant_document": _("Giấy tờ tùy thân của người đi khai sinh"),
    "business_number": _("Mã số hộ kinh doanh"),
    "foreign_name": _("Tên viết bằng tiếng nước ngoài"),
    "short_name": _("Tên viết tắt"),
    "head_office": _("Trụ sở"),
    "phone": _("Điện thoại"),
    "email": _("Thư điện tử"),
    "business_lines": _("Ngành, nghề kinh doanh"),
    "capital": _("Vốn kinh doanh"),
    "founder": _("Chủ thể thành lập"),
    "owner": _("Chủ hộ kinh doanh"),
    "personal_number": _("Số định danh cá nhân"),
    "title": _("Tên giấy"),
    "subject": _("Về việc"),
    "opening": _("Lời dẫn"),
    "lines": _("Nội dung xác nhận"),
}
_OWN = {("business_number", "name"): _("Tên hộ kinh doanh")}
"""A key that means something else on a paper that has the other one."""
_VALUES = {"founder": {"person": _("Cá nhân"), "family": _("Các thành viên hộ gia đình")}}


@dataclass(frozen=True)
class Said:
    """One line of a result."""

    key: str
    label: str
    text: str
    changed: bool = False
    """The officer wrote something else than the answers give."""


def lines_of(content: Mapping[str, Any], composed: Mapping[str, Any] | None = None) -> list[Said]:
    """A content as lines; with what the answers alone would give, lines that differ from it are marked."""
    plain = dict(_walk(composed or {}, ""))
    return [
        Said(key, _label(key, content), text, bool(composed) and plain.get(key, "") != text)
        for key, text in _walk(content, "")
    ]


def editable(content: Mapping[str, Any]) -> list[Said]:
    """The plain texts an officer may correct, as they are written on the paper."""
    return [
        Said(key, _label(key, content), as_written(value))
        for key, value in content.items()
        if isinstance(value, str) and key not in _VALUES
    ]


def as_written(text: str) -> str:
    """An ISO date as people write it; any other text as it is."""
    try:
        return f"{date.fromisoformat(text):%d/%m/%Y}"
    except ValueError:
        return text


def _label(key: str, content: Mapping[str, Any]) -> str:
    parts = [part for part in key.split(".") if not part.isdigit()]
    for (presence, one), label in _OWN.items():
        if presence in content and parts == [one]:
            return str(label)
    return " · ".join(str(LABELS.get(part, part)) for part in parts)


def _walk(content: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in content.items():
        path = f"{prefix}{key}"
        if isinstance(value, Mapping):
            yield from _walk(value, f"{path}.")
        elif isinstance(value, list):
            yield path, "; ".join(_row(row) for row in value)
        elif value not in (None, ""):
            yield path, _text(key, value)


def _row(row: Any) -> str:
    if not isinstance(row, Mapping):
        return str(row)
    if "label" in row:
        return f"{row['label']}: {row.get('value', '')}"
    words = " ".join(str(row[key]) for key in ("code", "name") if row.get(key))
    return gettext("%(line)s (ngành chính)") % {"line": words} if row.get("main") else words


def _text(key: str, value: Any) -> str:
    if key == "capital":
        return format_dong(int(value))
    return str(_VALUES.get(key, {}).get(str(value), as_written(str(value))))

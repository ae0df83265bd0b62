"""What a result says, line by line as people read it: for whoever drafts, checks and signs it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tinhso.kernel.money import format_dong

LABELS = {
    "name": "Họ, chữ đệm và tên",
    "birth_date": "Ngày, tháng, năm sinh",
    "birth_date_words": "Ngày sinh ghi bằng chữ",
    "birth": "Năm sinh",
    "sex": "Giới tính",
    "ethnicity": "Dân tộc",
    "nationality": "Quốc tịch",
    "birth_place": "Nơi sinh",
    "hometown": "Quê quán",
    "residence": "Nơi cư trú",
    "mother": "Người mẹ",
    "father": "Người cha",
    "declarant": "Người đi khai sinh",
    "declarant_document": "Giấy tờ tùy thân của người đi khai sinh",
    "business_number": "Mã số hộ kinh doanh",
    "foreign_name": "Tên viết bằng tiếng nước ngoài",
    "short_name": "Tên viết tắt",
    "head_office": "Trụ sở",
    "phone": "Điện thoại",
    "email": "Thư điện tử",
    "business_lines": "Ngành, nghề kinh doanh",
    "capital": "Vốn kinh doanh",
    "founder": "Chủ thể thành lập",
    "owner": "Chủ hộ kinh doanh",
    "personal_number": "Số định danh cá nhân",
    "title": "Tên giấy",
    "subject": "Về việc",
    "opening": "Lời dẫn",
    "lines": "Nội dung xác nhận",
}
_OWN = {("business_number", "name"): "Tên hộ kinh doanh"}
"""A key that means something else on a paper that has the other one."""
_VALUES = {"founder": {"person": "Cá nhân", "family": "Các thành viên hộ gia đình"}}


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
            return label
    return " · ".join(LABELS.get(part, part) for part in parts)


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
    return f"{words} (ngành chính)" if row.get("main") else words


def _text(key: str, value: Any) -> str:
    if key == "capital":
        return format_dong(int(value))
    return _VALUES.get(key, {}).get(str(value), as_written(str(value)))

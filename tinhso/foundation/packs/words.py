"""The reasons of faults in the words of those who write packs."""

from __future__ import annotations

from pydantic_core import ErrorDetails

_REASONS = {
    "missing": "thiếu {field}",
    "extra_forbidden": "không có khoá này: {field}",
    "string_type": "{field} phải là chữ (đặt trong ngoặc kép nếu là số)",
    "string_pattern_mismatch": "{field} không đúng khuôn {pattern}",
    "string_too_long": "{field} dài quá {max_length} ký tự",
    "string_too_short": "{field} ngắn hơn {min_length} ký tự",
    "int_type": "{field} phải là số nguyên",
    "int_parsing": "{field} phải là số nguyên, đang là {input!r}",
    "int_from_float": "{field} phải là số nguyên, đang là {input!r}",
    "float_parsing": "{field} phải là số, đang là {input!r}",
    "bool_parsing": "{field} phải là true hoặc false, đang là {input!r}",
    "bool_type": "{field} phải là true hoặc false, đang là {input!r}",
    "date_from_datetime_parsing": "{field} phải là ngày dạng 2025-07-01, đang là {input!r}",
    "date_parsing": "{field} phải là ngày dạng 2025-07-01, đang là {input!r}",
    "date_type": "{field} phải là ngày dạng 2025-07-01, đang là {input!r}",
    "literal_error": "{field} phải là một trong {expected}, đang là {input!r}",
    "enum": "{field} phải là một trong {expected}, đang là {input!r}",
    "too_short": "{field} cần ít nhất {min_length} phần",
    "greater_than": "{field} phải lớn hơn {gt}",
    "greater_than_equal": "{field} phải từ {ge} trở lên",
    "less_than_equal": "{field} không quá {le}",
    "tuple_type": "{field} phải là một danh sách",
    "list_type": "{field} phải là một danh sách",
    "model_type": "{field} phải gồm các khoá",
    "dict_type": "{field} phải gồm các khoá",
    "value_error": "{field}: {error}",
}


def reason_of(error: ErrorDetails) -> str:
    """What is wrong, naming the field by its path."""
    field = ".".join(str(part) for part in error["loc"]) or "nội dung"
    words = _REASONS.get(error["type"])
    if words is None:
        return f"{field}: {error['msg']}"
    return words.format_map({"field": field, "input": error["input"], **error.get("ctx", {})})

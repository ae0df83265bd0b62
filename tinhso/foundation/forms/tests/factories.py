"""Invented forms and places to try the rules on."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tinhso.foundation.forms.registry import Context
from tinhso.foundation.forms.shapes import FormBody, Question

TODAY = date(2026, 11, 22)
LISTS = {"ethnicities": {"01": "Kinh", "05": "Khmer"}}
FILE = "files.file:0198c0de-0000-7000-8000-000000000001"


class TwoProvinces:
    """Two provinces with two communes each, and one country beside Viet Nam."""

    def provinces(self) -> Mapping[str, str]:
        return {"86": "tỉnh Vĩnh Long", "92": "thành phố Cần Thơ"}

    def communes(self, province: str) -> Mapping[str, str]:
        return {
            "86": {"29551": "phường Long Châu", "29242": "xã Càng Long"},
            "92": {"31135": "phường Ninh Kiều", "31150": "phường Cái Răng"},
        }.get(province, {})

    def countries(self) -> Mapping[str, str]:
        return {"VN": "Việt Nam", "JP": "Nhật Bản"}


def context(**given: Any) -> Context:
    return Context(
        on=TODAY,
        given=given,
        code_list=lambda code: LISTS.get(code, {}),
        places=TwoProvinces(),
        file_name={FILE: "giay-to.pdf"}.get,
    )


def question(type: str, **more: Any) -> Question:
    """A question of one type; what a type cannot do without is filled in."""
    by_type: dict[str, dict[str, Any]] = {
        "choice": {"options": [{"value": "a", "label": "Một"}, {"value": "b", "label": "Hai"}]},
        "choices": {"options": [{"value": "a", "label": "Một"}, {"value": "b", "label": "Hai"}]},
        "table": {
            "columns": [
                {"key": "name", "label": "Họ tên", "type": "name"},
                {"key": "born", "label": "Ngày sinh", "type": "partial_date", "required": False},
            ],
            "max_rows": 3,
        },
    }
    given = {"key": "q", "label": "Câu hỏi", "type": type, **by_type.get(type, {}), **more}
    return Question.model_validate(given)


def birth() -> FormBody:
    """A small birth declaration: conditions within a page and between pages, a table, rules, facts."""
    return FormBody.model_validate(
        {
            "title": "Tờ khai đăng ký khai sinh",
            "facts": ["child.sex"],
            "pages": [
                {
                    "key": "nguoi-khai",
                    "title": "Người yêu cầu",
                    "questions": [
                        {"key": "requester.name", "label": "Họ, chữ đệm, tên", "type": "name",
                         "prefill": "account.name"},
                        {"key": "relation", "label": "Quan hệ", "type": "choice",
                         "options": [{"value": "father", "label": "Cha"},
                                     {"value": "other", "label": "Khác"}]},
                        {"key": "relation_text", "label": "Ghi rõ quan hệ",
                         "when": {"field": "relation", "is": "other"}},
                        {"key": "relation_proof", "label": "Giấy tờ chứng minh",
                         "when": {"field": "relation_text", "answered": True}},
                    ],
                },
                {
                    "key": "tre-em",
                    "title": "Người được khai sinh",
                    "questions": [
                        {"key": "child.name", "label": "Họ, chữ đệm, tên", "type": "name"},
                        {"key": "child.birth_date", "label": "Ngày sinh", "type": "date", "max": "today",
                         "sensitive": True},
                        {"key": "child.sex", "label": "Giới tính", "type": "choice",
                         "options": [{"value": "male", "label": "Nam"}, {"value": "female", "label": "Nữ"}]},
                        {"key": "siblings", "label": "Anh, chị, em", "type": "table", "required": False,
                         "max_rows": 2,
                         "columns": [
                             {"key": "name", "label": "Tên", "type": "name"},
                             {"key": "twin", "label": "Sinh đôi", "type": "yes_no"},
                             {"key": "hour", "label": "Giờ sinh", "type": "time",
                              "when": {"field": "twin", "is": True}},
                         ]},
                    ],
                },
                {
                    "key": "cha",
                    "title": "Cha",
                    "when": {"not": {"field": "case", "is": "no_father"}},
                    "questions": [
                        {"key": "father.name", "label": "Họ tên cha", "type": "name"},
                        {"key": "father.birth_date", "label": "Ngày sinh của cha", "type": "partial_date"},
                        {"key": "words", "label": "Xin đọc kỹ", "type": "note"},
                    ],
                },
                {
                    "key": "cam-doan",
                    "title": "Cam đoan",
                    "questions": [
                        {"key": "copies.wanted", "label": "Cấp bản sao", "type": "yes_no", "default": False},
                        {"key": "copies.count", "label": "Số bản", "type": "integer", "min": 1, "max": 20,
                         "when": {"field": "copies.wanted", "is": True}},
                        {"key": "pledge", "label": "Tôi cam đoan lời khai là đúng", "type": "yes_no"},
                    ],
                },
            ],
            "rules": [
                {"require": {"field": "pledge", "is": True}, "field": "pledge",
                 "message": "Cần cam đoan thì mới nộp được"},
                {"require": {"field": "father.birth_date", "lt": {"field": "child.birth_date"}},
                 "field": "father.birth_date", "message": "Cha phải sinh trước con"},
                {"require": {"field": "copies.count", "lte": 5}, "field": "copies.count", "soft": True,
                 "message": "Ông/bà đề nghị nhiều bản sao"},
            ],
        }
    )  # fmt: skip


def answers(**changes: Any) -> dict[str, Any]:
    """Sound answers to the birth declaration; `_` in a name stands for the dot, None leaves out."""
    sound: dict[str, Any] = {
        "requester.name": "Thạch Văn Mẫu",
        "relation": "father",
        "child.name": "Thạch Thị Ví Dụ",
        "child.birth_date": "2026-11-01",
        "child.sex": "female",
        "father.name": "Thạch Văn Mẫu",
        "father.birth_date": "1990",
        "copies.wanted": False,
        "pledge": True,
    }
    sound |= {key.replace("__", "."): value for key, value in changes.items()}
    return {key: value for key, value in sound.items() if value is not None}

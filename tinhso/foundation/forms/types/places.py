"""Addresses: two levels of units in the country, or a country and free text."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tinhso.foundation.forms.registry import Context, Refused, Single
from tinhso.foundation.forms.shapes import Question
from tinhso.foundation.forms.types.texts import line

LONGEST_DETAIL = 250
HOME = "VN"
_PARTS = ("country", "province", "commune", "detail")


class Address(Single):
    """`{"province": code, "commune": code, "detail": text}`; abroad `{"country": code, "detail": text}`."""

    name, title = "address", "Địa chỉ"
    template = "forms/controls/address.html"
    missing = gettext_lazy("Ông/bà chưa ghi")

    def empty(self, raw: object) -> bool:
        return super().empty(raw) or (
            isinstance(raw, dict) and all(value is None or value == "" for value in raw.values())
        )

    def read(self, raw: object, question: Question, context: Context) -> dict[str, str]:
        if not isinstance(raw, dict):
            raise Refused(_("Địa chỉ cần có tỉnh, xã và địa chỉ chi tiết"))
        if unknown := set(raw) - set(_PARTS):
            raise Refused(_("Địa chỉ không có mục “%(part)s”") % {"part": min(map(str, unknown))[:40]})
        given = {key: line(value) for key, value in raw.items() if value is not None}
        detail = given.get("detail", "")
        if len(detail) > LONGEST_DETAIL:
            raise Refused(
                _("Địa chỉ chi tiết dài nhất %(longest)s ký tự, ông/bà đã nhập %(letters)s")
                % {"longest": LONGEST_DETAIL, "letters": len(detail)}
            )
        country = given.get("country", "")
        if country not in {"", HOME}:
            return self._abroad(given, country, detail, context)
        return self._at_home(given, detail, context)

    def _abroad(
        self, given: Mapping[str, str], country: str, detail: str, context: Context
    ) -> dict[str, str]:
        if given.get("province") or given.get("commune"):
            raise Refused(_("Địa chỉ ở nước ngoài không ghi tỉnh và xã"))
        if country not in context.places.countries():
            raise Refused(_("Quốc gia này không có trong danh sách; xin chọn lại"))
        if not detail:
            raise Refused(_("Xin ghi địa chỉ chi tiết ở nước ngoài"))
        return {"country": country, "detail": detail}

    def _at_home(self, given: Mapping[str, str], detail: str, context: Context) -> dict[str, str]:
        province, commune = given.get("province", ""), given.get("commune", "")
        provinces = context.places.provinces()
        if not province:
            raise Refused(_("Ông/bà chưa chọn tỉnh, thành phố"))
        if province not in provinces:
            raise Refused(_("Tỉnh, thành phố này không có trong danh sách hiện hành; xin chọn lại"))
        if not commune:
            raise Refused(
                _("Ông/bà chưa chọn xã, phường, đặc khu của %(province)s") % {"province": provinces[province]}
            )
        if commune not in context.places.communes(province):
            raise Refused(
                _("Xã, phường, đặc khu này không thuộc %(province)s; xin chọn lại")
                % {"province": provinces[province]}
            )
        return {"province": province, "commune": commune, "detail": detail}

    def show(self, value: Any, question: Question, context: Context) -> str:
        places = context.places
        if "country" in value:
            parts = [value["detail"], places.countries().get(value["country"], value["country"])]
        else:
            province, commune = value["province"], value["commune"]
            communes = places.communes(province)
            parts = [
                value["detail"],
                communes.get(commune, commune),
                places.provinces().get(province, province),
            ]
        return ", ".join(part for part in parts if part)

    def parse(self, data: QueryDict, name: str, question: Question) -> object:
        posted = {
            part: data.get(f"{name}.{part}", "") for part in ("country", "province", "commune", "detail")
        }
        # The page keeps both branches in view; only the chosen one is meant.
        dropped = {"country"} if posted["country"] in {"", HOME} else {"province", "commune"}
        return {part: text for part, text in posted.items() if part not in dropped}

    def draw(
        self, raw: object, question: Question, context: Context, *, name: str, faults: Mapping[str, str]
    ) -> dict[str, Any]:
        given = raw if isinstance(raw, dict) else {}
        typed = {key: value for key, value in given.items() if isinstance(value, str)}
        province, country = typed.get("province", ""), typed.get("country", "")
        abroad = country not in {"", HOME}
        countries = context.places.countries()
        return {
            **{part: typed.get(part, "") for part in _PARTS},
            "abroad": abroad,
            "countries": _options(_("Việt Nam"), countries, HOME) if countries else [],
            "provinces": _options(_("Chọn tỉnh, thành phố"), context.places.provinces()),
            "communes": _options(_("Chọn xã, phường, đặc khu"), context.places.communes(province))
            if province
            else _options(_("Chọn tỉnh, thành phố trước"), {}),
        }

    def schema(self, question: Question, context: Context) -> dict[str, Any]:
        code, detail = {"type": "string", "minLength": 1}, {"type": "string", "maxLength": LONGEST_DETAIL}
        return {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {"province": code, "commune": code, "detail": detail},
                    "required": ["province", "commune"],
                    "additionalProperties": False,
                },
                {
                    "type": "object",
                    "properties": {"country": code, "detail": {**detail, "minLength": 1}},
                    "required": ["country", "detail"],
                    "additionalProperties": False,
                },
            ]
        }


def _options(nothing: str, places: Mapping[str, str], without: str = "") -> list[tuple[str, str]]:
    return [("", nothing), *((code, name) for code, name in places.items() if code != without)]

"""The words the portal uses for what procedures say in codes. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEVELS: Mapping[str, str | Promise] = {
    "commune": _("Cấp xã"),
    "province": _("Cấp tỉnh"),
    "ministry": _("Bộ, ngành"),
    "other": _("Cơ quan khác"),
}
AGENCY_KINDS: Mapping[str, str | Promise] = {
    "commune_office": _("Ủy ban nhân dân cấp xã"),
    "commune_police": _("Công an cấp xã"),
    "department": _("Sở, ban, ngành tỉnh"),
    "land_office": _("Văn phòng đăng ký đất đai"),
    "province": _("Ủy ban nhân dân tỉnh"),
    "social_insurance": _("Bảo hiểm xã hội tỉnh"),
}


def levels_in_words(levels: Iterable[str]) -> str:
    """`Cấp xã, Cấp tỉnh`; a level without a word is left out."""
    return ", ".join(str(LEVELS[level]) for level in levels if level in LEVELS)

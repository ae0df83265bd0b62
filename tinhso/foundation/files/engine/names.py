"""The name of a file as it was given."""

import unicodedata

from django.utils.translation import gettext as _

from tinhso.foundation.files.engine.refusal import Unsafe
from tinhso.kernel.text import nfc

LONGEST = 150
_SEPARATORS = "/\\"
_RESERVED = '<>:"|?*'


def extension(name: str) -> str:
    """What follows the last dot, in lower case; empty when there is none."""
    stem, dot, last = name.rpartition(".")
    return last.lower() if dot and stem else ""


def safe_name(name: str) -> str:
    """The name to keep: NFC, on one line, fit for any disk. Unsafe when it could mean a path or show as another."""
    text = unicodedata.normalize("NFC", name)
    if any(sign in text for sign in _SEPARATORS):
        raise Unsafe(_("Tên tệp không được có dấu / hoặc \\; xin đổi tên tệp rồi gửi lại"))
    if any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"} for letter in text):
        raise Unsafe(_("Tên tệp có ký tự ẩn; xin đổi tên tệp rồi gửi lại"))
    kept = nfc("".join("_" if letter in _RESERVED else letter for letter in text)).strip(". ")
    stem, dot, last = kept.rpartition(".")
    if not (stem and dot):
        raise Unsafe(_("Tên tệp cần có phần mở rộng, ví dụ giay-khai-sinh.pdf"))
    return f"{stem[: LONGEST - len(last) - 1].rstrip()}.{last}"

"""Codes and names of units and agencies. Pure.

Two forms of agency identifiers are in use. The old one (QCVN 102:2016/BTTTT) has four groups, the highest level
last: `000.00.05.H61`. The present one (Decision 20/2020/QĐ-TTg) has the highest level first and only as many
groups as needed: `H61.05`. Sub-codes may be two digits, three digits (communes since July 2025) or letters.
"""

from __future__ import annotations

import re

from tinhso.kernel.text import fold, nfc

_IDENTIFIER = re.compile(r"[A-Z][0-9]{2}(?:\.(?:[0-9]{2,3}|[A-Z]{2}))*")
_OLD_IDENTIFIER = re.compile(r"([0-9]{3})\.([0-9]{2})\.([0-9]{2})\.([A-Z][0-9]{2})")
_TYPES = ("tỉnh", "thành phố", "quận", "huyện", "thị xã", "thị trấn", "phường", "xã", "đặc khu")
_FOLDED_TYPES = tuple(sorted({fold(word) for word in _TYPES} | {"tp", "tx", "tt", "p", "h", "q", "x", "t"}))
_SHORT_TYPES = re.compile(r"^(?:" + "|".join(sorted(_FOLDED_TYPES, key=len, reverse=True)) + r")\s+(?=\S)")


def is_identifier(code: str) -> bool:
    """Whether a text has the present form: `H61`, `H61.05`, `H55.242`, `H15.50.05.13`, `H37.DN.001`."""
    return _IDENTIFIER.fullmatch(code) is not None


def is_old_identifier(code: str) -> bool:
    """Whether a text has the old form of four groups."""
    return _OLD_IDENTIFIER.fullmatch(code) is not None


def to_identifier(old: str) -> str:
    """The present form of an old identifier: `000.00.05.H61` is `H61.05`; ValueError on anything else.

    Groups are numbered from the right; a group of zeros ends the code. Only the shape is converted: whether
    the agency kept its number when it changed to the present form is for its decision to say.
    """
    match = _OLD_IDENTIFIER.fullmatch(old)
    if match is None:
        raise ValueError(f"không phải mã định danh bốn nhóm: {old!r}")
    fourth, third, second, first = match.groups()
    groups = [first, second, third, fourth]
    while len(groups) > 1 and not int(groups[-1]):
        groups.pop()
    return ".".join(groups)


def to_old_identifier(code: str) -> str:
    """The old form of a present identifier; ValueError when it does not fit into four groups."""
    first, *rest = code.split(".")
    second, third, fourth = (*rest, *("00", "00", "000")[len(rest) :])[:3] if len(rest) <= 3 else ("", "", "")
    old = f"{fourth}.{third}.{second}.{first}"
    if not is_identifier(code) or not is_old_identifier(old):
        raise ValueError(f"không viết được theo bốn nhóm: {code!r}")
    return old


def folded_name(name: str) -> str:
    """What a unit is searched by: its name without its type, folded: `Xã Càng Long` is `cang long`."""
    folded = fold(name)
    for word in sorted((fold(word) for word in _TYPES), key=len, reverse=True):
        if folded.startswith(f"{word} "):
            return folded.removeprefix(f"{word} ")
    return folded


def folded_query(text: str) -> tuple[str, str]:
    """What was typed, folded, and the same without a leading type (`tp tra vinh`, `xã cang long`)."""
    folded = fold(text)
    return folded, _SHORT_TYPES.sub("", folded)


def key_of(name: str) -> str:
    """An agency key made of a name: `Xã Càng Long` is `xa-cang-long`."""
    return fold(nfc(name)).replace(" ", "-")

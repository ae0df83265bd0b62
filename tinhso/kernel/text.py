"""Vietnamese text: one stored form, one form to search by.

Text is stored in NFC. Searching compares folded twins: no diacritics, no case, đ as d. Where two texts
fold alike, the canonical form (one placement of tone marks) tells an exact hit from a near one.
"""

import re
import unicodedata

_NOT_WORD = re.compile(r"[^0-9a-z]+")
_LATE_TONE = re.compile(r"(?<![qQ])([oOuU])([àáảãạÀÁẢÃẠèéẻẽẹÈÉẺẼẸỳýỷỹỵỲÝỶỸỴ])(?!\w)")
_TONES = "\u0300\u0301\u0309\u0303\u0323"
_OPENINGS = {"o": "ae", "u": "y"}


def nfc(text: str) -> str:
    """The stored form: composed letters, single spaces, none at the ends."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def fold(text: str) -> str:
    """The searched form: lower case, no diacritics, đ as d, words and digits apart by one space."""
    bare = unicodedata.normalize("NFD", text.lower().replace("đ", "d"))
    kept = "".join(letter for letter in bare if not unicodedata.combining(letter))
    return _NOT_WORD.sub(" ", kept).strip()


def compact(text: str) -> str:
    """The folded form without spaces, for those who type `khaisinh`."""
    return fold(text).replace(" ", "")


def canonical(text: str) -> str:
    """Lower-case NFC with the tone mark in its older place: `hoà`, `HÒA` and `hòa` become `hòa`."""
    return _LATE_TONE.sub(_move_tone_left, nfc(text).lower())


def _move_tone_left(match: re.Match[str]) -> str:
    first, second = match.groups()
    parts = unicodedata.normalize("NFD", second)
    letter, tone = parts[0], "".join(mark for mark in parts[1:] if mark in _TONES)
    if letter not in _OPENINGS[first]:
        return match.group()
    return unicodedata.normalize("NFC", first + tone) + letter
